//! How much of the document the recordings show: so far can an absence of findings be trusted.

use std::collections::HashSet;

use openapi_drift_openapi::document::Document;

use crate::check::checked::Checked;

use openapi_drift_openapi::schema::graph::{Additional, Graph, Id};

/// What was seen of what is documented.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Coverage {
    /// The operations, without webhooks, in the order of the document.
    pub operations: Vec<OperationCoverage>,
    /// The webhooks, in the order of the document.
    pub webhooks: Vec<OperationCoverage>,
    /// How many response properties the document describes; each counts once, however many operations use it.
    pub properties: usize,
    /// The pointers of those response properties that no recording shows, sorted.
    pub unseen_properties: Vec<String>,
}

/// What was seen of one operation.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OperationCoverage {
    /// The `operationId`.
    pub id: String,
    /// The method in capitals.
    pub method: String,
    /// The path template; for a webhook its name.
    pub path: String,
    /// How many recordings show it.
    pub recordings: usize,
    /// The documented statuses, and how many recordings show each.
    pub statuses: Vec<(String, usize)>,
}

impl Coverage {
    /// How many operations were recorded at all.
    pub fn seen_operations(&self) -> usize {
        self.operations.iter().filter(|operation| operation.recordings > 0).count()
    }

    /// How many statuses of operations were recorded, and how many are documented.
    pub fn statuses(&self) -> (usize, usize) {
        let statuses = || self.operations.iter().flat_map(|operation| &operation.statuses);
        (statuses().filter(|(_, recordings)| *recordings > 0).count(), statuses().count())
    }

    /// How many response properties were recorded.
    pub fn seen_properties(&self) -> usize {
        self.properties - self.unseen_properties.len()
    }
}

/// Counts while recordings are checked.
#[derive(Debug)]
pub(crate) struct CoverageCounter<'d> {
    document: &'d Document,
    entries: Vec<OperationCoverage>,
    seen: HashSet<Id>,
}

impl<'d> CoverageCounter<'d> {
    pub fn new(document: &'d Document) -> Self {
        let entries = document.operations().iter().map(|operation| OperationCoverage {
            id: operation.id.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            recordings: 0,
            statuses: operation.responses.iter().map(|response| (response.status.to_string(), 0)).collect(),
        });
        Self { document, entries: entries.collect(), seen: HashSet::new() }
    }

    pub fn add(&mut self, checked: &Checked) {
        if let Some(entry) = checked.operation.and_then(|index| self.entries.get_mut(index)) {
            entry.recordings += 1;
            if let Some(status) = &checked.documented_status {
                entry.statuses.iter_mut().filter(|(known, _)| known == status).for_each(|(_, recordings)| *recordings += 1);
            }
        }
        self.seen.extend(&checked.seen);
    }

    /// Adds what another counter of the same document has counted.
    pub fn merge(&mut self, other: Self) {
        for (entry, theirs) in self.entries.iter_mut().zip(other.entries) {
            entry.recordings += theirs.recordings;
            for ((_, recordings), (_, more)) in entry.statuses.iter_mut().zip(theirs.statuses) {
                *recordings += more;
            }
        }
        self.seen.extend(other.seen);
    }

    pub fn finish(self) -> Coverage {
        let documented = self.documented_properties();
        let graph = self.document.graph();
        let unseen = documented.iter().filter(|id| !self.seen.contains(id));
        let mut unseen_properties: Vec<String> = unseen.map(|id| graph.node(*id).pointer.to_string()).collect();
        unseen_properties.sort_unstable();
        let is_webhook: Vec<bool> = self.document.operations().iter().map(|operation| operation.webhook).collect();
        let (webhooks, operations): (Vec<_>, Vec<_>) = self.entries.into_iter().zip(is_webhook).partition(|(_, webhook)| *webhook);
        Coverage {
            operations: operations.into_iter().map(|(entry, _)| entry).collect(),
            webhooks: webhooks.into_iter().map(|(entry, _)| entry).collect(),
            properties: documented.len(),
            unseen_properties,
        }
    }

    /// All properties that can be reached from a documented response.
    fn documented_properties(&self) -> Vec<Id> {
        let responses = self.document.operations().iter().filter(|operation| !operation.webhook).flat_map(|operation| &operation.responses);
        let schemas = responses.flat_map(|response| response.content.iter().flatten()).filter_map(|entry| entry.schema.as_ref());
        let graph = self.document.graph();
        let mut marks = vec![Mark::default(); graph.len()];
        for root in schemas.filter_map(|schema| graph.id(schema)) {
            describe(graph, root, &mut marks);
        }
        (0..graph.len()).filter(|id| marks[*id].is_property).collect()
    }
}

/// What is known of a schema while properties are collected.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    is_visited: bool,
    is_property: bool,
}

/// Marks the properties below a schema. With a stack of its own, since schemas may be deeply nested and circular.
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
