//! The report for GitHub Actions: workflow commands, which become annotations at the line of the document.

use std::io::{self, Write};

use crate::finding::code::Severity;
use crate::finding::finding::{DocumentPlace, Finding};
use crate::render::escape::github_data;
use crate::report::report::Report;
use crate::text::{plural, sanitize};

/// The number of annotations that are written; GitHub shows far fewer.
const MAX_ANNOTATIONS: usize = 1000;

/// Writes an annotation for each finding, and for each note if they are wanted.
///
/// # Errors
///
/// Returns the writer's I/O errors.
pub fn write_github(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    let (shown, hidden) = report.first(with_notes, MAX_ANNOTATIONS);
    shown.into_iter().try_for_each(|finding| write_annotation(finding, out))?;
    if hidden > 0 { writeln!(out, "::notice::and {}", plural(hidden, "more finding")) } else { Ok(()) }
}

fn write_annotation(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut lines = vec![finding.title()];
    if !finding.method.is_empty() {
        lines.push(format!("at: {}", finding.subject()));
    }
    if let Some(place) = finding.places.first() {
        lines.push(format!("recorded: {}, seen {}", place.label(), finding.frequency()));
    }
    if !finding.used_by.is_empty() {
        lines.push(format!("used by: {}", finding.uses()));
    }
    lines.push(format!("hint: {}", finding.hint));
    annotate(command, &finding.document, finding.code.as_str(), &lines, out)
}

/// Writes one command: an annotation with a title and some lines of text at a place.
pub(crate) fn annotate(command: &str, at: &DocumentPlace, title: &str, lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "::{command} file={},line={},col={},title={}::{}",
        property(&at.file),
        at.line,
        at.column,
        property(title),
        github_data(&lines.iter().map(|line| sanitize(line)).collect::<Vec<_>>().join("\n")),
    )
}

fn property(text: &str) -> String {
    github_data(&sanitize(text)).replace(':', "%3A").replace(',', "%2C")
}
