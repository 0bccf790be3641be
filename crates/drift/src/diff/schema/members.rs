//! Members of objects and items of arrays: properties that were added, removed or changed their presence, and the schemas below.

use std::collections::{BTreeSet, HashMap};

use crate::diff::change::RawChange;
use crate::diff::code::{ChangeCode, *};
use crate::diff::node::Node;
use crate::diff::rename_hints;
use crate::diff::schema::counterparts::{Children, Counterparts};
use crate::diff::schema::effective::EffectiveSchema;
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

/// Compares the properties of two objects.
pub(crate) fn properties<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) {
    let (before, after) = (old.properties(), new.properties());
    let (required_before, required_after) = (old.required(), new.required());
    let is_listed = |list: &[(&str, String)], name: &str| list.iter().any(|(required, _)| *required == name);
    let find = |list: &[(&'d str, Vec<Node<'d>>)], name: &str| -> Vec<Node<'d>> {
        list.iter().find(|(known, _)| *known == name).map(|(_, nodes)| nodes.clone()).unwrap_or_default()
    };
    let new_indices: HashMap<&str, usize> = after.iter().enumerate().map(|(index, (name, _))| (*name, index)).collect();
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for (name, nodes) in &before {
        match new_indices.get(name) {
            Some(index) => {
                let new_nodes = &after[*index].1;
                let (was_sent, is_sent_now) = (is_sent(old, nodes, side), is_sent(new, new_nodes, side));
                let places = || (nodes[0].at.clone(), new_nodes[0].at.clone());
                let mut push = |kind: Sided, message: &str| {
                    let (at, to) = places();
                    raw_changes.push(RawChange::new(kind.on(side), at, to, format!("`{name}` {message}")).named(name));
                };
                match (was_sent, is_sent_now) {
                    (true, false) => push(WITHDRAWN, if side == Side::Request { "became read-only" } else { "became write-only" }),
                    (false, true) => {
                        push(RESTORED, if side == Side::Request { "is no longer read-only" } else { "is no longer write-only" })
                    }
                    (false, false) => {}
                    (true, true) => requirement(name, (old, &required_before), (new, &required_after), side, raw_changes),
                }
                // A property that only one of the documents sends on this side has no counterpart here.
                if !was_sent || !is_sent_now {
                    continue;
                }
                let is_required = is_listed(&required_before, name) && is_listed(&required_after, name);
                let counterparts = Counterparts { old: nodes.clone(), new: new_nodes.clone(), owners: places(), is_required };
                children.push((pointer::join("", name), counterparts));
            }
            None if is_sent(old, nodes, side) => removed.push(*name),
            None => {}
        }
    }
    for (name, nodes) in after.iter().filter(|(name, _)| !before.iter().any(|(known, _)| known == name)) {
        if is_sent(new, nodes, side) {
            added.push(*name);
        }
    }
    for name in &removed {
        let at = find(&before, name)[0].at.clone();
        let mut change = RawChange::new(PROPERTY_REMOVED.on(side), at, new.at.clone(), format!("`{name}` is gone")).named(name);
        let similar = rename_hints::possible_rename(name, &find(&before, name), added.iter().map(|other| (*other, find(&after, other))));
        change.hint = similar.map(|similar| format!("`{similar}` is new here; it may be renamed"));
        raw_changes.push(change);
    }
    for name in &added {
        let code = match side {
            Side::Request if is_listed(&required_after, name) && !is_listed(&required_before, name) => {
                ChangeCode::RequestRequiredPropertyAdded
            }
            Side::Response if old.is_closed() => ChangeCode::ResponseClosedPropertyAdded,
            _ => PROPERTY_ADDED.on(side),
        };
        let to = find(&after, name)[0].at.clone();
        let message = if is_listed(&required_after, name) { format!("`{name}` is new, and required") } else { format!("`{name}` is new") };
        let mut change = RawChange::new(code, old.at.clone(), to, message).named(name);
        let similar = rename_hints::possible_rename(name, &find(&after, name), removed.iter().map(|other| (*other, find(&before, other))));
        change.hint = similar.map(|similar| format!("`{similar}` is gone here; it may be renamed"));
        raw_changes.push(change);
    }
    // `required` may name a property that `properties` does not declare: it must be present, with any value.
    let is_declared = |list: &[(&'d str, Vec<Node<'d>>)], name: &str| list.iter().any(|(known, _)| *known == name);
    let is_open = |name: &&str| match (is_declared(&before, name), is_declared(&after, name)) {
        (true, true) => false,
        (true, false) => is_listed(&required_after, name),
        (false, true) => is_listed(&required_before, name) && added.contains(name),
        (false, false) => true,
    };
    let undeclared: BTreeSet<&str> = required_before.iter().chain(&required_after).map(|(name, _)| *name).filter(is_open).collect();
    for name in undeclared {
        requirement(name, (old, &required_before), (new, &required_after), side, raw_changes);
    }
    additional(old, new, side, raw_changes, children);
}

