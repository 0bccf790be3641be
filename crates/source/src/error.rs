//! The error of all layers: something could not be read or used, and where. An error is not a finding.

use std::fmt;

use crate::position::Position;

/// The reason why something could not be read or used, with its place.
///
/// `Display` is made for a terminal: what failed, then one line each for the place, the reason and the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    what: String,
    file: Option<String>,
    position: Option<Position>,
    why: String,
    help: Option<String>,
}

impl Error {
    /// Creates an error from `what` failed (a fragment such as `cannot read the document`) and `why`.
    pub fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { what: what.into(), file: None, position: None, why: why.into(), help: None }
    }

    /// Adds the file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Adds the position in the file.
    #[must_use]
    pub fn at(mut self, position: impl Into<Option<Position>>) -> Self {
        self.position = position.into();
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Returns the file, if known.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Returns the position in the file, if known.
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The failure alone, such as `cannot read the document`.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The advice, where there is some.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Returns the reason without the place.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        match (&self.file, self.position) {
            (Some(file), Some(position)) => write!(f, "\n  -> {file}:{position}")?,
            (Some(file), None) => write!(f, "\n  -> {file}")?,
            _ => {}
        }
        write!(f, "\n  -> {}", self.why)?;
        if let Some(help) = &self.help {
            write!(f, "\n   = help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
