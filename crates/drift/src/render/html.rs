//! The report for a browser: one page that loads nothing else. It can be read without scripts; the script only filters.

use std::collections::BTreeSet;

use std::io::{self, Write};

use crate::finding::code::Severity;
use crate::finding::finding::{Excerpt, Finding};
use crate::render::escape;
use crate::report::coverage::OperationCoverage;
use crate::report::report::Report;
use crate::text::plural;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The SHA-256 of the style as it is in the page, in base64: the page runs and applies nothing else. A test has the right value.
const STYLE_HASH: &str = "lpNozwEvjCG70FSCa+fev3j5je241UyP5Zk4bX4t0Es=";

/// The SHA-256 of the script as it is in the page.
const SCRIPT_HASH: &str = "v6cTU/DyQPkR4hO07J098m++dsG/dbQmUpXP3V63AiQ=";

/// The number of findings in a page.
const MAX_FINDINGS: usize = 10_000;

/// The number of accepted findings in a page, and of other long lists.
const MAX_ROWS: usize = 1000;

/// Writes the page: verdict, coverage, findings with both excerpts, and what was accepted.
///
/// # Errors
///
/// Returns the writer's I/O errors.
pub fn write_html(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    let title = escape(&report.document);
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; script-src \
         'sha256-{SCRIPT_HASH}'; form-action 'none'; base-uri 'none'\">"
    )?;
    writeln!(out, "<title>{title}: {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>", report.verdict())?;
    writeln!(out, "<h1>{title}</h1>\n<p>{}</p>", report.verdict())?;
    write_tiles(report, out)?;
    for trouble in &report.trouble {
        writeln!(out, "<p class=\"error\">could not be checked: {}</p>", escape(trouble.to_string()))?;
    }
    write_not_checked(report, out)?;
    write_findings(report, with_notes, out)?;
    write_coverage(report, out)?;
    write_accepted(report, out)?;
    writeln!(out, "<script>\n{SCRIPT}</script>\n</body>\n</html>")
}

fn write_tiles(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let coverage = &report.coverage;
    let (statuses, documented) = coverage.statuses();
    let of = |recorded: usize, documented: usize| format!("{recorded} <span class=\"soft\">of {documented}</span>");
    let tiles = [
        (report.count(Severity::Error).to_string(), "errors"),
        (report.count(Severity::Warning).to_string(), "warnings"),
        (report.recordings.to_string(), "recordings"),
        (of(report.matched, report.comparable), "exchanges match an operation"),
        (of(coverage.seen_operations(), coverage.operations.len()), "operations recorded"),
        (of(statuses, documented), "statuses recorded"),
        (of(coverage.seen_properties(), coverage.properties), "response properties recorded"),
    ];
    writeln!(out, "<div class=\"tiles\">")?;
    for (figure, name) in tiles {
        writeln!(out, "<div class=\"tile\"><strong>{figure}</strong>{name}</div>")?;
    }
    writeln!(out, "</div>")
}

fn write_not_checked(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let lines = [
        ("not checked", report.not_checked_reasons()),
        ("not recorded", report.not_recorded_parts()),
        ("unknown", report.unknown_value_count()),
    ];
    for (name, text) in lines.into_iter().filter(|(_, text)| !text.is_empty()) {
        writeln!(out, "<p class=\"soft\">{name}: {}</p>", escape(text))?;
    }
    if report.unreadable > 0 {
        writeln!(out, "<p class=\"error\">{} could not be read</p>", plural(report.unreadable, "recording"))?;
    }
    Ok(())
}

fn write_findings(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    let (findings, hidden) = report.first(with_notes, MAX_FINDINGS);
    writeln!(out, "<h2 id=\"findings\">Findings</h2>")?;
    if findings.is_empty() {
        return writeln!(out, "<p>None.</p>");
    }
    write_filter(&findings, out)?;
    findings.into_iter().try_for_each(|finding| write_finding(finding, out))?;
    write_more(hidden, "finding", out)
}

fn write_more(hidden: usize, noun: &str, out: &mut dyn Write) -> io::Result<()> {
    if hidden > 0 { writeln!(out, "<p class=\"soft\">and {}</p>", plural(hidden, &format!("more {noun}"))) } else { Ok(()) }
}

