use std::time::{Duration, Instant};

use mobilize_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::support::Fixture;

fn fault(text: &str) -> Fault {
    text.parse().unwrap()
}

#[tokio::test]
async fn statuses_for_a_while() {
    let fixture = Fixture::of(Sandbox::builder().fault(fault("listUsers:status=503,retry-after=2,after=1,times=2"))).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let answer = fixture.get("/users?limit=1").await;
        seen.push((answer.status, answer.header("retry-after").to_owned()));
        assert_eq!(answer.header("x-sandbox-fault").is_empty(), answer.status == 200);
    }
    let late = |status: u16, after: &str| (status, after.to_owned());
    assert_eq!(seen, [late(200, ""), late(503, "2"), late(503, "2"), late(200, "")]);
    fixture.get("/groups").await.ok();
}

#[tokio::test]
async fn a_status_that_the_document_does_not_know_is_caught() {
    let fixture = Fixture::start().await;
    fixture.sandbox.fault(fault("*:status=418"));
    assert_eq!(fixture.get("/users").await.status, 418);
    let findings = fixture.findings();
    assert!(findings.len() == 1 && findings[0].contains("undocumented-status"), "{findings:?}");
    fixture.sandbox.clear_faults();
    fixture.get("/users").await.ok();
}

#[tokio::test]
async fn drift_is_caught_by_the_validator() {
    for (drift, path, code) in [
        ("listGroups:rename=/groups/*/name>title", "/groups", "missing-property"),
        ("listGroups:drop=/groups", "/groups", "missing-property"),
        ("listGroups:retype=/groups/*/members_count", "/groups", "type-mismatch"),
        ("listGroups:null=/total_groups", "/groups", "unexpected-null"),
        ("listGroups:enum=/groups/0/privacy", "/groups", "unknown-enum-value"),
        ("getUser:add=/karma", "/users/1001", "undocumented-property"),
        ("listUsers:enum=/*/groups/*/status", "/users?limit=1", "unknown-enum-value"),
        ("getUser:malformed", "/users/1001", "malformed-body"),
    ] {
        let fixture = Fixture::start().await;
        fixture.sandbox.fault(fault(drift));
        assert_eq!(fixture.get(path).await.header("x-sandbox-basis"), "decision; S12", "a spoilt answer is nobody's but ours");
        let findings = fixture.findings();
        assert!(findings.iter().any(|finding| finding.contains(code)), "{drift}: {findings:?}");
    }
}

#[tokio::test]
async fn latency_and_cut_connections() {
    let fixture = Fixture::start().await;
    fixture.sandbox.fault(fault("getUser:latency=150,times=1"));
    let begun = Instant::now();
    fixture.get("/users/1001").await.ok();
    assert!(begun.elapsed() >= Duration::from_millis(150));
    fixture.sandbox.fault(fault("getUser:disconnect,times=1"));
    let response = fixture.request("GET", "/users/1001").send().await.unwrap();
    assert!(response.text().await.is_err(), "the body never ends");
    assert_eq!(fixture.sandbox.requests()[0].status, 0);
    assert_eq!(fixture.findings(), Vec::<String>::new(), "no answer is no difference");
    fixture.get("/users/1001").await.ok();
}

#[tokio::test]
async fn faults_by_control_and_by_header() {
    let fixture = Fixture::start().await;
    let set = fixture.control("POST", "faults", json!({"fault": "*:status=500,times=1"})).await.ok();
    assert_eq!(fixture.get("/groups").await.status, 500);
    fixture.get("/groups").await.ok();
    let faults = fixture.control("GET", "faults", Value::Null).await.ok();
    assert_eq!(faults[0], json!({"id": set["id"], "fault": "*:status=500,times=1", "seen": 2, "befallen": 1}));
    fixture.control("DELETE", &format!("faults/{}", set["id"]), Value::Null).await.ok();
    assert_eq!(fixture.control("DELETE", "faults/99", Value::Null).await.status, 404);

    let asked = fixture.request("GET", "/groups").header("x-sandbox-fault", "*:status=429,retry-after=7");
    let answer = fixture.send(asked).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "7"));
    fixture.get("/groups").await.ok();
}

#[test]
fn faults_are_written_as_they_are_read() {
    for text in [
        "listUsers:status=503,retry-after=2,after=1,times=2",
        "*:latency=250",
        "*:disconnect",
        "getGroup:malformed,times=1",
        "listGroups:rename=/groups/*/name>title",
        "listGroups:drop=/groups/0",
        "getUser:add=/a~1b",
    ] {
        assert_eq!(fault(text).to_string(), text);
    }
    for (text, why) in [
        ("status=503", "expected OPERATION:KIND"),
        ("listUser:status=503", "has no operation listUser"),
        ("*:status=99", "200 to 599"),
        ("*:latency=soon", "wants a number"),
        ("*:explode", "expected status, latency"),
        ("*:rename=/name", "a pointer and a name"),
        ("*:drop=name", "begins with /"),
        ("*:latency=1,retry-after=2", "means nothing here"),
    ] {
        let error = text.parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}
