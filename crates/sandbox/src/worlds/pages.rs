//! `pages`: everything that the samples of the pages name exists, so that a copied sample works.
//!
//! Replace keys and host, and send `PUT` if a page declares it and its sample sends `POST`.

use serde_json::{Value, json};

use super::build::{DAY, START_TIME, define, group, root};
use super::{demo, people};
use crate::model::{Bulk, Job, JobStatus, Notification, Status, Topic, World, view};

/// The groups that samples name, below group 1.
const GROUPS: [(i64, &str); 5] = [(3, "Third"), (4, "Fourth"), (1234, "Founders"), (1431, "Readers"), (12354, "Writers")];

/// The users that samples name.
const USERS: [(i64, &str, &str, &str); 5] = [
    (15, "Mara", "Manager", "manager@example.org"),
    (1234, "Sam", "Cooper", "sam_cooper@domain.com"),
    (42345, "Sender", "One", "sender@example.org"),
    (54321, "Recipient", "One", "recipient.one@example.org"),
    (98765, "Recipient", "Two", "recipient.two@example.org"),
];

pub fn make(seed: u64) -> World {
    let mut world = World::bare("pages", seed, START_TIME);
    let at = START_TIME - 100 * DAY;
    let top = root(&mut world, "Community", at);
    for field in demo::fields() {
        define(&mut world, top, field);
    }
    for (id, name) in GROUPS {
        world.continue_with(Some(id), None);
        group(&mut world, name, &name.to_lowercase(), Some(top), |_| {}, at);
    }
    for (id, first, last, email) in USERS {
        world.continue_with(None, Some(id));
        let user = people::named(&mut world, first, last, email, at, true, Vec::new());
        world.enroll(user, top, Status::Accepted, id == 15);
        for (group, _) in GROUPS {
            world.enroll(user, group, Status::Accepted, id == 15);
        }
    }
    let [sam, manager] = [1234, 15];
    demo::activities(&mut world, [top, 1234, 1431], [sam, manager]);
    let message = "Import succeeded, 1 records imported (1 members)".to_owned();
    // The job of the page on the status, and the one in the responses of the three pages on queueing.
    for id in ["92eafb8dd3efde8915c05bfc", "a610e765dc0b7cc48a452157"] {
        world.keep_job(Job {
            id: id.to_owned(),
            status: JobStatus::Completed,
            queued_at: at,
            work: None,
            users_imported: Some(vec![sam]),
            message: Some(message.clone()),
        });
    }
    let item = world.user(sam).ok().map(|user| json!(view::user(&world, user, true))).unwrap_or(Value::Null);
    let notification = Notification { item_type: "user".to_owned(), topic: Topic::UserCreated, item };
    world.keep_bulk(Bulk {
        id: "zVVu3mtupXDzwMy1rxxNMw".to_owned(),
        at,
        subscription: 0,
        application_key: None,
        notifications: vec![notification; 100],
    });
    world
}
