use openapi_drift_source::position::Position;

/// Why an entry is no recording, and where in the entry that is.
#[derive(Debug, PartialEq)]
pub struct EntryError {
    pub pointer: String,
    /// The position in the entry's text, where it is known better than by the pointer.
    pub position: Option<Position>,
    pub why: String,
    pub help: Option<&'static str>,
}

pub type EntryResult<T> = Result<T, EntryError>;

/// Says why the value at `pointer` cannot be used.
pub fn entry_error<T>(pointer: impl Into<String>, why: impl Into<String>) -> EntryResult<T> {
    Err(EntryError { pointer: pointer.into(), position: None, why: why.into(), help: None })
}
