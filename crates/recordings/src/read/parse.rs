//! Exchanges that do not come from a file.

use openapi_drift_source::error::Error;

use crate::exchange::Exchange;
use crate::read::read::read_native;
use crate::recording::Recording;

impl Exchange {
    /// Reads a recording in the project's own format from a text. `name` is displayed as its file.
    ///
    /// # Errors
    ///
    /// [`Error`] with line and column if the text is not such a recording.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        read_native(name, text)
    }

    /// Returns the exchange of a recording that was made in the program. `name` is displayed as its file. Lines are those of the
    /// recording as JSON.
    ///
    /// # Errors
    ///
    /// [`Error`] if the URL of the request is neither absolute nor a path: nothing can be checked without it.
    pub fn of(name: &str, recording: &Recording) -> Result<Self, Error> {
        let text = serde_json::to_string_pretty(recording).map_err(|error| Error::new("cannot use the recording", error.to_string()))?;
        read_native(name, &text)
    }
}
