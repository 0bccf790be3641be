//! The lines that end a run on standard error: how much was checked, and how much of the document was recorded.

use std::io::{self, Write};

use crate::cli::progress::say;
use crate::cli::reporter::Reporter;
use crate::finding::code::Severity;
use crate::report::errors::RepeatedError;
use crate::report::report::Report;
use crate::text::{plural, sanitize};

/// The number of different errors of reading that are printed.
const MAX_ERRORS: usize = 100;

/// Writes the errors of reading, each with the number of others like it.
pub(crate) fn write_read_errors(report: &Report, err: &mut dyn Write) -> io::Result<()> {
    for read in report.read_errors.iter().take(MAX_ERRORS) {
        writeln!(err, "error: {}", read.error)?;
        if read.count > 1 {
            let next = sanitize(&read.next.join(", "));
            writeln!(err, "   = note: the same in {}: {next}{}", plural(read.count - 1, "more place"), ellipsis(read))?;
        }
    }
    let printed: usize = report.read_errors.iter().take(MAX_ERRORS).map(|read| read.count).sum();
    let rest = report.unreadable.saturating_sub(printed);
    if rest > 0 { writeln!(err, "error: {} of other kinds", plural(rest, "more error")) } else { Ok(()) }
}

/// Returns the end of a list of places that may have more.
fn ellipsis(read: &RepeatedError) -> &'static str {
    if read.count > read.next.len() + 1 { ", …" } else { "" }
}

/// Writes the summary.
pub(crate) fn write(report: &Report, reporter: &Reporter<'_>, err: &mut dyn Write) -> io::Result<()> {
    let coverage = &report.coverage;
    let documentation = match report.documentation {
        0 => String::new(),
        all if all == report.recordings => " (all of them documentation examples)".to_owned(),
        some => format!(" ({})", plural(some, "documentation example")),
    };
    let checked = format!(
        "{}{documentation} of {}: {}, {}, {} accepted",
        plural(report.recordings, "recording"),
        plural(coverage.seen_operations(), "operation"),
        plural(report.count(Severity::Error), "error"),
        plural(report.count(Severity::Warning), "warning"),
        report.accepted.len(),
    );
    say(err, "Checked", &checked)?;
    if report.matched < report.comparable {
        say(err, "Matched", &report.matched_share())?;
    }
    if !report.not_checked.is_empty() {
        say(err, "Not checked", &report.not_checked_reasons())?;
    }
    if !report.hosts.is_empty() {
        say(err, "Other hosts", &sanitize(&report.other_hosts()))?;
    }
    let unknown = [report.not_recorded_parts(), report.unknown_value_count()];
    let unknown = unknown.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if !unknown.is_empty() {
        say(err, "Unknown", &unknown)?;
    }
    if let (Some(since), 1..) = (reporter.since, report.too_old) {
        say(err, "Left out", &format!("{} made before {since}", plural(report.too_old, "recording")))?;
    }
    if !report.unsupported_bodies.is_empty() {
        let types = sanitize(&report.unsupported_bodies.keys().map(String::as_str).collect::<Vec<_>>().join(", "));
        let bodies = match report.unsupported_bodies.values().sum() {
            1_usize => "1 body with an unsupported media type".to_owned(),
            many => format!("{many} bodies with unsupported media types"),
        };
        say(err, "Not checked", &format!("{bodies}: {types}"))?;
    }
    let (statuses, documented) = coverage.statuses();
    let seen = format!(
        "{} of {} operations, {statuses} of {documented} statuses, {} of {} response properties",
        coverage.seen_operations(),
        coverage.operations.len(),
        coverage.seen_properties(),
        coverage.properties,
    );
    say(err, "Coverage", &seen)?;
    if let Some(finding) = report.findings.first() {
        say(err, "Help", &format!("{} explain {}", reporter.command, finding.code))?;
    } else if report.unrecorded > 0 && !reporter.all {
        let parts = plural(report.unrecorded, "part");
        say(err, "Note", &format!("{parts} of the document never recorded ({} validate --all lists them)", reporter.command))?;
    }
    Ok(())
}
