//! The schemas of both documents that describe the same value, and the steps that lead from one value to the values in it.

use crate::diff::node::Node;

/// The nodes of both documents that describe one value.
pub(crate) struct Counterparts<'d> {
    pub old: Vec<Node<'d>>,
    pub new: Vec<Node<'d>>,
    /// The places that stand for a missing schema: those of the objects that would hold it.
    pub owners: (String, String),
    /// True if a value must be present.
    pub is_required: bool,
}

impl<'d> Counterparts<'d> {
    /// Pairs two schemas of an optional value.
    pub fn of(old: Node<'d>, new: Node<'d>) -> Self {
        let owners = (old.at.clone(), new.at.clone());
        Self { old: vec![old], new: vec![new], owners, is_required: false }
    }

    /// Pairs the schemas of an optional value of which one may be missing.
    pub fn optional(old: Vec<Node<'d>>, new: Vec<Node<'d>>, owners: (String, String)) -> Self {
        Self { old, new, owners, is_required: false }
    }
}

/// The counterparts below a pair of schemas, each with the step that leads to it: `/name`, `/*`, or nothing for the same value.
pub(crate) type Children<'d> = Vec<(String, Counterparts<'d>)>;
