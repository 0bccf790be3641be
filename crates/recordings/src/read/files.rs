//! Files and folders of recordings.

use std::path::{Path, PathBuf};

use openapi_drift_source::error::Error;
use openapi_drift_source::file::display_name;

/// The endings of files that are taken from a folder. Their formats are detected from their content.
const ENDINGS: [&str; 10] = ["json", "yaml", "yml", "har", "ndjson", "jsonl", "http", "mitm", "flow", "flows"];

/// The endings of compressed files that are taken from a folder.
const COMPRESSED: [&str; 4] = [".har.gz", ".har.zip", ".ndjson.gz", ".jsonl.gz"];

/// The name of standard input among files.
pub const STANDARD_INPUT: &str = "-";

/// Returns the files that hold recordings: `paths` themselves if they are files (`-` is standard input), and the files below them if they
/// are folders. In folders, these endings are taken: `.json`, `.yaml`, `.yml`, `.har`, `.ndjson`, `.jsonl`, `.http`, `.mitm`, `.flow`, `.flows`, `.har.gz`, `.har.zip`,
/// `.ndjson.gz` and `.jsonl.gz`. Files are sorted by name. Folders named `__files` (WireMock keeps bodies there), hidden ones and symbolic
/// links to folders are passed over.
///
/// # Errors
///
/// [`Error`] if a path does not exist or a folder cannot be read.
pub fn find<P: AsRef<Path>>(paths: &[P]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        collect(path.as_ref(), &mut files)?;
    }
    files.sort();
    files.dedup();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let trouble = |error: std::io::Error| Error::new("cannot read the recordings", error.to_string()).in_file(display_name(path));
    if path.as_os_str() == STANDARD_INPUT || !std::fs::metadata(path).map_err(trouble)?.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let trouble = |error: std::io::Error| Error::new("cannot read the recordings", error.to_string()).in_file(display_name(&folder));
        for entry in std::fs::read_dir(&folder).map_err(trouble)? {
            let entry = entry.map_err(trouble)?;
            let (name, kind) = (entry.file_name(), entry.file_type().map_err(trouble)?);
            let passed_over = name == "__files" || name.as_encoded_bytes().starts_with(b".");
            if kind.is_dir() && !passed_over {
                folders.push(entry.path());
            } else if !kind.is_dir() && !passed_over && is_recording(&entry.path()) {
                files.push(entry.path());
            }
        }
    }
    Ok(())
}

fn is_recording(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    if COMPRESSED.iter().any(|ending| name.ends_with(ending)) && !path.is_dir() {
        return true;
    }
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known)) && !path.is_dir()
}
