//! Closed parts of an `allOf` that exclude each other: each forbids the properties that the others declare.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::check::schema::instance_path::{InstancePath, PathStep};
use crate::check::schema::walk::Walk;
use openapi_drift_openapi::schema::graph::{Additional, Id, Node};
use openapi_drift_source::pointer;

/// The `allOf` whose parts exclude each other, by the pointer of the keyword that forbids a property and the pointer of the property
/// in the body.
pub(crate) type Exclusions = HashMap<(String, String), String>;

impl Walk<'_> {
    /// Finds the properties of an object that a closed part of an `allOf` forbids although another closed part declares them.
    pub(crate) fn find_exclusions(&mut self, applicable: &[Id], members: &Map<String, Value>, path: &InstancePath<'_>) {
        let graph = self.graph;
        let is_named = |node: &Node, name: &str| {
            let mut patterns = node.pattern_properties.iter();
            node.properties.contains_key(name) || patterns.any(|(pattern, _)| pattern.as_ref().is_none_or(|pattern| pattern.is_match(name)))
        };
        let closed = |id: &&Id| graph.node(**id).additional == Additional::Forbidden;
        let is_part =
            |whole: Id, part: Id| graph.node(whole).all_of.iter().any(|id| *id == part || graph.node(*id).reference == Some(part));
        for &part in applicable.iter().filter(closed) {
            let Some(&whole) = applicable.iter().find(|whole| is_part(**whole, part)) else { continue };
            let others: Vec<Id> = applicable.iter().filter(closed).copied().filter(|id| *id != part && is_part(whole, *id)).collect();
            let forbidding = format!("{}/additionalProperties", graph.node(part).pointer);
            for name in members.keys().filter(|name| !is_named(graph.node(part), name)) {
                if others.iter().any(|other| is_named(graph.node(*other), name)) {
                    let place = path.child(PathStep::Property(name)).pointer();
                    self.excluded.insert((forbidding.clone(), place), pointer::join(&graph.node(whole).pointer, "allOf"));
                }
            }
        }
    }
}
