use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mobilize_sandbox::{Sandbox, WorldName};
use openapi_drift::Recording;
use serde_json::Value;

use crate::support::{Fixture, with_json};

/// The names of all properties in a value, as pointers with indices folded. Values of fields are data, and activities
/// have many shapes: both are left out.
fn properties(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| properties(item, &format!("{at}/*"), found)),
        Value::Object(members) => {
            for (name, member) in members {
                found.insert(format!("{at}/{name}"));
                if !(name == "fields" && member.is_object() || name == "activites") {
                    properties(member, &format!("{at}/{name}"), found);
                }
            }
        }
        _ => {}
    }
}

/// Samples whose answer is a placeholder, or that were put together from several.
const NOT_COMPARED: [&str; 2] = ["200-placeholder.json", "200-all-types.json"];

#[tokio::test]
async fn samples_succeed_with_the_response_of_their_page() {
    let fixture = Fixture::of(Sandbox::builder().world(WorldName::Pages)).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings/mobilize");
    let mut count = 0;
    for operation in mobilize_sandbox::Vendor::Mobilize.operations() {
        for entry in fs::read_dir(folder.join(operation)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.starts_with("200-") {
                continue;
            }
            count += 1;
            fixture.sandbox.reset();
            let recording: Recording = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let below = recording.request.url.strip_prefix("https://api.mobilize.io/v1").unwrap();
            let request = fixture.request(&recording.request.method, below);
            let request = match &recording.request.body {
                Some(body) => with_json(request, body),
                None => request,
            };
            let answer = fixture.send(request).await;
            assert_eq!(answer.status, 200, "{operation}/{name}: {}", answer.text);
            let (mut shown, mut answered) = (BTreeSet::new(), BTreeSet::new());
            properties(&recording.response.unwrap().body.unwrap(), "", &mut shown);
            properties(&answer.body, "", &mut answered);
            // Properties of the sample that the sandbox leaves out, each by a decision.
            let missing: Vec<_> = shown.difference(&answered).filter(|pointer| !is_decided(operation, pointer)).collect();
            assert!(NOT_COMPARED.contains(&name.as_str()) || missing.is_empty(), "{operation}/{name} lacks {missing:?}");
        }
    }
    assert!(count >= 24, "only {count} samples");
}

fn is_decided(operation: &str, pointer: &str) -> bool {
    match operation {
        // A new user belongs to no group (E68).
        "createUser" => pointer.starts_with("/groups/"),
        // `next_page` is there only where something follows (E14); `fields` only if asked for (E51).
        "listGroups" => pointer == "/next_page",
        "getGroup" => pointer.starts_with("/fields"),
        "listUsers" | "getUser" | "getGroupMember" | "searchUsers" | "searchGroupMembers" => pointer.ends_with("/fields"),
        _ => false,
    }
}

/// Things that samples name, though none asks for them.
#[tokio::test]
async fn names_of_samples_exist_with_the_same_spelling() {
    let fixture = Fixture::of(Sandbox::builder().world(WorldName::Pages)).await;
    fixture.get("/bulk/members/a610e765dc0b7cc48a452157").await.ok();
    let conversation = fixture.get("/activities?activity_type=conversation").await.ok()["activites"][0].clone();
    for role in ["initiator", "participant"] {
        let user = fixture.get(&format!("/users/{}", conversation[role]["id"])).await.ok();
        assert_eq!(conversation[role]["name"], user["name"]);
    }
    for activity in fixture.get("/activities?limit=50").await.ok()["activites"].as_array().unwrap() {
        let (Some(id), Some(name)) = (activity.get("group_id"), activity.get("group_name")) else { continue };
        assert_eq!(fixture.get(&format!("/groups/{id}")).await.ok()["name"], *name, "{activity}");
    }
}
