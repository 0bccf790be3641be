use serde_json::Value;

use crate::diff::change::{LocatedChange, RawChange};
use crate::diff::node::Node;
use crate::diff::operation::{OperationKind, joined};
use crate::diff::schema::pairs::{Root, Schemas};
use openapi_drift_openapi::Document;
use openapi_drift_recordings::Side;

/// The documents that are compared, and the changes found so far.
pub(crate) struct Comparison<'d> {
    pub old: &'d Document,
    pub new: &'d Document,
    pub found: Vec<LocatedChange>,
    pub schemas: Schemas<'d>,
    /// The operations that are in both documents, by their place in this list.
    pub operations: Vec<(String, String)>,
    /// True if a base path moved between the paths and the servers.
    pub is_moved: bool,
}

impl<'d> Comparison<'d> {
    /// Adds changes that belong to no operation.
    pub fn apart(&mut self, raw_changes: Vec<RawChange>) {
        let found = |raw_change| LocatedChange { raw_change, side: None, operation: None, subject: String::new(), used_by: Vec::new() };
        self.found.extend(raw_changes.into_iter().map(found));
    }

    /// Adds changes of the operation with this index.
    pub fn within(&mut self, operation: usize, place: &str, raw_changes: Vec<RawChange>) {
        let (id, title) = self.operations[operation].clone();
        for raw_change in raw_changes {
            let found =
                LocatedChange { raw_change, side: None, operation: Some(id.clone()), subject: joined(&title, place), used_by: Vec::new() };
            self.found.push(found);
        }
    }

    /// Compares two schemas that stand at a place of an operation.
    pub fn schema(
        &mut self,
        old: &Node<'d>,
        new: &Node<'d>,
        side: Side,
        (is_required, is_text): (bool, bool),
        operation: usize,
        place: String,
    ) {
        let owners = (old.place("schema"), new.place("schema"));
        let root = Root { operation, place };
        self.schemas.compare(old.member("schema"), new.member("schema"), (&owners.0, &owners.1), side, is_required, is_text, root);
    }
}

/// A method of a path, with what it takes from the path.
#[derive(Debug, Clone)]
pub(crate) struct Operation<'d> {
    pub kind: OperationKind,
    pub id: String,
    /// `GET /groups`, `webhook user-created`.
    pub title: String,
    pub path: String,
    pub method: &'static str,
    /// The end that the paths of all its servers have in common: `/v1`.
    pub base: String,
    pub node: Node<'d>,
    pub item: Node<'d>,
}

impl Operation<'_> {
    /// The path below the part of the servers that all have in common.
    pub fn full_path(&self) -> String {
        format!("{}{}", self.base, self.path)
    }
}

/// A value of a flag that is not written.
pub(crate) fn flag(node: &Node<'_>, name: &str) -> bool {
    node.value.get(name).and_then(Value::as_bool) == Some(true)
}

/// Returns the client's side of a part of an operation. The service sends the requests of webhooks and callbacks.
pub(crate) fn side(operation: &Operation<'_>, of_request: bool) -> Side {
    if of_request == (operation.kind == OperationKind::Operation) { Side::Request } else { Side::Response }
}
