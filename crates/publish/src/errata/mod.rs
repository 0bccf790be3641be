//! Errata: where a document deliberately differs from what it was written from, and why.

mod table;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::Error;

pub use table::table;

/// The errata of a document, as `<name>.errata.toml` holds them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Errata {
    /// The errata, in the order of the file.
    #[serde(default)]
    pub erratum: Vec<Erratum>,
    /// Contradictions that decide nothing about requests or responses.
    #[serde(default)]
    pub not_about_the_wire: Vec<NotAboutTheWire>,
    /// What was read, for the lines in messages.
    #[serde(skip)]
    text: String,
}

/// One deliberate difference.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Erratum {
    /// The id, which is not reused: `E07`.
    pub id: String,
    /// The pages concerned, by their slugs.
    pub pages: Vec<String>,
    /// What the pages say.
    pub says: String,
    /// What the document says instead.
    pub document: String,
    /// The reason, and the evidence.
    pub why: String,
    /// JSON pointers into the document: the nodes that carry the decision.
    pub pointers: Vec<String>,
    /// What has to change in the document for it to say what the pages literally say, where that can be expressed.
    #[serde(default)]
    pub literally: Vec<Change>,
}

/// One change of a document.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Change {
    /// A JSON pointer to the object to change, or to what is removed.
    pub at: String,
    /// What is merged into it.
    #[serde(default)]
    pub update: Option<serde_json::Value>,
    /// Whether it is removed.
    #[serde(default)]
    pub remove: bool,
}

/// A contradiction that decides nothing about requests or responses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NotAboutTheWire {
    /// The id.
    pub id: String,
    /// Why it decides nothing.
    pub why: String,
}

impl Errata {
    /// Reads errata.
    ///
    /// # Errors
    ///
    /// [`Error::Errata`] with line and column where the text is no TOML of this form; and, with the id, where an id comes twice or
    /// a text that has to say something is empty.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut errata: Self = toml::from_str(text).map_err(|error| Error::Errata(error.to_string()))?;
        let mut known = HashSet::new();
        if let Some(id) = errata.ids().find(|id| !known.insert(*id)) {
            return Err(Error::Errata(format!("the id {id} comes twice; ids are not reused")));
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

    /// The line on which an erratum names a pointer, counted from 1; that of its id where the pointer is written with escapes.
    pub(crate) fn line_of(&self, id: &str, pointer: &str) -> usize {
        let lines = || self.text.lines().enumerate();
        let is_id = |line: &str| line.trim_start().starts_with("id") && line.split(['"', '\'']).nth(1) == Some(id);
        let start = lines().find(|(_, line)| is_id(line)).map_or(0, |(index, _)| index);
        let names = |line: &str| line.split(['"', '\'']).any(|text| text == pointer);
        lines().skip(start).find(|(_, line)| names(line)).map_or(start, |(index, _)| index) + 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.erratum.is_empty()
    }

    /// Whether any erratum tells by changes what the pages say.
    pub(crate) fn says_literally(&self) -> bool {
        self.erratum.iter().any(|erratum| !erratum.literally.is_empty())
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let others = self.not_about_the_wire.iter().map(|entry| entry.id.as_str());
        self.erratum.iter().map(|erratum| erratum.id.as_str()).chain(others)
    }
}
