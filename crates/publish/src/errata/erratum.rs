//! The errata of a document, and how they are read.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Confidence, SettledBy};
use crate::Error;

/// The contents of `<name>.errata.toml`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Errata {
    /// The errata, in the order of the file.
    #[serde(default)]
    pub erratum: Vec<Erratum>,
    /// Contradictions without an effect on requests or responses.
    #[serde(default)]
    pub not_about_the_wire: Vec<NotAboutTheWire>,
    /// The text, for line numbers in messages.
    #[serde(skip)]
    text: String,
}

/// One deliberate difference.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Erratum {
    /// The id, such as `E07`. Ids are not reused.
    pub id: String,
    /// The slugs of the pages.
    pub pages: Vec<String>,
    /// The statements of the pages.
    pub says: String,
    /// The statement of the document.
    pub document: String,
    /// The reason, and the evidence.
    pub why: String,
    /// The confidence that the service behaves as the document says; not every collection of errata states it.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// The live recording that settles the question, if a single one can.
    #[serde(default)]
    pub settled_by: Option<SettledBy>,
    /// JSON Pointers of the nodes of the document that express the decision.
    pub pointers: Vec<String>,
    /// The changes that turn the document into what the pages declare literally, if they can be expressed.
    #[serde(default)]
    pub literally: Vec<Change>,
}

/// One change to a document.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Change {
    /// The JSON Pointer of the object to update, or of the node to remove.
    pub at: String,
    /// The value that is merged into the object.
    #[serde(default)]
    pub update: Option<serde_json::Value>,
    /// True if the node is removed.
    #[serde(default)]
    pub remove: bool,
}

/// A contradiction without an effect on requests or responses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NotAboutTheWire {
    /// The id.
    pub id: String,
    /// The reason why it has no effect.
    pub why: String,
}

impl Errata {
    /// Parses errata.
    ///
    /// # Errors
    ///
    /// [`Error::Errata`] with line and column if the text is not TOML of this form; with the id if an id occurs twice or a required
    /// text is empty.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut errata: Self = toml::from_str(text).map_err(|error| Error::Errata(error.to_string()))?;
        let mut known = HashSet::new();
        if let Some(id) = errata.ids().find(|id| !known.insert(*id)) {
            return Err(Error::Errata(format!("the id {id} occurs twice; ids are not reused")));
        }
        let whys = errata.not_about_the_wire.iter().map(|entry| (&entry.id, "why", &entry.why));
        let texts = errata.erratum.iter().flat_map(|erratum| {
            let Erratum { id, says, document, why, .. } = erratum;
            [("says", says), ("document", document), ("why", why)].map(|(member, text)| (id, member, text))
        });
        if let Some((id, member, _)) = texts.chain(whys).find(|(_, _, text)| text.trim().is_empty()) {
            return Err(Error::Errata(format!("erratum {id}: `{member}` is empty")));
        }
        for erratum in &errata.erratum {
            if erratum.pages.is_empty() || erratum.pointers.is_empty() {
                return Err(Error::Errata(format!("erratum {} needs at least one page and one pointer", erratum.id)));
            }
            if let Some(change) = erratum.literally.iter().find(|change| change.remove == change.update.is_some()) {
                let why = format!("erratum {}: the change of {} needs either `update` or `remove`", erratum.id, change.at);
                return Err(Error::Errata(why));
            }
        }
        errata.text = text.to_owned();
        Ok(errata)
    }

    /// The line of a pointer of an erratum, counted from 1; the line of its id if the pointer is written with escapes.
    pub(crate) fn line_of(&self, id: &str, pointer: &str) -> usize {
        let lines = || self.text.lines().enumerate();
        let is_id = |line: &str| line.trim_start().starts_with("id") && line.split(['"', '\'']).nth(1) == Some(id);
        let start = lines().find(|(_, line)| is_id(line)).map_or(0, |(index, _)| index);
        let names = |line: &str| line.split(['"', '\'']).any(|text| text == pointer);
        lines().skip(start).find(|(_, line)| names(line)).map_or(start, |(index, _)| index) + 1
    }

    /// Returns whether there are no errata with an effect on requests or responses.
    pub fn is_empty(&self) -> bool {
        self.erratum.is_empty()
    }

    /// Returns whether any erratum defines literal changes.
    pub(crate) fn has_literal_changes(&self) -> bool {
        self.erratum.iter().any(|erratum| !erratum.literally.is_empty())
    }

    /// Returns all ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let others = self.not_about_the_wire.iter().map(|entry| entry.id.as_str());
        self.erratum.iter().map(|erratum| erratum.id.as_str()).chain(others)
    }
}
