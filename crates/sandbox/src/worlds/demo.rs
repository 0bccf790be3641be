//! `demo`: a small community that has everything at least once.

use serde_json::{Map, Value, json};

use super::build::{DAY, START_TIME, define, group, groups_below_root, root};
use super::people;
use crate::model::{FieldDefinition, FieldType, Status, User, World};

const USERS: usize = 120;

pub fn make(seed: u64) -> World {
    let mut world = World::bare("demo", seed, START_TIME);
    let at = START_TIME - 400 * DAY;
    let top = root(&mut world, "Harbour Community", at);
    for field in fields() {
        define(&mut world, top, field);
    }
    let founders = group(&mut world, "Founders", "founders", Some(top), |_| {}, at);
    define(&mut world, founders, FieldDefinition::new("Founded In", FieldType::Number, "founded_in"));
    let berlin = group(&mut world, "Founders Berlin", "founders-berlin", Some(founders), |_| {}, at + DAY);
    define(&mut world, berlin, FieldDefinition::new("Quarter", FieldType::Select, "quarter").options(&["Mitte", "Wedding", "Pankow"]));
    let volunteers = group(&mut world, "Volunteers", "volunteers", Some(top), |group| group.privacy = Some(10), at + 2 * DAY);
    group(&mut world, "Gardeners", "gardeners", Some(volunteers), |group| group.default_emails_frequency = Some(1), at + 3 * DAY);
    group(&mut world, "Newsletter", "newsletter", Some(top), |group| group.default_emails_frequency = Some(9), at + 4 * DAY);

    let sam = people::named(&mut world, "Sam", "Cooper", "sam.cooper@example.org", at, true, sams_values());
    world.enroll(sam, top, Status::Accepted, true);
    let groups = groups_below_root(&world);
    for &group in &groups {
        world.enroll(sam, group, Status::Accepted, true);
    }
    let johnny = people::named(&mut world, "Johnny", "Walker", "johnny.walker@example.org", at + DAY, true, Vec::new());
    world.enroll(johnny, founders, Status::Accepted, false);
    for number in 2..USERS {
        let rng = world.rng();
        let mut more = vec![("company_name".to_owned(), json!(people::COMPANIES[rng.usize(..people::COMPANIES.len())]))];
        if rng.bool() {
            more.push(("job_title".to_owned(), json!(people::TITLES[rng.usize(..people::TITLES.len())])));
        }
        if rng.u8(..3) == 0 {
            more.push(("birthday".to_owned(), json!(rng.i64(0..1_000_000_000))));
        }
        let registered = rng.u8(..10) < 7;
        let (group, status) = match rng.u8(..10) {
            0 => (volunteers, Status::Pending),
            1 => (volunteers, Status::Declined),
            2 => (top, Status::Accepted),
            _ => (groups[rng.usize(..groups.len())], Status::Accepted),
        };
        let user = people::add(&mut world, number, registered, more);
        world.enroll(user, group, status, false);
    }
    activities(&mut world, [top, founders, volunteers], [sam, johnny]);
    world
}

/// Returns a field of every documented type, among them those that the samples of the pages set.
pub(super) fn fields() -> [FieldDefinition; 12] {
    use FieldDefinition as Field;
    [
        Field::new("Job Title", FieldType::Text, "job_title"),
        Field::new("Company Name", FieldType::Text, "company_name"),
        Field::new("Facebook", FieldType::Url, "facebook_url"),
        Field::new("Birthday", FieldType::Date, "birthday"),
        Field::new("Phone", FieldType::Phone, "phone"),
        Field::new("About Me", FieldType::TextArea, "about_me"),
        Field::new("Interests", FieldType::Checkbox, "interests").options(&["Boats", "Gardens", "Code"]),
        Field::new("Shirt Size", FieldType::Radio, "shirt_size").options(&["S", "M", "L"]),
        FieldDefinition { other_option_flag: true, ..Field::new("Role", FieldType::Select, "role").options(&["Captain", "Crew"]) },
        Field::new("Years at Sea", FieldType::Number, "years_at_sea"),
        Field::new("Address", FieldType::Location, "address"),
        Field::new("Resume", FieldType::File, "resume"),
    ]
}

