//! The requests that read a list.

use serde::Serialize;

use super::Cursor;
use super::digest::RowDigests;
use super::key::RowKey;
use crate::error::Result;

/// The usual limit. The pages of Mobilize call it the default, and one of them doubts it.
const PAGE_SIZE: i64 = 50;

/// The result of one request.
pub(super) struct Fetched<T> {
    pub rows: Vec<T>,
    pub digests: RowDigests,
    /// The number of rows in the whole list, if the service sends it.
    pub total: Option<u64>,
    pub next: Next,
}

/// The place of the next page, according to a response.
pub(super) enum Next {
    /// Not part of the response: lists that are read by offset have no total and no next page.
    Unspecified,
    /// Part of the response, but empty.
    Absent,
    /// Its cursor.
    At(Cursor),
}

/// The part of a list that a request asks for.
#[derive(Default)]
pub(super) struct Part {
    pub cursor: Option<Cursor>,
    /// The number of rows in all.
    pub limit: Option<u64>,
    /// The number of rows in a page.
    pub page_size: Option<u64>,
}

/// The requests that read one list.
pub(super) trait Paged: Clone + Send + Sync {
    type Row: Serialize + Send;
    /// The limit that is sent unless another is set.
    const USUAL: i64 = PAGE_SIZE;
    /// The largest page that the documentation allows.
    const LARGEST: i64 = i64::MAX;

    fn fetch(self, cursor: Cursor, size: i64) -> impl Future<Output = Result<Fetched<Self::Row>>> + Send;

    /// The part of the list that the request asks for.
    ///
    /// # Errors
    ///
    /// The message of a parameter that is not valid.
    fn part(&self) -> std::result::Result<Part, String> {
        Ok(Part::default())
    }

    /// The id that identifies a row that arrives twice; `None` if it has none.
    fn key(row: &Self::Row) -> Option<RowKey>;

    /// The digests of rows, which are equal for rows with the same JSON.
    fn digests(known: RowDigests, rows: &[Self::Row]) -> Vec<u64> {
        known.of_rows(rows)
    }

    /// The cursor after a row, for a list that is read by ids.
    fn after(_row: &Self::Row) -> Option<Cursor> {
        None
    }
}

/// Returns the number that a request has for a limit.
pub(super) fn number_of(name: &str, number: &std::result::Result<Option<i64>, String>) -> std::result::Result<Option<u64>, String> {
    let number = number.clone()?;
    number.map(|number| u64::try_from(number).map_err(|_| format!("the parameter `{name}` must not be negative"))).transpose()
}
