use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

/// The name of a file as it begins its pointers; the main file's is empty.
pub fn root_of(file: &str) -> String {
    if file.is_empty() { String::new() } else { format!("{file}#") }
}

/// The path of another file relative to the main file, in normal form; `None` for what is no local path.
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
