//! Files and folders of recordings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Exchange, native};
use crate::document::{Position, display_name};
use crate::trouble::Trouble;

/// The files that hold recordings: `paths` themselves where they are files, and the `.json` files below them where they
/// are folders, sorted by name, so that every run meets them in the same order.
///
/// # Errors
///
/// [`Trouble`] where a path does not exist or a folder cannot be read.
pub fn find<P: AsRef<Path>>(paths: &[P]) -> Result<Vec<PathBuf>, Trouble> {
    let mut files = Vec::new();
    for path in paths {
        collect(path.as_ref(), true, &mut files)?;
    }
    files.sort();
    files.dedup();
    Ok(files)
}

fn collect(path: &Path, named: bool, files: &mut Vec<PathBuf>) -> Result<(), Trouble> {
    let trouble = |error: std::io::Error| Trouble::new("cannot read the recordings", error.to_string()).in_file(display_name(path));
    if std::fs::metadata(path).map_err(trouble)?.is_dir() {
        for entry in std::fs::read_dir(path).map_err(trouble)? {
            collect(&entry.map_err(trouble)?.path(), false, files)?;
        }
    } else if named || path.extension().is_some_and(|extension| extension == "json") {
        files.push(path.to_path_buf());
    }
    Ok(())
}

/// The exchanges of files, read one after the other.
#[derive(Debug)]
pub struct Recordings {
    files: std::vec::IntoIter<PathBuf>,
}

impl Recordings {
    /// Reads `files` in their order.
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self { files: files.into_iter() }
    }
}

impl Iterator for Recordings {
    type Item = Result<Exchange, Trouble>;

    fn next(&mut self) -> Option<Self::Item> {
        self.files.next().map(|path| read(&path))
    }
}

fn read(path: &Path) -> Result<Exchange, Trouble> {
    let name: Arc<str> = display_name(path).into();
    let trouble = |why: String| Trouble::new("cannot read the recording", why).in_file(&*name);
    let bytes = std::fs::read(path).map_err(|error| trouble(error.to_string()))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        trouble("the file is not UTF-8".to_owned()).at(Position::of_offset(&valid, valid.len()))
    })?;
    native::read(name.clone(), text.strip_prefix('\u{feff}').unwrap_or(text))
}
