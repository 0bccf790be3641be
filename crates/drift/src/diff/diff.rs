//! What changed from one document to another: pure functions over two documents, which do no IO and decide nothing about a run.
//!
//! The way of the data: `operations` pairs what belongs together and compares all that is no schema; `schemas` pairs schemas
//! as `view` reads them and asks `keywords` about each pair; equal changes of many operations are folded into one here.

use std::collections::{HashMap, HashSet};

use crate::diff::change::{Change, LocatedChange};
use crate::diff::code::ChangeCode;
#[cfg(feature = "cli")]
use crate::diff::node::Node;
use crate::diff::operation as operations;
use crate::finding::finding::{DocumentPlace, Excerpt};
use openapi_drift_openapi::Document;

/// Compares two documents. What breaks comes first, then what is compatible, then what is only said, each in the order of the
/// new document. Equal changes of several operations are one. Whatever is written differently and means the same is none.
///
/// ```
/// use openapi_drift::{Document, diff};
///
/// let document = |status: &str| {
///     let head = "openapi: 3.0.3\ninfo: {title: Shop, version: 1.0.0}\npaths:\n  /orders:\n    get:\n      operationId: listOrders\n";
///     Document::parse("shop.yaml", &format!("{head}      responses: {{'{status}': {{description: Orders.}}}}\n"))
/// };
/// let changes = diff(&document("200")?, &document("204")?);
/// let codes: Vec<&str> = changes.iter().map(|change| change.code.as_str()).collect();
/// assert_eq!(codes, ["success-status-removed", "success-status-added"]);
/// assert!(diff(&document("200")?, &document("200")?).is_empty());
/// # Ok::<(), openapi_drift::Error>(())
/// ```
pub fn diff(old: &Document, new: &Document) -> Vec<Change> {
    let mut changes = fold(old, new, operations::compare(old, new));
    let rank = |document: &Document, place: &DocumentPlace| (place.file != document.name(), place.file.clone(), place.line, place.column);
    changes.sort_by_cached_key(|change| {
        let place = (rank(new, &change.new), rank(old, &change.old));
        (std::cmp::Reverse(change.impact), place, change.code, change.message.clone())
    });
    changes
}

/// Components that are nothing but references to each other in a circle, of which nothing can be said.
#[cfg(feature = "cli")]
pub(crate) fn circles(document: &Document) -> Vec<openapi_drift_source::Error> {
    let Some(schemas) = Node::root(document).get("components").and_then(|components| components.get("schemas")) else {
        return Vec::new();
    };
    let components = schemas.object().into_iter().flatten().map(|(name, value)| (name, schemas.below(name, value)));
    let circular = components.filter(|(_, component)| document.is_circular(&component.at));
    let trouble = |(name, component): (&String, Node<'_>)| {
        openapi_drift_source::Error::new("cannot compare a schema", format!("`{name}` is a circle of references, and no schema"))
            .in_file(document.file_of(&component.at))
            .at(document.locate(&component.at))
            .help("end the circle with a schema that says what is meant")
    };
    circular.map(trouble).collect()
}

/// Folds what is said of several operations at one place.
fn fold(old: &Document, new: &Document, found: Vec<LocatedChange>) -> Vec<Change> {
    use ChangeCode::{
        RequestPropertyAdded, RequestPropertyRemoved, RequestRequiredPropertyAdded, ResponsePropertyAdded, ResponsePropertyRemoved,
    };
    let mut changes: Vec<Change> = Vec::new();
    let mut known: HashMap<(ChangeCode, String, String, String), usize> = HashMap::new();
    // The operations of the changes that were met more than once.
    let mut met: HashMap<usize, HashSet<String>> = HashMap::new();
    for LocatedChange { delta, side, operation, subject, used_by } in found {
        // A property is new, or gone, by one statement, in however many schemas that are composed of its own.
        let (old_key, new_key) = match delta.code {
            RequestPropertyAdded | ResponsePropertyAdded | RequestRequiredPropertyAdded => (String::new(), delta.new.clone()),
            RequestPropertyRemoved | ResponsePropertyRemoved => (delta.old.clone(), String::new()),
            _ => (delta.old.clone(), delta.new.clone()),
        };
        let key = (delta.code, old_key, new_key, delta.message.clone());
        if let Some(&index) = known.get(&key) {
            let change = &mut changes[index];
            let places = (delta.old, delta.new);
            if change.pointers.last() != Some(&places) {
                change.pointers.push(places);
            }
            if change.used_by.is_empty() {
                change.used_by.extend(change.operation.clone());
            }
            let met = met.entry(index).or_insert_with(|| change.used_by.iter().cloned().collect());
            change.used_by.extend(used_by.into_iter().chain(operation).filter(|other| met.insert(other.clone())));
            continue;
        }
        known.insert(key, changes.len());
        changes.push(Change {
            code: delta.code,
            impact: delta.code.impact(),
            severity: delta.code.severity(),
            // What means the same on both sides belongs to none.
            side: side.filter(|_| ["request-", "response-"].iter().any(|prefix| delta.code.as_str().starts_with(prefix))),
            operation,
            subject,
            message: delta.message,
            hint: delta.hint,
            old: place(old, &delta.old),
            new: place(new, &delta.new),
            pointers: vec![(delta.old, delta.new)],
            used_by,
            correction: None,
            name: delta.name,
        });
    }
    for change in changes.iter_mut().filter(|change| change.used_by.len() < 2) {
        change.used_by.clear();
    }
    changes
}

/// A place in a document with the lines around it.
pub(crate) fn place(document: &Document, pointer: &str) -> DocumentPlace {
    let position = document.locate(pointer);
    DocumentPlace {
        file: document.file_of(pointer).to_owned(),
        line: position.line,
        column: position.column,
        excerpt: Excerpt::of_document_node(document, pointer, position),
        pointer: openapi_drift_source::pointer::split(pointer).1.to_owned(),
    }
}