fn write_filter(findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<form hidden>\n<input type=\"search\" name=\"search\" placeholder=\"Search the findings\" aria-label=\"Search\">")?;
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        if count > 0 {
            let name = severity.as_str();
            writeln!(
                out,
                "<label class=\"{name}\"><input type=\"checkbox\" name=\"severity\" value=\"{name}\" checked> {}</label>",
                plural(count, name)
            )?;
        }
    }
    let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    write_select("code", "all codes", codes, out)?;
    let operations: BTreeSet<&str> = findings.iter().flat_map(|finding| operations(finding)).collect();
    write_select("operation", "all operations", operations, out)?;
    writeln!(out, "<output id=\"shown\" class=\"soft\"></output>\n</form>")
}

/// The finding's own operation, and those that use the same component.
fn operations(finding: &Finding) -> impl Iterator<Item = &str> {
    finding.operation.as_deref().into_iter().chain(finding.used_by.iter().filter_map(|place| place.operation.as_deref()))
}

fn write_select(name: &str, all: &str, options: BTreeSet<&str>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<select name=\"{name}\" aria-label=\"{name}\"><option value=\"\">{all}</option>")?;
    for option in options {
        write!(out, "<option>{}</option>", escape(option))?;
    }
    writeln!(out, "</select>")
}

fn write_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (severity, code) = (finding.severity.as_str(), finding.code.as_str());
    let operations: BTreeSet<&str> = operations(finding).collect();
    let operations = operations.into_iter().collect::<Vec<_>>().join("\n");
    writeln!(
        out,
        "<article class=\"{severity}\" data-severity=\"{severity}\" data-code=\"{code}\" data-operations=\"{}\">",
        escape(&operations)
    )?;
    writeln!(out, "<h3><span class=\"code {severity}\">{severity}[{code}]</span>{}</h3>", prose(&finding.title()))?;
    let uses = if finding.used_by.is_empty() { String::new() } else { format!("used by {}", finding.uses()) };
    let about: Vec<String> = [finding.subject(), finding.frequency(), uses].into_iter().filter(|text| !text.is_empty()).collect();
    if !about.is_empty() {
        writeln!(out, "<p class=\"soft\">{}</p>", escape(about.join(" · ")))?;
    }
    let document = &finding.document;
    writeln!(out, "<div class=\"sides\">\n<div>")?;
    write_place("document", &document.file, document.line, document.column, document.excerpt.as_ref(), out)?;
    if !document.pointer.is_empty() {
        writeln!(out, "<p class=\"place soft\">#{}</p>", escape(&document.pointer))?;
    }
    writeln!(out, "</div>")?;
    if let Some((first, others)) = finding.places.split_first() {
        writeln!(out, "<div>")?;
        write_place("recorded", &first.file, first.line, first.column, first.excerpt.as_ref(), out)?;
        if let Some(manifest) = &first.manifest {
            writeln!(out, "<p class=\"place soft\">body of {}</p>", escape(manifest))?;
        }
        for place in others.iter().take(MAX_ROWS) {
            writeln!(out, "<p class=\"place soft\">and {}</p>", escape(place.label()))?;
        }
        write_more(finding.count.saturating_sub(finding.places.len().min(MAX_ROWS + 1)), "place", out)?;
        for value in finding.values.iter().take(MAX_ROWS) {
            writeln!(out, "<p class=\"place\">{}</p>", escape(value))?;
        }
        writeln!(out, "</div>")?;
    }
    writeln!(out, "</div>\n<p><strong>Hint:</strong> {}</p>\n</article>", prose(&finding.hint))
}

