//! Reading files that other files name, below one folder only.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

/// Folders of the operating system whose files are not data.
#[cfg(unix)]
const SYSTEM: [&str; 3] = ["/dev", "/proc", "/sys"];

/// A folder that files must be below, after symbolic links are resolved.
///
/// Documents and recordings may come from strangers. What they name is read from below this folder, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRoot(PathBuf);

/// The reason why a file is not read.
#[derive(Debug)]
pub enum FileRootError {
    /// It is not below the folder.
    Outside,
    /// It is a folder.
    Folder,
    /// It is neither a regular file nor a folder.
    NotRegular,
    /// It is larger than the limit.
    TooLarge,
    /// The error of the file system.
    Io(io::Error),
}

impl FileRoot {
    /// Allows the files below `folder`; an empty path is the working directory.
    pub fn new(folder: &Path) -> Self {
        Self(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() })
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Reads a file of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// [`FileRootError`]. A missing file outside of the folder is reported as [`FileRootError::Outside`], so that nobody learns which
    /// files exist there.
    pub fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, FileRootError> {
        let root = fs::canonicalize(&self.0).map_err(FileRootError::Io)?;
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) if self.seems_below(path) => return Err(FileRootError::Io(error)),
            Err(_) => return Err(FileRootError::Outside),
        };
        if !real.starts_with(&root) {
            return Err(FileRootError::Outside);
        }
        #[cfg(unix)]
        if SYSTEM.iter().any(|folder| real.starts_with(folder)) {
            return Err(FileRootError::NotRegular);
        }
        let found = fs::metadata(&real).map_err(FileRootError::Io)?;
        match () {
            () if found.is_dir() => return Err(FileRootError::Folder),
            () if !found.is_file() => return Err(FileRootError::NotRegular),
            () if found.len() > limit => return Err(FileRootError::TooLarge),
            () => {}
        }
        let mut bytes = Vec::new();
        File::open(&real).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(FileRootError::Io)?;
        if bytes.len() as u64 > limit { Err(FileRootError::TooLarge) } else { Ok(bytes) }
    }

    /// Returns whether a path is below the folder by its names, without the file system.
    fn seems_below(&self, path: &Path) -> bool {
        match (lexical(path), lexical(&self.0)) {
            (Some(path), Some(root)) => path.starts_with(root),
            _ => false,
        }
    }
}

/// Returns an absolute path without `.` and `..`.
fn lexical(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in std::path::absolute(path).ok()?.components() {
        match component {
            Component::ParentDir => drop(normal.pop()),
            Component::CurDir => {}
            component => normal.push(component),
        }
    }
    Some(normal)
}
