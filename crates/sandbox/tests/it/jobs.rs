use mobilize_sandbox::{JobSpeed, Sandbox};
use serde_json::{Value, json};

use crate::support::Fixture;

async fn stepped() -> Fixture {
    Fixture::of(Sandbox::builder().job_speed(JobSpeed::Step)).await
}

async fn queue(fixture: &Fixture, users: Value) -> String {
    let job = fixture.post("/bulk/members", json!({"group_id": 2, "users": users})).await.ok();
    assert_eq!(job["status"], "queued");
    job["job_id"].as_str().unwrap().to_owned()
}

async fn result(fixture: &Fixture, job: &str) -> Value {
    let status = fixture.get(&format!("/bulk/members/{job}")).await.ok();
    assert_eq!(status["job_id"], job);
    status["result"].clone()
}

#[tokio::test]
async fn a_job_goes_through_its_states_one_at_a_time() {
    let fixture = stepped().await;
    let job = queue(&fixture, json!([{"fields": {"email": "sam@example.net", "first_name": "Sam"}}])).await;
    assert_eq!(job.len(), 24);
    assert_eq!(result(&fixture, &job).await, json!({"status": "queued"}));
    let busy = "Another bulk job is being processed, only one bulk api can be used at a time.";
    fixture.post("/bulk/groups", json!({"groups": []})).await.refused(422, "'groups' property is missing, please validate your request.");
    fixture.post("/bulk/groups", json!({"groups": [{"name": "other"}]})).await.refused(400, busy);
    assert_eq!(fixture.control("POST", "jobs/step", Value::Null).await.ok(), json!({"status": "processing"}));
    assert_eq!(result(&fixture, &job).await, json!({"status": "processing"}));
    fixture.put("/bulk/groups", json!({"groups": [{"id": 2, "name": "other"}]})).await.refused(400, busy);
    assert_eq!(fixture.control("POST", "jobs/step", Value::Null).await.ok(), json!({"status": "completed"}));
    let imported =
        fixture.get("/users/find_by_email?email=sam%40example.net").await.ok()[0]["id"].as_str().unwrap().parse::<i64>().unwrap();
    assert_eq!(
        result(&fixture, &job).await,
        json!({"status": "completed", "users_imported": [imported], "message": "Import succeeded, 1 records imported (1 members)"})
    );
    assert_eq!(fixture.control("POST", "jobs/step", Value::Null).await.ok(), json!({"status": null}));
    assert!(fixture.groups_of(imported).await.iter().any(|(group, _)| *group == 1), "parents are joined too");
    let nobody = fixture.post("/bulk/members", json!({"group_id": 2, "users": []})).await;
    nobody.refused(422, "'users' property is missing, please validate your request.");
    queue(&fixture, json!([{"fields": {"email": "next@example.net"}}])).await;
}

#[tokio::test]
async fn an_import_overwrites_who_exists() {
    let fixture = Fixture::start().await;
    let users =
        json!([{"fields": {"email": "Johnny.Walker@example.org", "job_title": "Whaler"}}, {"fields": {"email": "new@example.net"}}]);
    let job = queue(&fixture, users).await;
    let result = result(&fixture, &job).await;
    assert_eq!(result["users_imported"][0], 1002);
    assert_eq!(result["message"], "Import succeeded, 2 records imported (2 members)");
    let johnny = fixture.get("/users/1002?include_fields=true").await.ok();
    assert_eq!((johnny["fields"]["job_title"].as_str(), johnny["first_name"].as_str()), (Some("Whaler"), Some("Johnny")));
}

#[tokio::test]
async fn a_job_with_a_bad_record_fails_as_a_whole() {
    let fixture = Fixture::start().await;
    let users = json!([{"fields": {"email": "good@example.net"}}, {"fields": {"first_name": "Nameless"}}]);
    let job = queue(&fixture, users).await;
    assert_eq!(
        result(&fixture, &job).await,
        json!({"status": "failed", "message": "Import failed, record 2: 'fields.email' property is missing, please validate your request."})
    );
    assert_eq!(fixture.get("/users/find_by_email?email=good%40example.net").await.ok(), json!([]));
    fixture.post("/bulk/members", json!({"group_id": 99, "users": [{"fields": {}}]})).await.refused(404, "Group 99 not found");
    fixture.get("/bulk/members/none").await.refused(404, "Job none not found");
}

