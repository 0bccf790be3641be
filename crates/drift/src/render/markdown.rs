//! The report for the summary of a CI job, or for a comment: Markdown as GitHub and GitLab render it.

use std::io::{self, Write};

use crate::finding::code::Severity;
use crate::finding::finding::Finding;
use crate::render::escape::{markdown as escape, markdown_block};
use crate::render::human::write_finding;
use crate::render::terminal::Styles;
use crate::report::report::Report;
use crate::text::plural;

/// The number of findings that are written: summaries and comments have size limits.
const MAX_FINDINGS: usize = 200;

/// The number of entries in lists.
const MAX_ROWS: usize = 100;

/// Writes the verdict, the coverage, a table of the findings, and each finding in full to fold out.
///
/// # Errors
///
/// Returns the writer's I/O errors.
pub fn write_markdown(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}: {}\n", text(&report.document), report.verdict())?;
    write_coverage(report, out)?;
    let findings = &report.findings[..report.findings.len().min(MAX_FINDINGS)];
    if !findings.is_empty() {
        writeln!(out, "\n| | Code | Where | What | Seen |\n| --- | --- | --- | --- | --- |")?;
        findings.iter().try_for_each(|finding| write_row(finding, out))?;
        writeln!(out)?;
        write_more(report.findings.len() - findings.len(), "finding", out)?;
        findings.iter().try_for_each(|finding| write_details(finding, out))?;
    }
    for trouble in &report.trouble {
        writeln!(out, "\nCould not be checked: {}", text(&trouble.to_string().replace('\n', " ")))?;
    }
    let notes: Vec<&Finding> = report.shown(with_notes).filter(|finding| finding.severity == Severity::Note).collect();
    if !notes.is_empty() {
        writeln!(out, "\n<details><summary>{}</summary>\n", plural(notes.len(), "note"))?;
        for note in notes.iter().take(MAX_ROWS) {
            writeln!(out, "- {} ({}:{})", text(&note.title()), text(&note.document.file), note.document.line)?;
        }
        write_more(notes.len().saturating_sub(MAX_ROWS), "note", out)?;
        writeln!(out, "\n</details>")?;
    }
    if !report.accepted.is_empty() {
        writeln!(out, "\n<details><summary>{} accepted</summary>\n", plural(report.accepted.len(), "finding"))?;
        for finding in report.accepted.iter().take(MAX_ROWS) {
            let reason = finding.reason.as_deref().unwrap_or_default();
            writeln!(out, "- <code>{}</code> {}: {}", finding.code, text(&finding.title()), text(reason))?;
        }
        write_more(report.accepted.len().saturating_sub(MAX_ROWS), "finding", out)?;
        writeln!(out, "\n</details>")?;
    }
    Ok(())
}

fn write_coverage(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let coverage = &report.coverage;
    let (statuses, documented) = coverage.statuses();
    let rows = [
        ("operations", coverage.seen_operations(), coverage.operations.len()),
        ("statuses", statuses, documented),
        ("response properties", coverage.seen_properties(), coverage.properties),
    ];
    writeln!(out, "| {} | recorded | documented |\n| --- | ---: | ---: |", plural(report.recordings, "recording"))?;
    rows.iter().try_for_each(|(name, recorded, documented)| writeln!(out, "| {name} | {recorded} | {documented} |"))?;
    writeln!(out, "\n{}", report.matched_share())?;
    let lines = [
        ("Not checked", report.not_checked_reasons()),
        ("Not recorded", report.not_recorded_parts()),
        ("Unknown", report.unknown_value_count()),
    ];
    for (name, line) in lines.into_iter().filter(|(_, line)| !line.is_empty()) {
        writeln!(out, "\n{name}: {}", text(&line))?;
    }
    if report.unreadable > 0 {
        writeln!(out, "\n{} could not be read", plural(report.unreadable, "recording"))?;
    }
    Ok(())
}

fn write_more(hidden: usize, noun: &str, out: &mut dyn Write) -> io::Result<()> {
    if hidden > 0 { writeln!(out, "and {}\n", plural(hidden, &format!("more {noun}"))) } else { Ok(()) }
}

fn write_row(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let severity = match finding.severity {
        Severity::Error => "**error**",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let document = format!("{}:{}", finding.document.file, finding.document.line);
    let place = if finding.method.is_empty() { document } else { finding.subject() };
    writeln!(
        out,
        "| {severity} | {} | <code>{}</code> | {} | {} |",
        finding.code,
        escape(&place),
        text(&finding.title()),
        finding.frequency()
    )
}

/// The finding as a terminal shows it, excerpts included.
fn write_details(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let mut block = Vec::new();
    write_finding(finding, &Styles::default(), &mut block)?;
    let block = markdown_block(&String::from_utf8_lossy(&block));
    // A fence must be longer than any run of backticks in it.
    let longest = block.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    writeln!(out, "<details><summary><code>{}</code> {}</summary>\n", finding.code, text(&finding.title()))?;
    writeln!(out, "{fence}text\n{}\n{fence}\n", block.trim_end())?;
    if !finding.used_by.is_empty() {
        writeln!(out, "Used by:\n")?;
        finding.uses_in_full(MAX_ROWS).iter().try_for_each(|place| writeln!(out, "- {}", escape(place)))?;
        writeln!(out)?;
        write_more(finding.used_by.len().saturating_sub(MAX_ROWS), "place", out)?;
    }
    writeln!(out, "</details>")
}

/// Messages, which quote names in backticks. Nothing in them is markup.
fn text(message: &str) -> String {
    let parts: Vec<&str> = message.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escape(message);
    }
    let code = |(index, part): (usize, &&str)| if index % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { escape(part) };
    parts.iter().enumerate().map(code).collect()
}
