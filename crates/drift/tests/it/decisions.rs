//! The decisions of DECISIONS.md, by number: what is said under either strictness.

use openapi_drift::{Options, Strictness, check};
use serde_json::{Value, json};

use crate::probe::{Files, answer, answering, answering_in, document, exchange, lines, report};

#[track_caller]
fn said(strictness: Strictness, schema: &str, components: &str, body: Value) -> String {
    let checked = check(&answering(schema, components), &answer(body), &Options { strictness, ..Options::default() });
    lines(&checked)
}

/// Returns the findings of the lenient and of the strict mode.
#[track_caller]
fn both(schema: &str, components: &str, body: Value) -> (String, String) {
    (said(Strictness::Lenient, schema, components, body.clone()), said(Strictness::Strict, schema, components, body))
}

#[test]
fn decision_1_a_schema_that_does_not_compile_is_trouble() {
    let document = document(
        "3.0.3",
        "paths: {/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: string, pattern: '['}}}}}}}, /b: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: integer}}}}}}}}\n",
    );
    let get = |path: &str| {
        exchange(json!({
            "request": { "method": "GET", "url": format!("https://api.example.org{path}") },
            "response": { "status": 200, "headers": { "content-type": "application/json" }, "body": "x" }
        }))
    };
    let report = report(&document, &[get("/a"), get("/b")].into_iter().collect::<Files>(), "");
    assert_eq!(report.trouble.len(), 1);
    assert!(report.trouble[0].position().is_some_and(|position| position.line == 3));
    assert_eq!(report.findings.len(), 1, "the rest is checked");
}

#[test]
fn decision_2_nullable_beside_other_keywords_allows_null() {
    let (lenient, letter) = both("{type: object, properties: {s: {type: string, enum: [a], nullable: true}}}", "", json!({ "s": null }));
    assert_eq!(lenient, "agrees");
    insta::assert_snapshot!(letter, @"error[unexpected-null] /s: `enum` does not list null: null is not allowed");
    let (lenient, letter) = both(
        "{type: object, properties: {s: {nullable: true, anyOf: [{$ref: '#/components/schemas/S'}]}}}",
        "S: {type: string}",
        json!({ "s": null }),
    );
    assert_eq!(lenient, "agrees");
    insta::assert_snapshot!(letter, @"error[unexpected-null] /s: `nullable` has no effect without `type`: null is not allowed");
    let (lenient, letter) = both("{type: object, properties: {s: {type: string, nullable: true}}}", "", json!({ "s": null }));
    assert_eq!((lenient.as_str(), letter.as_str()), ("agrees", "agrees"));
    // A schema without types allows null in strict mode too.
    assert_eq!(both("{nullable: true, minLength: 2}", "", json!(null)).1, "agrees");
}

#[test]
fn decision_2_nullable_is_no_keyword_since_3_1() {
    let said = |schema: &str, strictness: Strictness| {
        let document = answering_in("3.1.0", schema, "S: {type: string}, N: {type: [string, 'null']}");
        lines(&check(&document, &answer(json!(null)), &Options { strictness, ..Options::default() }))
    };
    for schema in ["{type: string, nullable: true}", "{$ref: '#/components/schemas/S', nullable: true}", "{enum: [a], nullable: true}"] {
        assert_eq!(said(schema, Strictness::Lenient), "agrees", "{schema}");
        let letter = "error[unexpected-null] : OpenAPI 3.1 has no `nullable`: null is not allowed";
        assert_eq!(said(schema, Strictness::Strict), letter, "{schema}");
    }
    for schema in
        ["{type: [string, 'null'], nullable: true}", "{anyOf: [{$ref: '#/components/schemas/N'}], nullable: true}", "{nullable: true}"]
    {
        assert_eq!(said(schema, Strictness::Strict), "agrees", "{schema}");
    }
}

#[test]
fn decision_3_without_the_discriminators_property_shape_decides() {
    let union = "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: kind}}";
    let components = "A: {type: object, required: [a], properties: {kind: {type: string}, a: {type: integer}}}, B: {type: object, required: [b], properties: {kind: {type: string}, b: {type: integer}}}";
    let (lenient, letter) = both(union, components, json!({ "a": 1 }));
    assert_eq!(lenient, "agrees");
    insta::assert_snapshot!(letter, @"error[missing-property] /kind: the discriminator property `kind` is missing");
}

