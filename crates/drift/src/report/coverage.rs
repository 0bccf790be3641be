//! The share of the document that the recordings show: only for that share an absence of findings says something.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::{HashSet, HashSetExt as _};
use serde::{Deserialize, Serialize};

use crate::check::checked::Checked;
use crate::report::key::operation_name;
use crate::report::tally::{RecordedOperation, RecordedOperations};
use openapi_drift_openapi::Document;
use openapi_drift_openapi::Operation;
use openapi_drift_openapi::schema::graph::{Additional, Graph, Id};

/// The share of the document that the recordings show.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Coverage {
    /// The operations, without webhooks, in the order of the document.
    pub operations: Vec<OperationCoverage>,
    /// The webhooks, in the order of the document.
    pub webhooks: Vec<OperationCoverage>,
    /// The number of documented response properties; each counts once, no matter how many operations use it.
    pub properties: usize,
    /// The pointers of those response properties that no recording shows, sorted.
    pub unseen_properties: Vec<String>,
}

/// The recordings of one operation.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OperationCoverage {
    /// The `operationId`.
    pub id: String,
    /// The method in capitals.
    pub method: String,
    /// The path template; for a webhook its name.
    pub path: String,
    /// The number of recordings.
    pub recordings: usize,
    /// The documented statuses, and the number of recordings of each.
    pub statuses: Vec<(String, usize)>,
}

impl Coverage {
    /// Returns the number of operations with a recording.
    pub fn seen_operations(&self) -> usize {
        self.operations.iter().filter(|operation| operation.recordings > 0).count()
    }

    /// Returns the numbers of recorded and of documented statuses of operations.
    pub fn statuses(&self) -> (usize, usize) {
        let statuses = || self.operations.iter().flat_map(|operation| &operation.statuses);
        (statuses().filter(|(_, recordings)| *recordings > 0).count(), statuses().count())
    }

    /// Returns the number of recorded response properties.
    pub fn seen_properties(&self) -> usize {
        self.properties - self.unseen_properties.len()
    }
}

/// What recordings show of the document, by names and pointers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Recorded {
    operations: RecordedOperations,
    /// The pointers of the recorded response properties.
    properties: BTreeSet<String>,
}

impl Recorded {
    /// Adds what other recordings show.
    pub fn merge(&mut self, other: Self) {
        for (name, operation) in other.operations {
            self.operations.entry(name).or_default().merge(operation);
        }
        self.properties.extend(other.properties);
    }

    /// The coverage of the document.
    pub fn coverage(&self, document: &Document) -> Coverage {
        let graph = document.graph();
        let documented = documented_properties(document);
        let pointers = documented.iter().map(|id| &*graph.node(*id).pointer);
        let mut unseen_properties: Vec<String> =
            pointers.filter(|pointer| !self.properties.contains(*pointer)).map(str::to_owned).collect();
        unseen_properties.sort_unstable();
        let entry = |operation: &Operation| {
            let recorded = self.operations.get(&operation_name(operation));
            let count = |status: &str| recorded.and_then(|recorded| recorded.statuses.get(status)).copied().unwrap_or_default();
            let statuses = operation.responses.iter().map(|response| response.status.to_string());
            OperationCoverage {
                id: operation.id.clone(),
                method: operation.method.clone(),
                path: operation.path.clone(),
                recordings: recorded.map_or(0, |recorded| recorded.recordings),
                statuses: statuses.map(|status| (status.clone(), count(&status))).collect(),
            }
        };
        let (webhooks, operations): (Vec<_>, Vec<_>) = document.operations().iter().partition(|operation| operation.webhook);
        Coverage {
            operations: operations.into_iter().map(entry).collect(),
            webhooks: webhooks.into_iter().map(entry).collect(),
            properties: documented.len(),
            unseen_properties,
        }
    }
}

/// Counts while recordings are checked, by the numbers of operations and schemas of this run.
#[derive(Debug)]
pub(crate) struct CoverageCounter {
    operations: Vec<RecordedOperation>,
    seen: HashSet<Id>,
}

impl CoverageCounter {
    pub fn new(document: &Document) -> Self {
        Self { operations: vec![RecordedOperation::default(); document.operations().len()], seen: HashSet::new() }
    }

    pub fn add(&mut self, checked: &Checked) {
        if let Some(entry) = checked.operation.and_then(|index| self.operations.get_mut(index)) {
            entry.recordings += 1;
            if let Some(status) = &checked.documented_status {
                match entry.statuses.get_mut(status) {
                    Some(count) => *count += 1,
                    None => drop(entry.statuses.insert(status.clone(), 1)),
                }
            }
        }
        self.seen.extend(&checked.seen);
    }

    /// The same by names and pointers.
    pub fn finish(self, document: &Document, names: &[Arc<str>]) -> Recorded {
        let graph = document.graph();
        let recorded = names.iter().cloned().zip(self.operations).filter(|(_, operation)| operation.recordings > 0);
        Recorded {
            operations: recorded.collect(),
            properties: self.seen.into_iter().map(|id| graph.node(id).pointer.to_string()).collect(),
        }
    }
}

/// All properties that can be reached from a documented response.
fn documented_properties(document: &Document) -> Vec<Id> {
    let responses = document.operations().iter().filter(|operation| !operation.webhook).flat_map(|operation| &operation.responses);
    let schemas = responses.flat_map(|response| response.content.iter().flatten()).filter_map(|entry| entry.schema.as_ref());
    let graph = document.graph();
    let mut marks = vec![Mark::default(); graph.len()];
    for root in schemas.filter_map(|schema| graph.id(schema)) {
        describe(graph, root, &mut marks);
    }
    (0..graph.len()).filter(|id| marks[*id].is_property).collect()
}

/// The state of a schema while properties are collected.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    is_visited: bool,
    is_property: bool,
}

/// Marks the properties below a schema. Iterative, because schemas may be deeply nested and circular.
fn describe(graph: &Graph, root: Id, marks: &mut [Mark]) {
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut marks[id].is_visited, true) {
            continue;
        }
        let node = graph.node(id);
        for &property in node.properties.values().filter(|property| !graph.node(**property).write_only) {
            marks[property].is_property = true;
            open.push(property);
        }
        open.extend(
            node.reference.iter().chain(&node.all_of).chain(&node.conditional).chain(&node.prefix_items).chain(&node.items).copied(),
        );
        open.extend(node.variants());
        open.extend(node.discriminator.iter().flat_map(|discriminator| discriminator.mapping.iter().map(|(_, id)| *id)));
        if let Additional::Described(id) = node.additional {
            open.push(id);
        }
    }
}
