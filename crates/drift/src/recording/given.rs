//! Exchanges that do not come from a file of their own.

use std::sync::Arc;

use super::{Exchange, Recording, native};
use crate::trouble::Trouble;

impl Exchange {
    /// Reads a recording in the project's own format from a text; `name` stands for the file in reports.
    ///
    /// # Errors
    ///
    /// [`Trouble`] with line and column where the text is no such recording.
    pub fn parse(name: &str, text: &str) -> Result<Self, Trouble> {
        native::read(name.into(), text)
    }

    /// A recording that was made in the program; `name` stands for the file in reports. Lines are those of the recording
    /// written as JSON.
    pub fn of(name: &str, recording: Recording) -> Self {
        // What has no text is found at its start.
        let text = serde_json::to_string_pretty(&recording).unwrap_or_default();
        Self { recording, file: name.into(), index: 0, text: Arc::from(text) }
    }
}
