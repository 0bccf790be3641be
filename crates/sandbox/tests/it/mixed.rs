use std::collections::BTreeSet;

use openapi_drift::{Document, Options, Recording, Side, check};
use serde_json::{Value, json};

use crate::support::{Fixture, with_json};

/// Returns a value that is rarely valid where an id, a number or a text belongs.
fn any(dice: &mut fastrand::Rng) -> Value {
    let odd = [
        json!(null),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(1e300),
        json!(9_223_372_036_854_775_807_i64),
        json!(""),
        json!("1002"),
        json!("ünï\u{1f600}\u{0}"),
        json!([]),
        json!({}),
        json!(true),
        json!("x".repeat(300)),
    ];
    odd[dice.usize(..odd.len())].clone()
}

fn or_any(dice: &mut fastrand::Rng, sound: Value) -> Value {
    if dice.u8(..10) == 0 { any(dice) } else { sound }
}

fn call(dice: &mut fastrand::Rng) -> (&'static str, String, Value) {
    let segment = |dice: &mut fastrand::Rng, sound: i64| {
        let value = or_any(dice, json!(sound));
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
    };
    let (group, user) = (dice.i64(1..9), dice.i64(1000..1140));
    let (group, user) = (segment(dice, group), segment(dice, user));
    let limit = dice.i64(-1..60);
    let page = format!("limit={}&offset={}&include_fields={}", segment(dice, limit), segment(dice, 3), dice.bool());
    let email = format!("mixed{}@example.org", dice.u32(..400));
    let fields =
        json!({"email": or_any(dice, json!(email)), "first_name": or_any(dice, json!("Mixed")), "job_title": or_any(dice, json!("x"))});
    let name = format!("mixed {}", dice.u32(..2000));
    let alias = name.replace(' ', "-");
    let change = json!({"name": or_any(dice, json!(name)), "alias_name": or_any(dice, json!(alias)), "privacy": or_any(dice, json!(5))});
    let mut new = change.clone();
    new["parent_group_id"] = or_any(dice, json!(1));
    new["manager_email_address"] = or_any(dice, json!("sam.cooper@example.org"));
    for (key, value) in [("invite_members_enabled", json!(true)), ("hidden_emails", json!(false)), ("default_emails_frequency", json!(1))] {
        new[key] = or_any(dice, value);
    }
    match dice.u8(..24) {
        0 => ("GET", format!("/groups?{page}&last_group_id={group}"), Value::Null),
        1 => ("POST", "/groups".to_owned(), new),
        2 => ("GET", format!("/groups/{group}?{page}"), Value::Null),
        3 => ("PUT", format!("/groups/{group}"), change),
        4 => ("GET", format!("/groups/{group}/members?{page}"), Value::Null),
        5 => ("POST", format!("/groups/{group}/members"), json!({"fields": fields})),
        6 => ("GET", format!("/groups/{group}/members/search?keywords={}&{page}", segment(dice, 1)), Value::Null),
        7 => {
            let (sender, recipient) = (or_any(dice, json!(1001)), or_any(dice, json!(1002)));
            ("POST", format!("/groups/{group}/members/invite"), json!({"sender_id": sender, "recipients_ids": [recipient]}))
        }
        8 => ("GET", format!("/groups/{group}/members/{user}"), Value::Null),
        9 => ("PUT", format!("/groups/{group}/members/{user}"), json!({"fields": fields})),
        10 => ("DELETE", format!("/groups/{group}/members/{user}?hard_delete={}", dice.bool()), Value::Null),
        11 => ("POST", "/bulk/groups".to_owned(), json!({"groups": [new]})),
        12 => ("PUT", "/bulk/groups".to_owned(), json!({"groups": or_any(dice, json!([change]))})),
        13 => ("POST", "/bulk/members".to_owned(), json!({"group_id": or_any(dice, json!(2)), "users": [{"fields": fields}]})),
        14 => ("GET", format!("/bulk/members/{user}"), Value::Null),
        15 => ("GET", format!("/users?{page}"), Value::Null),
        16 => ("POST", "/users".to_owned(), json!({"email": or_any(dice, json!(email)), "fields": fields})),
        17 => ("GET", format!("/users/search?keywords=mixed&{page}"), Value::Null),
        18 => ("GET", format!("/users/find_by_email?email={email}"), Value::Null),
        19 => ("GET", format!("/users/{user}?include_fields=true"), Value::Null),
        20 => ("PUT", format!("/users/{user}"), json!({"fields": or_any(dice, fields)})),
        21 => ("DELETE", format!("/users/{user}"), Value::Null),
        22 => ("GET", format!("/bulks/{user}?{page}"), Value::Null),
        _ => ("GET", format!("/activities?limit={}&member_id={user}", segment(dice, 5)), Value::Null),
    }
}

#[tokio::test]
async fn mixed_calls() {
    mix(600).await;
}

#[tokio::test]
#[ignore = "takes minutes in a debug build"]
async fn ten_thousand_mixed_calls() {
    mix(10_000).await;
}

/// Sound and unsound calls of every operation in any order: no error of the server, and nothing that the document does not say.
async fn mix(calls: u32) {
    let fixture = Fixture::start().await;
    let document = Document::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/mobilize.yaml")).unwrap();
    let mut dice = fastrand::Rng::with_seed(7);
    let (mut statuses, mut operations) = (BTreeSet::new(), BTreeSet::new());
    for number in 0..calls {
        let (method, path, body) = call(&mut dice);
        let request = fixture.request(method, &path);
        let answer = fixture.send(if body.is_null() { request } else { with_json(request, &body) }).await;
        assert!(answer.status < 500, "{number}: {method} {path} {body}: {}", answer.text);
        statuses.insert(answer.status);
        let recording: Recording = serde_json::from_value(json!({
            "request": {"method": method, "url": format!("https://api.mobilize.io/v1{path}")},
            "response": {"status": answer.status, "headers": {"content-type": answer.header("content-type")}, "body": answer.body},
        }))
        .unwrap();
        let checked = check(&document, &recording, &Options::default());
        if let Some(operation) = checked.operation {
            operations.insert(operation);
            let found: Vec<_> = checked.observations.iter().filter(|found| found.side == Side::Response).collect();
            assert!(found.is_empty(), "{number}: {method} {path} {body}: {found:?}");
        }
    }
    assert_eq!(statuses, BTreeSet::from([200, 400, 404, 405, 422]));
    assert_eq!(operations.len(), 24, "some operation was not called");
    // The world can be saved and loaded afterwards.
    let saved = fixture.sandbox.save();
    fixture.sandbox.load(mobilize_sandbox::World::from_json(&saved).unwrap());
    assert!(fixture.sandbox.save() == saved);
}
