//! Errors of single entries of a file.

use openapi_drift_source::position::Position;

/// The reason why an entry is not a recording, and where in the entry that is.
#[derive(Debug, PartialEq)]
pub struct EntryError {
    /// A JSON Pointer into the entry.
    pub pointer: String,
    /// The position in the entry's text, if it is known more exactly than by the pointer.
    pub position: Option<Position>,
    /// The message.
    pub why: String,
    /// Advice, if the fix is not obvious.
    pub help: Option<&'static str>,
}

/// The result of reading an entry or a part of it.
pub type EntryResult<T> = Result<T, EntryError>;

/// Returns the error that the value at `pointer` cannot be used.
pub fn entry_error<T>(pointer: impl Into<String>, why: impl Into<String>) -> EntryResult<T> {
    Err(EntryError { pointer: pointer.into(), position: None, why: why.into(), help: None })
}
