//! One cause, one finding: what the service does in many operations, and requests without an operation.

use crate::support::{HEAD, Run, document};

/// The findings, a line each: code, operation or path, count of recordings, operations that share the cause.
#[track_caller]
fn told(exceptions: &str, recordings: &[&str]) -> Vec<String> {
    let get = |id: &str, type_: &str| {
        format!(
            "{{get: {{operationId: {id}, responses: {{'200': {{description: d, content: {{{type_}: {{schema: {{type: object}}}}}}}}}}}}}}"
        )
    };
    let json = "application/json";
    let paths = format!("paths: {{/a: {}, /b: {}, /c: {}}}", get("getA", json), get("getB", json), get("getC", "application/hal+json"));
    let document = document(&format!("{HEAD}{paths}"));
    let files: Vec<(String, &str)> = recordings.iter().enumerate().map(|(index, text)| (format!("{index}.json"), *text)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let report = Run { exceptions, undocumented_headers: true, ..Run::default() }.report(&document, &files);
    let line = |(prefix, finding): (&str, &openapi_drift::Finding)| {
        let uses: Vec<&str> = finding.used_by.iter().map(|place| place.operation.as_deref().unwrap_or(&place.path)).collect();
        let subject = finding.operation.as_deref().map_or_else(|| format!("{} {}", finding.method, finding.path), str::to_owned);
        let status = finding.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        format!("{prefix}{} {subject} {status} in {} of {} [{}]", finding.code, finding.recordings, finding.of, uses.join(" "))
    };
    let found = report.findings.iter().map(|finding| ("", finding));
    found.chain(report.accepted.iter().map(|finding| ("accepted: ", finding))).map(line).collect()
}

fn answered(url: &str, status: u16, headers: &str) -> String {
    format!(
        r#"{{"request": {{"method": "GET", "url": "https://api.example.org/v1{url}"}},
            "response": {{"status": {status}, "headers": {{{headers}}}, "body": {{}}}}}}"#
    )
}

#[test]
fn the_same_media_type_in_many_operations() {
    let hal = r#""content-type": "application/vnd.api+json""#;
    let (a, b, c) = (answered("/a", 200, hal), answered("/b", 200, hal), answered("/c", 200, hal));
    assert_eq!(
        told("", &[&a, &a, &b, &c]),
        [
            "undocumented-content-type getA 200 in 3 of 3 [getA getB]",
            // Another media type is documented there, so the message is another one.
            "undocumented-content-type getC 200 in 1 of 1 []",
        ]
    );
    let exception =
        |operation: &str| format!("[[exception]]\ncode = \"undocumented-content-type\"\noperation = \"{operation}\"\nreason = \"r\"\n");
    assert_eq!(
        told(&exception("*"), &[&a, &b, &c]),
        ["accepted: undocumented-content-type getA 200 in 2 of 2 [getA getB]", "accepted: undocumented-content-type getC 200 in 1 of 1 []"]
    );
    // An exception for one operation accepts nothing of another.
    assert_eq!(
        told(&exception("getB"), &[&a, &b]),
        ["undocumented-content-type getA 200 in 1 of 1 []", "accepted: undocumented-content-type getB 200 in 1 of 1 []"]
    );
}

#[test]
fn the_same_header_or_parameter_in_many_operations() {
    let json = r#""content-type": "application/json", "x-served-by": "7""#;
    let (a, b) = (answered("/a?locale=en", 200, json), answered("/b?locale=de", 200, json));
    assert_eq!(
        told("", &[&a, &b]),
        ["undocumented-parameter getA 200 in 2 of 2 [getA getB]", "undocumented-header getA 200 in 2 of 2 [getA getB]"]
    );
}

#[test]
fn a_server_of_many_operations() {
    let sent = |url: &str| format!(r#"{{"request": {{"method": "GET", "url": "{url}"}}, "response": {{"status": 200}}}}"#);
    let urls = ["https://proxy.example/v1/a", "https://proxy.example/v1/b", "https://proxy.example/v2/a", "https://other.example/v1/a"];
    let texts: Vec<String> = urls.iter().map(|url| sent(url)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(
        told("", &texts),
        [
            "undocumented-server GET /v1/a 200 in 1 of 2 []",
            "undocumented-server GET /v1/a 200 in 2 of 3 [/v1/a /v1/b]",
            "undocumented-server GET /v2/a 200 in 1 of 1 []"
        ]
    );
}

#[test]
fn a_request_without_an_operation_is_one_whatever_was_answered() {
    let texts = [answered("/people/7", 200, ""), answered("/people/8", 404, ""), answered("/people/9", 404, "")];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(told("", &texts), ["undocumented-operation GET /v1/people/* - in 3 of 3 []"]);
    // An exception that was written for one status still accepts that status.
    let exception =
        "[[exception]]\ncode = \"undocumented-operation\"\noperation = \"*\"\npath = \"/v1/people/*\"\nstatus = 404\nreason = \"r\"\n";
    assert_eq!(
        told(exception, &texts),
        ["undocumented-operation GET /v1/people/* - in 1 of 1 []", "accepted: undocumented-operation GET /v1/people/* - in 2 of 2 []"]
    );
}