fn write_place(name: &str, file: &str, line: usize, column: usize, excerpt: Option<&Excerpt>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<p><span class=\"soft\">{name}</span> <span class=\"place\">{}:{line}:{column}</span></p>", escape(file))?;
    let Some(excerpt) = excerpt else { return Ok(()) };
    // The indentation that all lines have in common is left out.
    let indents = excerpt.lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.chars().take_while(|c| *c == ' ').count());
    let indent = indents.min().unwrap_or_default();
    write!(out, "<pre>")?;
    for (index, text) in excerpt.lines.iter().enumerate() {
        write!(out, "<span class=\"row\"><span class=\"number\">{}</span>", excerpt.first_line + index)?;
        if index == excerpt.line {
            let chars: Vec<char> = text.chars().skip(indent).collect();
            let start = excerpt.start.saturating_sub(indent).min(chars.len());
            let end = (start + excerpt.length).min(chars.len());
            let part = |part: &[char]| escape(part.iter().collect::<String>());
            write!(out, "{}<mark>{}</mark>{}", part(&chars[..start]), part(&chars[start..end]), part(&chars[end..]))?;
        } else {
            write!(out, "{}", escape(text.chars().skip(indent).collect::<String>()))?;
        }
        write!(out, "</span>")?;
    }
    writeln!(out, "</pre>")
}

fn write_coverage(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let coverage = &report.coverage;
    writeln!(out, "<h2 id=\"coverage\">Coverage</h2>\n<div class=\"scroll\"><table>")?;
    writeln!(
        out,
        "<thead><tr><th>Operation</th><th></th><th class=\"number\">Recordings</th><th>Statuses</th><th class=\"number\">Findings</th></tr></thead>\n<tbody>"
    )?;
    for operation in coverage.operations.iter().chain(&coverage.webhooks) {
        let findings = report.findings.iter().filter(|finding| finding.concerns(&operation.id)).count();
        write_operation(operation, findings, out)?;
    }
    writeln!(out, "</tbody></table></div>")?;
    let unseen = &coverage.unseen_properties;
    if !unseen.is_empty() {
        writeln!(
            out,
            "<details><summary>{} that no recording shows</summary>\n<ul>",
            if unseen.len() == 1 { "1 response property".to_owned() } else { format!("{} response properties", unseen.len()) }
        )?;
        unseen.iter().try_for_each(|pointer| writeln!(out, "<li class=\"place\">#{}</li>", escape(pointer)))?;
        writeln!(out, "</ul></details>")?;
    }
    Ok(())
}

fn write_operation(operation: &OperationCoverage, findings: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<tr><td>{}</td>", escape(&operation.id))?;
    write!(out, "<td class=\"place\">{} {}</td>", escape(&operation.method), escape(&operation.path))?;
    write!(out, "<td class=\"number\">{}</td><td>", operation.recordings)?;
    for (status, recordings) in &operation.statuses {
        let seen = if *recordings > 0 { " seen" } else { "" };
        let title = plural(*recordings, "recording");
        write!(out, "<span class=\"status{seen}\" title=\"{title}\">{status}{}</span>", if seen.is_empty() { "" } else { " ✓" })?;
    }
    writeln!(out, "</td><td class=\"number\">{findings}</td></tr>")
}

fn write_accepted(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.accepted.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<h2 id=\"accepted\">Accepted</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>Finding</th><th>Reason</th></tr></thead>\n<tbody>"
    )?;
    for finding in report.accepted.iter().take(MAX_ROWS) {
        let reason = finding.reason.as_deref().unwrap_or_default();
        writeln!(out, "<tr><td><code>{}</code> {}</td><td>{}</td></tr>", finding.code, prose(&finding.title()), escape(reason))?;
    }
    writeln!(out, "</tbody></table></div>")?;
    write_more(report.accepted.len().saturating_sub(MAX_ROWS), "finding", out)
}

/// Messages, which quote names in backticks.
fn prose(message: &str) -> String {
    let parts: Vec<&str> = message.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escape(message);
    }
    let code = |(index, part): (usize, &&str)| if index % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { escape(part) };
    parts.iter().enumerate().map(code).collect()
}

fn escape(text: impl AsRef<str>) -> String {
    escape::html(text.as_ref())
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn the_policy_allows_this_style_and_this_script_alone() {
        for (content, hash) in [(STYLE, STYLE_HASH), (SCRIPT, SCRIPT_HASH)] {
            let expected = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(format!("\n{content}")));
            assert_eq!(hash, expected);
        }
    }
}
