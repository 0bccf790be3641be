//! Recordings that could not be read: equal errors are counted together, so that 30,000 bad lines are one error.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::collected::compare_files;
use openapi_drift_source::Error;
use openapi_drift_source::Position;

/// The number of different errors that are kept. The others are only counted.
const MAX_KINDS: usize = 1000;

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

/// The first place of an error, and how often it occurred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ErrorPlaces {
    count: usize,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
}

impl ErrorPlaces {
    fn is_before(&self, other: &Self) -> bool {
        let files = compare_files(self.file.as_deref().unwrap_or_default(), other.file.as_deref().unwrap_or_default());
        files.then((self.line, self.column).cmp(&(other.line, other.column))).is_lt()
    }
}

/// An error of reading, and how many more there are like it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RepeatedError {
    /// The first one.
    pub error: Error,
    /// The number of recordings that could not be read for this reason.
    pub count: usize,
}

impl ReadErrors {
    /// Adds an error.
    pub fn add(&mut self, error: &Error) {
        let words = ErrorWords { what: error.what().to_owned(), why: error.why().to_owned(), help: error.advice().map(str::to_owned) };
        let position = error.position();
        let places = ErrorPlaces {
            count: 1,
            file: error.file().map(str::to_owned),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
        };
        self.insert(words, places);
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
            std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert(places)),
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                let count = known.count + places.count;
                if places.is_before(known) {
                    *known = places;
                }
                known.count = count;
            }
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
        kinds.sort_by(|(_, one), (_, other)| match (one.is_before(other), other.is_before(one)) {
            (true, _) => std::cmp::Ordering::Less,
            (_, true) => std::cmp::Ordering::Greater,
            _ => std::cmp::Ordering::Equal,
        });
        let error = |(words, places): (ErrorWords, ErrorPlaces)| {
            let position = places.line.zip(places.column).map(|(line, column)| Position { line, column });
            let mut error = Error::new(words.what, words.why).at(position);
            if let Some(file) = places.file {
                error = error.in_file(file);
            }
            if let Some(help) = words.help {
                error = error.help(help);
            }
            RepeatedError { error, count: places.count }
        };
        (kinds.into_iter().map(error).collect(), self.others)
    }
}
