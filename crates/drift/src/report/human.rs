//! The report for people: what, where in both, how often, what to do.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{DocumentPlace, Finding, Report};
use crate::finding::{Location, Severity, Side};

/// Colours. The default is plain; colour never says anything that words do not.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Styles {
    error: Style,
    warning: Style,
    note: Style,
    label: Style,
    strong: Style,
}

impl Styles {
    /// The colours of cargo.
    pub fn coloured() -> Self {
        let bold = |colour: AnsiColor| colour.on_default().bold();
        Self {
            error: bold(AnsiColor::BrightRed),
            warning: bold(AnsiColor::Yellow),
            note: bold(AnsiColor::BrightGreen),
            label: bold(AnsiColor::BrightBlue),
            strong: Style::new().bold(),
        }
    }

    fn of(&self, severity: Severity) -> Style {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Note => self.note,
        }
    }
}

/// Writes the findings, separated by empty lines, and after them the notes if they are wanted.
///
/// # Errors
///
/// Those of the writer.
pub fn write_human(report: &Report, styles: &Styles, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        write_finding(finding, styles, out)?;
        writeln!(out)?;
    }
    if with_notes {
        for note in &report.notes {
            write_note(note, styles, out)?;
        }
    }
    Ok(())
}

/// Evidence comes in long lists, so each piece is one line.
fn write_note(note: &Finding, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let heading = styles.of(note.severity);
    let operation = note.operation.as_ref().map(|operation| format!("{operation}: ")).unwrap_or_default();
    let DocumentPlace { file, line, column, .. } = &note.document;
    writeln!(out, "{heading}{}[{}]{heading:#} {operation}{} ({file}:{line}:{column})", note.severity, note.code, note.message)
}

fn write_finding(finding: &Finding, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let heading = styles.of(finding.severity);
    write!(out, "{heading}{}[{}]{heading:#} ", finding.severity, finding.code)?;
    if let Some(operation) = &finding.operation {
        write!(out, "{strong}{operation}{strong:#}: ", strong = styles.strong)?;
    }
    writeln!(out, "{}", finding.message)?;
    let mut line = |name: &str, text: &str| writeln!(out, "{label}{name:>10}:{label:#} {text}", label = styles.label);
    if !finding.method.is_empty() {
        line("at", &subject(finding))?;
    }
    let document = &finding.document;
    let pointer = if document.pointer.is_empty() { String::new() } else { format!(" #{}", document.pointer) };
    line("document", &format!("{}:{}:{}{pointer}", document.file, document.line, document.column))?;
    for (index, place) in finding.places.iter().enumerate() {
        let exchange = if place.exchange > 0 { format!(" (exchange {})", place.exchange) } else { String::new() };
        let value = finding.values.get(index).map(|value| format!("  {value}")).unwrap_or_default();
        line(if index == 0 { "recorded" } else { "and" }, &format!("{}:{}:{}{exchange}{value}", place.file, place.line, place.column))?;
    }
    if finding.count > finding.places.len() {
        line("and", &format!("{} more places (--all shows them)", finding.count - finding.places.len()))?;
    }
    if !finding.used_by.is_empty() {
        line("used by", &uses(finding))?;
    }
    if finding.count > 0 {
        line("seen", &frequency(finding))?;
    }
    line("hint", &finding.hint)
}

/// `GET /groups/{group_id} → 200, body /fields/*/name`
fn subject(finding: &Finding) -> String {
    let mut text = format!("{} {}", finding.method, finding.path);
    match (finding.side, finding.status) {
        (Side::Request, _) if finding.location != Location::Body => {}
        (Side::Request, _) => text.push_str(", request"),
        (Side::Response, Some(status)) => text.push_str(&format!(" → {status}")),
        (Side::Response, None) => {}
    }
    let name = finding.pointer.trim_start_matches('/');
    match finding.location {
        Location::Exchange => {}
        Location::Body if finding.side == Side::Request => text.push_str(&format!(" body {}", finding.pointer)),
        Location::Body => text.push_str(&format!(", body {}", finding.pointer)),
        Location::Path => text.push_str(&format!(", path parameter {name}")),
        Location::Query => text.push_str(&format!(", query parameter {name}")),
        Location::Header => text.push_str(&format!(", header {name}")),
        Location::Cookie => text.push_str(&format!(", cookie {name}")),
    }
    text.trim_end().to_owned()
}

/// `listGroups, getGroup and 3 more operations, at 7 pointers`
fn uses(finding: &Finding) -> String {
    const SHOWN: usize = 5;
    let mut operations: Vec<&str> = finding.used_by.iter().map(|place| place.operation.as_deref().unwrap_or(&place.path)).collect();
    operations.dedup();
    let mut text = operations.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if operations.len() > SHOWN {
        text.push_str(&format!(" and {}", plural(operations.len() - SHOWN, "more operation")));
    }
    let mut pointers: Vec<&str> = finding.used_by.iter().map(|place| place.pointer.as_str()).collect();
    pointers.sort_unstable();
    pointers.dedup();
    if pointers.len() > 1 {
        text.push_str(&format!(", at {} pointers", pointers.len()));
    }
    text
}

/// `in 37 of 40 recordings, 512 places`
fn frequency(finding: &Finding) -> String {
    let recordings = plural(finding.of, "recording");
    let mut text = format!("in {} of {recordings}", finding.recordings);
    if finding.count > finding.recordings {
        text.push_str(&format!(", {}", plural(finding.count, "place")));
    }
    text
}

/// `1 recording`, `2 recordings`.
pub(crate) fn plural(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}
