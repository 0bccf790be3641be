//! Exceptions: findings that are accepted, each with a reason. One that matches nothing is a finding itself, so that the
//! list never outlives what it was made for.

#[cfg(feature = "cli")]
mod append;

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

#[cfg(feature = "cli")]
pub(crate) use append::append;

use crate::document::{Position, display_name};
use crate::finding::{Code, Side};
use crate::report::Finding;
use crate::trouble::Trouble;

/// The exceptions of one file.
#[derive(Debug, Default)]
pub struct Exceptions {
    file: String,
    text: String,
    exceptions: Vec<Exception>,
}

/// A finding that is accepted.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The code of the findings that it accepts.
    pub code: Code,
    /// The operation, or `*` for any; findings without an operation are matched by `*` alone.
    pub operation: String,
    /// The path template, or the folded path where there is no operation; absent for any.
    pub path: Option<String>,
    /// The half of the exchange; absent for both.
    pub side: Option<Side>,
    /// The status; absent for any.
    pub status: Option<u16>,
    /// The folded pointer; absent for any.
    pub pointer: Option<String>,
    /// Why the finding is accepted.
    pub reason: String,
    /// The last day on which it is.
    pub expires: Option<Date>,
    /// Where the exception stands in its file.
    pub position: Position,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    exception: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    operation: String,
    path: Option<String>,
    side: Option<Side>,
    status: Option<u16>,
    pointer: Option<String>,
    reason: Spanned<String>,
    /// A TOML date, or the same as a string.
    expires: Option<Spanned<toml::Value>>,
}

impl Exceptions {
    /// Reads a TOML file with a list of `[[exception]]`.
    ///
    /// # Errors
    ///
    /// [`Trouble`] with line and column where the file cannot be read, a key or code is unknown, a reason is missing or
    /// empty, or a date is none.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Trouble> {
        let name = display_name(path.as_ref());
        let text =
            std::fs::read_to_string(path).map_err(|error| Trouble::new("cannot read the exceptions", error.to_string()).in_file(&name))?;
        Self::parse(&name, &text)
    }

    /// Reads exceptions from a text; `name` stands for the file in reports.
    ///
    /// # Errors
    ///
    /// The same as [`Exceptions::load`].
    pub fn parse(name: &str, text: &str) -> Result<Self, Trouble> {
        let trouble = |offset: usize, why: String| {
            Trouble::new("cannot read the exceptions", why).in_file(name).at(Position::of_offset(text, offset))
        };
        let file: File =
            toml::from_str(text).map_err(|error| trouble(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut exceptions = Vec::with_capacity(file.exception.len());
        for entry in file.exception {
            let start = entry.span().start;
            let entry = entry.into_inner();
            let code = entry.code.get_ref().parse::<Code>().map_err(|error| trouble(entry.code.span().start, error.to_string()))?;
            if entry.reason.get_ref().trim().is_empty() {
                return Err(trouble(entry.reason.span().start, "the reason is empty".to_owned()).help("say why the finding is accepted"));
            }
            let expires = entry.expires.as_ref().map(|date| {
                let text = match date.get_ref() {
                    toml::Value::String(text) => text.clone(),
                    toml::Value::Datetime(date) => date.to_string(),
                    other => other.type_str().to_owned(),
                };
                let why = |_| trouble(date.span().start, format!("`{text}` is no date")).help("write it as 2027-01-31");
                text.parse::<Date>().map_err(why)
            });
            exceptions.push(Exception {
                code,
                operation: entry.operation,
                path: entry.path,
                side: entry.side,
                status: entry.status,
                pointer: entry.pointer,
                reason: entry.reason.into_inner(),
                expires: expires.transpose()?,
                position: Position::of_offset(text, start),
            });
        }
        Ok(Self { file: name.to_owned(), text: text.to_owned(), exceptions })
    }

    /// The file, as it is shown.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The exceptions, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Exception> {
        self.exceptions.iter()
    }

    /// How many exceptions there are.
    pub fn len(&self) -> usize {
        self.exceptions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.exceptions.is_empty()
    }
}

impl Exception {
    /// Whether the exception is about a finding. Whether it has expired is not asked here.
    pub fn matches(&self, finding: &Finding) -> bool {
        self.code == finding.code
            && (self.operation == "*" || finding.operation.as_ref() == Some(&self.operation))
            && self.path.as_ref().is_none_or(|wanted| *wanted == finding.path)
            && self.side.is_none_or(|wanted| wanted == finding.side)
            && (self.status.is_none() || self.status == finding.status)
            && self.pointer.as_ref().is_none_or(|wanted| *wanted == finding.pointer)
    }

    /// Whether the last day of the exception has passed.
    pub fn has_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| last < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_trouble(text: &str, expected: &str) {
        let trouble = Exceptions::parse("exceptions.toml", text).expect_err("should not parse");
        assert_eq!(trouble.to_string(), format!("cannot read the exceptions\n  -> exceptions.toml:{expected}"));
    }

    #[test]
    fn trouble_has_a_place() {
        check_trouble(
            "[[exception]]\ncode = \"tpye-mismatch\"\noperation = \"*\"\nreason = \"x\"\n",
            "2:8\n  -> `tpye-mismatch` is no finding code",
        );
        check_trouble(
            "[[exception]]\ncode = \"type-mismatch\"\noperation = \"*\"\nreason = \" \"\n",
            "4:10\n  -> the reason is empty\n   = help: say why the finding is accepted",
        );
        check_trouble(
            "[[exception]]\ncode = \"type-mismatch\"\noperation = \"*\"\nreason = \"x\"\nexpires = \"soon\"\n",
            "5:11\n  -> `soon` is no date\n   = help: write it as 2027-01-31",
        );
    }
}
