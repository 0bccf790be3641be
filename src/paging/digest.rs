//! Digests of rows, by which a row that arrives twice is compared.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use serde::Serialize;

/// The digests of the rows of a response, of their text.
#[derive(Debug, Default)]
pub(crate) struct RowDigests(Vec<Vec<u64>>);

impl RowDigests {
    pub fn new(body: &[u8], arrays: &[Vec<Range<usize>>]) -> Self {
        let digest = |range: &Range<usize>| of(body.get(range.clone()).unwrap_or_default());
        Self(arrays.iter().map(|rows| rows.iter().map(digest).collect()).collect())
    }

    /// Returns a digest for each row: of its text if it is known, else of its JSON.
    pub fn of_rows<T: Serialize>(self, rows: &[T]) -> Vec<u64> {
        let known = self.0.into_iter().find(|digests| digests.len() == rows.len());
        known.unwrap_or_else(|| rows.iter().map(|row| of(&serde_json::to_vec(row).unwrap_or_default())).collect())
    }
}

fn of(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
