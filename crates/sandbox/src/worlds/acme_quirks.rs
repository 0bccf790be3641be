//! `acme-quirks`: the organization of `acme`, with habits that later copies of the pages, responses of other resources and other
//! people's clients show.
//!
//! Its responses differ from the document on purpose: a client that works with it is robust.

use super::acme;
use crate::model::{ModeQuirks, World};

pub fn make(seed: u64) -> World {
    let mut world = acme::make(seed);
    world.name = "acme-quirks".to_owned();
    if let Some(organization) = &mut world.organization {
        organization.quirks = ModeQuirks {
            ids_are_strings: true,
            corrected_spelling: true,
            more_about_members: true,
            milliseconds: true,
            users_are_accounts: true,
            spaces_are_collections: true,
            memberships_cut_at: Some(30),
            empty_deletion: true,
            message_is_object: true,
        };
    }
    world
}
