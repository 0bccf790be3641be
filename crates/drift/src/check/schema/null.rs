//! Strict mode: decides if a schema rejects null under its OpenAPI version.

use openapi_drift_openapi::Document;
use serde_json::Value;

/// Maximum depth of compositions; deeper ones are assumed to allow null.
const MAX_DEPTH: usize = 16;

pub(crate) fn refuses_null(document: &Document, at: &str) -> bool {
    below(document, at, MAX_DEPTH)
}

fn below(document: &Document, at: &str, depth: usize) -> bool {
    let Some(schema) = document.node(at) else { return false };
    if depth == 0 {
        return false;
    }
    let refuses = |at: &str| below(document, at, depth - 1);
    let target = schema.get("$ref").and_then(|reference| document.target(at, reference.as_str()?));
    if target.as_deref().is_some_and(refuses) {
        return true;
    }
    if schema.get("$ref").is_some() && document.is_30() {
        return false;
    }
    let parts = |key: &str| {
        let count = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(|index| format!("{at}/{key}/{index}")).collect::<Vec<_>>()
    };
    let is_nullable = document.is_30() && schema.get("nullable") == Some(&Value::Bool(true));
    let by_type = match schema.get("type") {
        Some(Value::String(name)) => name != "null" && !is_nullable,
        Some(Value::Array(names)) => !names.iter().any(|name| name == "null"),
        _ => false,
    };
    let by_values = schema.get("enum").and_then(Value::as_array).is_some_and(|values| !values.iter().any(Value::is_null))
        || !document.is_30() && schema.get("const").is_some_and(|value| !value.is_null());
    let by_union = |key: &str| {
        let variants = parts(key);
        !variants.is_empty() && variants.iter().all(|variant| refuses(variant))
    };
    by_type || by_values || parts("allOf").iter().any(|part| refuses(part)) || by_union("anyOf") || by_union("oneOf")
}
