use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use mobilize::bulk::BulkState;
use mobilize::types::{FieldValues, MemberCreateRow};
use mobilize_sandbox::{Sandbox, WorldName};
use serde_json::json;

use crate::server::{Response, Server};

#[allow(dead_code, clippy::duplicate_mod, reason = "a test runs the parts that a program is made of")]
#[path = "../../examples/export_members.rs"]
mod export_members;
#[allow(dead_code, clippy::duplicate_mod, reason = "likewise")]
#[path = "../../examples/sync_group.rs"]
mod sync_group;

/// A writer whose reader, such as `head`, has closed the pipe.
struct Closed;

impl std::io::Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_closed_pipe_is_recognised() {
    // The buffer is written at its limit and at the end.
    for count in [1, 300] {
        let users: Vec<_> = (0..count).map(|id| json!({ "id": id, "email": "x".repeat(100) })).collect();
        let server = Server::start(move |request| {
            Some(Response::json(&match request.target.contains("offset=0") {
                true => json!(users),
                false => json!([]),
            }))
        })
        .await;
        let err = export_members::export(&server.client(), "7", Closed).await.unwrap_err();
        assert!(export_members::is_broken_pipe(&*err), "{err}");
    }
}

async fn exported_and_planned(client: &mobilize::Client, group: &str, edit: impl FnOnce(String) -> String) -> sync_group::Plan {
    let mut csv = Vec::new();
    export_members::export(client, group, &mut csv).await.unwrap();
    let csv = edit(String::from_utf8(csv).unwrap());
    assert!(csv.lines().count() > 1);
    sync_group::plan(client, group, csv.as_bytes()).await.unwrap()
}

#[tokio::test]
async fn an_unchanged_export_needs_no_changes() {
    let sandbox = Sandbox::builder().world(WorldName::Demo).start().await.unwrap();
    let client = sandbox_client(&sandbox);
    for group in client.list_groups().send().await.unwrap().into_inner().groups.iter().flatten() {
        let plan = exported_and_planned(&client, &group.id.text(), |csv| csv).await;
        assert!(plan.lines.is_empty() && plan.members.is_empty(), "{}: {:?}", group.id, plan.lines);
    }
}

fn sandbox_client(sandbox: &Sandbox) -> mobilize::Client {
    mobilize::Client::builder().base_url(sandbox.url()).credentials(sandbox.key(), sandbox.secret()).build().unwrap()
}

/// A group with one member, who has a value of every kind.
async fn colourful() -> Server {
    let kinds = [
        ("first_name", "text", json!("Sam; \"S.\"")),
        ("interests", "checkbox", json!(["tea", "bees"])),
        ("motto", "checkbox", json!(["a; b", "c"])),
        ("alone", "checkbox", json!("tea")),
        ("age", "number", json!(17)),
        ("height", "number", json!("1.80")),
        ("born", "date", json!(1_436_907_600)),
        ("home", "location", json!({ "city": "Haifa", "lat": 32.8, "street_number": "5" })),
        ("cv", "file", json!({ "url": "https://example.org/cv.pdf" })),
        ("mood", "hologram", json!([1, { "x": null }])),
        ("nothing", "text", json!(null)),
    ];
    let definitions: Vec<_> = kinds.iter().map(|(name, kind, _)| json!({ "unique_name": name, "type": kind })).collect();
    let fields: serde_json::Map<_, _> = kinds.into_iter().map(|(name, _, value)| (name.to_owned(), value)).collect();
    Server::start(move |request| {
        Some(Response::json(&match request.target.split('?').next().unwrap() {
            "/v1/groups/7" => json!({ "id": 7, "fields": definitions }),
            _ if request.target.contains("offset=0") => json!([{ "id": "1", "email": "Sam@example.org", "fields": fields }]),
            _ => json!([]),
        }))
    })
    .await
}

#[tokio::test]
async fn every_kind_of_value_survives_the_table() {
    let server = colourful().await;
    let plan = exported_and_planned(&server.client(), "7", |csv| csv).await;
    assert!(plan.lines.is_empty(), "{:?}", plan.lines);
}

