//! The documents of this repository and what belongs to each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::messages;

/// A document, `openapi/<name>.yaml`, and the files that are named after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document(&'static str);

/// The address of this project: `repository` in the Cargo.toml of the workspace. Empty until the project has one.
pub const ADDRESS: &str = env!("CARGO_PKG_REPOSITORY");

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

    /// The workflows of the document. Not every document has some.
    pub fn workflows(self) -> PathBuf {
        root().join(format!("openapi/{}.arazzo.yaml", self.0))
    }

    pub fn recordings(self) -> PathBuf {
        root().join("tests/recordings").join(self.0)
    }
}

/// Makes the names of documents arguments of tasks.
impl ValueEnum for Document {
    fn value_variants<'a>() -> &'a [Self] {
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0))
    }
}

/// The named documents, each once and in the order in which they are checked; all documents if none is named.
pub fn chosen(named: &[Document]) -> impl Iterator<Item = Document> {
    ALL.into_iter().filter(|document| named.is_empty() || named.contains(document))
}

/// The root folder of the repository. Does not depend on the current folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The slugs of all vendors' pages. If the list cannot be read, an error is printed and every page is unknown.
static PAGES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let path = root().join("openapi/pages.toml");
    let text = fs::read_to_string(&path).map_err(|error| error.to_string());
    let pages = text.and_then(|text| toml::from_str::<BTreeMap<String, BTreeSet<String>>>(&text).map_err(|error| error.to_string()));
    pages.map(|pages| pages.into_values().flatten().collect()).unwrap_or_else(|why| {
        messages::error(&format!("cannot read the list of pages\n  -> {}: {}", path.display(), why.trim_end()));
        BTreeSet::new()
    })
});

/// Returns whether the documentation of a vendor has a page with this slug.
pub fn is_page(slug: &str) -> bool {
    PAGES.contains(slug)
}
