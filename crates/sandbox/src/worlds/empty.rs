//! `empty`: one group and its admin.
//!
//! An entirely empty world would be useless: the page on creating a group requires a parent and a registered manager, and no
//! documented operation creates either.

use super::build::{DAY, START_TIME, root};
use super::people;
use crate::model::{Status, World};

pub fn make(seed: u64) -> World {
    let mut world = World::bare("empty", seed, START_TIME);
    let at = START_TIME - DAY;
    let top = root(&mut world, "Community", at);
    let admin = people::named(&mut world, "Sam", "Cooper", "sam.cooper@example.org", at, true, Vec::new());
    world.enroll(admin, top, Status::Accepted, true);
    world
}
