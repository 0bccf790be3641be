//! The report for code scanning: SARIF 2.1.0. A result is at the document's line; the recordings are related locations.

use std::io::{self, Write};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use crate::finding::code::{Code, Severity};
use crate::finding::finding::{Excerpt, Finding, Place};
use crate::render::escape;
use crate::report::report::Report;
use crate::text::{plural, sanitize};
use openapi_drift_source::Error;

/// The number of results in a log: GitHub takes no more from one run.
const MAX_RESULTS: usize = 25_000;

/// The number of places that a result lists.
const MAX_USES: usize = 100;

/// The characters that a path of a URI reference must encode.
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
/// Returns the writer's I/O errors.
pub fn write_sarif(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    let (shown, hidden) = report.first(with_notes, MAX_RESULTS);
    let accepted = report.accepted.iter().take(MAX_RESULTS - shown.len());
    let hidden = hidden + report.accepted.len() - accepted.len();
    let results: Vec<Value> = shown.into_iter().chain(accepted).map(result).collect();
    let mut notifications: Vec<Value> = report.trouble.iter().map(notification).collect();
    if hidden > 0 {
        notifications.push(json!({ "level": "warning", "message": { "text": format!("and {}", plural(hidden, "more finding")) } }));
    }
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
            "properties": {
                "recordings": report.recordings,
                "exchanges": { "matched": report.matched, "compared": report.comparable },
                "notChecked": report.not_checked,
                "notRecorded": report.not_recorded,
                "unknownValues": report.unknown_values,
                "unreadable": report.unreadable,
            },
        }],
    });
    // The address of the project is empty until it has one.
    let address = env!("CARGO_PKG_REPOSITORY");
    if let Some(driver) = log.pointer_mut("/runs/0/tool/driver").filter(|_| !address.is_empty()) {
        driver["informationUri"] = address.into();
    }
    out.write_all(&escape::json(serde_json::to_vec_pretty(&log)?))?;
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
        "message": { "text": escape::sarif(&lines.join("\n")) },
        "locations": [location],
        "relatedLocations": finding.places.iter().take(MAX_USES).enumerate().map(related).collect::<Vec<_>>(),
        "partialFingerprints": { "openapiDrift/v1": finding.key() },
        "properties": { "operation": finding.operation, "pointer": finding.pointer, "recordings": finding.recordings, "of": finding.of, "usedBy": finding.uses_in_full(MAX_USES), "uses": finding.used_by.len() },
    });
    if finding.count > 0 {
        result["occurrenceCount"] = json!(finding.count);
    }
    if let Some(reason) = &finding.reason {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": escape::sarif(reason) }]);
    }
    result
}

fn related((index, place): (usize, &Place)) -> Value {
    let mut location = location(&place.file, place.line, place.column, place.excerpt.as_ref());
    location["id"] = json!(index);
    let text =
        place.manifest.as_ref().map_or_else(|| "recorded here".to_owned(), |manifest| format!("recorded here, in a body of {manifest}"));
    location["message"] = json!({ "text": escape::sarif(&text) });
    location
}

/// A place in a file. The snippet of a recording is the one with masked values.
fn location(file: &str, line: usize, column: usize, excerpt: Option<&Excerpt>) -> Value {
    let mut region = json!({ "startLine": line, "startColumn": column });
    if let Some(excerpt) = excerpt {
        region["snippet"] = json!({ "text": sanitize(excerpt.meant()) });
    }
    json!({ "physicalLocation": { "artifactLocation": artifact(file), "region": region } })
}

/// Files are named relative to the folder of the run, which is the root of the sources for those who upload the log.
fn artifact(file: &str) -> Value {
    let path = utf8_percent_encode(file, &PATH).to_string();
    if file.starts_with('/') {
        json!({ "uri": format!("file://{path}") })
    } else {
        // A colon in the first segment would make it a scheme.
        let first_has_colon = path.split('/').next().is_some_and(|first| first.contains(':'));
        json!({ "uri": if first_has_colon { format!("./{path}") } else { path }, "uriBaseId": "%SRCROOT%" })
    }
}

fn notification(trouble: &Error) -> Value {
    let mut notification = json!({ "level": "error", "message": { "text": escape::sarif(&trouble.to_string()) } });
    if let Some(file) = trouble.file() {
        let position = trouble.position().unwrap_or(openapi_drift_source::Position::START);
        notification["locations"] = json!([location(file, position.line, position.column, None)]);
    }
    notification
}
