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

/// The keywords of schemas whose value is such.
fn with(document: &Document, keywords: &[&str], is_such: fn(&Value) -> bool, what: &str) -> Vec<Fault> {
    let places = document.schemas().iter().flat_map(|at| keywords.iter().map(move |keyword| (join(at, keyword), keyword)));
    let such = places.filter(|(place, _)| document.node(place).is_some_and(is_such));
    such.map(|(place, keyword)| (place, format!("`{keyword}` {what}"))).collect()
}
