//! The comparison of two documents, a pure function without I/O.
//!
//! `operation` pairs operations and compares all of their parts but schemas. `schema::pairs` pairs the schemas in the form of
//! `schema::effective`, and `schema::keywords` and its neighbours compare each pair. Equal changes of several operations are folded
//! into one here.

use std::collections::{HashMap, HashSet};

use crate::diff::change::{Change, LocatedChange};
use crate::diff::code::ChangeCode;
#[cfg(feature = "cli")]
use crate::diff::node::Node;
use crate::diff::operation as operations;
use crate::finding::finding::{DocumentPlace, Excerpt};
use openapi_drift_openapi::Document;

/// Compares two documents. Breaking changes come first, then compatible ones, then documentation, each in the order of the new
/// document. Equal changes of several operations are one change. Different spellings of the same meaning are no change.
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

/// Returns an error for each component that is only a cycle of references.
#[cfg(feature = "cli")]
pub(crate) fn circles(document: &Document) -> Vec<openapi_drift_source::Error> {
    let Some(schemas) = Node::root(document).get("components").and_then(|components| components.get("schemas")) else {
        return Vec::new();
    };
    let components = schemas.object().into_iter().flatten().map(|(name, value)| (name, schemas.below(name, value)));
    let circular = components.filter(|(_, component)| document.is_circular(&component.at));
    let trouble = |(name, component): (&String, Node<'_>)| {
        openapi_drift_source::Error::new("cannot compare a schema", format!("`{name}` is a cycle of references and not a schema"))
            .in_file(document.file_of(&component.at))
            .at(document.locate(&component.at))
            .help("replace one of the references by a schema")
    };
    circular.map(trouble).collect()
}

/// Folds equal changes of several operations.
fn fold(old: &Document, new: &Document, found: Vec<LocatedChange>) -> Vec<Change> {
    use ChangeCode::{
        RequestPropertyAdded, RequestPropertyRemoved, RequestRequiredPropertyAdded, ResponsePropertyAdded, ResponsePropertyRemoved,
    };
    let mut changes: Vec<Change> = Vec::new();
    let mut known: HashMap<(ChangeCode, String, String, String), usize> = HashMap::new();
    // The operations of changes that occur more than once.
    let mut met: HashMap<usize, HashSet<String>> = HashMap::new();
    for LocatedChange { raw_change, side, operation, subject, used_by } in found {
        // One statement adds or removes a property in all schemas that include it.
        let (old_key, new_key) = match raw_change.code {
            RequestPropertyAdded | ResponsePropertyAdded | RequestRequiredPropertyAdded => (String::new(), raw_change.new.clone()),
            RequestPropertyRemoved | ResponsePropertyRemoved => (raw_change.old.clone(), String::new()),
            _ => (raw_change.old.clone(), raw_change.new.clone()),
        };
        let key = (raw_change.code, old_key, new_key, raw_change.message.clone());
        if let Some(&index) = known.get(&key) {
            let change = &mut changes[index];
            let places = (raw_change.old, raw_change.new);
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
            code: raw_change.code,
            impact: raw_change.code.impact(),
            severity: raw_change.code.severity(),
            // Codes without a side have the same meaning on both.
            side: side.filter(|_| ["request-", "response-"].iter().any(|prefix| raw_change.code.as_str().starts_with(prefix))),
            operation,
            subject,
            message: raw_change.message,
            hint: raw_change.hint,
            old: place(old, &raw_change.old),
            new: place(new, &raw_change.new),
            pointers: vec![(raw_change.old, raw_change.new)],
            used_by,
            correction: None,
            name: raw_change.name,
        });
    }
    for change in changes.iter_mut().filter(|change| change.used_by.len() < 2) {
        change.used_by.clear();
    }
    changes
}

/// Returns a place in a document with the lines around it.
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
