use std::collections::BTreeSet;

use mobilize_sandbox::{Sandbox, WorldName};
use openapi_drift::{Document, Options, Recording, check};
use serde_json::{Value, json};

use crate::support::Fixture;

fn document() -> Document {
    Document::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/mobilize.yaml")).unwrap()
}

#[test]
fn every_operation_has_a_handler() {
    let document = document();
    let documented: BTreeSet<_> =
        document.operations().iter().filter(|operation| !operation.webhook).map(|operation| operation.id.as_str()).collect();
    assert_eq!(mobilize_sandbox::Vendor::Mobilize.operations().collect::<BTreeSet<_>>(), documented);
    assert_eq!(documented.len(), 24);
}

/// Calls every operation, some in several ways, and each of them so that it succeeds.
async fn drive(fixture: &Fixture) {
    for path in [
        "/groups?include_fields=true",
        "/groups?limit=2",
        "/groups?last_group_id=2&limit=2",
        "/groups/1?include_fields=true",
        "/groups/1",
        "/groups/1/members?include_fields=true&limit=200",
        "/groups/1/members?offset=5",
        "/groups/1/members/search?keywords=cooper&include_fields=true",
        "/groups/1/members/1001?include_fields=true",
        "/users?include_fields=true&limit=200",
        "/users?offset=10&limit=5",
        "/users/search?keywords=sam&include_fields=true",
        "/users/find_by_email?email=sam.cooper%40example.org&include_fields=true",
        "/users/find_by_email?email=nobody%40example.net",
        "/users/1001?include_fields=true",
        "/activities?limit=50",
        "/activities?activity_type=comment&member_id=1001",
    ] {
        fixture.get(path).await.ok();
    }
    let group = fixture.group("driven", 1, false).await;
    let change = json!({"name": "driven on", "privacy": 10, "members_posting_permissions": ["poll"], "default_emails_frequency": 1,
        "invite_members_enabled": true, "members_visible": false, "requires_approval": false, "hidden_emails": true, "alias_name": "on"});
    fixture.put(&format!("/groups/{group}"), change).await.ok();
    let user = fixture.post("/users", json!({"email": "driven@example.org", "fields": {"first_name": "Ada"}})).await.ok();
    let user = user["id"].as_str().unwrap().to_owned();
    let id: i64 = user.parse().unwrap();
    fixture.put(&format!("/users/{user}"), json!({"fields": {"last_name": "Driven"}})).await.ok();
    fixture.post(&format!("/groups/{group}/members"), json!({"user_id": id})).await.ok();
    fixture.post(&format!("/groups/{group}/members"), json!({"fields": {"email": "more@example.org"}})).await.ok();
    fixture.put(&format!("/groups/{group}/members/{user}"), json!({"fields": {"first_name": "Eve"}})).await.ok();
    fixture.post(&format!("/groups/{group}/members/invite"), json!({"sender_id": 1001, "recipients_ids": [id]})).await.ok();
    let users = json!([{"fields": {"email": "one@example.org"}}, {"fields": {"email": "two@example.org", "last_name": "Two"}}]);
    let job = fixture.post("/bulk/members", json!({"group_id": group, "users": users})).await.ok();
    fixture.get(&format!("/bulk/members/{}", job["job_id"].as_str().unwrap())).await.ok();
    fixture.post("/bulk/groups", json!({"groups": [{"name": "in bulk", "parent_group_id": 1}]})).await.ok();
    fixture.put("/bulk/groups", json!({"groups": [{"id": group, "name": "in bulk again"}]})).await.ok();
    let bulk = fixture.sandbox.bulks().pop().expect("somebody listens").id;
    fixture.get(&format!("/bulks/{bulk}?limit=1")).await.ok();
    fixture.delete(&format!("/groups/{group}/members/{user}?hard_delete=true")).await.ok();
    fixture.delete(&format!("/users/{user}?hard_delete=true")).await.ok();
}

#[tokio::test]
async fn every_answer_agrees_with_the_document() {
    for world in [WorldName::Empty, WorldName::Demo] {
        let fixture = Fixture::of(Sandbox::builder().world(world).retry_waits([])).await;
        fixture.sandbox.subscribe("http://127.0.0.1:9/", &mobilize_sandbox::model::Topic::ALL).unwrap();
        drive(&fixture).await;
        let called: BTreeSet<_> = fixture.sandbox.requests().iter().filter_map(|entry| entry.operation).collect();
        assert_eq!(called, mobilize_sandbox::Vendor::Mobilize.operations().collect(), "some operation was not called");
        assert_eq!(fixture.findings(), Vec::<String>::new(), "in the world {world}");
    }
}

/// Requests and responses as they were sent, checked here and not by the sandbox itself.
#[tokio::test]
async fn refusals_agree_with_the_document() {
    let fixture = Fixture::start().await;
    let document = document();
    let mut statuses = BTreeSet::new();
    for (method, path, body) in [
        ("GET", "/groups?limit=abc", Value::Null),
        ("GET", "/groups/999", Value::Null),
        ("GET", "/groups/1/members/99", Value::Null),
        ("GET", "/users/search", Value::Null),
        ("POST", "/users", json!({})),
        ("POST", "/users", json!({"email": 7})),
        ("PUT", "/users/1001", json!({"fields": {"resume": "x"}})),
        ("PUT", "/groups/1/members/99", json!({"fields": {}})),
        ("DELETE", "/users/99", Value::Null),
        ("DELETE", "/users/abc", Value::Null),
        ("GET", "/bulk/members/none", Value::Null),
        ("GET", "/bulks/none", Value::Null),
    ] {
        let answer = match &body {
            Value::Null => fixture.send(fixture.request(method, path)).await,
            body => fixture.send(crate::support::with_json(fixture.request(method, path), body)).await,
        };
        assert!((400..500).contains(&answer.status), "{method} {path}: {}", answer.text);
        statuses.insert(answer.status);
        let recording: Recording = serde_json::from_value(json!({
            "request": {"method": method, "url": format!("https://api.mobilize.io/v1{path}")},
            "response": {"status": answer.status, "headers": {"content-type": answer.header("content-type")}, "body": answer.body},
        }))
        .unwrap();
        let checked = check(&document, &recording, &Options::default());
        assert!(checked.operation.is_some());
        assert_eq!(checked.observations, [], "{method} {path}");
    }
    assert_eq!(statuses, BTreeSet::from([400, 404, 422]));
}

/// The page's own sample, as it is printed: everything in it is a string.
#[tokio::test]
async fn the_sample_of_create_group_works() {
    let fixture = Fixture::start().await;
    let sample = json!({"name": "9", "parent_group_id": "1", "privacy": "5", "invite_members_enabled": "false", "hidden_emails": "",
        "alias_name": "group_name_9", "default_emails_frequency": "0", "manager_email_address": "sam.cooper@example.org"});
    let group = fixture.post("/groups", sample).await.ok();
    assert_eq!(group["privacy"], "public");
    assert_eq!(group["hidden_emails"], Value::Null);
    assert_eq!(group["default_emails_frequency"], "IMMEDIATE");
    assert_eq!(group["members_count"], 1);
    assert_eq!(group["parent_group"], 1);
}

/// Requests that are recorded from the pages are understood.
#[tokio::test]
async fn a_slash_at_the_end_makes_no_difference() {
    let fixture = Fixture::start().await;
    for path in ["/groups/", "/groups/1/", "/groups/1/members/?limit=1", "/users/", "/activities/?limit=1"] {
        fixture.get(path).await.ok();
    }
}