#[tokio::test]
async fn only_changes_are_sent() {
    let server = colourful().await;
    let plan = exported_and_planned(&server.client(), "7", |csv| {
        let changed = csv.replace("Haifa", "Akko").replace(",17,", ",18,").replace("bees", "chess");
        format!("{changed},,,,,,,,,,,,\n2,ada@example.org,Ada,,,,x,,,,,,\n")
    })
    .await;
    assert_eq!(
        plan.lines,
        ["change Sam@example.org", "skip   line 3: it has no email", "skip   ada@example.org: the field `age` expects a number"]
    );
    let expected = json!({ "fields": {
        "email": "Sam@example.org", "age": 18, "interests": ["tea", "chess"],
        "home": { "city": "Akko", "lat": 32.8, "street_number": "5" },
    } });
    assert_eq!(serde_json::to_value(&plan.members).unwrap(), json!([expected]));
}

#[tokio::test]
async fn fields_to_fill_in_are_listed() {
    let sandbox = Sandbox::builder().world(WorldName::Demo).start().await.unwrap();
    let csv = "email,first_name\nnew@example.org,Ada\n";
    let plan = sync_group::plan(&sandbox_client(&sandbox), "2", csv.as_bytes()).await.unwrap();
    assert_eq!(plan.lines, ["add    new@example.org (left to fill in: last_name)"]);
}

#[test]
fn the_state_file_is_replaced_as_a_whole() {
    let folder = std::env::temp_dir().join(format!("mobilize-sync-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = sync_group::StateFile(folder.join("state.json").display().to_string());
    assert_eq!(file.read().unwrap(), BulkState::default());
    let mut state = BulkState::default();
    state.only_the_rest();
    file.write(&state).unwrap();
    assert_eq!(file.read().unwrap(), state);
    std::fs::write(&file.0, "[{").unwrap();
    assert!(file.read().unwrap_err().to_string().contains("state.json"));
    file.remove().unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Syncs a file with a group, is killed between any two requests, and continues with a changed file.
#[tokio::test]
async fn a_sync_that_is_killed_and_changed_sends_every_row_once() {
    for limit in 0..4 {
        let (sent, requests) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let (log, count) = (Arc::clone(&sent), Arc::clone(&requests));
        let server = Server::start(move |request| {
            if request.method == "POST" {
                let body = request.json().unwrap();
                log.lock().unwrap().extend(body["users"].as_array().unwrap().iter().map(|user| user["fields"]["email"].clone()));
            }
            let killed = count.fetch_add(1, Ordering::SeqCst) == limit;
            (!killed).then(|| Response::json(&json!({ "job_id": "a", "result": { "status": "completed" } })))
        })
        .await;
        let client = server.client();
        let path = std::env::temp_dir().join(format!("mobilize-sync-{}-{limit}.json", std::process::id()));
        let file = sync_group::StateFile(path.display().to_string());
        let members = |range: std::ops::Range<u32>| -> Vec<_> {
            range.map(|index| MemberCreateRow::new(FieldValues::from([("email", format!("{index}@example.org"))]))).collect()
        };
        let first = sync_group::send(&client, "7", members(0..1_500), &file);
        assert!(tokio::time::timeout(std::time::Duration::from_millis(500), first).await.is_err(), "{limit}: not killed");
        // The next night the file lacks some rows and has new ones.
        sync_group::send(&client, "7", members(500..2_100), &file).await.unwrap();
        let sent: Vec<_> = sent.lock().unwrap().iter().map(|email| email.as_str().unwrap().to_owned()).collect();
        let distinct: std::collections::BTreeSet<_> = sent.iter().collect();
        assert!((500..2_100).all(|index| distinct.contains(&format!("{index}@example.org"))), "{limit}: a row is lost");
        // Only a batch whose response was lost is sent twice, since existing members are overwritten.
        assert!(sent.len() - distinct.len() <= 1_000, "{limit}: {} rows sent twice", sent.len() - distinct.len());
        assert!(!path.exists());
    }
}
