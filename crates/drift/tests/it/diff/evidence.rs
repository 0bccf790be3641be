//! Recordings as evidence that a change of a document is a change of the service.

use openapi_drift::{Evidence, Exchange, diff};

use super::{document, with_response};

/// A recording of a response, and where it comes from.
fn recorded(body: &str, provenance: &str) -> Exchange {
    let text = format!(
        r#"{{{provenance} "request": {{"method": "GET", "url": "https://api.example.org/orders"}}, "response": {{"status": 200, "headers": {{"content-type": "application/json"}}, "body": {body}}}}}"#
    );
    Exchange::parse("recording.json", &text).unwrap_or_else(|trouble| panic!("{trouble}"))
}

/// `code: n` for each correction, and `code` for what is none.
#[track_caller]
fn check(old: &str, new: &str, bodies: &[&str], expected: &[&str]) {
    check_from(old, new, bodies, "", expected);
}

#[track_caller]
fn check_from(old: &str, new: &str, bodies: &[&str], provenance: &str, expected: &[&str]) {
    let (old, new) = (document("old.yaml", &with_response(old, "")), document("new.yaml", &with_response(new, "")));
    let mut changes = diff(&old, &new);
    let mut evidence = Evidence::new(&old, &new, &changes);
    for body in bodies {
        evidence.add(&recorded(body, provenance));
    }
    evidence.apply(&mut changes);
    let told = changes.iter().map(|change| match &change.correction {
        Some(correction) => format!("{}: {}", change.code, correction.recordings),
        None => change.code.to_string(),
    });
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

const NUMBER: &str = "{type: object, required: [id], properties: {id: {type: integer}}}";
const TEXT: &str = "{type: object, required: [id], properties: {id: {type: string}}}";

#[test]
fn the_service_always_behaved_so() {
    check(NUMBER, TEXT, &[r#"{"id": "1"}"#, r#"{"id": "2"}"#], &["response-type-changed: 2"]);
    check(NUMBER, "{type: object, properties: {id: {type: integer}}}", &["{}"], &["response-property-became-optional: 1"]);
    check(
        NUMBER,
        "{type: object, required: [id], properties: {id: {type: integer, nullable: true}}}",
        &[r#"{"id": null}"#],
        &["response-null-allowed: 1"],
    );
    check(
        NUMBER,
        "{type: object, required: [id], properties: {id: {type: integer}, note: {type: string}}}",
        &[r#"{"id": 1, "note": "a"}"#],
        &["response-property-added: 1"],
    );
    check("{type: string, enum: [a]}", "{type: string, enum: [a, b]}", &[r#""b""#, r#""a""#], &["response-enum-value-added: 1"]);
}

#[test]
fn the_service_changed_or_nothing_is_known() {
    // It was as the old document said, or was not seen at all.
    check(NUMBER, TEXT, &[r#"{"id": 1}"#], &["response-type-changed"]);
    check(NUMBER, TEXT, &[], &["response-type-changed"]);
    // It was both.
    check(NUMBER, TEXT, &[r#"{"id": 1}"#, r#"{"id": "1"}"#], &["response-type-changed"]);
    // It was as neither says.
    check(NUMBER, TEXT, &[r#"{"id": true}"#], &["response-type-changed"]);
    // It was seen for one change and not for the other.
    check(
        NUMBER,
        "{type: object, properties: {id: {type: string}}}",
        &["{}"],
        &["response-property-became-optional: 1", "response-type-changed"],
    );
}

#[test]
fn examples_and_sandboxes_show_no_traffic() {
    let body: &[&str] = &[r#"{"id": "1"}"#];
    for source in ["documentation", "sandbox"] {
        let provenance =
            format!(r#""provenance": {{"source": "{source}", "page": "orders", "recorded_at": "2026-01-01", "recorded_by": "x"}},"#);
        check_from(NUMBER, TEXT, body, &provenance, &["response-type-changed"]);
    }
    let live = r#""provenance": {"source": "live", "recorded_at": "2026-01-01", "recorded_by": "curl"},"#;
    check_from(NUMBER, TEXT, body, live, &["response-type-changed: 1"]);
}

#[test]
fn operations_statuses_and_parameters_can_be_corrected() {
    let operation = |rest: &str| format!("paths:\n  /orders:\n    get:\n      operationId: listOrders\n{rest}");
    let old = operation("      responses: {'404': {description: None.}}\n");
    let new = operation(
        "      parameters: [{name: page, in: query, schema: {type: integer}}]\n      responses: {'200': {description: Orders.}, '404': {description: None.}}\n",
    );
    let (old, new) = (document("old.yaml", &old), document("new.yaml", &new));
    let text = r#"{"request": {"method": "GET", "url": "https://api.example.org/orders?page=2"}, "response": {"status": 200}}"#;
    let mut changes = diff(&old, &new);
    let mut evidence = Evidence::new(&old, &new, &changes);
    evidence.add(&Exchange::parse("recording.json", text).expect("a recording"));
    evidence.apply(&mut changes);
    let told: Vec<(&str, bool)> = changes.iter().map(|change| (change.code.as_str(), change.correction.is_some())).collect();
    assert_eq!(told, [("parameter-added", true), ("success-status-added", true)]);
    let nothing = document("old.yaml", "paths: {}\n");
    let mut changes = diff(&nothing, &new);
    let mut evidence = Evidence::new(&nothing, &new, &changes);
    evidence.add(&Exchange::parse("recording.json", text).expect("a recording"));
    evidence.apply(&mut changes);
    assert!(changes.len() == 1 && changes[0].correction.is_some());
}
