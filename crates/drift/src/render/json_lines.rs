//! The report for programs: one JSON object a line, each with a `type`; findings first, then one `summary`.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::finding::code::Severity;
use crate::finding::finding::Finding;
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

/// What the run amounts to.
#[derive(Serialize, JsonSchema)]
struct ReportSummary<'a> {
    /// The document's file, as it is shown.
    document: &'a str,
    /// The version of this output. It changes when a member changes its meaning or goes, not when one is added.
    format: u32,
    /// How many recordings were checked.
    recordings: usize,
    /// Operations of the document.
    operations: Ratio,
    /// Statuses of these operations.
    statuses: Ratio,
    /// Properties of their responses.
    properties: Ratio,
    /// How many findings are errors.
    errors: usize,
    /// How many are warnings.
    warnings: usize,
    /// How many are notes, whether they were printed or not.
    notes: usize,
    /// How many are accepted by an exception.
    accepted: usize,
    /// How many recordings are examples of a vendor's documentation rather than traffic.
    documentation: usize,
}

/// How many of the documented ones were recorded.
#[derive(Serialize, JsonSchema)]
struct Ratio {
    /// How many a recording shows.
    recorded: usize,
    /// How many there are.
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
/// Those of the writer.
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
    let mut written = serde_json::to_vec(line)?;
    written.push(b'\n');
    out.write_all(&written)
}
