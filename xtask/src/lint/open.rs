//! Rules that keep the document open.

use openapi_drift::{Document, RuleMatch};
use serde_json::Value;

use openapi_drift::pointer::join;

pub fn enums(document: &Document) -> Vec<RuleMatch> {
    with(document, &["enum", "const"], |_| true, "allows no other values")
}

pub fn objects(document: &Document) -> Vec<RuleMatch> {
    with(document, &["additionalProperties", "unevaluatedProperties"], |value| *value == Value::Bool(false), "forbids other properties")
}

/// Checks that a discriminator mapping names each branch, including the fallback, by its known values.
pub fn discriminators(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        let mapping = document.node(at).and_then(|schema| schema.pointer("/discriminator/mapping")?.as_object());
        let Some(mapping) = mapping else { continue };
        for keyword in ["oneOf", "anyOf"] {
            let branches_at = join(at, keyword);
            let branches = document.node(&branches_at).and_then(Value::as_array).into_iter().flatten().enumerate();
            for (index, branch) in branches {
                let target = branch.get("$ref").and_then(Value::as_str).unwrap_or("an inline branch");
                if !mapping.values().any(|named| named.as_str() == Some(target)) {
                    faults.push((format!("{branches_at}/{index}"), format!("{target} is not in the `mapping` of the discriminator")));
                }
            }
        }
    }
    faults
}

/// The schemas with one of the keywords and a matching value.
fn with(document: &Document, keywords: &[&str], is_match: fn(&Value) -> bool, message: &str) -> Vec<RuleMatch> {
    let places = document.schemas().iter().flat_map(|at| keywords.iter().map(move |keyword| (join(at, keyword), keyword)));
    let matching = places.filter(|(place, _)| document.node(place).is_some_and(is_match));
    matching.map(|(place, keyword)| (place, format!("`{keyword}` {message}"))).collect()
}
