//! Paths of files in pointers, such as `schemas/user.yaml` in `schemas/user.yaml#/User`.

use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

/// Returns the prefix of the pointers into a file: `path#`, or an empty string for the main file.
pub fn root_of(file: &str) -> String {
    if file.is_empty() { String::new() } else { format!("{file}#") }
}

/// Resolves a path that the file `from` refers to. The result is relative to the main file and normalized; `None` for URLs,
/// absolute paths and paths that are not UTF-8.
pub fn relative(from: &str, path: &str) -> Option<String> {
    if path.contains("://") || path.starts_with('/') {
        return None;
    }
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let mut normal = PathBuf::new();
    for component in Path::new(from).parent().unwrap_or(Path::new("")).join(path.as_ref()).components() {
        match component {
            Component::Normal(name) => normal.push(name),
            Component::ParentDir if normal.file_name().is_some_and(|name| name != "..") => {
                normal.pop();
            }
            Component::ParentDir => normal.push(".."),
            _ => {}
        }
    }
    Some(normal.to_str()?.replace('\\', "/"))
}
