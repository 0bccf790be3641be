//! Whether two nodes mean the same though their references are written differently. For what is compared as a whole.

use std::collections::HashSet;

use serde_json::Value;

use crate::diff::node::Node;
use crate::diff::schema::values::same_json;

/// Members that say something about the interface and are no part of it.
pub(crate) fn is_documentation(name: &str) -> bool {
    matches!(name, "title" | "summary" | "description" | "example" | "examples" | "externalDocs" | "$comment") || name.starts_with("x-")
}

/// Compares two nodes with their references followed; what is only documentation does not count.
///
/// Pairs that were met before are taken to be the same, so that recursion ends and each pair is compared once: were one of them
/// different, the whole would be.
pub(crate) fn is_same(old: &Node<'_>, new: &Node<'_>) -> bool {
    let mut met = HashSet::new();
    let mut open = vec![(old.clone(), new.clone(), false)];
    while let Some((old, new, is_names)) = open.pop() {
        let (old, new) = (old.follow(), new.follow());
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
                    let Some(twin) = other.get(name) else { return false };
                    open.push((old.below(name, value), new.below(name, twin), !is_names && NAMES.contains(&name.as_str())));
                }
            }
            (Value::Array(one), Value::Array(other)) => {
                if one.len() != other.len() {
                    return false;
                }
                let pairs = one.iter().zip(other).enumerate();
                open.extend(pairs.map(|(index, (value, twin))| {
                    let index = index.to_string();
                    (old.below(&index, value), new.below(&index, twin), false)
                }));
            }
            (one, other) if same_json(one, other) => {}
            _ => return false,
        }
    }
    true
}

/// Objects whose members have names that the publisher chose, so that none of them is a keyword.
const NAMES: &[&str] = &["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];
