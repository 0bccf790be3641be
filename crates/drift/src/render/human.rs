//! The report for people: what, where in both, how often, what to do.

use std::fmt;
use std::io::{self, Write};
use std::ops::Range;

use crate::finding::code::Severity;
use crate::finding::finding::{DocumentPlace, Finding};
use crate::render::escape::CommandGuard;
use crate::render::terminal::{Styles, write_excerpt, write_line};
use crate::report::report::Report;
use crate::text::{plural, sanitize, wrap};

/// The number of findings that are written.
const MAX_FINDINGS: usize = 10_000;

/// The columns of a report: those of the terminal, within these bounds.
pub(crate) const WIDTHS: Range<usize> = 60..101;

/// The column at which the text of a labelled line starts.
pub(crate) const LABELLED: usize = 12;

/// Writes the findings with excerpts of both files, separated by empty lines, and after them the notes and the accepted
/// findings if they are wanted.
///
/// # Errors
///
/// Returns the writer's I/O errors.
pub fn write_human(report: &Report, styles: &Styles, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    let out = &mut CommandGuard::new(out);
    let (shown, hidden) = report.first(with_notes, MAX_FINDINGS);
    shown.into_iter().try_for_each(|finding| match finding.severity {
        Severity::Note => write_note(finding, styles, out),
        _ => write_finding(finding, styles, out).and_then(|()| writeln!(out)),
    })?;
    if hidden > 0 {
        writeln!(out, "and {} (--format json-lines has them all)", plural(hidden, "more finding"))?;
    }
    report.accepted.iter().filter(|_| with_notes).take(MAX_FINDINGS).try_for_each(|finding| write_accepted(finding, styles, out))?;
    out.release()
}

/// Accepted findings are printed on one line with their reason.
fn write_accepted(finding: &Finding, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let (heading, label) = (styles.note, format!("accepted[{}]", finding.code));
    let reason = finding.reason.as_deref().unwrap_or_default();
    let wrapped = wrap(&format!("{label} {}, at {}: {reason}", finding.title(), finding.subject()), styles.columns(), "    ");
    writeln!(out, "{}", wrapped.replacen(&label, &format!("{heading}{label}{heading:#}"), 1))
}

/// Notes come in long lists, so each is one line.
fn write_note(note: &Finding, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let heading = styles.of(note.severity);
    let DocumentPlace { file, line, column, .. } = &note.document;
    let recorded = note.places.first().map(|place| format!(", {}:{}:{}", place.file, place.line, place.column)).unwrap_or_default();
    let place = format!("{file}:{line}:{column}{recorded}");
    writeln!(out, "{heading}{}[{}]{heading:#} {} ({})", note.severity, note.code, sanitize(&note.title()), sanitize(&place))
}

pub(crate) fn write_finding(finding: &Finding, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    write_heading(finding, styles, out)?;
    let line = |out: &mut dyn Write, name: &str, text: &str| write_line(name, text, styles, out);
    if !finding.method.is_empty() {
        line(out, "at", &finding.subject())?;
    }
    let document = &finding.document;
    let pointer = if document.pointer.is_empty() { String::new() } else { format!(" #{}", document.pointer) };
    line(out, "document", &format!("{}:{}:{}{pointer}", document.file, document.line, document.column))?;
    write_excerpt(document.excerpt.as_ref(), styles, out)?;
    for (index, place) in finding.places.iter().enumerate() {
        let value = finding.values.get(index).map(|value| format!("  {value}")).unwrap_or_default();
        let name = if index == 0 { "recorded" } else { "and" };
        line(out, name, &format!("{}{value}", place.label()))?;
        write_excerpt(place.excerpt.as_ref(), styles, out)?;
    }
    if finding.count > finding.places.len() {
        let more = plural(finding.count - finding.places.len(), "more place");
        line(out, "and", &format!("{more} (--all shows them)"))?;
    }
    if !finding.used_by.is_empty() {
        line(out, "used by", &finding.uses())?;
    }
    if finding.count > 0 {
        line(out, "seen", &finding.frequency())?;
    }
    line(out, "hint", &finding.hint)
}

/// `error[type-mismatch] getGroup: expected integer, recorded string`
fn write_heading(finding: &Finding, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let (heading, strong) = (styles.of(finding.severity), styles.strong);
    let label = format!("{}[{}]", finding.severity, finding.code);
    let wrapped = wrap(&format!("{label} {}", finding.title()), styles.columns(), "    ");
    // Colour is added afterwards, since it has no width.
    let mut coloured = wrapped.replacen(&label, &format!("{heading}{label}{heading:#}"), 1);
    if let Some(operation) = &finding.operation {
        coloured = coloured.replacen(&format!("{operation}:"), &format!("{strong}{operation}{strong:#}:"), 1);
    }
    writeln!(out, "{coloured}")
}

/// The report for people without colours and notes, then the errors, and the verdict.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        write_human(self, &Styles::default(), false, &mut text).map_err(|_| fmt::Error)?;
        f.write_str(&String::from_utf8_lossy(&text))?;
        self.trouble.iter().try_for_each(|error| writeln!(f, "error: {error}"))?;
        write!(f, "{}", self.verdict())
    }
}
