//! The report for the summary of a CI job, or for a comment: Markdown as GitHub and GitLab render it.

use std::io::{self, Write};

use crate::finding::code::Severity;
use crate::finding::finding::Finding;
use crate::render::human::write_finding;
use crate::render::terminal::Styles;
use crate::report::report::Report;
use crate::text::{VISIBLE, is_unsafe_char, plural};

/// Writes the verdict, the coverage, a table of the findings, and each finding in full to fold out.
///
/// # Errors
///
/// Those of the writer.
pub fn write_markdown(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}: {}\n", text(&report.document), report.verdict())?;
    write_coverage(report, out)?;
    if !report.findings.is_empty() {
        writeln!(out, "\n| | Code | Where | What | Seen |\n| --- | --- | --- | --- | --- |")?;
        for finding in &report.findings {
            write_row(finding, out)?;
        }
        writeln!(out)?;
        for finding in &report.findings {
            write_details(finding, out)?;
        }
    }
    for trouble in &report.trouble {
        writeln!(out, "\nCould not be checked: {}", text(&trouble.to_string().replace('\n', " ")))?;
    }
    let notes: Vec<&Finding> = report.shown(with_notes).filter(|finding| finding.severity == Severity::Note).collect();
    if !notes.is_empty() {
        writeln!(out, "\n<details><summary>{}</summary>\n", plural(notes.len(), "note"))?;
        for note in notes {
            writeln!(out, "- {} ({}:{})", text(&note.title()), text(&note.document.file), note.document.line)?;
        }
        writeln!(out, "\n</details>")?;
    }
    if !report.accepted.is_empty() {
        writeln!(out, "\n<details><summary>{} accepted</summary>\n", plural(report.accepted.len(), "finding"))?;
        for finding in &report.accepted {
            let reason = finding.reason.as_deref().unwrap_or_default();
            writeln!(out, "- <code>{}</code> {}: {}", finding.code, text(&finding.title()), text(reason))?;
        }
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
    rows.iter().try_for_each(|(name, recorded, documented)| writeln!(out, "| {name} | {recorded} | {documented} |"))
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
    let block = String::from_utf8_lossy(&block);
    // A fence must be longer than any run of backticks in it.
    let longest = block.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    writeln!(out, "<details><summary><code>{}</code> {}</summary>\n", finding.code, text(&finding.title()))?;
    writeln!(out, "{fence}text\n{}\n{fence}\n", block.trim_end())?;
    if !finding.used_by.is_empty() {
        writeln!(out, "Used by:\n")?;
        finding.uses_in_full().iter().try_for_each(|place| writeln!(out, "- {}", escape(place)))?;
        writeln!(out)?;
    }
    writeln!(out, "</details>")
}

/// Our own messages, which quote names in backticks, so that nothing in them is taken for markup.
fn text(message: &str) -> String {
    let parts: Vec<&str> = message.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escape(message).replace('`', "&#96;");
    }
    let code = |(index, part): (usize, &&str)| if index % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { escape(part) };
    parts.iter().enumerate().map(code).collect()
}

/// Entities, because they work in cells of tables and inside of tags alike.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '|' | '*' | '[' | ']' | '\\' | '~' => escaped.push_str(&format!("&#{};", u32::from(c))),
            '\n' | '\r' => escaped.push(' '),
            _ if is_unsafe_char(c) => escaped.push(VISIBLE),
            _ => escaped.push(c),
        }
    }
    escaped
}
