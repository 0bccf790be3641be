use mobilize_sandbox::Sandbox;
use openapi_drift::Recording;
use serde_json::{Value, json};

use crate::support::Fixture;

/// A web page can give this machine a name of its own; the name is then in `Host`, on every path.
#[tokio::test]
async fn the_host_is_checked_on_every_path() {
    let fixture = Fixture::of(Sandbox::builder().allow_host("sandbox.test")).await;
    let port = fixture.sandbox.address().port();
    let root = fixture.sandbox.page().replace("/_sandbox/", "");
    for path in ["/v1/groups", "/_sandbox/overview", "/_sandbox/page.js", "/_sandbox/health", "/", "/nothing"] {
        let status = async |host: &str| fixture.send(fixture.client.get(format!("{root}{path}")).header("host", host)).await.status;
        for host in ["evil.example", &format!("evil.example:{port}"), "localhost.evil.example", "192.168.1.5", "127.0.0.1.evil.example", ""]
        {
            assert_eq!(status(host).await, 403, "{path} {host}");
        }
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8765", "sandbox.test", &format!("Sandbox.Test:{port}")] {
            assert_ne!(status(host).await, 403, "{path} {host}");
        }
    }
    let open = Fixture::of(Sandbox::builder().address("0.0.0.0:0".parse().unwrap())).await;
    let url = format!("http://127.0.0.1:{}/v1/groups", open.sandbox.address().port());
    for (host, status) in [("192.168.1.5:8765", 401), ("[2001:db8::1]", 401), ("localhost", 401), ("evil.example", 403)] {
        assert_eq!(open.send(open.client.get(&url).header("host", host)).await.status, status, "{host}");
    }
}

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

/// A sandbox that others can reach is controlled by whoever has its token.
#[tokio::test]
async fn a_sandbox_that_others_can_reach_wants_a_token() {
    let fixture = Fixture::of(Sandbox::builder().address("0.0.0.0:0".parse().unwrap())).await;
    let page = fixture.sandbox.page();
    let token = fixture.sandbox.control_token().unwrap().to_owned();
    assert_eq!(token.len(), 32);
    for (method, path) in [("POST", "reset"), ("GET", "world"), ("GET", "overview"), ("POST", "faults"), ("GET", "?token=guessed-wrong")] {
        let answer = fixture.control(method, path, Value::Null).await;
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"sandbox control\"");
        assert!(answer.body["error"].as_str().unwrap().contains("Authorization: Bearer TOKEN") && !answer.text.contains(&token));
    }
    assert_eq!(fixture.control("GET", "health", Value::Null).await.status, 200);
    fixture.get("/groups").await.ok();
    let ask = |token: &str| fixture.client.get(format!("{page}overview")).bearer_auth(token);
    assert_eq!(fixture.send(ask(&token[1..])).await.status, 401);
    fixture.send(ask(&token)).await.ok();
    let foreign = ask(&token).header("origin", "https://evil.example");
    assert_eq!(fixture.send(foreign).await.status, 403, "a web page may not, even with the token");

    // A browser brings it in the address once, and keeps it where no script can read it.
    let entered = fixture.control("GET", &format!("?token={token}"), Value::Null).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/_sandbox/"));
    let cookie = entered.header("set-cookie");
    assert!(cookie.ends_with("; Path=/_sandbox; HttpOnly; SameSite=Strict"), "{cookie}");
    let kept = fixture.client.get(format!("{page}overview")).header("cookie", cookie.split(';').next().unwrap());
    fixture.send(kept).await.ok();
}

#[tokio::test]
async fn a_token_can_be_chosen() {
    let fixture = Fixture::of(Sandbox::builder().control_token("chosen-token").unwrap()).await;
    assert_eq!(fixture.control("GET", "overview", Value::Null).await.status, 401, "on the loopback address too");
    let why = fixture.control("GET", "overview", Value::Null).await.text;
    assert!(why.contains("was started with a control token"), "{why}");
    let ask = fixture.client.get(format!("{}overview", fixture.sandbox.page())).bearer_auth("chosen-token");
    fixture.send(ask).await.ok();
    assert!(!format!("{:?}", Sandbox::builder().control_token("chosen-token").unwrap()).contains("chosen-token"));
    for bad in ["", "short", "with blanks in it", "with;semicolon"] {
        assert!(Sandbox::builder().control_token(bad).is_err(), "{bad}");
    }
    assert_eq!(Sandbox::start().await.control_token(), None);
}

