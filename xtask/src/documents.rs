//! The documents of this repository and what belongs to each.

use std::path::{Path, PathBuf};

/// A document by its name: `openapi/<name>.yaml` and everything that is named after it.
#[derive(Clone, Copy)]
pub struct Document(&'static str);

/// All documents, in the order in which they are checked.
pub const ALL: [Document; 2] = [Document("mobilize"), Document("mode")];

impl Document {
    pub fn name(self) -> &'static str {
        self.0
    }

    pub fn path(self) -> PathBuf {
        root().join(format!("openapi/{}.yaml", self.0))
    }

    pub fn exceptions(self) -> PathBuf {
        root().join(format!("openapi/{}.exceptions.toml", self.0))
    }

    pub fn recordings(self) -> PathBuf {
        root().join("tests/recordings").join(self.0)
    }
}

/// The repository, wherever the task is called from.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
