//! Equal observations, counted together, with their first places.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::finding::code::Code;
use crate::finding::finding::{Excerpt, Place};
use crate::report::fingerprint::ShownBy;

/// The number of places of a finding that are kept unless all are asked for.
pub(crate) const FIRST_PLACES: usize = 3;

/// Equal observations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Collected {
    /// The message and the hint: of several the one that is first in alphabetical order, so that the order of arrival does
    /// not matter.
    pub words: Words,
    /// The types of the values that violated a bound, for the merged message.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub types: BTreeSet<String>,
    /// The number of observations.
    pub count: usize,
    /// The recordings with at least one of them.
    pub shown_by: ShownBy,
    /// The first places, in their order. The first one alone has an excerpt.
    pub places: Vec<KeptPlace>,
}

/// The message and the hint of an observation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Words {
    pub message: String,
    pub hint: Option<String>,
}

/// A place in a recording, and what a merge must know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptPlace {
    /// The file of the exchange, and its index there.
    pub recording: (String, usize),
    /// The number of the observation among the equal ones of its exchange.
    pub nth: usize,
    /// The file of the place: another one where bodies have files of their own.
    pub file: String,
    pub line: usize,
    pub column: usize,
    /// The exchange as `file:line`, if the place is in another file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
    /// The recorded value, where values were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// The place of an observation among equal ones. It depends on names alone, not on who came first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlaceOrder<'a> {
    pub file: &'a str,
    pub exchange: usize,
    pub nth: usize,
}

impl PlaceOrder<'_> {
    /// Folders come before the names in them, as in a listing of files.
    pub fn compare(self, other: PlaceOrder<'_>) -> Ordering {
        compare_files(self.file, other.file).then(self.exchange.cmp(&other.exchange)).then(self.nth.cmp(&other.nth))
    }
}

/// The order of files in reports.
pub(crate) fn compare_files(one: &str, other: &str) -> Ordering {
    if one == other { Ordering::Equal } else { one.split(['/', '\\']).cmp(other.split(['/', '\\'])).then(one.cmp(other)) }
}

impl KeptPlace {
    pub fn order(&self) -> PlaceOrder<'_> {
        PlaceOrder { file: &self.recording.0, exchange: self.recording.1, nth: self.nth }
    }

    /// The place as a finding has it.
    pub fn place(self, pointer: &str) -> (Place, Option<String>) {
        let Self { recording, file, line, column, manifest, excerpt, value, .. } = self;
        (Place { file, line, column, exchange: recording.1, manifest, pointer: pointer.to_owned(), excerpt }, value)
    }
}

impl Collected {
    /// The message, with all types of the values in it.
    pub fn message(&self, code: Code) -> String {
        match recorded_type(code, &self.words.message) {
            Some(own) if self.types.len() > 1 => {
                let types = self.types.iter().map(String::as_str).collect::<Vec<_>>().join(" or ");
                self.words.message.replacen(own, &types, 1)
            }
            _ => self.words.message.clone(),
        }
    }

    /// Adds the equal observations of other recordings; keeps the first `most` places.
    pub fn merge(&mut self, other: Self, most: usize) {
        if other.words < self.words {
            self.words = other.words;
        }
        self.types.extend(other.types);
        self.count += other.count;
        self.shown_by.add(other.shown_by);
        self.places.extend(other.places);
        self.places.sort_by(|one, other| one.order().compare(other.order()));
        self.places.truncate(most);
        // The first place of all was the first of its part too, so it has its excerpt.
        self.places.iter_mut().skip(1).for_each(|place| place.excerpt = None);
    }
}

/// The type of the value that violates a bound: `the recorded integer violates …`.
pub(crate) fn recorded_type(code: Code, message: &str) -> Option<&str> {
    let message = message.strip_prefix("the recorded ").filter(|_| code == Code::ConstraintViolation)?;
    message.split_once(' ').map(|(name, _)| name)
}
