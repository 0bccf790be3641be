//! The report for programs: one JSON object a line, each with a `type`; findings first, then one `summary`.

use std::io::{self, Write};

use serde::Serialize;

use super::{Finding, Report};
use crate::finding::Severity;

/// The version of this output. It changes when a member changes its meaning or goes, not when one is added.
const FORMAT: u32 = 1;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Finding(&'a Finding),
    Summary(Summary),
}

#[derive(Serialize)]
struct Summary {
    format: u32,
    recordings: usize,
    operations: Ratio,
    statuses: Ratio,
    properties: Ratio,
    errors: usize,
    warnings: usize,
    notes: usize,
    accepted: usize,
    documentation: usize,
}

/// How many of the documented ones were recorded.
#[derive(Serialize)]
struct Ratio {
    recorded: usize,
    documented: usize,
}

/// Writes the findings, the notes if they are wanted, and the summary.
///
/// # Errors
///
/// Those of the writer.
pub fn write_json_lines(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    let notes = if with_notes { report.notes.as_slice() } else { &[] };
    for finding in report.findings.iter().chain(notes) {
        write_line(&Line::Finding(finding), out)?;
    }
    let coverage = &report.coverage;
    let (recorded, documented) = coverage.statuses();
    let summary = Summary {
        format: FORMAT,
        recordings: report.recordings,
        operations: Ratio { recorded: coverage.seen_operations(), documented: coverage.operations.len() },
        statuses: Ratio { recorded, documented },
        properties: Ratio { recorded: coverage.seen_properties(), documented: coverage.properties },
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        notes: report.count(Severity::Note),
        accepted: report.accepted.len(),
        documentation: report.documentation,
    };
    write_line(&Line::Summary(summary), out)
}

fn write_line(line: &Line<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    writeln!(out)
}
