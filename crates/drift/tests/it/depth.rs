//! Documents and bodies that are made to exhaust stack, time or memory: whatever they hold, there is an answer.

use openapi_drift::{Document, diff, lint};
use serde_json::{Map, Value, json};

use crate::probe::{answer, judged};

/// The schema through which one component refers to the next.
type Link = fn(Value) -> Value;

/// Keywords that apply another schema to the same value.
const IN_PLACE: &[(&str, Link)] = &[
    ("$ref alone", |next| next),
    ("$ref and more", |next| json!({ "$ref": next["$ref"], "minLength": 0 })),
    ("allOf", |next| json!({ "allOf": [next, { "type": ["object", "array", "string"], "properties": { "a": { "type": "string" } } }] })),
    ("anyOf", |next| json!({ "anyOf": [next, { "type": "integer" }] })),
    ("oneOf", |next| json!({ "oneOf": [{ "type": "integer" }, next] })),
    ("a union of one", |next| json!({ "anyOf": [next] })),
    ("not", |next| json!({ "not": next })),
    ("if", |next| json!({ "if": next, "then": { "minLength": 0 } })),
    ("then", |next| json!({ "if": true, "then": next })),
    ("dependentSchemas", |next| json!({ "dependentSchemas": { "id": next } })),
    ("nullable", |next| json!({ "allOf": [next], "nullable": true })),
    ("unevaluatedProperties", |next| json!({ "allOf": [next], "unevaluatedProperties": false })),
    ("$dynamicRef", |next| json!({ "$dynamicRef": next["$ref"], "minLength": 0 })),
    (
        "discriminator",
        |next| json!({ "oneOf": [next, { "type": "integer" }], "discriminator": { "propertyName": "kind", "mapping": { "a": next["$ref"] } } }),
    ),
    ("a base", |next| json!({ "allOf": [next], "discriminator": { "propertyName": "kind" } })),
];

/// Keywords that describe a property or item of a value.
const FOR_PARTS: &[(&str, Link)] = &[
    ("items", |next| json!({ "items": next })),
    ("prefixItems", |next| json!({ "prefixItems": [next] })),
    ("properties", |next| json!({ "properties": { "next": next } })),
    ("required properties", |next| json!({ "type": "object", "required": ["next"], "properties": { "next": next } })),
    ("additionalProperties", |next| json!({ "additionalProperties": next })),
    ("propertyNames", |next| json!({ "propertyNames": next })),
    ("contains", |next| json!({ "contains": next })),
];

/// A document with a chain of components that ends with `last`.
fn chain(link: Link, length: usize, last: Value) -> Document {
    let reference = |index: usize| json!({ "$ref": format!("#/components/schemas/S{index}") });
    let mut schemas: Map<String, Value> = (0..length).map(|index| (format!("S{index}"), link(reference(index + 1)))).collect();
    schemas.insert(format!("S{length}"), last);
    with(schemas)
}

fn with(schemas: Map<String, Value>) -> Document {
    let schema = json!({ "$ref": "#/components/schemas/S0" });
    let answer = json!({ "description": "d", "content": { "application/json": { "schema": schema } } });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1" },
        "paths": { "/a": { "get": { "operationId": "getA", "responses": { "200": answer } } } },
        "components": { "schemas": schemas }
    });
    Document::parse("api.json", &document.to_string()).expect("a document")
}

/// Asks everything that can be asked.
fn ask(document: &Document, body: Value) -> (String, Vec<String>) {
    let said = judged(document, &answer(body));
    assert!(lint(document).iter().all(|lint| lint.line > 0));
    assert!(diff(document, document).is_empty());
    (said, document.compile().1.iter().map(|trouble| trouble.why().to_owned()).collect())
}

#[test]
fn a_chain_for_one_value_is_cut_at_the_documented_limit() {
    for (name, link) in IN_PLACE {
        let (_, troubles) = ask(&chain(*link, 600, json!({ "type": "object" })), json!({ "id": 1, "kind": "a" }));
        if *name == "$ref alone" {
            assert!(troubles.is_empty(), "{name}");
        } else {
            let expected = "schema not checked: more than 100 nested `$ref`, `allOf`, `anyOf` or `oneOf`";
            assert!(!troubles.is_empty() && troubles.iter().all(|trouble| trouble == expected), "{name}: {troubles:?}");
        }
    }
}

#[test]
fn a_chain_for_parts_of_a_value_may_have_any_length() {
    for (name, link) in FOR_PARTS {
        let (_, troubles) = ask(&chain(*link, 600, json!({ "type": "object" })), json!({ "id": 1, "next": { "next": [1] } }));
        assert!(troubles.is_empty(), "{name}: {troubles:?}");
    }
}

