use std::collections::BTreeSet;
use std::fs;

use mobilize_sandbox::{BasisSource, MODE_DECISIONS, Sandbox, StartError, Vendor, World, WorldName};
use serde_json::{Value, json};

use super::{PRIVATE, SPACE, document, exchange, get, member, start};
use crate::support::Fixture;

#[test]
fn every_operation_has_a_handler() {
    let document = document();
    let documented: BTreeSet<_> = document.operations().iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(Vendor::Mode.operations().collect::<BTreeSet<_>>(), documented);
    assert_eq!(documented.len(), 5);
}

#[test]
fn decisions_and_errata_exist() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/mode.errata.toml");
    let errata: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let errata: BTreeSet<_> = errata["erratum"].as_array().unwrap().iter().map(|erratum| erratum["id"].as_str().unwrap()).collect();
    let mut decided = BTreeSet::new();
    for decision in MODE_DECISIONS {
        assert!(decided.insert(decision.id), "{} is there twice", decision.id);
        assert_ne!(decision.id.starts_with('B'), errata.contains(decision.id), "{}", decision.id);
    }
    for operation in Vendor::Mode.operations() {
        let basis = Vendor::Mode.basis(operation).unwrap();
        let own = if let BasisSource::Decision { id, .. } = basis.source { Some(id) } else { None };
        for id in basis.see.iter().copied().chain(own) {
            assert!(decided.contains(id), "{operation} names {id}, which is no decision");
        }
    }
}

#[tokio::test]
async fn the_same_seed_and_requests_make_the_same_bytes() {
    let mut worlds = Vec::new();
    for seed in [3, 3, 4] {
        let fixture = Fixture::of(Sandbox::builder().vendor(Vendor::Mode).seed(seed)).await;
        exchange(&fixture, "POST", SPACE, &member("User", "2bd8236f8ae4")).await.ok();
        worlds.push(fixture.control("GET", "world", Value::Null).await.text.into_bytes());
    }
    assert!(worlds[0] == worlds[1] && worlds[1] != worlds[2]);
    let saved = World::from_json(&worlds[0]).unwrap();
    assert_eq!(saved.vendor(), Vendor::Mode);
    let again = Fixture::of(Sandbox::builder().vendor(Vendor::Mode).given_world(saved)).await;
    assert!(again.sandbox.save() == worlds[0]);
    let next = exchange(&again, "POST", SPACE, &member("User", "3d309a5a98c8")).await.ok();
    assert_eq!(next["member_id"], "member-one", "the index is made anew");
    // The bytes of a world are a promise: tests of other people rest on them.
    let body = get(&start().await, "/batch/acme/members?per_page=3&page=2").await.ok();
    let shown: Vec<_> = body["members"].as_array().unwrap().iter().map(|one| format!("{} {}", one["id"], one["member_email"])).collect();
    assert_eq!(shown, ["22 \"sam.cooper@example.org\"", "23 \"robin.baker@example.org\"", "28 \"vint.butler.5@example.org\""]);
}

#[test]
fn invalid_organizations_are_refused() {
    let world: Value = serde_json::from_slice(&WorldName::Acme.make(1).to_json()).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut world = world.clone();
        *world.pointer_mut(pointer).unwrap() = value;
        World::from_json(world.to_string().as_bytes()).unwrap_err().to_string()
    };
    for (error, why) in [
        (with("/organization/signature_tokens", json!([])), "no signature token has access"),
        (with("/organization/members/1/id", json!(1)), "not in the order of their ids"),
        (with("/organization/members/1/member_token", json!("3d309a5a98c8")), "two members have the same token"),
        (with("/organization/spaces/0/memberships/0/member_token", json!("x")), "its member does not exist"),
    ] {
        assert!(error.contains(why), "{error}");
    }
}

