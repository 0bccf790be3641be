//! Schemas in less usual places: `readOnly` in compositions, unions of arrays, parameters, nested form values, JSON files in forms.

use openapi_drift::{Options, check};
use serde_json::{Value, json};

use crate::probe::{answer, answering, document, exchange, judged, lines};

/// Checks a request body against a schema of 3.0.
#[track_caller]
fn check_request(schema: &str, body: Value, expected: &str) {
    let document = document(
        "3.0.3",
        &format!(
            "paths: {{/a: {{post: {{operationId: addA, requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}, responses: {{'204': {{description: ok}}}}}}}}}}\ncomponents: {{schemas: {{Base: {{type: object, properties: {{id: {{type: string, readOnly: true}}}}}}, Needs: {{required: [id, name]}}}}}}\n"
        ),
    );
    let recording = exchange(json!({
        "request": { "method": "POST", "url": "https://api.example.org/a", "headers": { "content-type": "application/json" }, "body": body },
        "response": { "status": 204, "headers": {} }
    }));
    assert_eq!(judged(&document, &recording), expected, "{schema}");
}

#[test]
fn read_only_properties_are_not_required_in_requests() {
    let id = "properties: {id: {type: string, readOnly: true}, name: {type: string}}";
    let sent = || json!({ "name": "x" });
    for schema in [
        format!("{{required: [id, name], anyOf: [{{type: object, {id}}}, {{type: object, {id}}}]}}"),
        format!("{{required: [id, name], oneOf: [{{type: object, {id}}}, {{type: integer}}]}}"),
        format!("{{{id}, anyOf: [{{required: [id, name]}}, {{required: [id, other]}}]}}"),
        format!("{{{id}, oneOf: [{{required: [id, name]}}, {{required: [id, other]}}]}}"),
        format!("{{{id}, allOf: [{{allOf: [{{required: [id]}}]}}]}}"),
        "{allOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/Needs'}, {properties: {name: {}}}]}".to_owned(),
        "{allOf: [{$ref: '#/components/schemas/Base'}, {required: [id], properties: {name: {}}}]}".to_owned(),
        "{allOf: [{oneOf: [{$ref: '#/components/schemas/Base'}, {type: integer}]}, {required: [id], properties: {name: {}}}]}".to_owned(),
    ] {
        check_request(&schema, sent(), "agrees");
    }
    // One branch lets it be sent.
    check_request(
        "{required: [id], anyOf: [{type: object, properties: {id: {type: string, readOnly: true}}}, {type: object, properties: {id: {type: string}}}]}",
        json!({}),
        "error[missing-property] /id: the required property `id` is missing",
    );
}

#[test]
fn a_union_of_arrays_is_explained_by_its_items() {
    let components = "A: {type: object, required: [a], properties: {a: {type: integer}, k: {type: string}}}, B: {type: object, required: [b], properties: {b: {type: integer}}}";
    let list = |name: &str| format!("{{type: array, items: {{$ref: '#/components/schemas/{name}'}}}}");
    for keyword in ["anyOf", "oneOf"] {
        let document = answering(&format!("{{{keyword}: [{}, {}]}}", list("A"), list("B")), components);
        let said = judged(&document, &answer(json!([{ "a": "x", "k": "y" }])));
        assert_eq!(said, "error[type-mismatch] /*/a: expected integer, recorded string", "{keyword}");
    }
    let tagged = "{oneOf: [{type: array, items: {type: object, properties: {t: {enum: [a]}, v: {type: integer}}}}, {type: array, items: {type: object, properties: {t: {enum: [b]}, v: {type: string}}}}]}";
    let said = judged(&answering(tagged, ""), &answer(json!([{ "t": "b", "v": 1 }])));
    assert_eq!(said, "error[type-mismatch] /*/v: expected string, recorded integer");
}