#[tokio::test]
async fn web_pages_may_call_with_an_option() {
    let fixture = Fixture::start().await;
    let answer = fixture.send(fixture.request("GET", "/groups").header("origin", "http://localhost:3000")).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, ""), "as the vendors");
    let preflight = fixture.client.request(reqwest::Method::OPTIONS, format!("{}/groups", fixture.sandbox.url()));
    let preflight = fixture.send(preflight.header("origin", "http://localhost:3000").header("access-control-request-method", "GET")).await;
    assert_eq!(preflight.header("access-control-allow-origin"), "");

    let fixture = Fixture::of(Sandbox::builder().cors(true)).await;
    let from = |origin: &str| fixture.request("GET", "/groups").header("origin", origin);
    for origin in ["http://localhost:3000", "https://app.example.org"] {
        assert_eq!(fixture.send(from(origin)).await.header("access-control-allow-origin"), origin);
    }
    let control = fixture.client.get(format!("{}overview", fixture.sandbox.page())).header("origin", "https://app.example.org");
    assert_eq!(fixture.send(control).await.status, 403, "the control endpoints stay closed");
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
    assert!(!shown["recording"].to_string().to_lowercase().contains("authorization"), "credentials never enter a recording");
    let sent = shown["headers"]["request"].as_array().unwrap();
    assert!(sent.contains(&json!(["authorization", "Basic (not kept)"])) && sent.contains(&json!(["content-type", "application/json"])));
    assert_eq!(shown["recording"]["provenance"]["source"], "sandbox");
    assert_eq!(fixture.control("GET", "requests/1/recording", Value::Null).await.ok(), shown["recording"]);
    for path in ["requests/99", "requests/99/recording"] {
        assert_eq!(fixture.control("GET", path, Value::Null).await.status, 404);
    }
    fixture.get("/groups").await.ok();
    let all = fixture.control("GET", "recordings", Value::Null).await;
    assert_eq!(all.header("content-type"), "application/x-ndjson");
    let operations: Vec<Recording> = all.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(operations.iter().map(|one| one.request.method.as_str()).collect::<Vec<_>>(), ["PUT", "GET"], "the oldest first");
    for _ in 0..250 {
        fixture.get("/groups?limit=1").await.ok();
    }
    assert_eq!(fixture.sandbox.requests().len(), 200);
    fixture.control("DELETE", "requests", Value::Null).await.ok();
    assert!(fixture.sandbox.requests().is_empty());
}