#[tokio::test]
async fn a_sandbox_stays_with_its_vendor() {
    let start = async |vendor: Vendor, world| Sandbox::builder().vendor(vendor).world(world).start().await.err();
    assert!(matches!(start(Vendor::Mode, WorldName::Demo).await, Some(StartError::World { .. })));
    let error = start(Vendor::Mobilize, WorldName::Acme).await.unwrap().to_string();
    assert_eq!(error, "the world acme belongs to Mode, but the sandbox serves Mobilize");
    let strange = Sandbox::builder().vendor(Vendor::Mode).fault("listUsers:malformed".parse().unwrap()).start().await;
    assert!(strange.err().unwrap().to_string().contains("the document of Mode has no operation listUsers"));
    let implied = Sandbox::builder().world(WorldName::Acme).start().await.unwrap();
    assert_eq!(implied.vendor(), Vendor::Mode, "a world says whose it is");
    assert_eq!("mode".parse::<Vendor>().unwrap(), Vendor::Mode);
    assert_eq!("other".parse::<Vendor>().unwrap_err().to_string(), "unknown vendor `other` (mobilize, mode)");

    let fixture = self::start().await;
    let refused = fixture.control("POST", "reset", json!({"world": "demo"})).await;
    assert!(refused.status == 400 && refused.text.contains("this sandbox serves Mode"), "{}", refused.text);
    let other = fixture.control("PUT", "world", serde_json::from_slice(&WorldName::Empty.make(1).to_json()).unwrap()).await;
    assert_eq!(other.status, 400, "{}", other.text);
    assert_eq!(fixture.control("POST", "faults", json!({"fault": "getUser:malformed"})).await.status, 400);
    assert_eq!(fixture.control("POST", "jobs/step", Value::Null).await.status, 404, "Mode has no jobs");
}

#[tokio::test]
async fn common_features_work_for_mode_too() {
    let fixture = start().await;
    exchange(&fixture, "DELETE", &format!("{SPACE}/gbhnjuim5yb"), &Value::Null).await.ok();
    fixture.control("POST", "reset", Value::Null).await.ok();
    let basis = async |path: &str| get(&fixture, path).await.header("x-sandbox-basis").to_owned();
    assert_eq!(basis(SPACE).await, "decision; S08; page=space-memberships; see=S02,S04,S07,S14,X09");
    assert!(basis(&format!("{SPACE}/gbhnjuim5yb")).await.starts_with("documentation; page=space-memberships; see="), "it is back");
    assert_eq!(basis(PRIVATE).await, "decision; X04; page=space-memberships");
    for (drift, path, code) in [
        ("listMembers:rename=/members/*/token>key", "/batch/acme/members?per_page=3", "missing-property"),
        ("listSpaceMemberships:drop=/_embedded", SPACE, "missing-property"),
        ("getSpaceMembership:enum=/member_type", &format!("{SPACE}/gbhnjuim5yb"), "unknown-enum-value"),
    ] {
        fixture.sandbox.clear_faults();
        fixture.sandbox.fault(drift.parse().unwrap());
        let answer = get(&fixture, path).await;
        assert_eq!(answer.header("x-sandbox-basis"), "decision; B02");
        let entry = &fixture.sandbox.requests()[0];
        let verdict = fixture.sandbox.verdict(entry).unwrap();
        assert!(verdict.iter().any(|finding| finding.contains(code)), "{drift}: {verdict:?}");
    }
    let number = fixture.sandbox.requests()[0].number;
    let logged = fixture.control("GET", &format!("requests/{number}"), Value::Null).await.ok();
    assert_eq!(logged["recording"]["request"]["url"], format!("https://app.mode.com{SPACE}/gbhnjuim5yb"));
    assert!(!logged["recording"].to_string().contains("authorization"), "no credentials");
    let overview = fixture.control("GET", "overview", Value::Null).await.ok();
    assert_eq!((&overview["vendor"], &overview["contents"]), (&json!("mode"), &json!("7335 members, 4 spaces")));
    let decisions = fixture.control("GET", "decisions", Value::Null).await.ok();
    assert_eq!(decisions.as_array().unwrap().len(), MODE_DECISIONS.len());
    // A whole page is short enough to be remembered with its verdict.
    fixture.sandbox.clear_faults();
    get(&fixture, "/batch/acme/members").await.ok();
    assert_eq!(fixture.sandbox.verdict(&fixture.sandbox.requests()[0]), Some(Vec::new()));
}
