//! Values that are not known: keywords that would read them are not evaluated, and all others are.

use serde_json::{Value, json};

use crate::probe::{answer, answering, document, exchange, judged};

#[track_caller]
fn check(schema: &str, body: Value, expected: &str) {
    assert_eq!(judged(&answering(schema, ""), &answer(body)), expected, "{schema}");
}

#[test]
fn placeholders_in_a_body() {
    check("{type: object, properties: {id: {type: integer}}}", json!({ "id": "<USER_ID>" }), "agrees");
    check("{type: array, items: {type: string, format: uuid}}", json!(["{{itemId}}", "***"]), "agrees");
    check("{type: object, properties: {id: {type: string, enum: [a]}}}", json!({ "id": "[FILTERED]" }), "agrees");
    // Keywords of an outer value that read the unknown one.
    check("{type: array, items: {}, uniqueItems: true}", json!(["<A_KEY>", "<A_KEY>"]), "agrees");
    check("{type: object, enum: [{id: 1}]}", json!({ "id": "<USER_ID>" }), "agrees");
    check("{not: {type: object, required: [id], properties: {id: {type: string}}}}", json!({ "id": "<USER_ID>" }), "agrees");
    // A branch that only the unknown value keeps from matching.
    check(
        "{oneOf: [{type: object, properties: {id: {type: integer}}}, {type: object, required: [x], properties: {id: {type: integer}}}]}",
        json!({ "id": "<USER_ID>" }),
        "agrees",
    );
    // All else is checked.
    check(
        "{type: object, required: [name], properties: {id: {type: integer}, age: {type: integer}}}",
        json!({ "id": "<USER_ID>", "age": "x", "more": "<USER_ID>" }),
        "error[missing-property] /name: the required property `name` is missing\n\
         error[type-mismatch] /age: expected integer, recorded string\n\
         warning[undocumented-property] /more: property `more` is not documented",
    );
    check(
        "{type: object, properties: {id: {type: integer}}}",
        json!({ "id": "user" }),
        "error[type-mismatch] /id: expected integer, recorded string",
    );
}

#[test]
fn withheld_values_of_a_body() {
    let schema = answering("{type: object, properties: {note: {type: string}, id: {type: integer}}}", "");
    let mut recording = answer(json!({ "note": null, "id": null }));
    assert_eq!(
        judged(&schema, &recording),
        "error[unexpected-null] /note: expected string, recorded null\nerror[unexpected-null] /id: expected integer, recorded null"
    );
    recording.provenance = serde_json::from_value(json!({
        "source": "live", "recorded_at": "2026-01-01", "recorded_by": "x", "redaction": { "policy": 1, "withheld": ["/response/body/note"] }
    }))
    .expect("a provenance");
    assert_eq!(judged(&schema, &recording), "error[unexpected-null] /id: expected integer, recorded null");
}

#[test]
fn placeholders_in_a_url_and_in_headers() {
    let document = document(
        "3.0.3",
        "paths: {'/a/{id}': {get: {operationId: getA, parameters: [{name: id, in: path, required: true, schema: {type: integer}}, \
         {name: n, in: query, schema: {type: integer}}, {name: x-n, in: header, schema: {type: integer}}], \
         responses: {'200': {description: ok, headers: {x-left: {schema: {type: integer}}}}}}}}\n",
    );
    let said = |id: &str, n: &str| {
        judged(
            &document,
            &exchange(json!({
                "request": { "method": "GET", "url": format!("https://api.example.org/a/{id}?n={n}"), "headers": { "x-n": n } },
                "response": { "status": 200, "headers": { "x-left": n } }
            })),
        )
    };
    assert_eq!(said("{{itemId}}", "{{n}}"), "agrees");
    assert_eq!(said("%3CITEM_ID%3E", "REDACTED"), "agrees");
    assert_eq!(said("x", "1"), "error[invalid-parameter] /id: the path parameter `id` is not integer");
}

#[test]
fn binary_bodies_are_any_bytes() {
    check("{type: string, format: binary}", json!({ "a": 1 }), "agrees");
    check("{type: string}", json!({ "a": 1 }), "error[type-mismatch] : expected string, recorded object");
}
