//! Writing a folder, and taking away what an earlier run left in it.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Component, Path};

/// The last file of every run, by which the next one knows what it may remove.
const SUMS: &str = "SHA256SUMS";

/// Writes the files, `/` in their paths being folders. Of a folder that an earlier run wrote, what that run wrote goes, by its own
/// list; what anybody else put there stays. A folder that no run wrote is not touched unless it is empty.
pub fn all(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), String> {
    let earlier = listed(folder);
    let is_empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if earlier.is_none() && !is_empty {
        let name = folder.display();
        return Err(format!("{name} holds files that were not published\n  -> choose a folder that is empty or not there with --out"));
    }
    let written = (|| {
        let kept: HashSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        for stale in earlier.iter().flatten().filter(|path| !kept.contains(path.as_str())) {
            remove(folder, stale)?;
        }
        // The lists, which come last, first: a folder that a run left half written must be known as ours by the next.
        for (path, bytes) in files.iter().rev() {
            let path = folder.join(path);
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, bytes)?;
        }
        Ok(())
    })();
    written.map_err(|error: io::Error| format!("cannot write to {}: {error}", folder.display()))
}

/// The files that an earlier run wrote, if one did: its checksums and its index stand side by side, and the former list the latter.
fn listed(folder: &Path) -> Option<Vec<String>> {
    let index: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("index.json")).ok()?).ok()?;
    if !["documents", "made_with", "not_made"].iter().all(|member| index.get(member).is_some_and(serde_json::Value::is_array)) {
        return None;
    }
    let sums = fs::read_to_string(folder.join(SUMS)).ok()?;
    let paths: Option<Vec<String>> = sums.lines().map(|line| Some(line.split_once("  ")?.1.to_owned())).collect();
    paths.filter(|paths| paths.iter().any(|path| path == "index.json"))
}

/// Removes a file below the folder, and the folders that it leaves empty.
fn remove(folder: &Path, path: &str) -> io::Result<()> {
    // A list that leads elsewhere is none of ours.
    if !Path::new(path).components().all(|component| matches!(component, Component::Normal(_))) {
        return Ok(());
    }
    match fs::remove_file(folder.join(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // A folder that still holds something is not removed, and that is meant.
    Path::new(path).ancestors().skip(1).filter(|at| !at.as_os_str().is_empty()).for_each(|at| drop(fs::remove_dir(folder.join(at))));
    Ok(())
}
