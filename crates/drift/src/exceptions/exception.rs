//! Exceptions: accepted findings, each with a reason. An exception that matches nothing is a finding itself, so that the list
//! never becomes outdated.

use std::path::Path;

use jiff::civil::Date;

use crate::exceptions::file as read;
use crate::exceptions::matching::UnusedEntry;

use crate::finding::code::{Code, Severity};
use crate::finding::finding::Finding;
use openapi_drift_recordings::Side;
use openapi_drift_source::Error;
use openapi_drift_source::Position;
use openapi_drift_source::file::display_name;
use openapi_drift_source::pointer;
use openapi_drift_source::text::SourceText;

/// The exceptions of one file.
#[derive(Debug, Default)]
pub struct Exceptions {
    file: String,
    text: SourceText,
    exceptions: Vec<Exception>,
}

/// An accepted finding.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The code of the findings that it accepts.
    pub code: Code,
    /// The findings with that code that it accepts.
    pub scope: Scope,
    /// The half of the exchange; absent for both.
    pub side: Option<Side>,
    /// Their severity; absent for any.
    pub severity: Option<Severity>,
    /// Their message, word for word; absent for any.
    pub message: Option<String>,
    /// The reason for accepting the finding.
    pub reason: String,
    /// The last day on which it is accepted.
    pub expires: Option<Date>,
    /// The place of the exception in its file.
    pub position: Position,
}

/// The findings of an exception: those of an operation, or those of a place in the document.
#[derive(Debug, Clone)]
pub enum Scope {
    /// The findings of one operation, or of any.
    Operation {
        /// The operation, or `*` for any; findings without an operation are matched by `*` alone.
        operation: String,
        /// The method, whatever its case; absent for any.
        method: Option<String>,
        /// The path template, or the folded path where there is no operation; absent for any.
        path: Option<String>,
        /// The status; absent for any.
        status: Option<u16>,
        /// The folded pointer; absent for any.
        pointer: Option<String>,
    },
    /// The findings of places in the document, in every operation.
    Statement {
        /// The pointers into the document: several if it says the same in several places.
        documents: Vec<ListEntry>,
        /// The properties, parameters or headers, if a place has several; empty for any.
        names: Vec<ListEntry>,
    },
}

/// An entry of a list, with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListEntry {
    /// The entry.
    pub text: String,
    /// Its place.
    pub position: Position,
}

impl Exceptions {
    /// Reads a TOML file with a list of `[[exception]]`.
    ///
    /// # Errors
    ///
    /// [`Error`] with line and column where the file cannot be read, a key or code is unknown, keys do not go together,
    /// reasons are missing or empty, or a date is not valid.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let name = display_name(path.as_ref());
        let text =
            std::fs::read_to_string(path).map_err(|error| Error::new("cannot read the exceptions", error.to_string()).in_file(&name))?;
        Self::parse(&name, &text)
    }

    /// Reads exceptions from a text; `name` stands for the file in reports.
    ///
    /// # Errors
    ///
    /// The same as [`Exceptions::load`].
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        Ok(Self { file: name.to_owned(), text: SourceText::new(text), exceptions: read::read(name, text)? })
    }

    /// The file, as it is shown.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> &SourceText {
        &self.text
    }

    /// The exceptions, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Exception> {
        self.exceptions.iter()
    }

    /// Returns the number of exceptions.
    pub fn len(&self) -> usize {
        self.exceptions.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.exceptions.is_empty()
    }
}

impl Exception {
    /// Returns whether the exception is about a finding, expired or not.
    pub fn matches(&self, finding: &Finding) -> bool {
        self.code == finding.code
            && self.scope.covers(finding)
            && self.side.is_none_or(|wanted| wanted == finding.side)
            && self.severity.is_none_or(|wanted| wanted == finding.severity)
            && self.message.as_ref().is_none_or(|wanted| *wanted == finding.message)
    }

    /// Returns whether the last day of the exception has passed.
    pub fn has_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    /// Returns the operation that the exception is about; `None` if it may be any.
    pub fn operation(&self) -> Option<&str> {
        match &self.scope {
            Scope::Operation { operation, .. } if operation != "*" => Some(operation),
            _ => None,
        }
    }

    /// Returns the status of the findings; `None` if it may be any.
    pub fn status(&self) -> Option<u16> {
        match &self.scope {
            Scope::Operation { status, .. } => *status,
            Scope::Statement { .. } => None,
        }
    }
}

impl Exception {
    /// Returns the pointer of an unused entry: that of the findings, or that of the document and the name.
    pub(crate) fn pointer(&self, what: &UnusedEntry<'_>) -> String {
        match (&self.scope, what) {
            (Scope::Operation { pointer, .. }, _) => pointer.clone().unwrap_or_default(),
            (Scope::Statement { .. }, UnusedEntry::Document(listed)) => listed.text.clone(),
            (Scope::Statement { documents, names }, _) => {
                let name = if let UnusedEntry::Name(listed) = what { Some(*listed) } else { names.first() };
                let document = documents.first().map(|listed| listed.text.clone()).unwrap_or_default();
                name.map_or_else(|| document.clone(), |name| pointer::join(&document, &name.text))
            }
        }
    }
}

impl Scope {
    fn covers(&self, finding: &Finding) -> bool {
        match self {
            Self::Operation { operation, method, path, status, pointer } => {
                (operation == "*" || finding.operation.as_ref() == Some(operation))
                    && method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(&finding.method))
                    && path.as_ref().is_none_or(|wanted| *wanted == finding.path)
                    && (status.is_none() || *status == finding.status)
                    && pointer.as_ref().is_none_or(|wanted| *wanted == finding.pointer)
            }
            Self::Statement { documents, names } => {
                documents.iter().any(|listed| listed.text == finding.document.pointer)
                    && (names.is_empty() || names.iter().any(|listed| listed.text == pointer::last(&finding.pointer)))
            }
        }
    }

    /// Returns the entries of the lists: the pointers, and after them the names.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &ListEntry> {
        let (documents, names): (&[ListEntry], &[ListEntry]) = match self {
            Self::Operation { .. } => (&[], &[]),
            Self::Statement { documents, names } => (documents, names),
        };
        documents.iter().chain(names)
    }
}