#[tokio::test]
async fn a_bulk_holds_a_thousand() {
    let fixture = Fixture::start().await;
    let users = |count: usize| (0..count).map(|number| json!({"fields": {"email": format!("{number}@example.net")}})).collect::<Value>();
    let answer = fixture.post("/bulk/members", json!({"group_id": 2, "users": users(1001)})).await;
    assert!(answer.status == 422 && answer.text.contains("'users' property is invalid"), "{}", answer.text);
    let job = queue(&fixture, users(1000)).await;
    assert_eq!(result(&fixture, &job).await["users_imported"].as_array().unwrap().len(), 1000);
}

#[tokio::test]
async fn groups_in_bulk() {
    let fixture = Fixture::start().await;
    let manager = "sam.cooper@example.org";
    let groups = json!([
        {"name": "name_123", "parent_group_id": 1, "privacy": 5, "alias_name": "group-123", "members_posting_permissions": ["QuickPost", "Poll"],
            "default_emails_frequency": 1, "manager_email_address": manager},
        {"name": "name_124", "parent_group_id": 1, "privacy": 10},
    ]);
    let job = fixture.post("/bulk/groups", json!({"groups": groups})).await.ok();
    let done = result(&fixture, job["job_id"].as_str().unwrap()).await;
    assert_eq!(done, json!({"status": "completed", "message": "Import succeeded, 2 records imported (2 groups)"}));
    let group = fixture.get("/groups/7").await.ok();
    assert_eq!(group["members_posting_permissions"], json!(["quickpost", "poll"]));
    assert_eq!((group["email"].as_str(), group["members_count"].as_i64()), (Some("group-123@example.org"), Some(1)));

    let job = fixture.put("/bulk/groups", json!({"groups": [{"id": 7, "name": "renamed"}, {"id": 8, "name": "renamed"}]})).await.ok();
    let failed = result(&fixture, job["job_id"].as_str().unwrap()).await;
    assert_eq!(failed["message"], "Import failed, record 2: This group name already exists in your network.");
    assert_eq!(fixture.get("/groups/7").await.ok()["name"], "name_123", "nothing was written");
}

#[tokio::test]
async fn real_time_takes_its_time() {
    let fixture = Fixture::of(Sandbox::builder().job_speed(JobSpeed::Real)).await;
    let job = queue(&fixture, json!([{"fields": {"email": "real@example.net"}}])).await;
    assert_eq!(result(&fixture, &job).await["status"], "queued");
    let mut seen = Vec::new();
    for _ in 0..100 {
        let status = result(&fixture, &job).await["status"].as_str().unwrap().to_owned();
        if seen.last() != Some(&status) {
            seen.push(status);
        }
        if seen.last().is_some_and(|status| status == "completed") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(seen, ["queued", "processing", "completed"]);
}

/// A job that was saved on its way goes on where it is loaded.
#[tokio::test]
async fn a_loaded_job_goes_on() {
    let one = stepped().await;
    let job = queue(&one, json!([{"fields": {"email": "loaded@example.net"}}])).await;
    let saved: Value = serde_json::from_slice(&one.sandbox.save()).unwrap();
    let two = Fixture::start().await;
    two.control("PUT", "world", saved).await.ok();
    assert_eq!(result(&two, &job).await["status"], "completed");
    let clock = two.control("GET", "clock", Value::Null).await.ok();
    two.control("PUT", "jobs/speed", json!({"speed": "instant"})).await.ok();
    assert_eq!(two.control("GET", "clock", Value::Null).await.ok(), clock, "without a job nothing happens");
}
