//! The report for programs: one JSON object a line, each with a `type`; findings first, then one `summary`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::finding::code::Severity;
use crate::finding::finding::Finding;
use crate::render::escape;
use crate::report::report::Report;

/// The version of this output. It changes when a member changes its meaning or goes, not when one is added.
const FORMAT: u32 = 1;

/// One line of the report: a finding, one that an exception accepts (with its `reason`), or the summary that ends it.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
enum ReportLine<'a> {
    Finding(&'a Finding),
    Accepted(&'a Finding),
    Summary(ReportSummary<'a>),
}

/// The figures of the run.
#[derive(Serialize, JsonSchema)]
struct ReportSummary<'a> {
    /// The document's file, as it is shown.
    document: &'a str,
    /// The version of this output. It changes when a member changes its meaning or goes, not when one is added.
    format: u32,
    /// The number of recordings that were checked.
    recordings: usize,
    /// The exchanges that match an operation, of all that are compared with the document.
    exchanges: MatchedShare,
    /// The numbers of exchanges that are not compared with the document, by reason.
    not_checked: &'a BTreeMap<String, usize>,
    /// The numbers of exchanges that lack a part, because the recorder left it out, by part.
    not_recorded: &'a BTreeMap<String, usize>,
    /// The number of values about which the recordings say nothing, such as placeholders.
    unknown_values: usize,
    /// The number of recordings that could not be read.
    unreadable: usize,
    /// Operations of the document.
    operations: Ratio,
    /// Statuses of these operations.
    statuses: Ratio,
    /// Properties of their responses.
    properties: Ratio,
    /// The number of errors.
    errors: usize,
    /// The number of warnings.
    warnings: usize,
    /// The number of notes, printed or not.
    notes: usize,
    /// The number of findings that an exception accepts.
    accepted: usize,
    /// The number of recordings that are examples of a vendor's documentation rather than traffic.
    documentation: usize,
}

/// The exchanges that match an operation.
#[derive(Serialize, JsonSchema)]
struct MatchedShare {
    /// The number of exchanges that match an operation or webhook.
    matched: usize,
    /// The number of exchanges that are compared with the document.
    compared: usize,
}

/// The recorded part of the document.
#[derive(Serialize, JsonSchema)]
struct Ratio {
    /// The number of those that a recording shows.
    recorded: usize,
    /// The number of all.
    documented: usize,
}

/// The JSON Schema of a line of this output. It is published as `schemas/finding.schema.json`.
pub fn finding_schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<ReportLine<'_>>().to_value()
}

/// Writes the findings, the notes and the accepted findings if they are wanted, and the summary.
///
/// # Errors
///
/// Returns the writer's I/O errors.
pub fn write_json_lines(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.shown(with_notes) {
        write_line(&ReportLine::Finding(finding), out)?;
    }
    for finding in report.accepted.iter().filter(|_| with_notes) {
        write_line(&ReportLine::Accepted(finding), out)?;
    }
    let coverage = &report.coverage;
    let (recorded, documented) = coverage.statuses();
    let summary = ReportSummary {
        document: &report.document,
        format: FORMAT,
        recordings: report.recordings,
        exchanges: MatchedShare { matched: report.matched, compared: report.comparable },
        not_checked: &report.not_checked,
        not_recorded: &report.not_recorded,
        unknown_values: report.unknown_values,
        unreadable: report.unreadable,
        operations: Ratio { recorded: coverage.seen_operations(), documented: coverage.operations.len() },
        statuses: Ratio { recorded, documented },
        properties: Ratio { recorded: coverage.seen_properties(), documented: coverage.properties },
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        notes: report.count(Severity::Note),
        accepted: report.accepted.len(),
        documentation: report.documentation,
    };
    write_line(&ReportLine::Summary(summary), out)
}

fn write_line(line: &ReportLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut written = escape::json(serde_json::to_vec(line)?);
    written.push(b'\n');
    out.write_all(&written)
}