#[tokio::test]
async fn invalid_control_requests_are_refused_in_plain_words() {
    let fixture = Fixture::start().await;
    for (method, path, body) in [
        ("POST", "faults", json!({"fault": "nonsense"})),
        ("POST", "faults", json!({})),
        ("POST", "faults", Value::Null),
        ("POST", "webhooks", json!({"url": "http://127.0.0.1:9/", "topics": ["user.vanished"]})),
        ("PUT", "jobs/speed", json!({"speed": "warp"})),
        ("PUT", "world", json!({})),
        ("POST", "reset", json!({"world": "atlantis"})),
        ("POST", "clock", json!({"now": 1, "advance_ms": 1})),
        ("POST", "clock", json!({"advance_ms": i64::MAX})),
        ("POST", "clock", json!({"now": -1})),
        ("POST", "faults", json!([])),
        ("POST", "reset", json!([])),
        ("POST", "fields", json!({"group_id": 1, "field": ["Boat"]})),
        ("PUT", "world", json!([])),
        ("DELETE", "clock", Value::Null),
        ("POST", "activities", json!({"activity": {"type": "dance"}})),
        ("POST", "activities", json!({"activity": {"type": "post", "group_id": 99}})),
        ("GET", "requests/one", Value::Null),
        ("DELETE", "faults/-1", Value::Null),
        ("POST", "members/status", json!({"group_id": 1, "user_id": 99, "status": "accepted"})),
        ("POST", "webhooks", json!({"url": "nowhere", "topics": ["user.created"]})),
    ] {
        let answer = fixture.control(method, path, body).await;
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.text);
        assert!(answer.body["error"].is_string(), "{path}: {}", answer.text);
    }
    for (method, path, body, message) in [
        ("POST", "faults", json!({}), "expected `fault`, or `operation` and `kind`"),
        ("POST", "faults", json!({"fault": 7}), "`fault`: expected a string, got `7`"),
        (
            "POST",
            "faults",
            json!({"fault": "*:latency=1", "time": 2}),
            "`time`: unknown property `time`; expected one of `fault`, `operation`, `kind`, `value`, `name`, `retry_after`, `after`, `times`",
        ),
        ("POST", "webhooks", json!({"url": "http://127.0.0.1:9/"}), "the property `topics` is missing"),
        (
            "POST",
            "faults",
            json!({"operation": "listUsers", "kind": "status"}),
            "invalid fault `listUsers:status`: `status` must be from 200 to 599",
        ),
        ("POST", "faults", json!([]), "expected a JSON object"),
        ("POST", "faults", Value::Null, "expected a JSON object"),
        ("PUT", "jobs/speed", json!({"speed": "warp"}), "`speed`: unknown value `warp`; expected one of `instant`, `step`, `real`"),
        ("POST", "reset", json!({"seed": "7"}), "`seed`: expected a whole number, got string \"7\""),
        ("POST", "reset", json!({"seed": -1}), "`seed`: expected a whole number, got `-1`"),
        ("POST", "reset", json!({"wordl": "demo"}), "`wordl`: unknown property `wordl`; expected `world` or `seed`"),
        ("POST", "fields", json!({"group_id": 1, "field": "Boat"}), "`field`: expected an object, got string \"Boat\""),
        ("POST", "webhooks", json!({"url": "http://127.0.0.1:9/", "topics": "all"}), "`topics`: expected an array, got string \"all\""),
        ("GET", "requests/one", Value::Null, "expected a whole number in the path"),
        ("GET", "overview?verbose=1", Value::Null, "unknown parameter `verbose`; the endpoint has none"),
        ("POST", "reset?world=empty", Value::Null, "unknown parameter `world`; the endpoint has none"),
        ("GET", "users?limit=5", Value::Null, "unknown parameter `limit`; expected one of offset, keywords"),
        ("GET", "users?offset=x", Value::Null, "expected a whole number as `offset`"),
        ("POST", "jobs/step", json!({"steps": 3}), "the endpoint takes no body"),
        ("DELETE", "faults", json!({"id": 1}), "the endpoint takes no body"),
        (
            "POST",
            "clock",
            json!({"now": true}),
            "`now`: expected a time such as 2026-03-01T12:00:00Z, or a number of milliseconds since 1970, got true",
        ),
        ("POST", "clock", json!({"advance": "soon"}), "`soon` is not a duration such as 90s, 2h 30m or 3d"),
    ] {
        let answer = fixture.control(method, path, body).await;
        assert_eq!((answer.status, answer.body["error"].as_str()), (400, Some(message)), "{method} {path}");
    }
    let broken = fixture.client.post(format!("{}faults", fixture.sandbox.page())).body("{\"fault\": \n}");
    assert_eq!(fixture.send(broken).await.body["error"], "the body is not valid JSON, from line 2, column 1 on");
    // `curl -d` sends the content type of a form.
    let plain =
        fixture.client.post(format!("{}faults", fixture.sandbox.page())).header("content-type", "application/x-www-form-urlencoded");
    fixture.send(plain.body(r#"{"fault": "*:latency=1"}"#)).await.ok();
}

#[tokio::test]
async fn stopping_is_graceful() {
    let fixture = Fixture::start().await;
    fixture.get("/groups").await.ok();
    let url = format!("{}/groups", fixture.sandbox.url());
    fixture.sandbox.fault("listGroups:latency=1500".parse().unwrap());
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
