use std::collections::BTreeSet;

use mobilize_sandbox::{Basis, DECISIONS};
use serde_json::Value;

use crate::support::Fixture;

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
    for operation in mobilize_sandbox::operations() {
        let grounds = mobilize_sandbox::grounds(operation).unwrap();
        let own = match grounds.basis {
            Basis::Decision { id } => Some(id),
            Basis::Documentation { .. } | Basis::Recording { .. } => None,
        };
        for id in grounds.see.iter().copied().chain(own) {
            assert!(decided.contains(id), "{operation} names {id}, which is no decision");
        }
    }
}

/// The sandbox says that an answer was recorded only where it was. There are no recordings of the service yet.
#[test]
fn nothing_claims_a_recording_that_does_not_exist() {
    for operation in mobilize_sandbox::operations() {
        if let Basis::Recording { file } = mobilize_sandbox::grounds(operation).unwrap().basis {
            let path = format!("{}/../../tests/recordings/mobilize/{file}", env!("CARGO_MANIFEST_DIR"));
            assert!(std::fs::read_to_string(&path).unwrap().contains("\"source\": \"live\""), "{path}");
        }
    }
}

#[tokio::test]
async fn each_answer_says_what_it_rests_on() {
    let fixture = Fixture::start().await;
    let get = async |path: &str| fixture.get(path).await.header("x-sandbox-basis").to_owned();
    assert_eq!(get("/groups").await, "documentation; page=get-all-groups; see=E13,E14,E16,E40,E51,S01");
    assert_eq!(get("/groups/99").await, "documentation; page=getting-started; see=E28");
    assert_eq!(get("/users?limit=x").await, "decision; E29");
    let updated = fixture.put("/groups/2", serde_json::json!({})).await;
    assert_eq!(updated.header("x-sandbox-basis"), "decision; E32; see=E39,E40,E41,E51");
    for entry in fixture.sandbox.requests() {
        assert!(!entry.basis.is_empty());
    }
    let page = fixture.control("GET", "decisions", Value::Null).await.ok();
    assert_eq!(page.as_array().unwrap().len(), DECISIONS.len());
}
