use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::Fixture;

async fn latest(fixture: &Fixture, filter: &str) -> Value {
    fixture.get(&format!("/activities?limit=1&{filter}")).await.ok()["activites"][0].clone()
}

#[tokio::test]
async fn joining_writes_an_activity() {
    let fixture = Fixture::start().await;
    let user = fixture.member(6, "joiner@example.org").await;
    let joined = fixture.get(&format!("/activities?member_id={user}")).await.ok();
    let shown: Vec<_> = joined["activites"].as_array().unwrap().iter().map(|one| (one["type"].clone(), one["group_id"].clone())).collect();
    assert_eq!(shown, [(json!("joined_group"), json!(1)), (json!("joined_group"), json!(6))]);
    assert_eq!(joined["activites"][1]["group_name"], "Newsletter");
    assert!(joined["activites"][1].get("member_id").is_none(), "the documented shapes do not name the actor");

    let waiting = fixture.member(4, "waiting@example.org").await;
    assert_eq!(latest(&fixture, &format!("member_id={waiting}")).await["type"], "pending_applicant");

    let users = json!([{"fields": {"email": "a@example.net"}}, {"fields": {"email": "b@example.net"}}]);
    fixture.post("/bulk/members", json!({"group_id": 6, "users": users})).await.ok();
    let added = latest(&fixture, "activity_type=add_members").await;
    assert_eq!((added["type"].as_str(), added["members_count"].as_i64()), (Some("added_members"), Some(2)));
}

#[tokio::test]
async fn filters_go_by_the_documented_names() {
    let fixture = Fixture::start().await;
    for (filter, kind, comment) in [
        ("add_members", "added_members", None),
        ("comment", "comment", Some("comment")),
        ("comment_reply", "comment", Some("reply")),
        ("conversation", "conversation", None),
        ("join_group", "joined_group", None),
        ("mention", "mention", None),
        ("pending_applicant", "pending_applicant", None),
        ("pending_post", "pending_post", None),
        ("post", "post", None),
        ("post_approved", "post_approved", None),
        ("post_message", "comment", Some("message")),
        ("reaction", "add_reaction", None),
        ("rsvp", "rsvp", None),
        ("sms_reply", "sms_reply", Some("reply")),
        ("view", "view", None),
        ("vote", "vote", None),
    ] {
        let page = fixture.get(&format!("/activities?activity_type={filter}")).await.ok();
        let found: BTreeSet<_> = page["activites"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["type"].as_str(), one.get("comment_type").and_then(Value::as_str)))
            .collect();
        assert_eq!(found, BTreeSet::from([(Some(kind), comment)]), "{filter}");
        assert_eq!(page["total_activities"], 3, "{filter}");
    }
    for undocumented in ["destroy_group", "file_download", "reach", "remove", "remove_members", "remove_single_member", "dance"] {
        assert_eq!(fixture.get(&format!("/activities?activity_type={undocumented}")).await.ok()["activites"], json!([]));
    }
}

#[tokio::test]
async fn actions_of_the_web_pages_can_be_added() {
    let fixture = Fixture::start().await;
    let post = json!({"member_id": 1001, "activity": {"type": "post", "post_id": 4, "group_id": 1, "post_name": "New Post"}});
    let id = fixture.control("POST", "activities", post).await.ok()["id"].clone();
    let shown = latest(&fixture, "activity_type=post&member_id=1001").await;
    assert_eq!((&shown["id"], shown["post_name"].as_str()), (&id, Some("New Post")));
    assert_eq!(fixture.control("POST", "activities", json!({"member_id": 99, "activity": {"type": "post"}})).await.status, 404);
    assert_eq!(fixture.control("POST", "activities", json!({"activity": {}})).await.status, 400);
}
