//! Pairs of branches of an old and a new union, found by component name, by equality, by the values of distinguishing properties,
//! by title, and by type and properties, in this order.

use serde_json::Value;

use crate::diff::equivalent::{is_documentation, is_same};
use crate::diff::node::Node;
use crate::diff::schema::effective::EffectiveSchema;
use crate::diff::schema::values::{closed, spelling};

/// Pairs of branches, and the branches without a counterpart.
pub(crate) struct MatchedVariants<'d> {
    pub pairs: Vec<(Node<'d>, Node<'d>)>,
    pub removed: Vec<Node<'d>>,
    pub added: Vec<Node<'d>>,
}

/// A branch and all that distinguishes it from others.
struct Variant<'d> {
    node: Node<'d>,
    name: Option<String>,
    title: Option<&'d str>,
    types: u8,
    /// The names of its keywords and properties, which equal branches share.
    shape: Vec<&'d str>,
    /// The properties that allow only one value.
    tags: Vec<(&'d str, String)>,
}

impl<'d> Variant<'d> {
    fn of(node: Node<'d>) -> Self {
        let target = node.clone().follow();
        let keys =
            |value: Option<&'d Value>| value.and_then(Value::as_object).into_iter().flat_map(|object| object.keys().map(String::as_str));
        let mut shape: Vec<&str> =
            keys(Some(target.value)).filter(|name| !is_documentation(name)).chain(keys(target.value.get("properties"))).collect();
        shape.sort_unstable();
        let properties = target.value.get("properties").and_then(Value::as_object).into_iter().flatten();
        let tag = |(name, property): (&'d String, &'d Value)| match closed(property)?.as_slice() {
            [value] => Some((name.as_str(), spelling(value))),
            _ => None,
        };
        let mut tags: Vec<(&str, String)> = properties.filter_map(tag).collect();
        tags.sort_unstable();
        Self { name: name(&node), title: target.text("title"), types: types(&node), shape, tags, node }
    }
}

/// A rule that pairs two branches.
type MatchRule<'r, 'd> = &'r dyn Fn(&Variant<'d>, &Variant<'d>) -> bool;

/// Pairs the branches of two unions.
pub(crate) fn matched<'d>(old: &[Node<'d>], new: &[Node<'d>]) -> MatchedVariants<'d> {
    let read = |variants: &[Node<'d>]| variants.iter().cloned().map(Variant::of).collect::<Vec<_>>();
    let (mut removed, mut added) = (read(old), read(new));
    let mut pairs = Vec::new();
    let rules: [MatchRule<'_, 'd>; 6] = [
        &|one, other| one.name.is_some() && one.name == other.name,
        &|one, other| one.shape == other.shape && is_same(&one.node, &other.node),
        &|one, other| !one.tags.is_empty() && one.tags == other.tags,
        &|one, other| one.title.is_some() && one.title == other.title,
        &|one, other| one.name.is_none() && other.name.is_none() && one.types == other.types && one.shape == other.shape,
        &|one, other| one.name.is_none() && other.name.is_none() && one.types == other.types && shares_properties(&one.node, &other.node),
    ];
    for rule in rules {
        for one in std::mem::take(&mut removed) {
            match added.iter().position(|other| rule(&one, other)) {
                Some(counterpart) => pairs.push((one.node, added.remove(counterpart).node)),
                None => removed.push(one),
            }
        }
    }
    let nodes = |variants: Vec<Variant<'d>>| variants.into_iter().map(|variant| variant.node).collect();
    MatchedVariants { pairs, removed: nodes(removed), added: nodes(added) }
}

/// Returns true if two schemas are the same branch, by name or by meaning.
pub(crate) fn is_one(old: &Node<'_>, new: &Node<'_>) -> bool {
    let last = |node: &Node<'_>| node.clone().follow().at.rsplit('/').next().map(str::to_owned);
    last(old) == last(new) || is_same(old, new)
}

/// Returns the name of the component that a branch is or refers to.
fn name(variant: &Node<'_>) -> Option<String> {
    let is_reference = variant.value.get("$ref").is_some();
    let target = variant.clone().follow();
    let (owner, name) = target.at.rsplit_once('/')?;
    (is_reference || owner.ends_with("/components/schemas")).then(|| name.to_owned())
}

fn types(variant: &Node<'_>) -> u8 {
    EffectiveSchema::of(variant.document, std::slice::from_ref(variant), &variant.at).types()
}

/// Returns true unless both branches declare properties and share none.
fn shares_properties(old: &Node<'_>, new: &Node<'_>) -> bool {
    fn properties<'d>(node: &Node<'d>) -> Option<&'d serde_json::Map<String, Value>> {
        node.value.get("properties").and_then(Value::as_object)
    }
    match (properties(old), properties(new)) {
        (Some(old), Some(new)) => old.keys().any(|name| new.contains_key(name)),
        _ => true,
    }
}
