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
    /// Finds the properties of an object that a closed part of an `allOf` forbids although another applicable schema declares them.
    pub(crate) fn find_exclusions(&mut self, applicable: &[Id], members: &Map<String, Value>, path: &InstancePath<'_>) {
        let graph = self.graph;
        let is_named = |node: &Node, name: &str| {
            let mut patterns = node.pattern_properties.iter();
            node.properties.contains_key(name) || patterns.any(|(pattern, _)| pattern.as_ref().is_none_or(|pattern| pattern.is_match(name)))
        };
        for &closed in applicable.iter().filter(|id| graph.node(**id).additional == Additional::Forbidden) {
            let is_part = |whole: &&Id| {
                let mut parts = graph.node(**whole).all_of.iter();
                parts.any(|part| *part == closed || graph.node(*part).reference == Some(closed))
            };
            let Some(whole) = applicable.iter().find(is_part) else { continue };
            let forbidding = format!("{}/additionalProperties", graph.node(closed).pointer);
            for name in members.keys().filter(|name| !is_named(graph.node(closed), name)) {
                if applicable.iter().any(|other| *other != closed && graph.node(*other).properties.contains_key(name)) {
                    let place = path.child(PathStep::Property(name)).pointer();
                    self.excluded.insert((forbidding.clone(), place), pointer::join(&graph.node(*whole).pointer, "allOf"));
                }
            }
        }
    }
}
