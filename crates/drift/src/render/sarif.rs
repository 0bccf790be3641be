//! The report for code scanning: SARIF 2.1.0. A result stands at the document's line; the recordings are related to it.

use std::io::{self, Write};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use crate::finding::code::{Code, Severity};
use crate::finding::finding::{Excerpt, Finding, Place};
use crate::report::report::Report;
use openapi_drift_source::error::Error;

/// What a path of a URI reference does not take as it is.
const PATH: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Writes one SARIF log with one run. Accepted findings are results that are suppressed with their reason.
///
/// # Errors
///
/// Those of the writer.
pub fn write_sarif(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    let results: Vec<Value> = report.shown(with_notes).chain(&report.accepted).map(result).collect();
    let notifications: Vec<Value> = report.trouble.iter().map(notification).collect();
    let mut log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": report.trouble.is_empty(), "toolExecutionNotifications": notifications }],
            "results": results,
        }],
    });
    // The address of the project is empty until it has one.
    let address = env!("CARGO_PKG_REPOSITORY");
    if let Some(driver) = log.pointer_mut("/runs/0/tool/driver").filter(|_| !address.is_empty()) {
        driver["informationUri"] = address.into();
    }
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.meaning() },
        "help": { "text": format!("What to do: {}.", code.advice()) },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

fn result(finding: &Finding) -> Value {
    let document = &finding.document;
    let mut location = location(&document.file, document.line, document.column, document.excerpt.as_ref());
    if let Some(excerpt) = &document.excerpt {
        location["physicalLocation"]["region"]["endColumn"] = json!(document.column + excerpt.length);
    }
    if !document.pointer.is_empty() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": document.pointer }]);
    }
    let mut lines = vec![format!("{}.", finding.title())];
    lines.extend([finding.subject(), finding.frequency()].into_iter().filter(|line| !line.is_empty()));
    if !finding.used_by.is_empty() {
        lines.push(format!("used by {}", finding.uses()));
    }
    lines.push(format!("Hint: {}.", finding.hint));
    let mut result = json!({
        "ruleId": finding.code.as_str(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == finding.code),
        "level": level(finding.severity),
        "message": { "text": lines.join("\n") },
        "locations": [location],
        "relatedLocations": finding.places.iter().enumerate().map(related).collect::<Vec<_>>(),
        "partialFingerprints": { "openapiDrift/v1": finding.key() },
        "properties": { "operation": finding.operation, "pointer": finding.pointer, "recordings": finding.recordings, "of": finding.of, "usedBy": finding.uses_in_full() },
    });
    if finding.count > 0 {
        result["occurrenceCount"] = json!(finding.count);
    }
    if let Some(reason) = &finding.reason {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
    }
    result
}

fn related((index, place): (usize, &Place)) -> Value {
    let mut location = location(&place.file, place.line, place.column, place.excerpt.as_ref());
    location["id"] = json!(index);
    location["message"] = json!({ "text": "recorded here" });
    location
}

/// A place in a file. The snippet of a recording is the one with masked values.
fn location(file: &str, line: usize, column: usize, excerpt: Option<&Excerpt>) -> Value {
    let mut region = json!({ "startLine": line, "startColumn": column });
    if let Some(excerpt) = excerpt {
        region["snippet"] = json!({ "text": excerpt.meant() });
    }
    json!({ "physicalLocation": { "artifactLocation": artifact(file), "region": region } })
}

/// Files are named relative to where the run was started, which is the root of the sources for whoever uploads the log.
fn artifact(file: &str) -> Value {
    let path = utf8_percent_encode(file, &PATH).to_string();
    if file.starts_with('/') {
        json!({ "uri": format!("file://{path}") })
    } else {
        // A colon in the first segment would make a scheme of it.
        let first_has_colon = path.split('/').next().is_some_and(|first| first.contains(':'));
        json!({ "uri": if first_has_colon { format!("./{path}") } else { path }, "uriBaseId": "%SRCROOT%" })
    }
}

fn notification(trouble: &Error) -> Value {
    let mut notification = json!({ "level": "error", "message": { "text": trouble.to_string() } });
    if let Some(file) = trouble.file() {
        let position = trouble.position().unwrap_or(openapi_drift_source::position::Position::START);
        notification["locations"] = json!([location(file, position.line, position.column, None)]);
    }
    notification
}
