//! Recordings that could not be read: equal errors are counted together, so that 30,000 bad lines are one error.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};

use crate::report::collected::compare_files;
use openapi_drift_source::Error;
use openapi_drift_source::Position;

/// The number of different errors that are kept. The others are only counted.
const MAX_KINDS: usize = 1000;

/// The number of places that are kept of each.
const MAX_PLACES: usize = 3;

/// Errors of reading, by their words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReadErrors {
    #[serde(with = "crate::report::pairs")]
    kinds: BTreeMap<ErrorWords, ErrorPlaces>,
    /// The number of errors of the kinds that were not kept.
    others: usize,
}

/// An error without its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct ErrorWords {
    what: String,
    why: String,
    help: Option<String>,
}

/// The first places of an error, and how often it occurred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ErrorPlaces {
    count: usize,
    /// Up to [`MAX_PLACES`], sorted.
    first: Vec<ErrorPlace>,
}

/// The place of an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ErrorPlace {
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
}

impl ErrorPlace {
    fn of(error: &Error) -> Self {
        let position = error.position();
        Self {
            file: error.file().map(str::to_owned),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
        }
    }

    fn position(&self) -> Option<Position> {
        self.line.zip(self.column).map(|(line, column)| Position { line, column })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let files = compare_files(self.file.as_deref().unwrap_or_default(), other.file.as_deref().unwrap_or_default());
        files.then((self.line, self.column).cmp(&(other.line, other.column)))
    }
}

impl ErrorPlaces {
    /// Adds places, and keeps the first.
    fn add(&mut self, other: Self) {
        self.count += other.count;
        for place in other.first {
            let at = self.first.partition_point(|known| known.compare(&place).is_le());
            if at < MAX_PLACES {
                self.first.insert(at, place);
                self.first.truncate(MAX_PLACES);
            }
        }
    }
}

/// An error of reading, and how many more there are like it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RepeatedError {
    /// The first one.
    pub error: Error,
    /// The places of the next ones, such as `calls.ndjson:7:1`; at most two.
    pub next: Vec<String>,
    /// The number of recordings that could not be read for this reason.
    pub count: usize,
}

impl ReadErrors {
    /// Adds an error.
    pub fn add(&mut self, error: &Error) {
        let words = ErrorWords { what: error.what().to_owned(), why: error.why().to_owned(), help: error.advice().map(str::to_owned) };
        self.insert(words, ErrorPlaces { count: 1, first: vec![ErrorPlace::of(error)] });
        self.shrink();
    }

    /// Adds those of other recordings.
    pub fn merge(&mut self, other: Self) {
        self.others += other.others;
        other.kinds.into_iter().for_each(|(words, places)| self.insert(words, places));
        self.shrink();
    }

    fn insert(&mut self, words: ErrorWords, places: ErrorPlaces) {
        match self.kinds.entry(words) {
            Entry::Vacant(entry) => drop(entry.insert(places)),
            Entry::Occupied(mut entry) => entry.get_mut().add(places),
        }
    }

    /// Keeps the kinds whose words come first: a kind that is dropped here would be dropped from the whole too, so the order
    /// of merging makes no difference.
    fn shrink(&mut self) {
        while self.kinds.len() > MAX_KINDS {
            self.others += self.kinds.pop_last().map_or(0, |(_, places)| places.count);
        }
    }

    /// The number of recordings that could not be read.
    pub fn count(&self) -> usize {
        self.kinds.values().map(|places| places.count).sum::<usize>() + self.others
    }

    /// The errors in the order of their first places, and the number of those that were only counted.
    pub fn finish(self) -> (Vec<RepeatedError>, usize) {
        let mut kinds: Vec<(ErrorWords, ErrorPlaces)> = self.kinds.into_iter().collect();
        kinds.sort_by(|(_, one), (_, other)| match (one.first.first(), other.first.first()) {
            (Some(one), Some(other)) => one.compare(other),
            (one, other) => one.is_some().cmp(&other.is_some()),
        });
        let error = |(words, places): (ErrorWords, ErrorPlaces)| {
            let mut first = places.first.into_iter();
            let mut error = Error::new(words.what, words.why);
            if let Some(place) = first.next() {
                error = error.at(place.position());
                if let Some(file) = place.file {
                    error = error.in_file(file);
                }
            }
            if let Some(help) = words.help {
                error = error.help(help);
            }
            let shown = |place: ErrorPlace| {
                let position = place.position().map(|position| format!(":{position}")).unwrap_or_default();
                format!("{}{position}", place.file.unwrap_or_default())
            };
            RepeatedError { error, next: first.map(shown).collect(), count: places.count }
        };
        (kinds.into_iter().map(error).collect(), self.others)
    }
}
