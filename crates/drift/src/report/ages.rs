//! The age of the evidence: for each operation, the dates of the oldest and the newest recording.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::finding::finding::Place;
use crate::report::collected::compare_files;
use openapi_drift_recordings::Exchange;

/// The dates of the recordings of each operation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Ages(BTreeMap<Arc<str>, Age>);

/// The dates of the recordings of one operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Age {
    pub oldest: Date,
    pub newest: Date,
    /// The place of the newest recording; of several of one day, of the first by name.
    file: String,
    exchange: usize,
    line: usize,
    column: usize,
}

impl Age {
    fn is_before(&self, date: Date, file: &str, exchange: usize) -> bool {
        let files = || compare_files(&self.file, file).then(self.exchange.cmp(&exchange));
        self.newest > date || self.newest == date && files().is_le()
    }

    /// The place of the newest recording.
    pub fn place(&self) -> Place {
        let Self { file, exchange, line, column, .. } = self.clone();
        Place { file, line, column, exchange, manifest: None, pointer: String::new(), excerpt: None }
    }
}

impl Ages {
    /// Adds a recording of an operation. One without a date says nothing about age.
    pub fn add(&mut self, operation: &Arc<str>, exchange: &Exchange) {
        let Some(date) = exchange.recording.provenance.as_ref().and_then(|provenance| provenance.date()) else { return };
        let known = self.0.get(operation);
        let oldest = known.map_or(date, |age| age.oldest.min(date));
        if known.is_some_and(|age| age.oldest == oldest && age.is_before(date, &exchange.file, exchange.index)) {
            return;
        }
        let position = exchange.locate("/provenance/recorded_at");
        let file = exchange.file.to_string();
        let age = Age { oldest, newest: date, file, exchange: exchange.index, line: position.line, column: position.column };
        self.insert(Arc::clone(operation), age);
    }

    /// Adds those of other recordings.
    pub fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|(operation, age)| self.insert(operation, age));
    }

    fn insert(&mut self, operation: Arc<str>, age: Age) {
        match self.0.entry(operation) {
            std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert(age)),
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                let oldest = known.oldest.min(age.oldest);
                if !known.is_before(age.newest, &age.file, age.exchange) {
                    *known = age;
                }
                known.oldest = oldest;
            }
        }
    }

    /// The dates of an operation, by its name.
    pub fn get(&self, operation: &str) -> Option<&Age> {
        self.0.get(operation)
    }
}
