//! Starting worlds, one file each. The same name and seed always make the same bytes.

mod acme;
mod acme_quirks;
mod demo;
mod empty;
mod large;
mod pages;
mod people;
mod quirks;

use std::fmt;
use std::str::FromStr;

use crate::Vendor;
use crate::model::{FieldDefinition, FieldType, Group, GroupChange, Millis, NewGroup, World};

/// When every starting world begins: 1 January 2026, midnight UTC.
pub const DAWN: Millis = 1_767_225_600_000;

const DAY: Millis = 86_400_000;

/// The starting worlds by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WorldName {
    /// One group and its admin: the least with which every operation can be used.
    Empty,
    /// A small community with everything in it: a hierarchy, all kinds of fields, all shapes of activities.
    #[default]
    Demo,
    /// 20 groups and 50,000 users.
    Large,
    /// The small community, with the habits that real services have and pages keep silent about.
    Quirks,
    /// The groups, users, jobs and bulks that the samples of the pages name.
    Pages,
    /// Of the vendor Mode: an organization of 7,335 members.
    Acme,
    /// The same organization, with the habits that errata of Mode tell of.
    AcmeQuirks,
}

impl WorldName {
    /// All names.
    pub const ALL: [Self; 7] = [Self::Empty, Self::Demo, Self::Large, Self::Quirks, Self::Pages, Self::Acme, Self::AcmeQuirks];

    /// The name as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Demo => "demo",
            Self::Large => "large",
            Self::Quirks => "quirks",
            Self::Pages => "pages",
            Self::Acme => "acme",
            Self::AcmeQuirks => "acme-quirks",
        }
    }

    /// The vendor whose world it is.
    pub fn vendor(self) -> Vendor {
        match self {
            Self::Empty | Self::Demo | Self::Large | Self::Quirks | Self::Pages => Vendor::Mobilize,
            Self::Acme | Self::AcmeQuirks => Vendor::Mode,
        }
    }

    /// Makes the world from a seed.
    pub fn make(self, seed: u64) -> World {
        match self {
            Self::Empty => empty::make(seed),
            Self::Demo => demo::make(seed),
            Self::Large => large::make(seed),
            Self::Quirks => quirks::make(seed),
            Self::Pages => pages::make(seed),
            Self::Acme => acme::make(seed),
            Self::AcmeQuirks => acme_quirks::make(seed),
        }
    }
}

impl fmt::Display for WorldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no starting world's.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no starting world (empty, demo, large, quirks, pages; for Mode acme, acme-quirks)")]
pub struct UnknownWorld(String);

impl FromStr for WorldName {
    type Err = UnknownWorld;

    fn from_str(name: &str) -> Result<Self, UnknownWorld> {
        Self::ALL.into_iter().find(|world| world.as_str() == name).ok_or_else(|| UnknownWorld(name.to_owned()))
    }
}

/// The group at the top, with the fields that every community has.
fn root(world: &mut World, name: &str, at: Millis) -> i64 {
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

/// A group, without a member.
fn group(world: &mut World, name: &str, alias: &str, parent: Option<i64>, settings: impl FnOnce(&mut GroupChange), at: Millis) -> i64 {
    let mut change = GroupChange { name: Some(name.to_owned()), alias_name: Some(alias.to_owned()), ..GroupChange::default() };
    settings(&mut change);
    world.add_group(NewGroup { parent_group_id: parent, manager_email_address: None, settings: change }, at)
}

/// Starting worlds define their fields from the top down, each name once, so nothing can be refused.
fn define(world: &mut World, group: i64, field: FieldDefinition) {
    let defined = world.define_field(group, field);
    debug_assert!(defined.is_ok(), "{defined:?}");
}

/// The ids of all groups but the one at the top.
fn below_the_top(world: &World) -> Vec<i64> {
    world.groups_after(0).filter(|group| group.parent.is_some()).map(|group: &Group| group.id).collect()
}
