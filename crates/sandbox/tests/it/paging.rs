use mobilize_sandbox::model::Topic;
use mobilize_sandbox::{Sandbox, WorldName};
use serde_json::{Value, json};

use crate::support::{Fixture, ids};

#[tokio::test]
async fn groups_page_by_cursor() {
    let fixture = Fixture::of(Sandbox::builder().world(WorldName::Large)).await;
    let mut seen = Vec::new();
    let mut path = "/groups?limit=7&include_fields=true".to_owned();
    loop {
        let page = fixture.get(&path).await.ok();
        assert_eq!(page["total_groups"], 20);
        seen.extend(page["groups"].as_array().unwrap().iter().map(|group| group["id"].as_i64().unwrap()));
        let Some(next) = page.get("next_page").and_then(Value::as_str) else { break };
        assert!(next.starts_with(fixture.sandbox.url()), "{next}");
        assert!(!next.contains("include_fields"), "the sample drops it");
        path = next.to_owned();
    }
    assert_eq!(seen, (1..=20).collect::<Vec<_>>());
}

#[tokio::test]
async fn users_and_members_page_by_offset() {
    let fixture = Fixture::start().await;
    assert_eq!(ids(&fixture.get("/users").await.ok()).len(), 50, "the default of the table");
    for path in ["/users?", "/groups/1/members?", "/users/search?keywords=example&", "/groups/1/members/search?keywords=example&"] {
        let all = ids(&fixture.get(&format!("{path}limit=1000")).await.ok());
        let mut paged = Vec::new();
        loop {
            let page = ids(&fixture.get(&format!("{path}limit=7&offset={}", paged.len())).await.ok());
            if page.is_empty() {
                break;
            }
            paged.extend(page);
        }
        assert_eq!(paged, all, "{path}");
        assert!(all.len() > 50);
    }
}

#[tokio::test]
async fn activities_page_by_cursor_and_keep_their_filters() {
    let fixture = Fixture::start().await;
    let mut seen: Vec<i64> = Vec::new();
    let mut path = "/activities?limit=5&member_id=1001".to_owned();
    let total = loop {
        let page = fixture.get(&path).await.ok();
        seen.extend(page["activites"].as_array().unwrap().iter().map(|activity| activity["id"].as_i64().unwrap()));
        match page.get("next_page").and_then(Value::as_str) {
            Some(next) => path = next.to_owned(),
            None => break page["total_activities"].as_i64().unwrap(),
        }
    };
    assert_eq!(seen.len() as i64, total);
    assert!(seen.is_sorted_by(|one, next| one > next), "the latest first");
}

#[tokio::test]
async fn real_services_have_habits() {
    let fixture = Fixture::of(Sandbox::builder().world(WorldName::Quirks)).await;
    fixture.get("/groups/999").await.refused(500, "Couldn't find Group with 'id'=999");
    assert_eq!(ids(&fixture.get("/users?limit=100").await.ok()).len(), 20);
    assert!(fixture.get("/groups").await.ok()["next_page"].is_string(), "although nothing follows");
    let activities = fixture.get("/activities?member_id=1001&limit=1").await.ok();
    assert!(!activities["next_page"].as_str().unwrap().contains("member_id"));
    assert_eq!(activities["activites"][0]["member_id"], 1001);
    let nobody = fixture.get("/users/find_by_email?email=nobody%40example.org").await.ok();
    assert_eq!(nobody[0]["first_name"], Value::Null);
    fixture.get("/bulks/none").await.refused(400, "api_application_key param is obligatory with multiple API tokens");
}

/// The world `quirks` departs from the document on purpose, and only in these ways.
#[tokio::test]
async fn the_findings_of_the_quirks_are_known() {
    let fixture = Fixture::of(Sandbox::builder().world(WorldName::Quirks)).await;
    fixture.get("/users/find_by_email?email=nobody%40example.org&include_fields=true").await.ok();
    fixture.get("/activities?limit=10").await.ok();
    let findings = fixture.findings();
    // `GET /path -> 200: error[code] /pointer: message`, of which the code and the pointer count.
    let mut kinds: Vec<_> = findings.iter().map(|finding| finding.split(": ").nth(1).unwrap()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(
        kinds,
        [
            "error[unexpected-null] /*/first_name",
            "error[unexpected-null] /*/last_name",
            "warning[no-matching-variant] /activites/*",
            "warning[undocumented-property] /activites/*/member_id",
            "warning[unknown-enum-value] /activites/*/type",
        ]
    );
    assert!(fixture.get("/groups").await.header("x-sandbox-basis").ends_with("; quirks"), "no answer here is as documented for certain");
}

/// Pages are as long as they may be, whatever `limit` says, and nothing is lost between them.
#[tokio::test]
async fn pages_have_an_end() {
    let fixture = Fixture::of(Sandbox::builder().world(WorldName::Large)).await;
    let first = ids(&fixture.get("/users?limit=9223372036854775807").await.ok());
    let second = ids(&fixture.get("/users?limit=1001&offset=1000").await.ok());
    assert_eq!((first.len(), second.len()), (1000, 1000));
    assert!(first.last() < second.first());
    let beyond = "256827298984601709107089014194700288";
    assert_eq!(ids(&fixture.get(&format!("/users?limit={beyond}")).await.ok()), first, "no more than the longest page");
    assert_eq!(ids(&fixture.get(&format!("/users?offset={beyond}")).await.ok()), Vec::<i64>::new());
    assert_eq!(fixture.get(&format!("/users?offset=-{beyond}")).await.status, 400);

    let fixture = Fixture::start().await;
    fixture.sandbox.subscribe("http://127.0.0.1:9/", &[Topic::UserCreated]).unwrap();
    let users: Vec<_> = (0..120).map(|number| json!({"fields": {"email": format!("new{number}@example.net")}})).collect();
    fixture.post("/bulk/members", json!({"group_id": 2, "users": users})).await.ok();
    let bulk = format!("/bulks/{}", fixture.sandbox.bulks()[0].id);
    assert_eq!(fixture.get(&format!("{bulk}?limit=51")).await.status, 400, "the page limits a request to 50");
    let (mut path, mut seen) = (format!("{bulk}?limit=50"), Vec::new());
    loop {
        let page = fixture.get(&path).await.ok();
        seen.push(page["notifications"].as_array().unwrap().len());
        let Some(next) = page.get("next_page").and_then(Value::as_str) else { break };
        path = next.to_owned();
    }
    assert_eq!(seen, [50, 50, 20], "as many as a delivery carries");
}
