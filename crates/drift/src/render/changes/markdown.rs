//! Changes as the draft of an entry of a changelog, to be edited by hand.

use std::collections::BTreeMap;

use std::io::{self, Write};

use crate::diff::change::Change;
use crate::diff::code::{ChangeCode, Impact};
use crate::render::changes::{Difference, uses};
use crate::text::{REPLACEMENT, is_unsafe_char, plural, sanitize};

/// The sections of an entry, each with a filter for its changes.
type Section = (&'static str, fn(&Change) -> bool);

const SECTIONS: [Section; 4] = [
    ("Breaking", |change| change.correction.is_none() && change.impact == Impact::Breaking),
    ("Compatible", |change| change.correction.is_none() && change.impact == Impact::Compatible),
    ("Corrected: the service always behaved this way", |change| change.correction.is_some()),
    ("Documentation", |change| change.correction.is_none() && change.impact == Impact::Documentation),
];

pub(crate) fn write(difference: &Difference<'_>, out: &mut dyn Write) -> io::Result<()> {
    let demand = difference.demand;
    let version = match &demand.version {
        Some(version) if !demand.is_met => version,
        _ => &demand.new,
    };
    writeln!(out, "## {} {}", text(difference.title), text(version))?;
    if difference.changes.is_empty() {
        return writeln!(out, "\nNothing changed.");
    }
    for (title, belongs) in SECTIONS {
        let changes: Vec<&Change> = difference.changes.iter().filter(|change| belongs(change)).collect();
        if changes.is_empty() {
            continue;
        }
        writeln!(out, "\n### {title}\n")?;
        if title == "Documentation" {
            write_counts(&changes, out)?;
        } else {
            changes.into_iter().try_for_each(|change| write_change(change, out))?;
        }
    }
    Ok(())
}

fn write_change(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let subject = if change.subject.is_empty() { String::new() } else { format!("{}: ", code(&change.subject)) };
    let used_by = if change.used_by.is_empty() { String::new() } else { format!(" (used by {})", text(&uses(change))) };
    let evidence = change.correction.as_ref().map(|correction| format!("; seen in {}", plural(correction.recordings, "recording")));
    let hint = change.hint.as_ref().map(|hint| format!("; {}", text(hint))).unwrap_or_default();
    writeln!(out, "- {subject}{}{used_by}{}{hint}", text(&change.message), evidence.unwrap_or_default())
}

/// Counts the changes of documentation, which are too many for a changelog.
fn write_counts(changes: &[&Change], out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<ChangeCode, usize> = BTreeMap::new();
    for change in changes {
        *counts.entry(change.code).or_default() += 1;
    }
    counts.into_iter().try_for_each(|(code, count)| writeln!(out, "- {}", plural_of(code, count)))
}

fn plural_of(code: ChangeCode, count: usize) -> String {
    format!("{count} × {code}")
}

/// Escapes a message for Markdown: names in backticks stay code, and all other text is made safe.
fn text(message: &str) -> String {
    let parts: Vec<&str> = message.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escape(&message.replace('`', "'"));
    }
    let quoted = |(index, part): (usize, &&str)| if index % 2 == 1 { code(part) } else { escape(part) };
    parts.iter().enumerate().map(quoted).collect()
}

fn code(text: &str) -> String {
    format!("`{}`", sanitize(&text.replace('`', "'").replace(['\n', '\r'], " ")))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '*' | '_' | '[' | ']' | '<' | '>' | '\\' | '|' => escaped.extend(['\\', c]),
            '\n' | '\r' => escaped.push(' '),
            _ if is_unsafe_char(c) => escaped.push(REPLACEMENT),
            _ => escaped.push(c),
        }
    }
    escaped
}
