//! What changed from one document to another: pure functions over two documents, which do no IO and decide nothing about a run.
//!
//! The way of the data: `operations` pairs what belongs together and compares all that is no schema; `schemas` pairs schemas
//! as `view` reads them and asks `keywords` about each pair; equal changes of many operations are folded into one here.

mod code;
mod documentation;
mod evidence;
#[cfg(feature = "cli")]
pub(crate) mod examples;
mod keywords;
mod node;
mod operations;
mod rename;
mod responses;
mod same;
mod schemas;
mod security;
mod servers;
mod union;
mod values;
mod variants;
mod version;
mod view;
mod write;

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

pub use code::{ChangeCode, Impact, UnknownChangeCode};
pub use evidence::{Correction, Evidence};
pub use version::{Demand, Step, demand};
pub use write::{DiffFormat, Difference, change_schema};

use crate::document::Document;
use crate::finding::{Severity, Side};
use crate::report::{DocumentPlace, Excerpt};

/// One thing that changed from the old document to the new one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Change {
    /// What kind of change it is.
    pub code: ChangeCode,
    /// What it means for those who use the document. The code's, unless it was allowed.
    pub impact: Impact,
    /// How much it weighs.
    pub severity: Severity,
    /// What a client does at this place: it sends (`request`), or receives (`response`). `None` where that does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The operation, by its id in the old document, or in the new one where that is the only one that has it; `None` where
    /// the change belongs to no operation.
    pub operation: Option<String>,
    /// Where in it: `GET /groups → 200, body /groups/*/name`.
    pub subject: String,
    /// What changed.
    pub message: String,
    /// What it may be, where that can be guessed, such as a rename.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where the statement stands in the old document, or would stand.
    pub old: DocumentPlace,
    /// Where the statement stands in the new document, or would stand.
    pub new: DocumentPlace,
    /// All operations that it concerns, where they are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<String>,
    /// The recordings that show that the service always behaved as the new document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// The property, status or parameter that it is about, where the places are those of its owner.
    #[serde(skip)]
    name: Option<String>,
    /// The places with their files, as the documents know them: one pair, or one for each schema that a property is new in.
    #[serde(skip)]
    pointers: Vec<(String, String)>,
}

impl Change {
    /// The step of the version that the change asks for. A correction is a patch: nothing changed but what is known.
    pub fn step(&self) -> Step {
        match self.impact {
            _ if self.correction.is_some() => Step::Patch,
            Impact::Breaking => Step::Major,
            Impact::Compatible => Step::Minor,
            Impact::Documentation => Step::Patch,
        }
    }

    /// Whether it breaks clients, and is no correction.
    pub fn is_breaking(&self) -> bool {
        self.step() == Step::Major
    }

    /// The operation, where there is one, and what changed: `listGroups: `name` is gone`.
    pub fn title(&self) -> String {
        match &self.operation {
            Some(operation) => format!("{operation}: {}", self.message),
            None => self.message.clone(),
        }
    }
}

/// One difference, before it is known whom it concerns.
#[derive(Debug, Clone)]
struct Delta {
    code: ChangeCode,
    old: String,
    new: String,
    message: String,
    /// The property, status or parameter that it is about, where the pointers are those of its owner.
    name: Option<String>,
    hint: Option<String>,
}

impl Delta {
    fn new(code: ChangeCode, old: impl Into<String>, new: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, old: old.into(), new: new.into(), message: message.into(), name: None, hint: None }
    }

    fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

/// A difference at a place.
struct Found {
    delta: Delta,
    side: Option<Side>,
    /// The first operation that it concerns, its method and path, and where in it.
    operation: Option<String>,
    subject: String,
    used_by: Vec<String>,
}

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
/// # Ok::<(), openapi_drift::Trouble>(())
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
pub(crate) fn circles(document: &Document) -> Vec<crate::trouble::Trouble> {
    let Some(schemas) = node::Node::root(document).get("components").and_then(|components| components.get("schemas")) else {
        return Vec::new();
    };
    let components = schemas.object().into_iter().flatten().map(|(name, value)| (name, schemas.below(name, value)));
    let circular = components.filter(|(_, component)| document.is_circular(&component.at));
    let trouble = |(name, component): (&String, node::Node<'_>)| {
        crate::trouble::Trouble::new("cannot compare a schema", format!("`{name}` is a circle of references, and no schema"))
            .in_file(document.file_of(&component.at))
            .at(document.locate(&component.at))
            .help("end the circle with a schema that says what is meant")
    };
    circular.map(trouble).collect()
}

/// Folds what is said of several operations at one place.
fn fold(old: &Document, new: &Document, found: Vec<Found>) -> Vec<Change> {
    use ChangeCode::{
        RequestPropertyAdded, RequestPropertyRemoved, RequestRequiredPropertyAdded, ResponsePropertyAdded, ResponsePropertyRemoved,
    };
    let mut changes: Vec<Change> = Vec::new();
    let mut known: HashMap<(ChangeCode, String, String, String), usize> = HashMap::new();
    // The operations of the changes that were met more than once.
    let mut met: HashMap<usize, HashSet<String>> = HashMap::new();
    for Found { delta, side, operation, subject, used_by } in found {
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
fn place(document: &Document, pointer: &str) -> DocumentPlace {
    let position = document.locate(pointer);
    DocumentPlace {
        file: document.file_of(pointer).to_owned(),
        line: position.line,
        column: position.column,
        excerpt: Excerpt::of_document(document.source_of(pointer), position),
        pointer: crate::document::pointer::split(pointer).1.to_owned(),
    }
}
