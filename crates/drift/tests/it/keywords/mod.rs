//! The engine notices each violated keyword: a value that conforms, and values that differ from it in one thing, in every
//! position of a schema. Each must yield its code at its pointer.
//!
//! `cargo test -p openapi-drift --test it keywords -- --nocapture` prints how many changes were made and noticed.

mod assertions;
mod components;
mod exchange;
mod members;
mod positions;

use openapi_drift::{Document, Options, Recording, check};
use serde_json::{Value, json};

use positions::{POSITIONS, Position};

/// In which versions a keyword means this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum In {
    Both,
    Only30,
    Only31,
}

/// A schema with one keyword that matters, values that conform to it, and changes.
#[derive(Debug, Clone)]
pub struct Row {
    pub keyword: &'static str,
    pub version: In,
    pub schema: Value,
    /// Schemas that it refers to.
    pub components: Value,
    /// The side on which it is looked at; both, where `None`.
    pub side: Option<&'static str>,
    pub good: Vec<Value>,
    /// Each with the code that it must yield, and where.
    pub bad: Vec<(Value, &'static str, &'static str)>,
}

impl Row {
    pub fn new(keyword: &'static str, schema: Value, good: &[Value], bad: &[(Value, &'static str, &'static str)]) -> Self {
        Self { keyword, version: In::Both, schema, components: json!({}), side: None, good: good.to_vec(), bad: bad.to_vec() }
    }

    pub fn only(self, version: In) -> Self {
        Self { version, ..self }
    }

    pub fn components(self, components: Value) -> Self {
        Self { components, ..self }
    }

    pub fn side(self, side: &'static str) -> Self {
        Self { side: Some(side), ..self }
    }
}

/// Violations that are not noticed: `keyword position`, and the reason. This list should shrink, not grow.
const UNNOTICED: &[(&str, &str)] = &[];

/// Keywords of OpenAPI 3.0 and those that 3.1 adds, all of which must have a row.
const KEYWORDS: &[&str] = &[
    "type",
    "format",
    "enum",
    "x-extensible-enum",
    "nullable",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "discriminator",
    "readOnly",
    "writeOnly",
    "const",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "patternProperties",
    "dependentRequired",
    "dependentSchemas",
    "if",
    "then",
    "else",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$defs",
    "$ref",
];

fn rows() -> Vec<Row> {
    [assertions::rows(), members::rows()].concat()
}

/// `POST /a`, asked and answered with JSON of the schema.
fn document(version: &str, schema: &Value, components: &Value) -> Document {
    let content = json!({ "content": { "application/json": { "schema": schema } }, "description": "a body" });
    let text = json!({
        "openapi": version,
        "info": { "title": "Keywords", "version": "1" },
        "paths": { "/a": { "post": { "requestBody": content, "responses": { "200": content, "204": { "description": "none" } } } } },
        "components": { "schemas": components },
    });
    Document::parse("api.json", &text.to_string()).unwrap_or_else(|trouble| panic!("{trouble}\n{text:#}"))
}

/// The body as it is sent, or as it is answered.
fn recording(side: &str, body: &Value) -> Recording {
    let headers = json!({ "content-type": "application/json" });
    let mut recording = json!({
        "request": { "method": "POST", "url": "https://api.example.org/a", "headers": headers },
        "response": { "status": 204 },
    });
    match side {
        "request" => recording["request"]["body"] = body.clone(),
        _ => recording["response"] = json!({ "status": 200, "headers": headers, "body": body }),
    }
    serde_json::from_value(recording).expect("a recording")
}

/// `code pointer` of each observation.
fn found(document: &Document, recording: &Recording) -> Vec<String> {
    let checked = check(document, recording, &Options::default());
    checked.observations.iter().map(|observation| format!("{} {}", observation.code, observation.pointer)).collect()
}

#[derive(Default)]
struct Tally {
    documents: usize,
    conforming: usize,
    changes: usize,
    noticed: usize,
    /// Changes that yielded more than their own finding.
    echoes: usize,
    unnoticed: Vec<(String, String)>,
    alarms: Vec<String>,
}

fn judge(row: &Row, position: &Position, tally: &mut Tally) {
    for version in ["3.0.3", "3.1.0"] {
        let is_31 = version == "3.1.0";
        if row.version == (if is_31 { In::Only30 } else { In::Only31 }) || position.since_31 && !is_31 || !(position.takes)(row) {
            continue;
        }
        let (schema, mut components) = (position.schema)(&row.schema);
        components.as_object_mut().expect("components").extend(row.components.as_object().expect("components").clone());
        let document = document(version, &schema, &components);
        tally.documents += 1;
        for side in ["request", "response"].into_iter().filter(|side| row.side.is_none_or(|only| only == *side)) {
            let name = format!("{} {}", row.keyword, position.name);
            for good in &row.good {
                tally.conforming += 1;
                let found = found(&document, &recording(side, &(position.value)(good)));
                if !found.is_empty() {
                    tally.alarms.push(format!("{name} ({version}, {side}): {good} yields {found:?}"));
                }
            }
            for (bad, code, pointer) in row.bad.iter().filter(|(bad, ..)| (position.takes_value)(bad)) {
                tally.changes += 1;
                let expected = format!("{code} {}{pointer}", position.pointer);
                let found = found(&document, &recording(side, &(position.value)(bad)));
                if !found.contains(&expected) {
                    tally.unnoticed.push((name.clone(), format!("({version}, {side}): {bad} yields {found:?}, expected {expected}")));
                    continue;
                }
                tally.noticed += 1;
                tally.echoes += usize::from(found.len() > 1);
            }
        }
    }
}

#[test]
fn each_change_is_noticed_at_its_place() {
    let mut tally = Tally::default();
    for row in rows() {
        for position in POSITIONS {
            judge(&row, position, &mut tally);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    let recall = tally.noticed as f64 / tally.changes as f64;
    println!(
        "{} documents; {} conforming bodies, {} with findings; {} changed bodies, {} noticed where they are: recall {recall:.4}; {} with more than one finding",
        tally.documents,
        tally.conforming,
        tally.alarms.len(),
        tally.changes,
        tally.noticed,
        tally.echoes
    );
    let unlisted: Vec<String> = tally
        .unnoticed
        .iter()
        .filter(|(name, _)| !UNNOTICED.iter().any(|(listed, _)| listed == name))
        .map(|(name, what)| format!("{name} {what}"))
        .collect();
    assert!(tally.alarms.is_empty(), "conforming values with findings:\n{}", tally.alarms.join("\n"));
    assert!(unlisted.is_empty(), "{} unnoticed:\n{}", unlisted.len(), unlisted.join("\n"));
    let stale: Vec<&str> =
        UNNOTICED.iter().map(|(listed, _)| *listed).filter(|listed| !tally.unnoticed.iter().any(|(name, _)| name == listed)).collect();
    assert_eq!(stale, [""; 0], "these are noticed now: take them off the list");
}

#[test]
fn every_keyword_has_a_row() {
    let rows = rows();
    let missing: Vec<&&str> =
        KEYWORDS.iter().filter(|keyword| !rows.iter().any(|row| row.keyword.split(' ').next() == Some(keyword))).collect();
    assert!(missing.is_empty(), "keywords without a row: {missing:?}");
}
