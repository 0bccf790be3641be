use std::collections::BTreeSet;

use mobilize_sandbox::{BasisSource, DECISIONS};
use serde_json::{Value, json};

use crate::support::{Fixture, with_json};

#[derive(serde::Deserialize)]
struct Errata {
    erratum: Vec<Erratum>,
}

#[derive(serde::Deserialize)]
struct Erratum {
    id: String,
}

#[test]
fn every_decision_that_is_named_is_in_the_table_and_every_erratum_exists() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/mobilize.errata.toml");
    let errata: Errata = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let errata: BTreeSet<_> = errata.erratum.iter().map(|erratum| erratum.id.as_str()).collect();
    let mut decided = BTreeSet::new();
    for decision in DECISIONS {
        assert!(decided.insert(decision.id), "{} is there twice", decision.id);
        assert!(decision.id.starts_with('S') || errata.contains(decision.id), "there is no erratum {}", decision.id);
    }
    for operation in mobilize_sandbox::Vendor::Mobilize.operations() {
        let basis = mobilize_sandbox::Vendor::Mobilize.basis(operation).unwrap();
        let own = match basis.source {
            BasisSource::Decision { id, .. } => Some(id),
            BasisSource::Documentation { .. } | BasisSource::Recording { .. } => None,
        };
        for id in basis.see.iter().copied().chain(own) {
            assert!(decided.contains(id), "{operation} names {id}, which is no decision");
        }
    }
}

/// The sandbox says that an answer was recorded only where it was. There are no recordings of the service yet.
#[test]
fn nothing_claims_a_recording_that_does_not_exist() {
    for operation in mobilize_sandbox::Vendor::Mobilize.operations() {
        if let BasisSource::Recording { file } = mobilize_sandbox::Vendor::Mobilize.basis(operation).unwrap().source {
            let path = format!("{}/../../tests/recordings/mobilize/{file}", env!("CARGO_MANIFEST_DIR"));
            assert!(std::fs::read_to_string(&path).unwrap().contains("\"source\": \"live\""), "{path}");
        }
    }
}

#[tokio::test]
async fn each_response_names_its_source() {
    let fixture = Fixture::start().await;
    let get = async |path: &str| fixture.get(path).await.header("x-sandbox-basis").to_owned();
    assert_eq!(get("/groups").await, "documentation; page=get-all-groups; see=E13,E14,E16,E40,E51,S01");
    assert_eq!(get("/groups/99").await, "documentation; page=getting-started; see=E28");
    let updated = fixture.put("/groups/2", json!({})).await;
    assert_eq!(updated.header("x-sandbox-basis"), "decision; E32; page=update-single-group; see=E39,E40,E41,E51,S06,S13");
    for entry in fixture.sandbox.requests() {
        assert!(!entry.basis.is_empty());
    }
    let page = fixture.control("GET", "decisions", Value::Null).await.ok();
    assert_eq!(page.as_array().unwrap().len(), DECISIONS.len());
}

/// A refusal rests on what was decided about this very operation and property, not on errors in general.
#[tokio::test]
async fn a_refusal_names_its_own_decision_and_page() {
    let fixture = Fixture::start().await;
    let same = json!({"alias_name": "COMMUNITY"});
    for (method, path, body, basis) in [
        ("GET", "/users?limit=x", Value::Null, "decision; S01; page=get-all-users"),
        ("GET", "/users/search", Value::Null, "decision; S03; page=search-for-users"),
        ("GET", "/users/find_by_email?email=", Value::Null, "decision; E18; page=find-by-email"),
        ("GET", "/users/99", Value::Null, "decision; E25; page=get-a-single-user"),
        ("GET", "/bulks/92eafb8dd3efde8915c05bfc", Value::Null, "decision; E77; page=get-a-single-bulk"),
        ("GET", "/activities?limit=51", Value::Null, "decision; S01; page=user-activities"),
        ("DELETE", "/users/99", Value::Null, "documentation; page=delete-a-single-user; see=E25"),
        ("PUT", "/groups/2", json!({"privacy": 7}), "decision; E39; page=update-single-group"),
        ("PUT", "/groups/2", same, "decision; S06; page=update-single-group"),
        ("PUT", "/groups/2", json!({"name": true}), "decision; E29; page=update-single-group"),
        ("POST", "/users", json!({"email": "x"}), "decision; E29; page=create-a-single-user"),
        ("PUT", "/users/1001", json!({"fields": {"zz": 1}}), "decision; X13; page=update-a-single-user"),
        ("POST", "/groups/1/members/invite", json!({"sender_id": 1001, "recipients_ids": 7}), "decision; X24; page=invite-group-members"),
        ("POST", "/groups/1/members/invite", json!({"sender_id": 1001, "recipients_ids": [7]}), "decision; X24; page=invite-group-members"),
        ("POST", "/bulk/members", json!({"group_id": 1, "users": []}), "decision; X20; page=create-members-in-bulk"),
        ("POST", "/bulk/members", json!({"group_id": 1, "users": [{}]}), "decision; X20; page=create-members-in-bulk"),
        ("PUT", "/bulk/groups", json!({"groups": []}), "decision; E48; page=update-groups-in-bulk"),
    ] {
        let request = fixture.request(method, path);
        let answer = fixture.send(if body.is_null() { request } else { with_json(request, &body) }).await;
        assert!(answer.status >= 400, "{method} {path}: {}", answer.text);
        assert_eq!(answer.header("x-sandbox-basis"), basis, "{method} {path}: {}", answer.text);
        let id = basis.split(['=', ' ', ';']).find(|word| word.len() == 3 && word.ends_with(|last: char| last.is_ascii_digit())).unwrap();
        assert!(DECISIONS.iter().any(|decision| decision.id == id), "{id} is no decision");
    }
}
