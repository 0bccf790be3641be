use mobilize_sandbox::Sandbox;
use openapi_drift::Recording;
use serde_json::{Value, json};

use crate::support::Fixture;

#[tokio::test]
async fn other_web_pages_are_kept_out() {
    let fixture = Fixture::start().await;
    let page = fixture.sandbox.page();
    let ask = |header: &str, value: &str| fixture.client.get(format!("{page}overview")).header(header, value);
    assert_eq!(fixture.send(ask("origin", "https://evil.example")).await.status, 403);
    assert_eq!(fixture.send(ask("origin", "null")).await.status, 403);
    assert_eq!(fixture.send(ask("host", "evil.example:80")).await.status, 403, "a name of their own for this machine");
    fixture.send(ask("origin", "http://localhost:3000")).await.ok();
    fixture.send(ask("host", "localhost")).await.ok();
}

#[tokio::test]
async fn local_tools_may_call_from_a_browser() {
    let fixture = Fixture::start().await;
    let from = |origin: &str| fixture.request("GET", "/groups").header("origin", origin);
    let answer = fixture.send(from("http://localhost:3000")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "http://localhost:3000");
    assert_eq!(fixture.send(from("https://evil.example")).await.header("access-control-allow-origin"), "");
    assert_eq!(fixture.send(from("http://localhost.evil.example")).await.header("access-control-allow-origin"), "");
    let preflight = fixture.client.request(reqwest::Method::OPTIONS, format!("{}/groups", fixture.sandbox.url()));
    let preflight = fixture.send(preflight.header("origin", "http://[::1]:5173").header("access-control-request-method", "PUT")).await;
    assert_eq!(preflight.status, 204);
    assert!(preflight.header("access-control-allow-headers").contains("authorization"));
}

#[tokio::test]
async fn a_request_can_be_taken_away_as_a_recording() {
    let fixture = Fixture::start().await;
    fixture.put("/users/1001", json!({"fields": {"first_name": "Sam"}})).await.ok();
    let shown = fixture.control("GET", "requests/1", Value::Null).await.ok();
    assert_eq!(shown["verdict"], json!([]));
    let recording: Recording = serde_json::from_value(shown["recording"].clone()).unwrap();
    assert_eq!(recording.request.url, "https://api.mobilize.io/v1/users/1001");
    assert!(!shown.to_string().to_lowercase().contains("authorization"), "credentials never enter a recording");
    assert_eq!(shown["recording"]["provenance"]["source"], "sandbox");
    assert_eq!(fixture.control("GET", "requests/99", Value::Null).await.status, 404);
    for _ in 0..250 {
        fixture.get("/groups?limit=1").await.ok();
    }
    assert_eq!(fixture.sandbox.requests().len(), 200);
    fixture.control("DELETE", "requests", Value::Null).await.ok();
    assert!(fixture.sandbox.requests().is_empty());
}

#[tokio::test]
async fn what_is_told_badly_is_refused_clearly() {
    let fixture = Fixture::start().await;
    for (method, path, body) in [
        ("POST", "faults", json!({"fault": "nonsense"})),
        ("POST", "faults", json!({})),
        ("PUT", "jobs/speed", json!({"speed": "warp"})),
        ("PUT", "world", json!({})),
        ("POST", "reset", json!({"world": "atlantis"})),
        ("POST", "clock", json!({"now": 1, "advance_ms": 1})),
        ("POST", "members/status", json!({"group_id": 1, "user_id": 99, "status": "accepted"})),
        ("POST", "webhooks", json!({"url": "nowhere", "topics": ["user.created"]})),
    ] {
        let answer = fixture.control(method, path, body).await;
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.text);
        assert!(answer.body["error"].is_string(), "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn stopping_is_graceful() {
    let fixture = Fixture::start().await;
    fixture.get("/groups").await.ok();
    let url = format!("{}/groups", fixture.sandbox.url());
    fixture.sandbox.fault("listGroups:latency=200".parse().unwrap());
    let request = fixture.request("GET", "/groups");
    let open = tokio::spawn(async move { request.send().await.unwrap().status().as_u16() });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    fixture.sandbox.stop().await;
    assert_eq!(open.await.unwrap(), 200, "what is under way is finished");
    assert!(fixture.client.get(url).send().await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn two_sandboxes_do_not_share_a_port() {
    let one = Sandbox::start().await;
    let error = Sandbox::builder().address(one.address()).start().await.err().unwrap();
    assert_eq!(error.to_string(), format!("cannot listen on {}", one.address()));
    assert!(one.address().ip().is_loopback());
}
