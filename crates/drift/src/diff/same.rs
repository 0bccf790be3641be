//! Whether two nodes mean the same though their references are written differently. For what is compared as a whole.

use serde_json::Value;

use super::node::Node;

/// Members that say something about the interface and are no part of it.
pub(super) fn is_documentation(name: &str) -> bool {
    matches!(name, "title" | "summary" | "description" | "example" | "examples" | "externalDocs" | "$comment") || name.starts_with("x-")
}

/// Compares two nodes with their references followed; what is only documentation does not count.
pub(super) fn is_same(old: &Node<'_>, new: &Node<'_>) -> bool {
    same(old, new, false, &mut Vec::new())
}

/// Objects whose members have names that the publisher chose, so that none of them is a keyword.
const NAMES: &[&str] = &["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

/// Pairs that are being compared further up are taken to be the same, so that recursion ends.
fn same(old: &Node<'_>, new: &Node<'_>, is_names: bool, open: &mut Vec<(usize, usize)>) -> bool {
    let (old, new) = (old.clone().follow(), new.clone().follow());
    let pair = (std::ptr::from_ref(old.value) as usize, std::ptr::from_ref(new.value) as usize);
    if open.contains(&pair) || open.len() > 100 {
        return true;
    }
    open.push(pair);
    let is_same = match (old.value, new.value) {
        (Value::Object(one), Value::Object(other)) => {
            let counts = |name: &str| is_names || !is_documentation(name);
            let count = |object: &serde_json::Map<String, Value>| object.keys().filter(|name| counts(name)).count();
            count(one) == count(other)
                && one.iter().filter(|(name, _)| counts(name)).all(|(name, value)| {
                    let is_names = !is_names && NAMES.contains(&name.as_str());
                    other.get(name).is_some_and(|twin| same(&old.below(name, value), &new.below(name, twin), is_names, open))
                })
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).enumerate().all(|(index, (value, twin))| {
                    let index = index.to_string();
                    same(&old.below(&index, value), &new.below(&index, twin), false, open)
                })
        }
        (one, other) => super::keywords::same_json(one, other),
    };
    open.pop();
    is_same
}
