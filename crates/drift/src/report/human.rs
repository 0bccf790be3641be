//! The report for people: what, where in both, how often, what to do.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use super::{DocumentPlace, Excerpt, Finding, Report};
use crate::finding::Severity;

/// The columns that a report takes: as many as the terminal has, within these bounds.
const WIDTHS: Range<usize> = 60..101;

/// Where the text of a line starts that has a label.
const LABELLED: usize = 12;

/// Colours and width. The default is plain, for 100 columns; colour never says anything that words do not.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Styles {
    /// How many columns are fewer than the most.
    narrower: usize,
    coloured: bool,
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
            narrower: 0,
            coloured: true,
            error: bold(AnsiColor::BrightRed),
            warning: bold(AnsiColor::Yellow),
            note: bold(AnsiColor::BrightGreen),
            label: bold(AnsiColor::BrightBlue),
            strong: Style::new().bold(),
        }
    }

    /// The same for a terminal of so many columns; less than 60 and more than 100 are not made use of.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.narrower = WIDTHS.end - 1 - columns.clamp(WIDTHS.start, WIDTHS.end - 1);
        self
    }

    pub(crate) fn columns(&self) -> usize {
        WIDTHS.end - 1 - self.narrower
    }

    pub(crate) fn of(&self, severity: Severity) -> Style {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Note => self.note,
        }
    }
}

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
    writeln!(out, "{heading}{}[{}]{heading:#} {} ({file}:{line}:{column}{recorded})", note.severity, note.code, harmless(&note.title()))
}

pub(super) fn write_finding(finding: &Finding, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
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

pub(crate) fn write_line(name: &str, text: &str, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let wrapped = wrap(text, styles.columns() - LABELLED, "");
    let mut lines = wrapped.lines();
    writeln!(out, "{label}{name:>10}:{label:#} {}", lines.next().unwrap_or_default(), label = styles.label)?;
    lines.try_for_each(|line| writeln!(out, "{:LABELLED$}{line}", ""))
}

/// Breaks lines between words; what is longer than a line, such as a path, stays whole so that a terminal can follow it.
pub(crate) fn wrap(text: &str, columns: usize, indent: &str) -> String {
    let options = textwrap::Options::new(columns)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .subsequent_indent(indent);
    textwrap::fill(&harmless(text), options)
}

/// Names come from documents and traffic: what would steer whoever shows them is made visible.
pub(crate) fn harmless(text: &str) -> String {
    text.chars().map(|c| if steers(c) { VISIBLE } else { c }).collect()
}

/// What stands for a character that would steer.
pub(crate) const VISIBLE: char = '\u{fffd}';

/// Whether a character steers a terminal, or turns the direction of a line.
pub(crate) fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The line, with its number before it and a mark below the part that is meant.
pub(crate) fn write_excerpt(excerpt: Option<&Excerpt>, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    const INDENT: usize = 4;
    let Some(excerpt) = excerpt else { return Ok(()) };
    let text = excerpt.meant();
    let offset = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(offset, _)| offset);
    let mark = AnnotationKind::Primary.span(offset(excerpt.start)..offset(excerpt.start + excerpt.length));
    let snippet = Snippet::source(text).line_start(excerpt.first_line + excerpt.line).annotation(mark);
    let renderer = if styles.coloured { Renderer::styled() } else { Renderer::plain() };
    let rendered = renderer.term_width(styles.columns() - INDENT).render(&[Group::with_level(Level::NOTE).element(snippet)]);
    rendered.lines().try_for_each(|line| writeln!(out, "{:INDENT$}{line}", ""))
}
