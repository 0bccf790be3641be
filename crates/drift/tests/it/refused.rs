//! The linter reports every keyword that no validator can use, so that a check reports nothing new.

use openapi_drift::{Document, Lint, lint};
use serde_json::{Value, json};

use crate::probe::{answer, answering_in};

/// The keywords, each with values that it cannot have.
fn wrong() -> Vec<(&'static str, Vec<Value>)> {
    let no_count = vec![json!(-1), json!(1.5), json!("many"), json!([1]), json!({}), json!(true)];
    let no_number = vec![json!("many"), json!([1]), json!({})];
    let no_schema = vec![json!(5), json!("string"), json!(["a"])];
    let no_schemas = vec![json!(5), json!({}), json!("string"), json!([5])];
    let no_named = vec![json!(5), json!(["a"]), json!({ "a": 5 })];
    vec![
        ("$ref", vec![json!("#/components/schemas/Gone"), json!("gone.yaml"), json!(5), json!("#/components/schemas/%ff")]),
        ("$dynamicRef", vec![json!("#gone")]),
        ("type", vec![json!("text"), json!(5), json!(["text"]), json!({}), json!([5]), json!(true)]),
        ("pattern", vec![json!("("), json!(5), json!("[z-a]"), json!("a{2,1}"), json!("\\p{Nothing}"), json!(["a"])]),
        ("required", vec![json!("id"), json!({}), json!([5])]),
        ("minLength", no_count.clone()),
        ("maxLength", no_count.clone()),
        ("minItems", no_count.clone()),
        ("maxItems", no_count.clone()),
        ("minProperties", no_count.clone()),
        ("maxProperties", no_count.clone()),
        ("minContains", no_count.clone()),
        ("maxContains", no_count),
        ("minimum", no_number.clone()),
        ("maximum", no_number.clone()),
        ("exclusiveMinimum", no_number.clone()),
        ("exclusiveMaximum", no_number.clone()),
        ("multipleOf", [no_number, vec![json!(0), json!(-1)]].concat()),
        ("uniqueItems", vec![json!("yes"), json!(5)]),
        ("enum", vec![json!("a"), json!(5), json!({})]),
        ("format", vec![json!(5), json!(["date"])]),
        ("nullable", vec![json!("yes"), json!(5)]),
        ("items", vec![json!(5), json!("string")]),
        ("additionalProperties", no_schema.clone()),
        ("not", no_schema.clone()),
        ("if", no_schema.clone()),
        ("contains", no_schema.clone()),
        ("propertyNames", no_schema.clone()),
        ("unevaluatedItems", no_schema.clone()),
        ("unevaluatedProperties", no_schema),
        ("allOf", no_schemas.clone()),
        ("anyOf", no_schemas.clone()),
        ("oneOf", no_schemas.clone()),
        ("prefixItems", no_schemas),
        ("properties", no_named.clone()),
        ("patternProperties", [no_named.clone(), vec![json!({ "(": {} })]].concat()),
        ("dependentSchemas", no_named),
        ("dependentRequired", vec![json!(5), json!(["a"]), json!({ "a": 5 }), json!({ "a": "b" }), json!({ "a": [5] })]),
        ("discriminator", vec![json!(5), json!("kind"), json!({}), json!({ "propertyName": 5 })]),
    ]
}

/// Keywords that OpenAPI 3.0 does not have: there they are no statements.
const SINCE_31: &[&str] = &[
    "$dynamicRef",
    "if",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "prefixItems",
    "patternProperties",
    "dependentSchemas",
    "dependentRequired",
    "minContains",
    "maxContains",
];

fn document(version: &str, keyword: &str, value: &Value) -> Document {
    answering_in(version, "{$ref: '#/components/schemas/A'}", &format!("A: {{x-before: 1, {}: {value}}}", json!(keyword)))
}

/// Returns the keywords that a check reports as unusable and the linter does not.
fn unnamed(document: &Document, faults: &[Lint]) -> Vec<String> {
    let troubles = document.compile().1;
    let place = |trouble: &openapi_drift::Error| trouble.position().map(|position| (position.line, position.column));
    let is_named = |trouble: &openapi_drift::Error| {
        faults.iter().any(|fault| Some((fault.line, fault.column)) == place(trouble) && fault.message == trouble.why())
    };
    troubles.iter().filter(|trouble| !is_named(trouble)).map(ToString::to_string).collect()
}

#[test]
fn a_keyword_with_a_value_that_it_cannot_have_is_named() {
    for version in ["3.0.3", "3.1.0"] {
        for (keyword, values) in wrong() {
            for value in values {
                let document = document(version, keyword, &value);
                let faults = lint(&document);
                let case = format!("{version} {keyword}: {value}");
                assert_eq!(unnamed(&document, &faults), Vec::<String>::new(), "{case}");
                let is_here = |fault: &Lint| fault.pointer.starts_with("/components/schemas/A");
                assert!(version == "3.0.3" && SINCE_31.contains(&keyword) || faults.iter().any(is_here), "{case}: {faults:?}");
            }
        }
    }
}

/// Whatever stands behind whatever keyword: a check says no more than the linter, and is not stopped by it.
#[test]
fn keywords_that_a_check_ignores_are_reported() {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(18_446_744_073_709_551_615_u64),
        json!(""),
        json!("("),
        json!("a"),
        json!([]),
        json!(["a", "a"]),
        json!([1, 1]),
        json!([{}, {}]),
        json!([null]),
        json!({}),
        json!({ "a": 1 }),
        json!({ "a": ["b", "b"] }),
        json!({ "a": [1] }),
        json!({ "(": {} }),
        json!({ "$ref": "#" }),
        json!({ "$ref": "#/components/schemas/A" }),
    ];
    let more = [
        "$id",
        "$anchor",
        "$dynamicAnchor",
        "$schema",
        "$defs",
        "const",
        "then",
        "else",
        "dependencies",
        "additionalItems",
        "contentSchema",
        "contentEncoding",
        "contentMediaType",
        "readOnly",
        "x-extensible-enum",
        "$recursiveRef",
        "$vocabulary",
        "$comment",
        "id",
    ];
    for version in ["3.0.3", "3.1.0"] {
        for keyword in wrong().into_iter().map(|(keyword, _)| keyword).chain(more) {
            for value in &values {
                let document = document(version, keyword, value);
                assert_eq!(unnamed(&document, &lint(&document)), Vec::<String>::new(), "{version} {keyword}: {value}");
                openapi_drift::check(&document, &answer(json!({ "a": [1, "b"] })), &openapi_drift::Options::default());
            }
        }
    }
}