#[test]
fn parameters_follow_the_decisions_about_bodies() {
    let document = document(
        "3.0.3",
        "paths: {/a: {get: {operationId: getA, parameters: [{name: q, in: query, schema: {oneOf: [{type: integer}, {type: number}]}}, {name: p, in: query, schema: {type: string, pattern: '^(([a-z])+.)+(?<!q)[A-Z]([a-z])+$'}}], responses: {'200': {description: ok, headers: {h: {schema: {oneOf: [{type: integer}, {type: number}]}}}}}}}}\n",
    );
    let get = |query: &str, headers: Value| {
        exchange(
            json!({ "request": { "method": "GET", "url": format!("https://api.example.org/a?{query}") }, "response": { "status": 200, "headers": headers } }),
        )
    };
    let two = "is invalid: the value matches 2 schemas of `oneOf`, but only one is allowed";
    assert_eq!(judged(&document, &get("q=1", json!({}))), format!("warning[invalid-parameter] /q: the query parameter `q` {two}"));
    assert_eq!(judged(&document, &get("q=1.5", json!({}))), "agrees");
    assert_eq!(judged(&document, &get("q=1.5", json!({ "h": "1" }))), format!("warning[invalid-header] /h: the header `h` {two}"));
    let strict = Options { strictness: openapi_drift::Strictness::Strict, ..Options::default() };
    assert!(lines(&check(&document, &get("q=1", json!({})), &strict)).starts_with("error[invalid-parameter]"));
    let report = crate::probe::report(&document, &[get(&format!("p={}!A", "a".repeat(40)), json!({}))].into_iter().collect(), "");
    assert_eq!((report.trouble.len(), report.findings.len()), (1, 0));
}

#[test]
fn deep_objects_hold_lists_by_brackets_indices_and_single_values() {
    let document = document(
        "3.0.3",
        "paths: {/a: {get: {operationId: getA, parameters: [{name: f, in: query, style: deepObject, schema: {type: object, properties: {tags: {type: array, items: {type: integer}}, o: {type: object, properties: {l: {type: array, items: {type: object, properties: {n: {type: integer}}}}}}}}}, {name: e, in: query, schema: {type: object, properties: {ids: {type: array, items: {type: integer}}}}}], responses: {'200': {description: ok}}}}}\n",
    );
    let refused = |query: &str| {
        let recording = exchange(
            json!({ "request": { "method": "GET", "url": format!("https://api.example.org/a?{query}") }, "response": { "status": 200, "headers": {} } }),
        );
        let said = judged(&document, &recording);
        (said != "agrees").then_some(said)
    };
    for query in [
        "f[tags]=1",
        "f[tags]=1&f[tags]=2",
        "f[tags][]=1",
        "f[tags][]=1&f[tags][]=2",
        "f[tags][0]=1",
        "f[tags][1]=1&f[tags][0]=2",
        "f[o][l][0][n]=1&f[o][l][1][n]=2",
        "ids=1",
        "ids=1&ids=2",
    ] {
        assert_eq!(refused(query), None, "{query}");
    }
    for query in ["f[tags]=x", "f[tags][]=x", "f[tags][0]=x", "f[o][l][0][n]=x", "f[tags][x]=1", "ids=x"] {
        assert!(refused(query).is_some(), "{query}");
    }
}

#[test]
fn a_json_file_in_a_multipart_body_is_a_string_where_the_schema_says_so() {
    let document = document(
        "3.0.3",
        "paths: {/a: {post: {operationId: addA, requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}, fs: {type: array, items: {type: string, format: binary}}, o: {type: object, properties: {a: {type: integer}}}}}}}}, responses: {'204': {description: ok}}}}}\n",
    );
    let check = |name: &str, part: &str, expected: &str| {
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"x.json\"\r\nContent-Type: application/json\r\n\r\n{part}\r\n--b--\r\n"
        );
        let recording = exchange(json!({
            "request": { "method": "POST", "url": "https://api.example.org/a", "headers": { "content-type": "multipart/form-data; boundary=b" }, "body_text": body },
            "response": { "status": 204, "headers": {} }
        }));
        assert_eq!(judged(&document, &recording), expected, "{name} {part}");
    };
    check("f", "{\"a\": \"x\"}", "agrees");
    check("fs", "[1]", "agrees");
    check("o", "{\"a\": 1}", "agrees");
    check("o", "{\"a\": \"x\"}", "error[type-mismatch] /o/a: expected integer, recorded string");
}
