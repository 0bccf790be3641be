//! Discriminators: the property that selects a branch, and the branch that each of its values selects.

use std::collections::HashMap;

use crate::diff::change::RawChange;
use crate::diff::code::{ChangeCode, *};
use crate::diff::node::Node;
use crate::diff::schema::counterparts::{Children, Counterparts};
use crate::diff::schema::effective::{Discriminator, EffectiveSchema};
use crate::diff::schema::union_changes::describe;
use crate::diff::schema::variants::is_one;
use openapi_drift_recordings::Side;

/// Compares the discriminators of two schemas. Values whose branch was removed or added have no change of their own.
pub(crate) fn compare<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    (removed, added): (&[String], &[String]),
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) {
    let (before, after) = match (old.discriminator(), new.discriminator()) {
        (None, None) => return,
        (Some(before), None) => {
            let message = format!("the discriminator `{}` is gone", before.property);
            return raw_changes.push(RawChange::new(ChangeCode::DiscriminatorRemoved, before.at, new.at.clone(), message));
        }
        (None, Some(after)) => {
            let message = format!("the discriminator `{}` is new", after.property);
            return raw_changes.push(RawChange::new(ChangeCode::DiscriminatorAdded, old.at.clone(), after.at, message));
        }
        (Some(before), Some(after)) => (before, after),
    };
    if before.property != after.property {
        let message = format!("the discriminator `{}` became `{}`", before.property, after.property);
        raw_changes.push(RawChange::new(ChangeCode::DiscriminatorChanged, before.at.clone(), after.at.clone(), message));
    }
    fn by_value<'v, 'd>(discriminator: &'v Discriminator<'d>) -> HashMap<&'v str, &'v Node<'d>> {
        discriminator.targets.iter().rev().map(|(value, node)| (value.as_str(), node)).collect()
    }
    let (old_targets, new_targets) = (by_value(&before), by_value(&after));
    for (value, target) in &before.targets {
        match new_targets.get(value.as_str()).copied() {
            Some(new_target) => {
                let is_union = before.is_union && after.is_union;
                // The branches of a union were compared already.
                if is_union && !is_one(target, new_target) {
                    let message = format!("`{}: {value}` selects {} instead of {}", after.property, describe(new_target), describe(target));
                    raw_changes.push(RawChange::new(ChangeCode::DiscriminatorChanged, before.at.clone(), after.at.clone(), message));
                } else if !is_union {
                    children.push((String::new(), Counterparts::of(target.clone(), new_target.clone())));
                }
            }
            None if removed.contains(&target.at) => {}
            None => {
                let message = format!("the discriminator `{}` no longer has the value `{value}`", before.property);
                raw_changes.push(RawChange::new(DISCRIMINATOR_VALUE_REMOVED.on(side), before.at.clone(), after.at.clone(), message));
            }
        }
    }
    let is_new = |(value, target): &&(String, Node<'d>)| !old_targets.contains_key(value.as_str()) && !added.contains(&target.at);
    for (value, target) in after.targets.iter().filter(is_new) {
        let message = format!("the discriminator `{}` has the new value `{value}`, which selects {}", after.property, describe(target));
        raw_changes.push(RawChange::new(DISCRIMINATOR_VALUE_ADDED.on(side), before.at.clone(), after.at.clone(), message));
    }
}
