//! The names of the starting worlds.

use std::fmt;
use std::str::FromStr;

use super::{acme, acme_quirks, demo, empty, large, pages, quirks};
use crate::model::World;
use crate::vendor::Vendor;

/// The name of a starting world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WorldName {
    /// One group and its admin: the least with which every operation can be used.
    Empty,
    /// A small community with a hierarchy of groups, all types of fields and all shapes of activities.
    #[default]
    Demo,
    /// 20 groups and 50,000 users.
    Large,
    /// The small community, with habits of real services that the pages do not mention.
    Quirks,
    /// The groups, users, jobs and bulks that the samples of the pages name.
    Pages,
    /// An organization of Mode with 7,335 members.
    Acme,
    /// The same organization, with the habits that errata of Mode describe.
    AcmeQuirks,
}

impl WorldName {
    /// All names.
    pub const ALL: [Self; 7] = [Self::Empty, Self::Demo, Self::Large, Self::Quirks, Self::Pages, Self::Acme, Self::AcmeQuirks];

    /// Returns the name in lower case.
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

    /// Returns the vendor that the world belongs to.
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

impl Vendor {
    /// Returns the default starting world.
    pub fn world(self) -> WorldName {
        match self {
            Self::Mobilize => WorldName::Demo,
            Self::Mode => WorldName::Acme,
        }
    }
}

impl fmt::Display for WorldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An unknown name of a starting world.
#[derive(Debug, thiserror::Error)]
#[error("unknown starting world `{0}` (empty, demo, large, quirks, pages; for Mode acme, acme-quirks)")]
pub struct UnknownWorld(String);

impl FromStr for WorldName {
    type Err = UnknownWorld;

    fn from_str(name: &str) -> Result<Self, UnknownWorld> {
        Self::ALL.into_iter().find(|world| world.as_str() == name).ok_or_else(|| UnknownWorld(name.to_owned()))
    }
}