#[test]
fn decision_4_formats_are_weighed() {
    let (lenient, letter) = both("{type: string, format: date-time}", "", json!("2024-02-03T04:05:06"));
    insta::assert_snapshot!(lenient, @"warning[format-mismatch] : the recorded string does not have the format date-time");
    insta::assert_snapshot!(letter, @"error[format-mismatch] : the recorded string does not have the format date-time");
    let (lenient, letter) = both("{type: string, format: uri}", "", json!(""));
    assert!(lenient.starts_with("warning[format-mismatch]") && letter.starts_with("error[format-mismatch]"));
    let (lenient, _) = both("{type: string, format: date-time}", "", json!("yesterday"));
    assert!(lenient.starts_with("error[format-mismatch]"));
    let (lenient, letter) = both("{type: string, format: byte}", "", json!("passwd"));
    assert!(lenient.starts_with("warning[format-mismatch]") && letter.starts_with("error[format-mismatch]"));
    assert_eq!(both("{type: string, format: byte}", "", json!("cGFzc3dk")).1, "agrees");
    assert!(both("{type: string, format: byte}", "", json!("a b!")).0.starts_with("error[format-mismatch]"));
    // A format that nobody has defined says nothing.
    assert_eq!(both("{type: string, format: phone-number}", "", json!("x")).1, "agrees");
}

#[test]
fn decision_6_ranges_and_default_document_a_status() {
    let document = document(
        "3.0.3",
        "paths: {/a: {get: {responses: {'200': {description: ok}, 4XX: {description: no}}}}, /b: {get: {responses: {default: {description: any}}}}}\n",
    );
    let answered = |path: &str, status: u16| {
        let recording = exchange(
            json!({ "request": { "method": "GET", "url": format!("https://api.example.org{path}") }, "response": { "status": status } }),
        );
        lines(&check(&document, &recording, &Options::default()))
    };
    assert_eq!(answered("/a", 404), "agrees");
    insta::assert_snapshot!(answered("/a", 500), @"error[undocumented-status] : status 500 is not documented (has 200, 4XX)");
    assert_eq!(answered("/b", 500), "agrees");
}

#[test]
fn decision_8_garbage_matters_where_it_would_be_misread() {
    let read = |schema: &str| {
        let paths = format!(
            "paths: {{/a: {{get: {{responses: {{'200': {{description: ok, content: {{application/json: {{schema: {schema}, example: {{$ref: '#/nowhere'}}}}}}}}}}}}}}}}"
        );
        openapi_drift::Document::parse("api.yaml", &format!("openapi: 3.0.3\ninfo: {{title: Test, version: '1'}}\n{paths}\n"))
    };
    // Examples are not looked into.
    let document = read("{type: object, properties: {id: {type: integer}}, example: 5}").expect("a document");
    insta::assert_snapshot!(
        lines(&check(&document, &answer(json!({ "id": "x" })), &Options::default())),
        @"error[type-mismatch] /id: expected integer, recorded string"
    );
    // A keyword under `properties` would be taken for a property of that name: it is set aside, loudly, and the rest is checked.
    let document = read("{type: object, properties: {required: [id], id: {type: integer}}}").expect("a document");
    insta::assert_snapshot!(
        lines(&check(&document, &answer(json!({ "id": "x" })), &Options::default())),
        @"error[type-mismatch] /id: expected integer, recorded string"
    );
}

#[test]
fn decision_9_an_undocumented_property_is_a_finding_of_an_open_schema() {
    let (lenient, letter) = both("{type: object, properties: {id: {type: integer}}}", "", json!({ "id": 1, "more": 2 }));
    insta::assert_snapshot!(lenient, @"warning[undocumented-property] /more: property `more` is not documented");
    assert_eq!(lenient, letter);
    // A free-form object names nothing, so that nothing in it is undocumented.
    assert_eq!(both("{type: object}", "", json!({ "more": 2 })).0, "agrees");
}

#[test]
fn decision_10_one_of_that_fits_several() {
    let overlapping = "{oneOf: [{type: integer}, {type: number}]}";
    let (lenient, letter) = both(overlapping, "", json!(1));
    insta::assert_snapshot!(lenient, @"warning[no-matching-variant] : the value matches 2 schemas of `oneOf`, but only one is allowed");
    assert!(letter.starts_with("error[no-matching-variant]"));
    let in_31 = answering_in("3.1.0", overlapping, "");
    assert!(lines(&check(&in_31, &answer(json!(1)), &Options::default())).starts_with("warning"));
}
