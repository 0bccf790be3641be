//! Which variant of an old union is which of the new one: by name, by what it says, by its title, by its type, and at last by
//! being the only one left.

use serde_json::Value;

use super::node::Node;
use super::same::is_same;
use super::view::{Union, View};

/// Variants that belong together, and those that have no partner.
pub(super) struct Matched<'d> {
    pub pairs: Vec<(Node<'d>, Node<'d>)>,
    pub removed: Vec<Node<'d>>,
    pub added: Vec<Node<'d>>,
}

/// Whether two variants belong together.
type Rule<'r, 'd> = &'r dyn Fn(&Node<'d>, &Node<'d>) -> bool;

pub(super) fn matched<'d>(old: &Union<'d>, new: &Union<'d>) -> Matched<'d> {
    let (mut removed, mut added) = (old.variants.clone(), new.variants.clone());
    let mut pairs = Vec::new();
    let rules: [Rule<'_, 'd>; 4] = [
        &|one, other| name(one).is_some_and(|name_of_one| Some(name_of_one) == name(other)),
        &|one, other| is_same(one, other),
        &|one, other| title(one).is_some_and(|title_of_one| Some(title_of_one) == title(other)),
        &|one, other| name(one).is_none() && name(other).is_none() && types(one) == types(other) && shares_properties(one, other),
    ];
    for rule in rules {
        let mut index = 0;
        while index < removed.len() {
            match added.iter().position(|other| rule(&removed[index], other)) {
                Some(twin) => pairs.push((removed.remove(index), added.remove(twin))),
                None => index += 1,
            }
        }
    }
    Matched { pairs, removed, added }
}

/// Whether two schemas are the same variant: one name, or one meaning.
pub(super) fn is_one(old: &Node<'_>, new: &Node<'_>) -> bool {
    let last = |node: &Node<'_>| node.clone().follow().at.rsplit('/').next().map(str::to_owned);
    last(old) == last(new) || is_same(old, new)
}

/// The component's name.
fn name(variant: &Node<'_>) -> Option<String> {
    let target = variant.target()?.follow();
    target.at.rsplit('/').next().map(str::to_owned)
}

fn title<'d>(variant: &Node<'d>) -> Option<&'d str> {
    variant.clone().follow().text("title")
}

fn types(variant: &Node<'_>) -> u8 {
    View::of(variant.document, std::slice::from_ref(variant), &variant.at).types()
}

/// Objects that have no property in common are different variants; whatever has no properties may be one.
fn shares_properties(old: &Node<'_>, new: &Node<'_>) -> bool {
    let properties = |node: &Node<'_>| node.value.get("properties").and_then(Value::as_object).cloned();
    match (properties(old), properties(new)) {
        (Some(old), Some(new)) => old.keys().any(|name| new.contains_key(name)),
        _ => true,
    }
}
