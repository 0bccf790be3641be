//! Conversion from OpenAPI 3.0 to 3.1, whose schemas are JSON Schema 2020-12.

use openapi_drift::Document;
use serde_json::{Map, Value, json};

/// The version of an upgraded document.
const VERSION: &str = "3.1.0";

/// Keywords that describe a value and never reject one. They stay outside when a schema is wrapped.
const ANNOTATIONS: [&str; 8] = ["title", "description", "example", "default", "deprecated", "readOnly", "writeOnly", "externalDocs"];

/// Returns the document as OpenAPI 3.1. A document that is 3.1 already is returned unchanged.
///
/// `nullable` becomes a type, `example` of a schema `examples`, exclusive bounds numbers, `format: byte` and `binary` the
/// keywords for contents, and `x-webhooks` `webhooks`. Siblings of `$ref` are dropped: 3.0 ignores them, 3.1 would not.
pub fn upgrade(document: &Document) -> Value {
    let mut value = document.value().clone();
    if value.get("openapi").and_then(Value::as_str).is_none_or(|version| !version.starts_with("3.0")) {
        return value;
    }
    let mut schemas: Vec<&String> = document.schemas().iter().collect();
    // Inner schemas first, because wrapping a schema moves its subschemas.
    schemas.sort_by_key(|at| std::cmp::Reverse(at.matches('/').count()));
    for at in schemas {
        if let Some(schema) = value.pointer_mut(at)
            && let Some(object) = schema.as_object()
        {
            *schema = upgraded(object);
        }
    }
    let Value::Object(root) = value else { return value };
    let renamed = root.into_iter().map(|(name, value)| match name.as_str() {
        "openapi" => (name, VERSION.into()),
        "x-webhooks" => ("webhooks".to_owned(), value),
        _ => (name, value),
    });
    Value::Object(renamed.collect())
}

/// Upgrades one schema. Its subschemas are already upgraded.
fn upgraded(schema: &Map<String, Value>) -> Value {
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    if let Some(reference) = schema.get("$ref") {
        let reference = json!({ "$ref": reference });
        return if nullable { json!({ "anyOf": [reference, { "type": "null" }] }) } else { reference };
    }
    let mut target = Map::new();
    for (keyword, value) in schema {
        let (keyword, value) = match (keyword.as_str(), value) {
            ("nullable", _) => continue,
            ("example", example) => ("examples", json!([example])),
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => continue,
            ("minimum", bound) if flagged(schema, "exclusiveMinimum") => ("exclusiveMinimum", bound.clone()),
            ("maximum", bound) if flagged(schema, "exclusiveMaximum") => ("exclusiveMaximum", bound.clone()),
            ("format", Value::String(format)) if format == "byte" => ("contentEncoding", "base64".into()),
            ("format", Value::String(format)) if format == "binary" => ("contentMediaType", "application/octet-stream".into()),
            (keyword, value) => (keyword, value.clone()),
        };
        target.insert(keyword.to_owned(), value);
    }
    if nullable { or_null(target) } else { Value::Object(target) }
}

fn flagged(schema: &Map<String, Value>, flag: &str) -> bool {
    schema.get(flag) == Some(&Value::Bool(true))
}

/// Allows null: in `type`, or with `anyOf` around the schema if other keywords would reject null.
fn or_null(mut schema: Map<String, Value>) -> Value {
    let composed = ["enum", "allOf", "anyOf", "oneOf", "not"].iter().any(|keyword| schema.contains_key(*keyword));
    match schema.get_mut("type") {
        Some(name @ Value::String(_)) if !composed => {
            *name = json!([name, "null"]);
            Value::Object(schema)
        }
        _ => {
            let is_annotation = |name: &str| name == "examples" || ANNOTATIONS.contains(&name) || name.starts_with("x-");
            let (mut outside, inside): (Map<String, Value>, Map<String, Value>) =
                schema.into_iter().partition(|(name, _)| is_annotation(name));
            outside.insert("anyOf".to_owned(), json!([inside, { "type": "null" }]));
            Value::Object(outside)
        }
    }
}
