//! Bodies that are kept in files beside a recording. They are read from below one folder only.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use openapi_drift_source::file::display_name;
use openapi_drift_source::file_root::{FileRoot, FileRootError};

/// The size of a body file, in bytes, up to which it is read.
const MAX_BODY_FILE: u64 = 64 * 1024 * 1024;

/// The place where the names of body files start.
#[derive(Debug, Clone, Default)]
pub enum BodyFiles {
    /// Nowhere: the recording has no folder, as on standard input.
    #[default]
    None,
    /// A folder, and the folder that no file may be outside of, after symbolic links are resolved.
    Folder {
        /// The folder of the recording.
        folder: PathBuf,
        /// The folder that files must be below.
        root: PathBuf,
    },
    /// The files of an archive, by name.
    Archive(Arc<[(String, Vec<u8>)]>),
}

impl BodyFiles {
    /// Returns the body files of a recording in `folder`, below `root`, or below the folder itself.
    pub fn below(folder: &Path, root: Option<&Path>) -> Self {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        Self::Folder { folder: folder.to_path_buf(), root: root.unwrap_or(folder).to_path_buf() }
    }

    /// Reads a file. Returns its name as it is displayed, and its bytes.
    ///
    /// # Errors
    ///
    /// The reason why the file is not read: it is outside of the root, not a regular file, larger than 64 MiB, or unreadable.
    pub fn read(&self, name: &str) -> Result<(Arc<str>, Vec<u8>), String> {
        let outside = || "the body file is not below the folder of the recording; pass `--root DIR` to allow another one".to_owned();
        match self {
            Self::None => Err(outside()),
            Self::Archive(files) => {
                let found = files.iter().find(|(known, _)| known == name);
                let (known, bytes) = found.ok_or_else(|| "the archive does not have the body file".to_owned())?;
                Ok((known.as_str().into(), bytes.clone()))
            }
            Self::Folder { folder, root } => {
                let relative = Path::new(name);
                if relative.components().any(|part| matches!(part, Component::RootDir | Component::Prefix(_))) {
                    return Err(outside());
                }
                let path = folder.join(relative);
                let shown: Arc<str> = display_name(&path).into();
                match FileRoot::new(root).read(&path, MAX_BODY_FILE) {
                    Ok(bytes) => Ok((shown, bytes)),
                    Err(FileRootError::Outside) => Err(outside()),
                    Err(FileRootError::Folder | FileRootError::NotRegular) => Err(format!("the body file {shown} is not a regular file")),
                    Err(FileRootError::TooLarge) => Err(format!("the body file {shown} is larger than 64 MiB")),
                    Err(FileRootError::Io(error)) => Err(format!("cannot read the body file {shown}: {error}")),
                }
            }
        }
    }

    /// Returns the folder `__files` of WireMock: beside the nearest folder named `mappings`, else in the folder of the recording.
    #[must_use]
    pub fn of_wiremock(&self) -> Self {
        let Self::Folder { folder, root } = self else { return self.clone() };
        let mappings = folder.ancestors().find(|folder| folder.ends_with("mappings")).and_then(Path::parent);
        let base = mappings.unwrap_or(folder);
        let base = if base.as_os_str().is_empty() { Path::new(".") } else { base };
        let files = base.join("__files");
        // Stubs name files beside their own folder, so the root is `__files` unless a wider one was given.
        let root = if root == folder { files.clone() } else { root.clone() };
        Self::Folder { folder: files, root }
    }
}
