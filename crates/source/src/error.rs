//! What kept the engine from checking. Error is not a finding: it says that nothing can be said.

use std::fmt;

use crate::position::Position;

/// Something that could not be read or understood, with the place where it stands.
///
/// Its `Display` is made for a terminal: what failed, then one line each for where and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    what: String,
    file: Option<String>,
    position: Option<Position>,
    why: String,
    help: Option<String>,
}

impl Error {
    /// Error with `what` (a fragment such as `cannot read the document`), because of `why`.
    pub fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { what: what.into(), file: None, position: None, why: why.into(), help: None }
    }

    /// Names the file at fault.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Names the place in the file.
    #[must_use]
    pub fn at(mut self, position: impl Into<Option<Position>>) -> Self {
        self.position = position.into();
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The file at fault, where one is.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The place in the file, where it is known.
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The reason alone, without place.
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
