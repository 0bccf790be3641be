//! The documents of this repository and what belongs to each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::ValueEnum;
use clap::builder::PossibleValue;

/// A document by its name: `openapi/<name>.yaml` and everything that is named after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Tasks take documents by their names.
impl ValueEnum for Document {
    fn value_variants<'a>() -> &'a [Self] {
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0))
    }
}

/// Those that were named, each once and in the order in which they are checked; all where none was.
pub fn chosen(named: &[Document]) -> impl Iterator<Item = Document> {
    ALL.into_iter().filter(|document| named.is_empty() || named.contains(document))
}

/// The repository, wherever the task is called from.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The pages of all vendors, by their slugs. Where the list cannot be read there are none, which is said, and every source is
/// unknown.
static PAGES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let path = root().join("openapi/pages.toml");
    let read = fs::read_to_string(&path).map_err(|error| error.to_string());
    let pages = read.and_then(|text| toml::from_str::<BTreeMap<String, BTreeSet<String>>>(&text).map_err(|error| error.to_string()));
    pages.map(|pages| pages.into_values().flatten().collect()).unwrap_or_else(|why| {
        eprintln!("error: the list of pages cannot be read, so that none is known\n  -> {}: {}", path.display(), why.trim_end());
        BTreeSet::new()
    })
});

/// Whether the documentation of a vendor has a page.
pub fn is_page(slug: &str) -> bool {
    PAGES.contains(slug)
}
