//! Whether drift can hit anything: its pointer is followed through what the document says of the answers.

use openapi_drift::Document;
use serde_json::Value;

use super::drift::listed;
use super::{Drift, Fault, FaultKind};

impl Fault {
    /// Why the fault cannot act on any answer that the document describes, if so. It may be set all the same.
    pub(crate) fn doubt(&self, document: &Document) -> Option<String> {
        let FaultKind::Drift(drift) = &self.kind else { return None };
        let asked =
            |operation: &&openapi_drift::Operation| !operation.webhook && self.operation.as_ref().is_none_or(|only| *only == operation.id);
        let mut ends = Vec::new();
        for operation in document.operations().iter().filter(asked) {
            let responses = format!("{}/responses", operation.pointer);
            for response in below(document, &responses) {
                for content in below(document, &format!("{response}/content")) {
                    ends.push(follow(document, &format!("{content}/schema"), drift)?);
                }
            }
        }
        // What leads furthest is the likeliest to have been meant, and among equals the 200, which comes first.
        let (_, end) = ends.into_iter().rev().max_by_key(|(depth, _)| *depth)?;
        let whose = self.operation.as_deref().unwrap_or("any operation");
        Some(format!("no answer of {whose} in the document has this: {end}"))
    }
}

/// Follows the way through a schema; `None` where it leads somewhere, else how far it leads, and what is there instead.
fn follow(document: &Document, schema: &str, drift: &Drift) -> Option<(usize, String)> {
    let mut reached = parts(document, schema);
    let mut walked = String::new();
    for (depth, step) in drift.way().iter().enumerate() {
        if drift.adds() && depth + 1 == drift.way().len() && !reached.is_empty() {
            return None;
        }
        let next: Vec<_> = reached.iter().flat_map(|at| members(document, at, step)).flat_map(|at| parts(document, &at)).collect();
        if next.is_empty() {
            let here = if walked.is_empty() { "the body" } else { &walked };
            let names: Vec<String> = reached.iter().flat_map(|at| properties(document, at)).collect();
            let end = match (names.is_empty(), reached.iter().any(|at| document.node(&format!("{at}/items")).is_some())) {
                (false, _) => format!("{here} has {}", listed(names.iter())),
                (true, true) => format!("{here} is a list: write * or a number"),
                (true, false) => format!("{here} is neither an object nor a list"),
            };
            return Some((depth, end));
        }
        reached = next;
        walked = format!("{walked}/{step}");
    }
    None
}

/// The pointers of what one step into a schema leads to.
fn members(document: &Document, at: &str, step: &str) -> Vec<String> {
    let items = format!("{at}/items");
    let others = format!("{at}/additionalProperties");
    let mut found = Vec::new();
    if (step == "*" || step.parse::<usize>().is_ok()) && document.node(&items).is_some() {
        found.push(items);
    }
    found.extend(properties(document, at).into_iter().filter(|name| step == "*" || step == name).map(|name| property(at, &name)));
    // Of a map every name may be there.
    if found.is_empty() && document.node(&others).is_some_and(|others| *others != Value::Bool(false)) {
        found.push(others);
    }
    found
}

fn property(at: &str, name: &str) -> String {
    format!("{at}/properties/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn properties(document: &Document, at: &str) -> Vec<String> {
    let names = document.node(&format!("{at}/properties")).and_then(Value::as_object);
    names.map(|names| names.keys().cloned().collect()).unwrap_or_default()
}

/// A schema without its references, and the schemas that it is made of.
fn parts(document: &Document, at: &str) -> Vec<String> {
    let mut found = vec![resolve(document, at)];
    let mut next = 0;
    // The documents do not nest deeper; a schema that contains itself must come to an end.
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
    let mut at = at.to_owned();
    for _ in 0..8 {
        let reference = document.node(&at).and_then(|node| node.get("$ref")?.as_str());
        let Some(target) = reference.and_then(|reference| document.target(&at, reference)) else { break };
        at = target;
    }
    at
}

/// The pointers of the members of an object in the document.
fn below(document: &Document, at: &str) -> Vec<String> {
    let at = resolve(document, at);
    let names = document.node(&at).and_then(Value::as_object).into_iter().flat_map(|object| object.keys());
    names.map(|name| resolve(document, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")))).collect()
}