/// Returns a value of every type, so that a client meets them all in the first user.
fn sams_values() -> Vec<(String, Value)> {
    let values = [
        ("job_title", json!("Founder")),
        ("company_name", json!("Harbour Lights")),
        ("facebook_url", json!("https://www.facebook.com/path_to_sam_url")),
        ("birthday", json!(1_436_907_600)),
        ("phone", json!("+14155552671")),
        ("interests", json!(["Boats", "Code"])),
        ("years_at_sea", json!(7.5)),
        (
            "address",
            json!({
                "place_id": "ChIJnySwn4mAhYARnYlWZeajtew", "lat": 37.7900112, "lng": -122.4041154,
                "formatted_address": "209 Kearny St, San Francisco, CA 94108, USA", "country": "United States", "state": "California",
                "city": "San Francisco", "postal_code": "94108", "street_name": "Kearny Street", "street_number": "209"
            }),
        ),
    ];
    values.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

/// Adds three rounds of the sixteen documented shapes.
pub(super) fn activities(world: &mut World, [top, founders, volunteers]: [i64; 3], [sam, johnny]: [i64; 2]) {
    let conversation = world.hex_id();
    let name = |id| world.user(id).map(User::name).unwrap_or_default();
    let names = [name(sam), name(johnny)];
    for round in 0..3 {
        let at = START_TIME - (3 - round) * DAY;
        let post = 151_000 + round * 10;
        let in_group = json!({"group_id": founders, "receiver_id": founders});
        let target = json!({"target": {"id": founders, "type": "group"}});
        let quick = json!({"post_id": post, "post_type": "quickpost", "post_name": "New post", "feed_type": "lounge"});
        let plain = json!({"post_id": post + 1, "post_type": "post", "post_name": "Sweet Recipes", "feed_type": "lounge",
            "target": {"id": founders, "name": "Founders", "type": "group"}});
        let of = |id: i64| json!({"group_id": id, "group_name": world.group(id).map(|group| group.name.as_str()).unwrap_or_default()});
        let shapes = [
            (sam, vec![json!({"type": "added_members", "members_count": 2}), of(top)]),
            (johnny, vec![json!({"type": "joined_group"}), of(founders)]),
            (johnny, vec![json!({"type": "pending_applicant"}), of(volunteers)]),
            (johnny, vec![json!({"type": "pending_post"}), in_group.clone(), plain.clone()]),
            (sam, vec![json!({"type": "post_approved"}), in_group.clone(), plain.clone()]),
            (johnny, vec![json!({"type": "post"}), in_group.clone(), plain.clone()]),
            (sam, vec![json!({"type": "view", "group_name": "Founders"}), in_group.clone(), quick.clone(), target.clone()]),
            (sam, vec![json!({"type": "comment", "comment_type": "comment", "content": "Great."}), in_group.clone(), quick.clone()]),
            (
                johnny,
                vec![json!({"type": "comment", "comment_type": "reply", "content": "<p>Interesting</p>"}), quick.clone(), target.clone()],
            ),
            (
                sam,
                vec![
                    json!({"type": "comment", "comment_type": "message", "content": "I agree."}),
                    in_group.clone(),
                    quick.clone(),
                    target.clone(),
                ],
            ),
            (johnny, vec![json!({"type": "add_reaction", "content": "👍"}), in_group.clone(), quick.clone()]),
            (
                sam,
                vec![
                    json!({"type": "mention", "mention_object": "Post", "mentioned": names[1], "content": "<p>Read</p>"}),
                    in_group.clone(),
                    quick,
                ],
            ),
            (
                johnny,
                vec![
                    json!({"type": "vote", "receiver_type": "group", "post_id": post + 2, "post_type": "poll", "feed_type": "lounge",
                "poll_name": "Do you support the new strategy"}),
                    in_group,
                ],
            ),
            (
                sam,
                vec![
                    json!({"type": "rsvp", "status": "yes", "event_id": 21_388 + round, "event_name": "New Year Meetup",
                "post_id": post + 3, "post_type": "event", "feed_type": "lounge"}),
                    of(founders),
                    target.clone(),
                ],
            ),
            (
                johnny,
                vec![
                    json!({"type": "sms_reply", "comment_type": "reply", "content": "I know", "post_id": post + 4,
                "post_type": "smspost", "post_name": null, "feed_type": "outreach"}),
                    target,
                ],
            ),
            (
                sam,
                vec![json!({"type": "conversation", "conversation_id": conversation, "initiator": {"id": sam, "name": names[0]},
                "participant": {"id": johnny, "name": names[1]}, "participants_count": 2, "participants": [sam, johnny]})],
            ),
        ];
        for (minute, (member, parts)) in shapes.into_iter().enumerate() {
            let shape: Map<String, Value> = parts.into_iter().filter_map(|part| part.as_object().cloned()).flatten().collect();
            world.log(member, at + minute as i64 * 60_000, shape);
        }
    }
}
