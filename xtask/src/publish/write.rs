//! Writing a folder that is wholly ours.

use std::fs;
use std::io;
use std::path::Path;

/// Writes the files, `/` in their paths being folders. A folder that an earlier run wrote is replaced; any other is not touched.
pub fn all(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), String> {
    let is_ours = folder.join("SHA256SUMS").is_file();
    let is_empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if !is_ours && !is_empty {
        let name = folder.display();
        return Err(format!("{name} holds files that were not published\n  -> choose a folder that is empty or not there with --out"));
    }
    let written = (|| {
        if is_ours {
            fs::remove_dir_all(folder)?;
        }
        // The checksums, which come last, first: a folder that a run left half written must be known as ours by the next.
        for (path, bytes) in files.iter().rev() {
            let path = folder.join(path);
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, bytes)?;
        }
        Ok(())
    })();
    written.map_err(|error: io::Error| format!("cannot write to {}: {error}", folder.display()))
}
