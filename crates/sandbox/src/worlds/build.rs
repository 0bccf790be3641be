//! The parts that starting worlds are made of.

use crate::model::{FieldDefinition, FieldType, Group, GroupChange, Millis, NewGroup, World};

/// The time at which every starting world begins: 1 January 2026, midnight UTC.
pub const START_TIME: Millis = 1_767_225_600_000;

pub const DAY: Millis = 86_400_000;

/// Adds the group at the top, with the fields that every community has.
pub fn root(world: &mut World, name: &str, at: Millis) -> i64 {
    let id = group(world, name, "community", None, |_| {}, at);
    let defaults = [
        FieldDefinition::new("First Name", FieldType::Text, "first_name").required(),
        FieldDefinition::new("Last Name", FieldType::Text, "last_name").required(),
        FieldDefinition::new("Email", FieldType::Email, "email").required(),
    ];
    for field in defaults {
        define(world, id, field);
    }
    id
}

/// Adds a group without members.
pub fn group(world: &mut World, name: &str, alias: &str, parent: Option<i64>, settings: impl FnOnce(&mut GroupChange), at: Millis) -> i64 {
    let mut change = GroupChange { name: Some(name.to_owned()), alias_name: Some(alias.to_owned()), ..GroupChange::default() };
    settings(&mut change);
    world.add_group(NewGroup { parent_group_id: parent, manager_email_address: None, settings: change }, at)
}

/// Defines a field. Starting worlds define fields from the top down and each name once, so none is refused.
pub fn define(world: &mut World, group: i64, field: FieldDefinition) {
    let defined = world.define_field(group, field);
    debug_assert!(defined.is_ok(), "{defined:?}");
}

/// Returns the ids of all groups but the one at the top.
pub fn groups_below_root(world: &World) -> Vec<i64> {
    world.groups_after(0).filter(|group| group.parent.is_some()).map(|group: &Group| group.id).collect()
}
