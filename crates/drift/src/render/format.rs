//! The formats in which a report can be written.

use std::io::Write;
use std::str::FromStr;

use std::{fmt, io};

use crate::render::github::write_github;
use crate::render::html::write_html;
use crate::render::human::write_human;
use crate::render::json_lines::write_json_lines;
use crate::render::junit::write_junit;
use crate::render::markdown::write_markdown;
use crate::render::sarif::write_sarif;
use crate::render::terminal::Styles;
use crate::report::report::Report;

/// A format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// For people, on a terminal.
    Human,
    /// For programs: a JSON object a line.
    JsonLines,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For CI servers that show tests: JUnit XML.
    Junit,
    /// For GitHub Actions: an annotation at the line of the document.
    Github,
    /// For a summary of a CI job or a comment: Markdown.
    Markdown,
    /// For a browser: one page that needs nothing else.
    Html,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Self] = &[Self::Human, Self::JsonLines, Self::Sarif, Self::Junit, Self::Github, Self::Markdown, Self::Html];

    /// The format's name, such as `json-lines`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::JsonLines => "json-lines",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Writes a report, with its notes if they are wanted. `styles` are used by [`Format::Human`] only.
    ///
    /// # Errors
    ///
    /// Returns the writer's I/O errors.
    pub fn write(self, report: &Report, styles: &Styles, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Human => write_human(report, styles, with_notes, out),
            Self::JsonLines => write_json_lines(report, with_notes, out),
            Self::Sarif => write_sarif(report, with_notes, out),
            Self::Junit => write_junit(report, with_notes, out),
            Self::Github => write_github(report, with_notes, out),
            Self::Markdown => write_markdown(report, with_notes, out),
            Self::Html => write_html(report, with_notes, out),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
        Self::ALL
            .iter()
            .find(|format| format.as_str() == name)
            .copied()
            .ok_or_else(|| format!("`{name}` is not a format (expected one of {})", names()))
    }
}
