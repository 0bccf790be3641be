//! How old the evidence is: for each operation, the newest recording that says when it was made.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::finding::finding::{Excerpt, Place};
use crate::report::excerpt::ExcerptPolicy;
use openapi_drift_openapi::document::Document;
use openapi_drift_recordings::Exchange;

/// Remembers the newest dated recording of each operation.
#[derive(Debug, Default)]
pub(crate) struct Ages(BTreeMap<usize, (Date, Place)>);

impl Ages {
    /// Adds a recording of the operation with this index. One without a date says nothing about age.
    pub fn add(&mut self, operation: usize, exchange: &Exchange, document: &Document) {
        let Some(date) = exchange.recording.provenance.as_ref().and_then(|provenance| provenance.date()) else { return };
        // Of several of one day the first by name is shown, whatever the order in which they come.
        let is_newer = |(newest, place): &(Date, Place)| (date, Reverse(&*exchange.file)) > (*newest, Reverse(place.file.as_str()));
        if !self.0.get(&operation).is_none_or(is_newer) {
            return;
        }
        let position = exchange.locate("/provenance/recorded_at");
        let shown = ExcerptPolicy { document, pointer: "", status: None, with_values: false };
        let place = Place {
            file: exchange.file.to_string(),
            line: position.line,
            column: position.column,
            exchange: exchange.index,
            pointer: String::new(),
            excerpt: Excerpt::of_recording(exchange, position, shown),
        };
        self.0.insert(operation, (date, place));
    }

    /// Takes over what was remembered elsewhere.
    pub fn merge(&mut self, other: Self) {
        for (operation, (date, place)) in other.0 {
            let key = |date: Date, place: &Place| (date, Reverse((place.file.clone(), place.exchange)));
            if self.0.get(&operation).is_none_or(|(newest, known)| key(date, &place) > key(*newest, known)) {
                self.0.insert(operation, (date, place));
            }
        }
    }

    /// The operations whose newest recording is more than so many days old: their index, a sentence, and the recording.
    pub fn stale(self, days: u32, today: Date) -> impl Iterator<Item = (usize, String, Place)> {
        self.0.into_iter().filter_map(move |(operation, (date, place))| {
            let age = u32::try_from((today - date).get_days()).unwrap_or(0);
            let message = || format!("the newest recording is of {date}, {age} days ago; at most {days} were asked for");
            (age > days).then(|| (operation, message(), place))
        })
    }
}
