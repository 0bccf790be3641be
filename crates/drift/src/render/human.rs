//! The report for people: what, where in both, how often, what to do.

use std::io::{self, Write};
use std::ops::Range;

use crate::finding::code::Severity;
use crate::finding::finding::{DocumentPlace, Finding};
use crate::render::terminal::{Styles, write_excerpt, write_line};
use crate::report::report::Report;
use crate::text::{sanitize, wrap};

/// The columns that a report takes: as many as the terminal has, within these bounds.
pub(crate) const WIDTHS: Range<usize> = 60..101;

/// Where the text of a line starts that has a label.
pub(crate) const LABELLED: usize = 12;

/// Writes the findings with excerpts of both files, separated by empty lines, and after them the notes and the accepted
/// findings if they are wanted.
///
/// # Errors
///
/// Those of the writer.
pub fn write_human(report: &Report, styles: &Styles, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    report.shown(with_notes).try_for_each(|finding| match finding.severity {
        Severity::Note => write_note(finding, styles, out),
        _ => write_finding(finding, styles, out).and_then(|()| writeln!(out)),
    })?;
    report.accepted.iter().filter(|_| with_notes).try_for_each(|finding| write_accepted(finding, styles, out))
}

/// What is accepted is known, so each is told in brief, with its reason.
fn write_accepted(finding: &Finding, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let (heading, label) = (styles.note, format!("accepted[{}]", finding.code));
    let reason = finding.reason.as_deref().unwrap_or_default();
    let wrapped = wrap(&format!("{label} {}, at {}: {reason}", finding.title(), finding.subject()), styles.columns(), "    ");
    writeln!(out, "{}", wrapped.replacen(&label, &format!("{heading}{label}{heading:#}"), 1))
}

/// Evidence comes in long lists, so each piece is one line.
fn write_note(note: &Finding, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let heading = styles.of(note.severity);
    let DocumentPlace { file, line, column, .. } = &note.document;
    let recorded = note.places.first().map(|place| format!(", {}:{}:{}", place.file, place.line, place.column)).unwrap_or_default();
    writeln!(out, "{heading}{}[{}]{heading:#} {} ({file}:{line}:{column}{recorded})", note.severity, note.code, sanitize(&note.title()))
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
        let exchange = if place.exchange > 0 { format!(" (exchange {})", place.exchange) } else { String::new() };
        let value = finding.values.get(index).map(|value| format!("  {value}")).unwrap_or_default();
        let name = if index == 0 { "recorded" } else { "and" };
        line(out, name, &format!("{}:{}:{}{exchange}{value}", place.file, place.line, place.column))?;
        write_excerpt(place.excerpt.as_ref(), styles, out)?;
    }
    if finding.count > finding.places.len() {
        line(out, "and", &format!("{} more places (--all shows them)", finding.count - finding.places.len()))?;
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