/// The deepest composition that is let through, at each level of the deepest body that readers let through.
#[test]
fn depth_of_composition_and_of_a_body_may_come_together() {
    let body = (0..100).fold(json!("leaf"), |body, _| json!([body]));
    for (name, link) in IN_PLACE {
        let again = json!({ "items": { "$ref": "#/components/schemas/S0" } });
        let (_, troubles) = ask(&chain(*link, 45, again), body.clone());
        assert!(troubles.is_empty(), "{name}: {troubles:?}");
    }
}

#[test]
fn a_composition_that_forks_again_and_again_is_cut() {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let fork = |next: String| json!({ keyword: [{ "$ref": next }, { "$ref": next }] });
        let mut schemas: Map<String, Value> =
            (0..40).map(|index| (format!("S{index}"), fork(format!("#/components/schemas/S{}", index + 1)))).collect();
        schemas.insert("S40".to_owned(), json!({ "type": "string", "minLength": 9 }));
        let (_, troubles) = ask(&with(schemas), json!("short"));
        assert!(troubles[0].starts_with("schema not checked: it expands to more than 100000 subschemas"), "{keyword}: {troubles:?}");
    }
}

/// Each level of the body has five variants that lead to the next: 5³⁰ ways.
#[test]
fn unions_that_lead_to_themselves_are_explained_once() {
    let variant = |index: usize| json!({ "type": "object", "properties": { "child": { "$ref": "#/components/schemas/S0" }, format!("n{index}"): { "type": "integer" } } });
    for keyword in ["oneOf", "anyOf"] {
        let variants: Vec<Value> = (0..5).map(variant).collect();
        let document = with(Map::from_iter([("S0".to_owned(), json!({ keyword: variants }))]));
        let body = (0..30).fold(json!("leaf"), |body, _| json!({ "child": body }));
        let (said, _) = ask(&document, body);
        let place = "/child".repeat(30);
        assert_eq!(
            said.lines().next(),
            Some(format!("error[type-mismatch] {place}: expected object, recorded string").as_str()),
            "{keyword}"
        );
    }
}

/// Two parts of a composition describe the same property: 2²⁴ ways, and as many errors.
#[test]
fn a_body_that_would_be_evaluated_without_end_is_not_checked() {
    let doubling = |next: &str| {
        let part = json!({ "properties": { "c": { "$ref": format!("#/components/schemas/{next}") } } });
        json!({ "allOf": [part, part], "required": ["q"] })
    };
    let body = |levels: usize| (0..levels).fold(json!(1), |body, _| json!({ "c": body }));
    let recursive = with(Map::from_iter([("S0".to_owned(), doubling("S0"))]));
    let mut chain: Map<String, Value> = (0..40).map(|index| (format!("S{index}"), doubling(&format!("S{}", index + 1)))).collect();
    chain.insert("S40".to_owned(), json!({ "type": "integer" }));
    let chain = with(chain);
    for document in [&recursive, &chain] {
        let verdict = |levels| {
            let report = crate::probe::report(document, &[answer(body(levels))].into_iter().collect(), "");
            let whys: Vec<String> = report.trouble.iter().map(|error| error.why().to_owned()).collect();
            (report.findings.is_empty(), whys)
        };
        assert_eq!(verdict(3), (false, Vec::new()));
        let why = "a body would be evaluated against more subschemas than its size allows, so it was not checked";
        assert_eq!(verdict(24), (true, vec![why.to_owned()]));
    }
}

/// A discriminator is a list of conditions, not a nest of them.
#[test]
fn a_discriminator_may_have_thousands_of_values() {
    let name = |index: usize| format!("#/components/schemas/V{index}");
    let mapping: Map<String, Value> = (0..3_000).map(|index| (format!("v{index}"), name(index % 3).into())).collect();
    let variants: Vec<Value> = (0..3).map(|index| json!({ "$ref": name(index) })).collect();
    let union = json!({ "oneOf": variants, "discriminator": { "propertyName": "kind", "mapping": mapping } });
    let mut schemas = Map::from_iter([("S0".to_owned(), union)]);
    schemas.extend(
        (0..3).map(|index| (format!("V{index}"), json!({ "properties": { "kind": { "type": "string" }, "n": { "type": "integer" } } }))),
    );
    let (said, troubles) = ask(&with(schemas), json!({ "kind": "v2999", "n": "x" }));
    assert_eq!((said.as_str(), troubles.len()), ("error[type-mismatch] /n: expected integer, recorded string", 0));
}

/// Brackets of a query have no limit of their own.
#[test]
fn a_parameter_may_be_nested_without_end() {
    let document = crate::probe::document(
        "3.0.3",
        "paths: {/a: {get: {parameters: [{name: f, in: query, style: deepObject, schema: {type: object, properties: {a: {type: object}}}}], responses: {'200': {description: ok}}}}}\n",
    );
    let url = format!("https://api.example.org/a?f{}=x", "[a]".repeat(100_000));
    let recording = crate::probe::exchange(json!({ "request": { "method": "GET", "url": url }, "response": { "status": 200 } }));
    assert_eq!(judged(&document, &recording), "agrees");
}
