//! Maps locations in converted schemas back to the document.

use std::borrow::Cow;

use openapi_drift_source::pointer;
use serde_json::Value;

use crate::references::resolver::ReferenceResolver;
use crate::schema::keywords::NUMERIC_FORMAT;

/// Returns the pointer in the document for a location in the converted schemas. Wrappers that the conversion added are removed
/// from it.
pub fn original_pointer(files: &ReferenceResolver, location: &str) -> String {
    let mut segments = pointer::segments(location);
    let mut original = match (segments.next().as_deref(), segments.next()) {
        (Some("$defs"), Some(unit)) => unit.into_owned(),
        _ => return String::new(),
    };
    let mut node = files.get(&original);
    let mut segments = segments.peekable();
    while let Some(segment) = segments.next() {
        // Conditions that the conversion added to `allOf` come after the subschemas of the document.
        if segment == "allOf"
            && let Some(index) = segments.peek()
        {
            let parts = node.and_then(|node| node.get("allOf")?.as_array()).map_or(0, Vec::len);
            if index.parse().is_ok_and(|index: usize| index >= parts) {
                segments.next();
                while segments.next_if(|segment| matches!(segment.as_ref(), "if" | "then" | "else")).is_some() {}
                continue;
            }
        }
        // Arrays of item schemas, as in older drafts, were converted to the current keywords.
        let is_tuple = node.is_some_and(|node| node.get("items").is_some_and(Value::is_array));
        let segment = match segment.as_ref() {
            "prefixItems" if is_tuple => Cow::Borrowed("items"),
            "items" if is_tuple => Cow::Borrowed("additionalItems"),
            _ => segment,
        };
        let child = node.and_then(|node| match node {
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
            _ => node.get(segment.as_ref()),
        });
        match child {
            Some(child) => node = Some(child),
            None if segment == NUMERIC_FORMAT => {
                original.push_str("/format");
                return original;
            }
            // An `else` or `then` that is not in the document belongs to a wrapper.
            None if matches!(segment.as_ref(), "else" | "then") => continue,
            None => return original,
        }
        original.push('/');
        original.push_str(&pointer::escape(&segment));
    }
    original
}
