//! The meaning of a union: nested unions are flattened, equal branches count once, and null is separate.

use std::collections::HashSet;

use serde_json::Value;

use crate::diff::equivalent::is_documentation;
use crate::diff::node::Node;

use crate::diff::schema::effective::{types, written_types};
use crate::diff::schema::values::{closed, spelling, type_of, types_of};
use openapi_drift_source::pointer;

/// A choice of at least two variants other than null.
#[derive(Debug)]
pub(crate) struct Union<'d> {
    pub at: String,
    pub variants: Vec<Node<'d>>,
    pub takes_null: bool,
}

/// A choice of types, or of values, that could be written without a union.
#[derive(Debug)]
pub(crate) struct Choice<'d> {
    pub variants: Vec<Node<'d>>,
    pub types: u8,
    /// The values, where they are listed.
    pub values: Option<Vec<&'d Value>>,
}

/// The simplest form of a `oneOf` or `anyOf`.
pub(crate) enum Choices<'d> {
    None,
    One {
        variant: Node<'d>,
        takes_null: bool,
    },
    /// Listed strings and any string: an open enum without an extension.
    Open {
        any: Node<'d>,
        values: Vec<&'d Value>,
        takes_null: bool,
    },
    Plain(Choice<'d>),
    Many(Union<'d>),
}

impl<'d> Choices<'d> {
    pub fn of(node: &Node<'d>, key: &str) -> Self {
        let all = flattened(node, key);
        let count = all.len();
        let mut variants: Vec<Node<'d>> = all.into_iter().filter(|variant| !is_null(variant)).collect();
        let takes_null = variants.len() < count;
        match variants.len() {
            0 if takes_null => Self::Plain(Choice { variants, types: types::NULL, values: None }),
            0 => Self::None,
            1 => Self::One { variant: variants.remove(0), takes_null },
            _ => match open_list(&variants) {
                Some((any, values)) => Self::Open { any: variants.swap_remove(any), values, takes_null },
                None => match plain(&variants, key, takes_null) {
                    Some((types, values)) => Self::Plain(Choice { variants, types, values }),
                    None => Self::Many(Union { at: pointer::join(&node.at, key), variants, takes_null }),
                },
            },
        }
    }
}

/// Returns the branches of a union and of the unions nested in it, each once.
fn flattened<'d>(node: &Node<'d>, key: &str) -> Vec<Node<'d>> {
    let mut met = HashSet::new();
    let mut spelt = HashSet::new();
    let mut found = Vec::new();
    let mut open: Vec<Node<'d>> = node.items(key).into_iter().rev().collect();
    while let Some(variant) = open.pop() {
        let target = variant.clone().follow();
        if !met.insert(std::ptr::from_ref(target.value)) {
            continue;
        }
        if let Some(nested) = only_union(&target) {
            open.extend(nested.into_iter().rev());
        } else if is_plain(target.value) {
            if spelt.insert((
                written_types(target.value),
                closed(target.value).map(|values| values.into_iter().map(spelling).collect::<Vec<_>>()),
            )) {
                found.push(variant);
            }
        } else {
            found.push(variant);
        }
    }
    found
}

/// Returns the branches of a schema that is only a union, or an `allOf` of one.
fn only_union<'d>(schema: &Node<'d>) -> Option<Vec<Node<'d>>> {
    let mut said = schema.object()?.keys().filter(|name| !is_documentation(name));
    let nested = match (said.next()?.as_str(), said.next()) {
        (key @ ("oneOf" | "anyOf"), None) => schema.items(key),
        ("allOf", None) => Some(schema.items("allOf")).filter(|parts| parts.len() == 1)?,
        _ => return None,
    };
    (!nested.is_empty()).then_some(nested)
}

/// Returns true if a schema states only types or values.
fn is_plain(schema: &Value) -> bool {
    let is_said = |name: &String| matches!(name.as_str(), "type" | "enum" | "const");
    schema.as_object().is_some_and(|object| object.keys().any(is_said) && object.keys().all(|name| is_said(name) || is_documentation(name)))
}

/// Returns true if a branch accepts only null.
fn is_null(variant: &Node<'_>) -> bool {
    let schema = variant.clone().follow().value;
    is_plain(schema)
        && (written_types(schema) == types::NULL
            || closed(schema).is_some_and(|values| !values.is_empty() && values.iter().all(|value| value.is_null())))
}

/// Returns the types and values of branches that state nothing else, if all are types or all are lists. Types of a `oneOf` that
/// share values exclude them, so they are not merged.
fn plain<'d>(variants: &[Node<'d>], key: &str, takes_null: bool) -> Option<(u8, Option<Vec<&'d Value>>)> {
    let schemas: Vec<&'d Value> = variants.iter().map(|variant| variant.clone().follow().value).collect();
    if !schemas.iter().all(|schema| is_plain(schema)) {
        return None;
    }
    let null = if takes_null { types::NULL } else { 0 };
    let lists: Vec<Option<Vec<&'d Value>>> = schemas.iter().map(|schema| closed(schema)).collect();
    if lists.iter().all(Option::is_none) {
        let each = schemas.iter().map(|schema| written_types(schema));
        let overlaps = each.clone().map(u8::count_ones).sum::<u32>() != each.clone().fold(0, |all, types| all | types).count_ones();
        return (key == "anyOf" || !overlaps).then(|| (each.fold(null, |all, types| all | types), None));
    }
    let lists: Vec<Vec<&'d Value>> = lists.into_iter().collect::<Option<_>>()?;
    let typed = lists.into_iter().zip(&schemas);
    let values: Vec<&'d Value> =
        typed.flat_map(|(values, schema)| values.into_iter().filter(|value| type_of(value) & written_types(schema) != 0)).collect();
    Some((types_of(&values) | null, Some(values)))
}

/// Returns the branch that accepts any string and the values of the others, if the union is an open enum.
fn open_list<'d>(variants: &[Node<'d>]) -> Option<(usize, Vec<&'d Value>)> {
    let is_string = |node: &Node<'d>| node.text("type") == Some("string");
    let limits = ["enum", "const", "pattern", "format", "minLength", "maxLength", "allOf", "oneOf", "anyOf", "not"];
    let any = variants.iter().position(|node| is_string(node) && limits.iter().all(|key| node.value.get(key).is_none()))?;
    let mut values = Vec::new();
    for (_, node) in variants.iter().enumerate().filter(|(index, _)| *index != any) {
        let node = node.clone().follow();
        values.extend(closed(node.value).filter(|_| is_string(&node))?);
    }
    Some((any, values))
}
