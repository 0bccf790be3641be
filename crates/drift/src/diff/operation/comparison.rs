use serde_json::Value;

use crate::diff::change::{Delta, Found};
use crate::diff::node::Node;
use crate::diff::operation::{Kind, joined};
use crate::diff::schema::pairs::{Root, Schemas};
use openapi_drift_openapi::document::Document;
use openapi_drift_recordings::Side;

/// What is being compared, and what was found.
pub(crate) struct Comparison<'d> {
    pub old: &'d Document,
    pub new: &'d Document,
    pub found: Vec<Found>,
    pub schemas: Schemas<'d>,
    /// The operations that are in both documents, by their place in this list.
    pub operations: Vec<(String, String)>,
}

impl<'d> Comparison<'d> {
    /// Notes what belongs to no operation.
    pub fn apart(&mut self, deltas: Vec<Delta>) {
        let found = |delta| Found { delta, side: None, operation: None, subject: String::new(), used_by: Vec::new() };
        self.found.extend(deltas.into_iter().map(found));
    }

    /// Notes what belongs to the operation of this number.
    pub fn within(&mut self, operation: usize, place: &str, deltas: Vec<Delta>) {
        let (id, title) = self.operations[operation].clone();
        for delta in deltas {
            let found = Found { delta, side: None, operation: Some(id.clone()), subject: joined(&title, place), used_by: Vec::new() };
            self.found.push(found);
        }
    }

    /// Compares two schemas that stand at a place of an operation.
    pub fn schema(&mut self, old: &Node<'d>, new: &Node<'d>, side: Side, operation: usize, place: String) {
        let owners = (old.place("schema"), new.place("schema"));
        let root = Root { operation, place };
        self.schemas.compare(old.member("schema"), new.member("schema"), (&owners.0, &owners.1), side, root);
    }
}

/// A method of a path, with what it takes from the path.
#[derive(Debug, Clone)]
pub(crate) struct Operation<'d> {
    pub kind: Kind,
    pub id: String,
    /// `GET /groups`, `webhook user-created`.
    pub title: String,
    pub path: String,
    pub method: &'static str,
    pub node: Node<'d>,
    pub item: Node<'d>,
}

/// A value of a flag that is not written.
pub(crate) fn flag(node: &Node<'_>, name: &str) -> bool {
    node.value.get(name).and_then(Value::as_bool) == Some(true)
}

/// Which side a part of an operation is on for a client: whoever calls back is the service.
pub(crate) fn side(operation: &Operation<'_>, of_request: bool) -> Side {
    if of_request == (operation.kind == Kind::Operation) { Side::Request } else { Side::Response }
}
