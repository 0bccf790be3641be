//! Changes for GitHub Actions: workflow commands, which become annotations at the line of the new document.

use std::io::{self, Write};

use crate::diff::change::Change;
use crate::diff::code::Impact;
use crate::finding::code::Severity;
use crate::render::changes::{Difference, evidence, uses};
use crate::render::github::annotate;

pub(crate) fn write(difference: &Difference<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let shown = difference.changes.iter().filter(|change| all || change.impact != Impact::Documentation);
    shown.into_iter().try_for_each(|change| write_annotation(change, out))
}

fn write_annotation(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let command = match change.severity {
        _ if change.correction.is_some() => "notice",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut lines = vec![format!("{}: {}", change.impact, change.title())];
    if !change.subject.is_empty() {
        lines.push(format!("at: {}", change.subject));
    }
    lines.push(format!("old: {}:{}:{}", change.old.file, change.old.line, change.old.column));
    if !change.used_by.is_empty() {
        lines.push(format!("used by: {}", uses(change)));
    }
    lines.extend(evidence(change).map(|evidence| format!("evidence: {evidence}")));
    lines.extend(change.hint.iter().map(|hint| format!("hint: {hint}")));
    annotate(command, &change.new, change.code.as_str(), &lines, out)
}
