//! Files and folders that tasks read and write. Every error names the path.

use std::fs;
use std::io;
use std::path::Path;

/// Reads a text file.
pub fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| failed("read", path, &error))
}

/// Writes a file and creates its folder.
pub fn write(path: &Path, contents: impl AsRef<[u8]>) -> Result<(), String> {
    let created = path.parent().map_or(Ok(()), fs::create_dir_all);
    created.and_then(|()| fs::write(path, contents)).map_err(|error| failed("write", path, &error))
}

/// Copies the contents of a folder if it exists. `is_wanted` decides by name about the entries of the folder itself.
pub fn copy_folder(from: &Path, to: &Path, is_wanted: &dyn Fn(&str) -> bool) -> Result<(), String> {
    fs::create_dir_all(to).map_err(|error| failed("create", to, &error))?;
    let entries = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|error| failed("read", from, &error))?,
    };
    for entry in entries {
        let entry = entry.map_err(|error| failed("read", from, &error))?;
        let (path, name) = (entry.path(), entry.file_name());
        if !is_wanted(&name.to_string_lossy()) {
            continue;
        }
        if path.is_dir() {
            copy_folder(&path, &to.join(name), &|_| true)?;
        } else {
            fs::copy(&path, to.join(name)).map_err(|error| failed("copy", &path, &error))?;
        }
    }
    Ok(())
}

/// Removes a folder with its contents if it exists.
pub fn remove_folder(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", folder, &error)),
        _ => Ok(()),
    }
}

fn failed(action: &str, path: &Path, error: &io::Error) -> String {
    format!("cannot {action} {}: {error}", path.display())
}
