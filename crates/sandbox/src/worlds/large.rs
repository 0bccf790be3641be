//! `large`: 20 groups and 50,000 users, for paging and benchmarks.

use serde_json::json;

use super::build::{DAY, START_TIME, define, group, groups_below_root, root};
use super::people;
use crate::model::{FieldDefinition, FieldType, Status, World};

const GROUPS: usize = 20;
const USERS: usize = 50_000;

pub fn make(seed: u64) -> World {
    let mut world = World::bare("large", seed, START_TIME);
    let at = START_TIME - 400 * DAY;
    let top = root(&mut world, "Large Community", at);
    define(&mut world, top, FieldDefinition::new("Company Name", FieldType::Text, "company_name"));
    define(&mut world, top, FieldDefinition::new("Zip Code", FieldType::Text, "zip_code"));
    for number in 2..=GROUPS {
        // Three levels: every fifth group is below the top, the others are below the last of these.
        let parent = if number % 5 == 2 { top } else { (number as i64 - 2) / 5 * 5 + 2 };
        group(&mut world, &format!("Chapter {number}"), &format!("chapter-{number}"), Some(parent), |_| {}, at);
    }
    let groups = groups_below_root(&world);
    let admin = people::named(&mut world, "Sam", "Cooper", "sam.cooper@example.org", at, true, Vec::new());
    world.enroll(admin, top, Status::Accepted, true);
    for number in 1..USERS {
        let rng = world.rng();
        let company = people::COMPANIES[rng.usize(..people::COMPANIES.len())];
        let zip = format!("{:05}", rng.u32(..100_000));
        let (registered, group) = (rng.u8(..10) < 7, groups[rng.usize(..groups.len())]);
        let status = if rng.u8(..20) == 0 { Status::Pending } else { Status::Accepted };
        let more = vec![("company_name".to_owned(), json!(company)), ("zip_code".to_owned(), json!(zip))];
        let user = people::add(&mut world, number, registered, more);
        world.enroll(user, group, status, false);
    }
    world
}
