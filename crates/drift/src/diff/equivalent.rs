//! Equality of nodes by meaning, with references followed, for parts of a document that are compared as a whole.

use std::collections::HashSet;

use serde_json::Value;

use crate::diff::node::Node;
use crate::diff::schema::values::same_json;

/// Returns true for members that describe the interface without being part of it.
pub(crate) fn is_documentation(name: &str) -> bool {
    matches!(name, "title" | "summary" | "description" | "example" | "examples" | "externalDocs" | "$comment") || name.starts_with("x-")
}

/// Returns true if two nodes are equal, with references followed and without documentation.
///
/// Each pair is compared once, and a pair that occurs again counts as equal, so that recursive nodes end.
pub(crate) fn is_same(old: &Node<'_>, new: &Node<'_>) -> bool {
    is_same_from(old, new, false)
}

/// Returns true if two maps with names of the publisher, such as `links`, are equal. A missing map is an empty one.
pub(crate) fn is_same_map(old: Option<&Node<'_>>, new: Option<&Node<'_>>) -> bool {
    let is_empty = |map: &Node<'_>| map.object().is_some_and(serde_json::Map::is_empty);
    match (old, new) {
        (Some(old), Some(new)) => is_same_from(old, new, true),
        (Some(map), None) | (None, Some(map)) => is_empty(map),
        (None, None) => true,
    }
}

fn is_same_from(old: &Node<'_>, new: &Node<'_>, are_names: bool) -> bool {
    let mut met = HashSet::new();
    let mut open = vec![(old.clone(), new.clone(), are_names)];
    while let Some((old, new, is_names)) = open.pop() {
        let (old, new) = if is_names { (old.follow(), new.follow()) } else { (plain(old), plain(new)) };
        match (old.value, new.value) {
            (Value::Object(one), Value::Object(other)) => {
                if !met.insert((std::ptr::from_ref(old.value) as usize, std::ptr::from_ref(new.value) as usize, is_names)) {
                    continue;
                }
                let counts = |name: &str| is_names || !is_documentation(name);
                let count = |object: &serde_json::Map<String, Value>| object.keys().filter(|name| counts(name)).count();
                if count(one) != count(other) {
                    return false;
                }
                for (name, value) in one.iter().filter(|(name, _)| counts(name)) {
                    let Some(counterpart) = other.get(name) else { return false };
                    if !is_names && VALUES.contains(&name.as_str()) {
                        if !same_json(value, counterpart) {
                            return false;
                        }
                        continue;
                    }
                    open.push((old.below(name, value), new.below(name, counterpart), !is_names && NAMES.contains(&name.as_str())));
                }
            }
            (Value::Array(one), Value::Array(other)) => {
                if one.len() != other.len() {
                    return false;
                }
                let pairs = one.iter().zip(other).enumerate();
                open.extend(pairs.map(|(index, (value, counterpart))| {
                    let index = index.to_string();
                    (old.below(&index, value), new.below(&index, counterpart), false)
                }));
            }
            (one, other) if same_json(one, other) => {}
            _ => return false,
        }
    }
    true
}

/// Objects whose members have names that the publisher chose, so that none of them is a keyword.
const NAMES: &[&str] = &[
    "$defs",
    "content",
    "definitions",
    "dependentRequired",
    "dependentSchemas",
    "encoding",
    "headers",
    "mapping",
    "parameters",
    "patternProperties",
    "properties",
    "scopes",
    "variables",
];

/// Keywords whose values are data, in which no name is a keyword.
const VALUES: &[&str] = &["const", "default", "enum"];

/// Follows the references of a node, and replaces an `allOf` of one schema by that schema.
pub(crate) fn plain(node: Node<'_>) -> Node<'_> {
    const DEEPEST: usize = 16;
    let mut node = node.follow();
    for _ in 0..DEEPEST {
        match only_part(&node) {
            Some(part) => node = part.follow(),
            None => break,
        }
    }
    node
}

/// Returns the only schema of an `allOf` without siblings.
fn only_part<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    let mut said = node.object()?.keys().filter(|name| !is_documentation(name));
    if said.next()? != "allOf" || said.next().is_some() {
        return None;
    }
    let mut parts = node.items("allOf").into_iter().filter(|part| !says_nothing(&part.clone().follow()));
    let part = parts.next()?;
    parts.next().is_none().then_some(part)
}

/// Returns true if a schema allows any value.
pub(crate) fn says_nothing(schema: &Node<'_>) -> bool {
    match schema.value {
        Value::Bool(allows) => *allows,
        Value::Object(object) => object.keys().all(|name| is_documentation(name)),
        _ => false,
    }
}
