//! Partial reports: the result of checking some of the recordings, as a value that merges with others.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::exceptions::exception::Exceptions;
use crate::report::build::{ReportBuilder, ReportOptions};
use crate::report::collected::FIRST_PLACES;
use crate::report::fingerprint::Fingerprint;
use crate::report::report::Report;
use crate::report::tally::Tally;
use openapi_drift_openapi::Document;

/// The version of the written form. It changes when a field changes its meaning or goes; a field may be added at any time.
const FORMAT: u32 = 1;

/// The result of checking some of the recordings.
///
/// Merging is associative and commutative, and [`Partial::default`] is its identity: a report does not depend on how its
/// recordings were divided, nor on the order in which the parts are merged. A partial report is keyed by names and pointers,
/// so it can be written as JSON by one process and merged by another. It grows with the findings, not with the traffic,
/// except for a number of 16 bytes for each input file.
///
/// ```
/// use openapi_drift::{Document, Exceptions, Partial, ReportOptions};
///
/// let document = Document::load("tests/sample/api.yaml")?;
/// let books = Partial::of(&document, "tests/sample/recordings/listBooks-200.json")?;
/// let readers = Partial::of(&document, "tests/sample/recordings/readers-200.json")?;
/// let both = books.merge(readers)?;
/// let report = both.finish(&document, &Exceptions::default(), "2027-01-31".parse()?, &ReportOptions::default());
/// assert_eq!(report.recordings, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Partial {
    format: u32,
    /// The version of the engine that made it.
    engine: String,
    /// The fingerprint of the document.
    document: Fingerprint,
    scope: Scope,
    /// The number of runs that it is made of.
    parts: usize,
    /// The fingerprints of the inputs, by which an input is not counted twice.
    inputs: BTreeSet<Fingerprint>,
    tally: Tally,
}

/// The options of a check that must be the same in all parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Scope {
    /// All places are kept.
    pub all_places: bool,
    /// Recorded values are kept.
    pub values: bool,
    /// The other options, as they are written on the command line.
    pub options: Vec<String>,
    /// The servers among them, at each of which some recording must have been made.
    pub servers: Vec<String>,
}

/// The reason why two partial reports do not belong together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// The parts were written by different versions.
    #[error("it was made by version {theirs}, and others by version {ours}")]
    Version {
        /// The version of the others.
        ours: String,
        /// The version of this one.
        theirs: String,
    },
    /// The parts are about different documents.
    #[error("it is about another document")]
    Document,
    /// The recordings were checked with different options.
    #[error("it was made with other options: {theirs} instead of {ours}")]
    Options {
        /// The options of the others.
        ours: String,
        /// The options of this one.
        theirs: String,
    },
    /// Some inputs are in both parts.
    #[error("it repeats {0} of the inputs that were merged before")]
    Repeated(usize),
}

impl Partial {
    /// Closes the tally of one run. `inputs` are its files, each with the sum of its exchanges.
    pub(crate) fn seal(document: &Document, scope: Scope, tally: Tally, inputs: impl Iterator<Item = (Arc<str>, Fingerprint)>) -> Self {
        Self {
            format: FORMAT,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            document: fingerprint(document),
            scope,
            parts: 1,
            inputs: inputs.map(|(file, sum)| sum.named(&file)).collect(),
            tally,
        }
    }

    /// Gives the inputs another identity, so that the same contents may be counted again on purpose.
    #[must_use]
    pub fn part(mut self, name: &str) -> Self {
        self.inputs = self.inputs.into_iter().map(|input| input.named(name)).collect();
        self
    }

    /// Returns the number of runs that it is made of.
    pub fn parts(&self) -> usize {
        self.parts
    }

    /// Returns the number of recordings that were checked.
    pub fn recordings(&self) -> usize {
        self.tally.recordings
    }

    /// Returns the number of recordings that could not be read.
    pub fn unreadable(&self) -> usize {
        self.tally.errors.count()
    }

    /// Merges two partial reports.
    ///
    /// # Errors
    ///
    /// [`MergeError`] if they are of other documents, options or versions, or if they share an input.
    pub fn merge(mut self, other: Self) -> Result<Self, MergeError> {
        if self == Self::default() {
            return Ok(other);
        }
        if other == Self::default() {
            return Ok(self);
        }
        self.accepts(&other)?;
        let repeated = other.inputs.iter().filter(|input| self.inputs.contains(input)).count();
        if repeated > 0 {
            return Err(MergeError::Repeated(repeated));
        }
        self.parts += other.parts;
        self.inputs.extend(other.inputs);
        let most = if self.scope.all_places { usize::MAX } else { FIRST_PLACES };
        self.tally.merge(other.tally, most);
        Ok(self)
    }

    fn accepts(&self, other: &Self) -> Result<(), MergeError> {
        if (self.format, &self.engine) != (other.format, &other.engine) {
            return Err(MergeError::Version { ours: self.engine.clone(), theirs: other.engine.clone() });
        }
        if self.document != other.document {
            return Err(MergeError::Document);
        }
        if self.scope != other.scope {
            return Err(MergeError::Options { ours: self.scope.to_string(), theirs: other.scope.to_string() });
        }
        Ok(())
    }

    /// Checks that the partial report was made by this version of the engine, for this document.
    ///
    /// # Errors
    ///
    /// [`MergeError`] if it was not.
    pub fn belongs_to(&self, document: &Document) -> Result<(), MergeError> {
        let ours = Self::seal(document, self.scope.clone(), Tally::default(), std::iter::empty());
        if *self == Self::default() { Ok(()) } else { ours.accepts(self) }
    }

    /// Makes the report: matches exceptions, folds findings of one cause and looks up their places in the document.
    pub fn finish(self, document: &Document, exceptions: &Exceptions, today: Date, options: &ReportOptions) -> Report {
        let all_places = self.scope.all_places;
        ReportBuilder { document, exceptions, today, options, all_places }.build(self.tally)
    }

    /// The options of the check.
    #[cfg(feature = "cli")]
    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let flags = [(self.all_places, "--all"), (self.values, "--show-values")];
        let flags = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag.to_owned());
        let servers = self.servers.iter().map(|server| format!("--server {server}"));
        let all: Vec<String> = flags.chain(servers).chain(self.options.iter().cloned()).collect();
        f.write_str(&if all.is_empty() { "no options".to_owned() } else { format!("`{}`", all.join(" ")) })
    }
}

/// The fingerprint of a document: of the texts of all its files.
fn fingerprint(document: &Document) -> Fingerprint {
    let mut sum = Fingerprint::default();
    for (number, source) in document.sources().enumerate() {
        sum.add(Fingerprint::of_bytes(source.text().as_bytes()).named(&number.to_string()));
    }
    sum
}
