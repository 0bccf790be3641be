//! Changes for people: the change, its place in both documents, and the operations that use it.

use std::io::{self, Write};

use crate::diff::change::Change;
use crate::diff::code::Impact;
use crate::finding::finding::DocumentPlace;
use crate::render::changes::{Difference, evidence, uses};
use crate::render::terminal::{Styles, write_excerpt, write_line};
use crate::text::{sanitize, wrap};

pub(crate) fn write(difference: &Difference<'_>, styles: &Styles, all: bool, out: &mut dyn Write) -> io::Result<()> {
    for change in difference.changes {
        if change.impact == Impact::Documentation && !all {
            write_brief(change, styles, out)?;
        } else {
            write_change(change, styles, out)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// Writes a change of documentation. There are often many, so each is one line.
fn write_brief(change: &Change, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let heading = styles.of(change.severity);
    let DocumentPlace { file, line, column, .. } = &change.new;
    writeln!(out, "{heading}{}[{}]{heading:#} {} ({file}:{line}:{column})", label(change), change.code, sanitize(&change.title()))
}

fn write_change(change: &Change, styles: &Styles, out: &mut dyn Write) -> io::Result<()> {
    let heading = styles.of(change.severity);
    let label = format!("{}[{}]", label(change), change.code);
    let wrapped = wrap(&format!("{label} {}", change.title()), styles.columns(), "    ");
    writeln!(out, "{}", wrapped.replacen(&label, &format!("{heading}{label}{heading:#}"), 1))?;
    if !change.subject.is_empty() {
        write_line("at", &change.subject, styles, out)?;
    }
    for (name, place) in [("old", &change.old), ("new", &change.new)] {
        let DocumentPlace { file, line, column, pointer, .. } = place;
        write_line(name, &format!("{file}:{line}:{column} #{pointer}"), styles, out)?;
        write_excerpt(place.excerpt.as_ref(), styles, out)?;
    }
    if !change.used_by.is_empty() {
        write_line("used by", &uses(change), styles, out)?;
    }
    if let Some(evidence) = evidence(change) {
        write_line("evidence", &evidence, styles, out)?;
    }
    change.hint.iter().try_for_each(|hint| write_line("hint", hint, styles, out))
}

fn label(change: &Change) -> &'static str {
    if change.correction.is_some() { "correction" } else { change.impact.as_str() }
}
