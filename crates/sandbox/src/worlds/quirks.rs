//! `quirks`: the small community, with habits that samples, other people's code, or their databases show.
//!
//! Its responses differ from the document on purpose: a client that works with it is robust.

use serde_json::{Map, json};

use super::build::START_TIME;
use super::demo;
use crate::model::{Key, Quirks, World};

pub fn make(seed: u64) -> World {
    let mut world = demo::make(seed);
    world.name = "quirks".to_owned();
    world.quirks = Quirks {
        missing_group_is_500: true,
        next_page_past_the_end: true,
        next_page_drops_filters: true,
        approved_in_notifications: true,
        member_id_in_activities: true,
        null_names: true,
        page_cap: Some(20),
    };
    // A second key with access: now the page on bulks requires `api_application_key`.
    let key = |key: &str| Key {
        key: key.to_owned(),
        secret: "sandbox-secret".to_owned(),
        access: true,
        application_key: format!("{key}-application"),
    };
    world.keys.push(key("sandbox-key-2"));
    // A user without a name (V09), with values that real communities were seen to have (V07, E57).
    let values = [
        ("interests".to_owned(), json!([])),
        ("company_name".to_owned(), json!("")),
        ("address".to_owned(), json!({"street_number": 12, "city": "Berlin"})),
    ];
    let nobody = world.add_user("nobody@example.org", values.to_vec(), START_TIME).unwrap_or_default();
    // Activities of kinds that can be filtered and have no documented shape (E88), and of an unknown kind.
    for kind in ["remove_single_member", "file_download", "hologram"] {
        let shape: Map<_, _> = [("type".to_owned(), json!(kind)), ("group_id".to_owned(), json!(1))].into_iter().collect();
        world.log(nobody, START_TIME, shape);
    }
    world
}
