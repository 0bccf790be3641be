//! Exchanges that do not come from a file of their own.

use openapi_drift_source::error::Error;

use crate::exchange::Exchange;
use crate::read::read::read_native;
use crate::recording::Recording;

impl Exchange {
    /// Reads a recording in the project's own format from a text; `name` stands for the file in reports.
    ///
    /// # Errors
    ///
    /// [`Error`] with line and column where the text is no such recording.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        read_native(name, text)
    }

    /// A recording that was made in the program; `name` stands for the file in reports. Lines are those of the recording
    /// written as JSON.
    ///
    /// # Errors
    ///
    /// [`Error`] where the URL of the request is neither whole nor a path: without it nothing could be checked.
    pub fn of(name: &str, recording: &Recording) -> Result<Self, Error> {
        let text = serde_json::to_string_pretty(recording).map_err(|error| Error::new("cannot use the recording", error.to_string()))?;
        read_native(name, &text)
    }
}
