use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use crate::finding::code::Severity;
use crate::finding::finding::Excerpt;
use crate::render::human::{LABELLED, WIDTHS};
use crate::text::{sanitize, wrap};

/// Colours and width. The default is plain, for 100 columns; colour never says anything that words do not.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Styles {
    /// The number of columns that are missing from the greatest width.
    pub(crate) narrower: usize,
    pub(crate) coloured: bool,
    pub(crate) error: Style,
    pub(crate) warning: Style,
    pub(crate) note: Style,
    pub(crate) label: Style,
    pub(crate) strong: Style,
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

    /// Returns these styles for a terminal of this width; it is taken as at least 60 and at most 100 columns.
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

pub(crate) fn write_line(name: &str, text: &str, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let wrapped = wrap(text, styles.columns() - LABELLED, "");
    let mut lines = wrapped.lines();
    writeln!(out, "{label}{name:>10}:{label:#} {}", lines.next().unwrap_or_default(), label = styles.label)?;
    lines.try_for_each(|line| writeln!(out, "{:LABELLED$}{line}", ""))
}

/// Writes the line with its number, and a mark below the part that is meant.
pub(crate) fn write_excerpt(excerpt: Option<&Excerpt>, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    const INDENT: usize = 4;
    let Some(excerpt) = excerpt else { return Ok(()) };
    let text = sanitize(&excerpt.meant().replace('\t', " "));
    let text = text.as_str();
    let offset = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(offset, _)| offset);
    let mark = AnnotationKind::Primary.span(offset(excerpt.start)..offset(excerpt.start + excerpt.length));
    let snippet = Snippet::source(text).line_start(excerpt.first_line + excerpt.line).annotation(mark);
    let renderer = if styles.coloured { Renderer::styled() } else { Renderer::plain() };
    let rendered = renderer.term_width(styles.columns() - INDENT).render(&[Group::with_level(Level::NOTE).element(snippet)]);
    rendered.lines().try_for_each(|line| writeln!(out, "{:INDENT$}{line}", ""))
}
