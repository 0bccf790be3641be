//! The documents of this repository and what belongs to each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

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

    pub fn errata(self) -> PathBuf {
        root().join(format!("openapi/{}.errata.toml", self.0))
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

/// The pages of all vendors, by their slugs. Without the list there are none, and every source is unknown.
static PAGES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let text = fs::read_to_string(root().join("openapi/pages.toml")).unwrap_or_default();
    let pages: BTreeMap<String, BTreeSet<String>> = toml::from_str(&text).unwrap_or_default();
    pages.into_values().flatten().collect()
});

/// Whether the documentation of a vendor has a page.
pub fn is_page(slug: &str) -> bool {
    PAGES.contains(slug)
}
