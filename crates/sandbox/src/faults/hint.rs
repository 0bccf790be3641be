//! The hint that a change of the body cannot have an effect, found by following its pointer through the document.

use openapi_drift::{Document, pointer};
use serde_json::Value;

use super::drift::listed;
use super::{Drift, Fault, FaultKind};

impl Fault {
    /// Returns the reason why the fault cannot change any documented response, if there is one. The fault may be set anyway.
    pub(crate) fn hint(&self, document: &Document) -> Option<String> {
        let FaultKind::Drift(drift) = &self.kind else { return None };
        let is_meant =
            |operation: &&openapi_drift::Operation| !operation.webhook && self.operation.as_ref().is_none_or(|only| *only == operation.id);
        let mut ends = Vec::new();
        for operation in document.operations().iter().filter(is_meant) {
            let responses = format!("{}/responses", operation.pointer);
            for response in children(document, &responses) {
                for content in children(document, &format!("{response}/content")) {
                    ends.push(follow(document, &format!("{content}/schema"), drift)?);
                }
            }
        }
        // The response in which the pointer leads furthest is most likely intended; among equals the 200, which comes first.
        let (_, end) = ends.into_iter().rev().max_by_key(|(depth, _)| *depth)?;
        let whose = self.operation.as_deref().unwrap_or("any operation");
        Some(format!("no documented response of {whose} has this property: {end}"))
    }
}

/// Follows a pointer through a schema. Returns `None` if it can be resolved, and otherwise the number of resolved segments and the
/// properties at that place.
fn follow(document: &Document, schema: &str, drift: &Drift) -> Option<(usize, String)> {
    let mut reached = parts(document, schema);
    let mut walked = String::new();
    for (depth, step) in drift.path().iter().enumerate() {
        if drift.adds() && depth + 1 == drift.path().len() && !reached.is_empty() {
            return None;
        }
        let next: Vec<_> = reached.iter().flat_map(|at| descend(document, at, step)).flat_map(|at| parts(document, &at)).collect();
        if next.is_empty() {
            let here = if walked.is_empty() { "the body" } else { &walked };
            let names: Vec<String> = reached.iter().flat_map(|at| properties(document, at)).collect();
            let end = match (names.is_empty(), reached.iter().any(|at| document.node(&format!("{at}/items")).is_some())) {
                (false, _) => format!("{here} has {}", listed(names.iter())),
                (true, true) => format!("{here} is an array: use * or an index"),
                (true, false) => format!("{here} is not an object or array"),
            };
            return Some((depth, end));
        }
        reached = next;
        walked = format!("{walked}/{step}");
    }
    None
}

/// Returns the subschemas that one segment of a pointer leads to.
fn descend(document: &Document, at: &str, step: &str) -> Vec<String> {
    let items = format!("{at}/items");
    let others = format!("{at}/additionalProperties");
    let mut found = Vec::new();
    if (step == "*" || step.parse::<usize>().is_ok()) && document.node(&items).is_some() {
        found.push(items);
    }
    found.extend(properties(document, at).into_iter().filter(|name| step == "*" || step == name).map(|name| property(at, &name)));
    // A map may have any name.
    if found.is_empty() && document.node(&others).is_some_and(|others| *others != Value::Bool(false)) {
        found.push(others);
    }
    found
}

fn property(at: &str, name: &str) -> String {
    pointer::join(&format!("{at}/properties"), name)
}

fn properties(document: &Document, at: &str) -> Vec<String> {
    let names = document.node(&format!("{at}/properties")).and_then(Value::as_object);
    names.map(|names| names.keys().cloned().collect()).unwrap_or_default()
}

/// Returns the target of a schema and the branches of its `allOf`, `anyOf` and `oneOf`.
fn parts(document: &Document, at: &str) -> Vec<String> {
    let mut found = vec![resolve(document, at)];
    let mut next = 0;
    // The documents nest less; the limit ends a recursive schema.
    while let Some(at) = found.get(next).cloned().filter(|_| next < 64) {
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let count = document.node(&format!("{at}/{keyword}")).and_then(Value::as_array).map_or(0, Vec::len);
            found.extend((0..count).map(|index| resolve(document, &format!("{at}/{keyword}/{index}"))));
        }
        next += 1;
    }
    found.retain(|at| document.node(at).is_some());
    found
}

fn resolve(document: &Document, at: &str) -> String {
    document.follow(at).map_or_else(|| at.to_owned(), |(_, target)| target)
}

/// Returns the resolved pointers of the properties of an object in the document.
fn children(document: &Document, at: &str) -> Vec<String> {
    let at = resolve(document, at);
    let names = document.node(&at).and_then(Value::as_object).into_iter().flat_map(|object| object.keys());
    names.map(|name| resolve(document, &pointer::join(&at, name))).collect()
}