/// Compares if a property is required.
fn requirement(
    name: &str,
    (old, before): (&EffectiveSchema<'_>, &[(&str, String)]),
    (new, after): (&EffectiveSchema<'_>, &[(&str, String)]),
    side: Side,
    raw_changes: &mut Vec<RawChange>,
) {
    let place = |schema: &EffectiveSchema<'_>, list: &[(&str, String)]| {
        list.iter().find(|(required, _)| *required == name).map_or_else(|| schema.place("required"), |(_, at)| at.clone())
    };
    let is_required = |list: &[(&str, String)]| list.iter().any(|(required, _)| *required == name);
    let (kind, message) = match (is_required(before), is_required(after)) {
        (false, true) => (BECAME_REQUIRED, format!("`{name}` became required")),
        (true, false) => (BECAME_OPTIONAL, format!("`{name}` became optional")),
        _ => return,
    };
    raw_changes.push(RawChange::new(kind.on(side), place(old, before), place(new, after), message).named(name));
}

/// Returns true if a property is sent on this side: not `readOnly` in a request, not `writeOnly` in a response.
fn is_sent<'d>(schema: &EffectiveSchema<'d>, nodes: &[Node<'d>], side: Side) -> bool {
    let flag = match side {
        Side::Request => "readOnly",
        Side::Response => "writeOnly",
    };
    let document = schema.parts.first().map_or(nodes[0].document, |part| part.document);
    !EffectiveSchema::of(document, nodes, "").flag(flag)
}

/// Compares properties that `properties` does not declare.
fn additional<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) {
    let place = |schema: &EffectiveSchema<'d>| {
        let keys = ["additionalProperties", "unevaluatedProperties"];
        keys.into_iter().find_map(|key| schema.said(key)).map_or_else(|| schema.at.clone(), |said| said.at)
    };
    match (old.is_closed(), new.is_closed()) {
        (false, true) => {
            raw_changes.push(RawChange::new(
                OBJECT_CLOSED.on(side),
                place(old),
                place(new),
                "undeclared properties are forbidden".to_owned(),
            ));
        }
        (true, false) => {
            raw_changes.push(RawChange::new(
                OBJECT_OPENED.on(side),
                place(old),
                place(new),
                "undeclared properties are allowed".to_owned(),
            ));
        }
        (true, true) => {}
        (false, false) => {
            for key in ["additionalProperties", "unevaluatedProperties"] {
                let owners = (old.place(key), new.place(key));
                children.push(("/*".to_owned(), Counterparts::optional(old.under(key), new.under(key), owners)));
            }
        }
    }
    let patterns: BTreeSet<&str> = [old, new]
        .into_iter()
        .flat_map(|schema| schema.under("patternProperties"))
        .flat_map(|node| node.object())
        .flat_map(|object| object.keys())
        .map(String::as_str)
        .collect();
    for pattern in patterns {
        let under = |schema: &EffectiveSchema<'d>| {
            schema.under("patternProperties").iter().filter_map(|node| node.member(pattern)).collect::<Vec<_>>()
        };
        let owners = (old.place("patternProperties"), new.place("patternProperties"));
        children.push(("/*".to_owned(), Counterparts::optional(under(old), under(new), owners)));
    }
}

/// Pairs the schemas of the items of two arrays.
pub(crate) fn items<'d>(old: &EffectiveSchema<'d>, new: &EffectiveSchema<'d>, children: &mut Children<'d>) {
    let under = |schema: &EffectiveSchema<'d>| schema.parts.iter().filter_map(|part| part.member("items")).collect::<Vec<_>>();
    let owners = (old.place("items"), new.place("items"));
    children.push(("/*".to_owned(), Counterparts::optional(under(old), under(new), owners.clone())));
    let first = |schema: &EffectiveSchema<'d>| schema.parts.iter().flat_map(|part| part.items("prefixItems")).collect::<Vec<_>>();
    let (mut before, mut after) = (first(old).into_iter(), first(new).into_iter());
    for index in 0.. {
        let (old_item, new_item) = (before.next(), after.next());
        if old_item.is_none() && new_item.is_none() {
            break;
        }
        let counterparts = Counterparts::optional(old_item.into_iter().collect(), new_item.into_iter().collect(), owners.clone());
        children.push((format!("/{index}"), counterparts));
    }
}
