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
    assert_eq!(faults[0], json!({"id": set["id"], "fault": "*:status=500,times=1", "seen": 2, "applied": 1}));
    fixture.control("DELETE", &format!("faults/{}", set["id"]), Value::Null).await.ok();
    assert_eq!(fixture.control("DELETE", "faults/99", Value::Null).await.status, 404);

    let asked = fixture.request("GET", "/groups").header("x-sandbox-fault", "*:status=429,retry-after=7");
    let answer = fixture.send(asked).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "7"));
    let two = fixture.request("GET", "/groups").header("x-sandbox-fault", "*:latency=1").header("x-sandbox-fault", "*:status=503");
    assert_eq!(fixture.send(two).await.status, 503, "each line counts");
    let odd = fixture.request("GET", "/users/1001").header("x-sandbox-fault", "getUser:rename=/name>é".as_bytes());
    assert_eq!(fixture.send(odd).await.ok()["é"], "Sam Cooper");
    fixture.get("/groups").await.ok();
}

/// Sends a request that asks for a fault, and returns what the header says came of it.
async fn asked(fixture: &Fixture, path: &str, fault: &str) -> (String, Value) {
    let answer = fixture.send(fixture.request("GET", path).header("x-sandbox-fault", fault)).await;
    let basis = if answer.header("x-sandbox-fault").contains("no effect") { "documentation" } else { "decision; S12" };
    assert!(answer.header("x-sandbox-basis").starts_with(basis), "{fault}: {}", answer.header("x-sandbox-basis"));
    (answer.header("x-sandbox-fault").to_owned(), answer.body)
}

#[tokio::test]
async fn the_whole_body_and_all_of_it_can_drift() {
    let fixture = Fixture::start().await;
    for (path, fault, body) in [
        ("/users", "listUsers:retype=/", json!({})),
        ("/users", "listUsers:null=/", Value::Null),
        ("/users?limit=2", "listUsers:null=/*", json!([null, null])),
        ("/users?limit=2", "listUsers:drop=/*", json!([])),
        ("/users", "*:drop=/", Value::Null),
        ("/users/find_by_email?email=none@example.org", "findUserByEmail:add=/0", json!(["undocumented"])),
        ("/users/1001", "getUser:drop=/*", json!({})),
    ] {
        assert_eq!(asked(&fixture, path, fault).await, (fault.to_owned(), body), "the fault is named as it was asked for");
    }
    let (_, two) = asked(&fixture, "/users?limit=3", "listUsers:drop=/0").await;
    assert_eq!(two.as_array().unwrap().len(), 2);
    let (_, user) = asked(&fixture, "/users/1001", "getUser:enum=/*").await;
    assert!(user.as_object().unwrap().values().all(|value| value == "undocumented_value"), "{user}");
    let findings = fixture.findings();
    for code in ["type-mismatch", "unexpected-null", "missing-body", "missing-property"] {
        assert!(findings.iter().any(|finding| finding.contains(code)), "{code}: {findings:?}");
    }
}

#[tokio::test]
async fn a_fault_without_effect_is_reported() {
    let fixture = Fixture::start().await;
    for (path, fault, why) in [
        ("/groups", "listGroups:drop=/groups/*/nam", "/groups/*/nam: no"),
        ("/groups", "getUser:drop=/id", "this is listGroups"),
        ("/users?limit=1", "listUsers:null=/id", "the body is an array of 1: use * or an index"),
        ("/users/find_by_email?email=none@example.org", "*:drop=/*", "the body is empty"),
        ("/users/1001", "getUser:null=/email/*", "/email is not an object or array"),
        ("/groups?limit=1", "listGroups:null=/groups/*/parent_group", "/groups/*/parent_group already has this value"),
    ] {
        let (header, _) = asked(&fixture, path, fault).await;
        let expected = match why {
            "/groups/*/nam: no" => "/groups/* has no nam; it has id, name, email, ",
            why => why,
        };
        assert!(header.starts_with(&format!("{fault} (no effect: {expected}")), "{header}");
    }

    let set = async |fault: &str| fixture.control("POST", "faults", json!({"fault": fault})).await.ok();
    let sound = set("listUsers:drop=/*/groups/*/status,times=1").await;
    assert_eq!(sound, json!({"id": 1, "fault": "listUsers:drop=/*/groups/*/status,times=1", "seen": 0, "applied": 0}));
    assert_eq!(set("listGroups:add=/groups/*/karma").await.get("hint"), None);
    assert_eq!(set("getUser:drop=/fields/shoe_size").await.get("hint"), None, "a map may have any name");
    let hint = set("listUsers:drop=/groups").await["hint"].as_str().unwrap().to_owned();
    assert_eq!(hint, "no documented response of listUsers has this property: the body is an array: use * or an index");
    let hint = set("getGroup:drop=/logo/big,times=1").await["hint"].as_str().unwrap().to_owned();
    assert_eq!(hint, "no documented response of getGroup has this property: /logo has url, small_thumb, mini_thumb, thumb");

    // A fault without effect applies again, and the list says why it had none.
    fixture.get("/groups/1").await.ok();
    let active = fixture.sandbox.faults().into_iter().find(|active| active.fault.to_string().starts_with("getGroup")).unwrap();
    assert_eq!((active.seen, active.applied), (1, 0));
    assert_eq!(active.hint.unwrap(), "/logo has no big; it has url, small_thumb, mini_thumb, thumb");
}

/// A fault in parts, as a form has them.
#[tokio::test]
async fn faults_are_set_by_their_parts() {
    let fixture = Fixture::start().await;
    for (parts, text) in [
        (
            json!({"operation": "listUsers", "kind": "status", "value": 503, "retry_after": 2, "times": 1}),
            "listUsers:status=503,retry-after=2,times=1",
        ),
        (json!({"operation": "*", "kind": "latency", "value": "5", "retry_after": 2, "after": 3}), "*:latency=5,after=3"),
        (json!({"operation": "getUser", "kind": "disconnect", "value": "503"}), "getUser:disconnect"),
        (
            json!({"operation": "listGroups", "kind": "rename", "value": "/groups/*/name", "name": "title"}),
            "listGroups:rename=/groups/*/name>title",
        ),
        (json!({"operation": "getUser", "kind": "drop", "value": "/id", "name": "unused"}), "getUser:drop=/id"),
    ] {
        assert_eq!(fixture.control("POST", "faults", parts).await.ok()["fault"], text);
    }
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
        "listUsers:retype=/",
    ] {
        assert_eq!(fault(text).to_string(), text);
    }
    for (text, why) in [
        ("status=503", "expected OPERATION:KIND"),
        ("listUser:status=503", "has no operation listUser"),
        ("*:status=99", "from 200 to 599"),
        ("*:latency=soon", "must be a number"),
        ("*:explode", "expected status, latency"),
        ("*:rename=/name", "a pointer and a name"),
        ("*:drop=name", "starts with /"),
        ("*:rename=/>title", "the name of one property"),
        ("*:add=/users/*", "the name of one property"),
        ("*:status=503,times=0", "1 or more"),
        ("*:drop=/a\nb", "control characters"),
        ("*:latency=1,retry-after=2", "unknown setting `retry-after`"),
        ("*:latency=600001", "600000 milliseconds at most"),
        ("*:status=503,retry-after=abc", "must be whole seconds"),
        ("*:disconnect=1", "`disconnect` takes no value"),
        ("*:malformed=/name", "`malformed` takes no value"),
    ] {
        let error = text.parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}
