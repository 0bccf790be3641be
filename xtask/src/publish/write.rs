//! Writing the output folder, and removing the files of an earlier run from it.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Component, Path};

/// The last file of every run. It lists the files that the next run may remove.
const SUMS: &str = "SHA256SUMS";

/// Writes the files; `/` in a path separates folders. Removes the files that an earlier run listed and this one does not write.
/// Other files stay. A folder that no earlier run wrote must be empty.
pub fn all(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), String> {
    let earlier = listed(folder);
    let is_empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if earlier.is_none() && !is_empty {
        let name = folder.display();
        return Err(format!("{name} contains files that no earlier run wrote\n  -> choose an empty or a new folder with --out"));
    }
    let written = (|| {
        let kept: HashSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        for stale in earlier.iter().flatten().filter(|path| !kept.contains(path.as_str())) {
            remove(folder, stale)?;
        }
        // The lists come last in `files` and are written first: after an interrupted run the next one must recognise the folder.
        for (path, bytes) in files.iter().rev() {
            let path = folder.join(path);
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, bytes)?;
        }
        Ok(())
    })();
    written.map_err(|error: io::Error| format!("cannot write to {}: {error}", folder.display()))
}

/// The files that an earlier run wrote. None unless the folder has an index and checksums that list it.
fn listed(folder: &Path) -> Option<Vec<String>> {
    let index: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("index.json")).ok()?).ok()?;
    if !["documents", "made_with", "not_made"].iter().all(|key| index.get(key).is_some_and(serde_json::Value::is_array)) {
        return None;
    }
    let sums = fs::read_to_string(folder.join(SUMS)).ok()?;
    let paths: Option<Vec<String>> = sums.lines().map(|line| Some(line.split_once("  ")?.1.to_owned())).collect();
    paths.filter(|paths| paths.iter().any(|path| path == "index.json"))
}

/// Removes a file below the folder, and the folders that become empty.
fn remove(folder: &Path, path: &str) -> io::Result<()> {
    // A path out of the folder was not written by a run.
    if !Path::new(path).components().all(|component| matches!(component, Component::Normal(_))) {
        return Ok(());
    }
    match fs::remove_file(folder.join(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // Removing a folder fails if it is not empty; such a folder stays.
    Path::new(path).ancestors().skip(1).filter(|at| !at.as_os_str().is_empty()).for_each(|at| drop(fs::remove_dir(folder.join(at))));
    Ok(())
}
