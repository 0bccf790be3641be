//! What must stay open.

use openapi_drift::{Document, Fault};
use serde_json::Value;

use super::parts::join;

pub fn enums(document: &Document) -> Vec<Fault> {
    with(document, &["enum", "const"], |_| true, "closes the list of values")
}

pub fn objects(document: &Document) -> Vec<Fault> {
    with(document, &["additionalProperties", "unevaluatedProperties"], |value| *value == Value::Bool(false), "forbids other properties")
}

/// A discriminator that maps values to shapes has to name each shape, the one that takes the rest by its known values.
pub fn discriminators(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        let mapping = document.node(at).and_then(|schema| schema.pointer("/discriminator/mapping")?.as_object());
        let Some(mapping) = mapping else { continue };
        for keyword in ["oneOf", "anyOf"] {
            let list = join(at, keyword);
            let shapes = document.node(&list).and_then(Value::as_array).into_iter().flatten().enumerate();
            for (index, shape) in shapes {
                let target = shape.get("$ref").and_then(Value::as_str).unwrap_or("the shape");
                if !mapping.values().any(|named| named.as_str() == Some(target)) {
                    faults.push((format!("{list}/{index}"), format!("{target} stands in no `mapping` of the discriminator")));
                }
            }
        }
    }
    faults
}

/// The keywords of schemas whose value is such.
fn with(document: &Document, keywords: &[&str], is_such: fn(&Value) -> bool, what: &str) -> Vec<Fault> {
    let places = document.schemas().iter().flat_map(|at| keywords.iter().map(move |keyword| (join(at, keyword), keyword)));
    let such = places.filter(|(place, _)| document.node(place).is_some_and(is_such));
    such.map(|(place, keyword)| (place, format!("`{keyword}` {what}"))).collect()
}
