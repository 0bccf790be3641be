//! Unions (`oneOf`, `anyOf`): branches that were added or removed, and schemas that became a branch of a union.

use crate::diff::change::RawChange;
use crate::diff::code::{ChangeCode, *};
use crate::diff::documentation;
use crate::diff::equivalent::is_same;
use crate::diff::node::Node;
use crate::diff::schema::counterparts::{Children, Counterparts};
use crate::diff::schema::discriminators;
use crate::diff::schema::effective::{EffectiveSchema, types};
use crate::diff::schema::overlap::is_refused_by_several;
use crate::diff::schema::variants::matched;
use openapi_drift_recordings::Side;

/// Compares a schema with a union that it became a branch of, or the reverse: the other branches were added or removed. Returns
/// false if the two have no such relation; then nothing was compared.
pub(crate) fn became_union<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) -> bool {
    let (Some(before), Some(after)) = (variants_of(old), variants_of(new)) else { return false };
    if old.unions.len() + new.unions.len() != 1 {
        return false;
    }
    let matched = matched(before, after);
    // A schema that states only a type may include all branches.
    let is_type_only = |variants: &[Node<'d>]| variants.len() == 1 && variants[0].object().is_some_and(|object| object.len() == 1);
    let is_vague = is_type_only(before) || is_type_only(after);
    if matched.pairs.is_empty() || is_vague && !matched.pairs.iter().all(|(one, other)| is_same(one, other)) {
        return false;
    }
    for variant in &matched.removed {
        let message = format!("the branch {} is gone", describe(variant));
        raw_changes.push(RawChange::new(VARIANT_REMOVED.on(side), variant.at.clone(), new.at.clone(), message));
    }
    for variant in &matched.added {
        let message = format!("the branch {} is new", describe(variant));
        raw_changes.push(RawChange::new(VARIANT_ADDED.on(side), old.at.clone(), variant.at.clone(), message));
    }
    if let (Side::Request, [], [union]) = (side, old.unions.as_slice(), new.unions.as_slice())
        && is_refused_by_several(old, new, union)
    {
        let message = "exactly one branch of the new `oneOf` must match, and a value may match several".to_owned();
        raw_changes.push(RawChange::new(ChangeCode::RequestUnionAdded, old.at.clone(), union.at.clone(), message));
    }
    let (old_null, new_null) = (old.types() & types::NULL, new.types() & types::NULL);
    if old_null != new_null {
        let (kind, message) = if new_null != 0 { (NULL_ALLOWED, "null is allowed") } else { (NULL_FORBIDDEN, "null is no longer allowed") };
        raw_changes.push(RawChange::new(kind.on(side), old.at.clone(), new.at.clone(), message));
    }
    for (one, other) in matched.pairs {
        children.push((String::new(), Counterparts::of(one, other)));
    }
    true
}

/// Returns the branches of a schema that is only a union, or the schema itself if it has no union.
fn variants_of<'v, 'd>(schema: &'v EffectiveSchema<'d>) -> Option<&'v [Node<'d>]> {
    match (schema.core().as_slice(), schema.unions.as_slice()) {
        ([], [union]) => Some(&union.variants),
        ([only], [union]) if only.object().is_some_and(|object| !object.contains_key("properties") && object.contains_key("type")) => {
            Some(&union.variants)
        }
        // A union of types or values, to which the other document adds branches.
        ([], []) if schema.choices.len() == 1 && !schema.choices[0].variants.is_empty() => Some(&schema.choices[0].variants),
        ([only], []) => Some(std::slice::from_ref(*only)),
        _ => None,
    }
}

/// Compares the unions of two schemas branch by branch, and their discriminators.
pub(crate) fn compare<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) {
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for index in 0..old.unions.len().max(new.unions.len()) {
        match (old.unions.get(index), new.unions.get(index)) {
            (Some(before), Some(after)) => {
                let matched = matched(&before.variants, &after.variants);
                for (one, other) in matched.pairs {
                    children.push((String::new(), Counterparts::of(one, other)));
                }
                for variant in matched.removed {
                    let message = format!("the branch {} is gone", describe(&variant));
                    raw_changes.push(RawChange::new(VARIANT_REMOVED.on(side), variant.at.clone(), after.at.clone(), message));
                    removed.push(variant.follow().at);
                }
                for variant in matched.added {
                    let message = format!("the branch {} is new", describe(&variant));
                    raw_changes.push(RawChange::new(VARIANT_ADDED.on(side), before.at.clone(), variant.at.clone(), message));
                    added.push(variant.follow().at);
                }
            }
            (Some(before), None) => {
                raw_changes.push(RawChange::new(UNION_REMOVED.on(side), before.at.clone(), new.at.clone(), "the union is gone".to_owned()));
            }
            (None, Some(after)) => {
                raw_changes.push(RawChange::new(
                    UNION_ADDED.on(side),
                    old.at.clone(),
                    after.at.clone(),
                    "a union is new: a value must match one of its branches".to_owned(),
                ));
            }
            (None, None) => {}
        }
    }
    // Branches that are only types or values may have descriptions of their own.
    for (before, after) in old.choices.iter().zip(&new.choices).filter(|(one, other)| one.variants.len() == other.variants.len()) {
        for (one, other) in before.variants.iter().zip(&after.variants) {
            documentation::of_nodes(&one.clone().follow(), &other.clone().follow(), raw_changes);
        }
    }
    discriminators::compare(old, new, side, (&removed, &added), raw_changes, children);
}

/// Returns a branch in words: the name of its component, its title or its type.
pub(crate) fn describe(variant: &Node<'_>) -> String {
    let target = variant.clone().follow();
    let name = target.at.rsplit_once("/components/schemas/").map(|(_, name)| name.to_owned());
    let title = || target.text("title").map(str::to_owned);
    let kind = || target.text("type").map(str::to_owned);
    name.or_else(title).or_else(kind).map_or_else(|| "without a type".to_owned(), |name| format!("`{name}`"))
}
