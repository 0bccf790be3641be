use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mobilize_sandbox::{MODE_DECISIONS, Vendor};
use openapi_drift::Recording;
use serde_json::{Value, json};

use super::{PRIVATE, SPACE, document, exchange, findings, get, member, start};

#[tokio::test]
async fn whatever_is_answered_agrees_with_the_document() {
    let (fixture, document) = (start().await, document());
    let (mut found, mut statuses) = (Vec::new(), BTreeSet::new());
    let sample = format!("{SPACE}/gbhnjuim5yb");
    for (method, path, body) in [
        ("GET", "/batch/acme/members", Value::Null),
        ("GET", "/batch/acme/members?page=8&per_page=1000", Value::Null),
        ("GET", "/batch/acme/members?page=9", Value::Null),
        ("GET", "/batch/none/members", Value::Null),
        ("GET", SPACE, Value::Null),
        ("GET", PRIVATE, Value::Null),
        ("GET", &sample, Value::Null),
        ("POST", SPACE, member("User", "2bd8236f8ae4")),
        ("POST", SPACE, member("UserGroup", "e25b9c4410fa")),
        ("POST", SPACE, member("user", "2bd8236f8ae4")),
        ("POST", SPACE, member("User", "nobody")),
        ("DELETE", &sample, Value::Null),
        ("GET", &sample, Value::Null),
    ] {
        let answer = exchange(&fixture, method, path, &body).await;
        statuses.insert(answer.status);
        found.extend(findings(&document, method, path, &body, &answer));
    }
    for status in ["429", "503"] {
        fixture.sandbox.fault(format!("listMembers:status={status},retry-after=3,times=1").parse().unwrap());
        let answer = get(&fixture, "/batch/acme/members").await;
        assert_eq!(answer.header("retry-after"), "3");
        assert_eq!(answer.header("x-sandbox-basis"), "decision; B02");
        statuses.insert(answer.status);
        found.extend(findings(&document, "GET", "/batch/acme/members", &Value::Null, &answer));
    }
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(statuses, BTreeSet::from([200, 400, 404, 422, 429, 503]));
    let called: BTreeSet<_> = fixture.sandbox.requests().iter().filter_map(|entry| entry.operation).collect();
    assert_eq!(called, Vendor::Mode.operations().collect(), "some operation was not called");
    assert_eq!(fixture.findings(), Vec::<String>::new(), "the sandbox's own log agrees");
}

#[tokio::test]
async fn credentials_are_of_two_kinds() {
    let (fixture, document) = (start().await, document());
    let (key, secret, bearer) = (fixture.sandbox.key(), fixture.sandbox.secret(), fixture.sandbox.bearer());
    let (barred, barred_secret) = fixture.sandbox.credentials_without_access();
    let basic = |name: &str, password: &str| {
        let request = fixture.client.get("http://localhost/").basic_auth(name, Some(password)).build().unwrap();
        request.headers()["authorization"].to_str().unwrap().to_owned()
    };
    let cases = [
        ("/batch/acme/members", None, 401),
        ("/batch/acme/members", Some("Bearer c2FuZGJveA==".to_owned()), 401),
        ("/batch/acme/members", Some("Bearer %%%".to_owned()), 401),
        ("/batch/acme/members", Some(basic(&key, &secret)), 401),
        ("/batch/acme/members", Some(format!("Bearer {}", fixture.sandbox.bearer_without_access())), 403),
        ("/batch/acme/members?per_page=1", Some(format!("bearer {bearer}")), 200),
        (SPACE, None, 401),
        (SPACE, Some(basic(&key, "wrong")), 401),
        (SPACE, Some(format!("Bearer {bearer}")), 401),
        (SPACE, Some(basic(&barred, &barred_secret)), 403),
        (SPACE, Some(basic(&key, &secret)), 200),
    ];
    for (path, credentials, status) in cases {
        let request = fixture.client.get(format!("{}{path}", fixture.sandbox.url()));
        let request = credentials.iter().fold(request, |request, value| request.header("authorization", value));
        let answer = fixture.send(request).await;
        assert_eq!(answer.status, status, "{path} {credentials:?}: {}", answer.text);
        let expected = match status {
            401 => json!({"id": "unauthorized", "message": "Unauthorized"}),
            403 => json!({"id": "forbidden", "message": "Forbidden"}),
            _ => answer.body.clone(),
        };
        assert_eq!(answer.body, expected);
        let asked = if path.starts_with("/batch") { "Bearer realm=\"Mode sandbox\"" } else { "Basic realm=\"Mode sandbox\"" };
        assert_eq!(answer.header("www-authenticate"), if status == 401 { asked } else { "" });
        assert_eq!(findings(&document, "GET", path, &Value::Null, &answer), Vec::<String>::new());
    }
    let joined = "sandbox-signature:sandbox-access-key:sandbox-access-secret";
    assert!(fixture.sandbox.world(|world| world.organization().unwrap().signature_tokens[0].joined() == joined));
}

#[tokio::test]
async fn errors_of_a_request_are_named() {
    let fixture = start().await;
    let document = document();
    for (method, path, body, status, id, message) in [
        ("GET", "/batch/acme/members?per_page=0", Value::Null, 400, json!("bad_request"), "per_page is invalid"),
        ("GET", "/batch/acme/members?per_page=1001", Value::Null, 400, json!("bad_request"), "per_page is invalid"),
        ("GET", "/batch/acme/members?page=0", Value::Null, 400, json!("bad_request"), "page is invalid"),
        ("GET", "/batch/acme/members?page=x", Value::Null, 400, json!("bad_request"), "page is invalid"),
        ("POST", SPACE, json!({}), 400, json!("bad_request"), "membership is missing"),
        ("POST", SPACE, json!({"membership": {"member_type": "User"}}), 400, json!("bad_request"), "membership.member_token is missing"),
        ("POST", SPACE, json!({"member_type": "User", "member_token": "x"}), 400, json!("bad_request"), "membership is missing"),
        ("POST", SPACE, member("Robot", "2bd8236f8ae4"), 422, Value::Null, "membership.member_type is invalid: expected User or UserGroup"),
        ("POST", SPACE, member("User", "fgbnhtum6j5h"), 422, Value::Null, "belongs to the Space already"),
        ("POST", SPACE, member("UserGroup", "fgbnhtum6j5h"), 404, json!("not_found"), "User group fgbnhtum6j5h not found"),
        ("POST", PRIVATE, member("User", "2bd8236f8ae4"), 400, json!("bad_request"), "Invalid space"),
        ("GET", PRIVATE, Value::Null, 400, json!("bad_request"), "Invalid space"),
        ("DELETE", &format!("{PRIVATE}/x"), Value::Null, 400, json!("bad_request"), "Invalid space"),
        ("GET", "/api/acme/spaces/none/memberships", Value::Null, 404, json!("not_found"), "Space none not found"),
        ("GET", "/api/sam-cooper/spaces/5f2c81d09e4b/memberships", Value::Null, 404, json!("not_found"), "Space 5f2c81d09e4b not found"),
        ("GET", "/batch/none/members", Value::Null, 404, json!("not_found"), "Organization none not found"),
    ] {
        let answer = exchange(&fixture, method, path, &body).await;
        assert_eq!((answer.status, &answer.body["id"]), (status, &id), "{method} {path}: {}", answer.text);
        assert!(answer.body["message"].as_str().unwrap().contains(message), "{}", answer.text);
        let basis = answer.header("x-sandbox-basis").strip_prefix("decision; ").and_then(|rest| rest.split_once("; page=")).unwrap();
        assert!(MODE_DECISIONS.iter().any(|decision| decision.id == basis.0), "{} is no decision", basis.0);
        assert_eq!(basis.1, if path.starts_with("/batch") { "batch-members" } else { "space-memberships" });
        // The request is wrong on purpose; a sound one in its place leaves what the engine says of the answer.
        let sound = if method == "POST" { member("User", "2bd8236f8ae4") } else { Value::Null };
        let path = path.split('?').next().unwrap();
        assert_eq!(findings(&document, method, path, &sound, &answer), Vec::<String>::new());
    }
    let unknown = get(&fixture, "/api/acme/reports").await;
    assert_eq!((unknown.status, unknown.body["id"].as_str()), (404, Some("not_found")));
    let form = fixture.request("POST", SPACE).header("content-type", "text/plain").body("member");
    assert_eq!(fixture.send(form).await.status, 400);
    assert_eq!(fixture.send(fixture.request("POST", SPACE)).await.body["message"], "membership is missing");
    assert_eq!(fixture.send(fixture.request("GET", "/v1/groups")).await.status, 404, "the other vendor is not there");
}

/// The requests that are recorded from the pages, and what their samples show but for what was decided.
#[tokio::test]
async fn the_samples_of_the_pages_work() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings/mode");
    let mut count = 0;
    for operation in Vendor::Mode.operations() {
        let fixture = start().await;
        for entry in fs::read_dir(folder.join(operation)).unwrap() {
            let recording: Recording = serde_json::from_str(&fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
            let path = recording.request.url.split(".com").nth(1).unwrap();
            if path == "/api/acme/spaces" {
                // The samples of the creation belong to another page (S01).
                continue;
            }
            count += 1;
            let body = recording.request.body.unwrap_or_default();
            let answer = exchange(&fixture, &recording.request.method, path, &body).await.ok();
            let Some(shown) = recording.response.and_then(|response| response.body) else { continue };
            let lacks = |shown: &Value, answer: &Value| {
                let answered = answer.as_object().unwrap();
                let missing = shown.as_object().unwrap().keys().filter(|name| !answered.contains_key(*name) && *name != "_embedded");
                missing.cloned().collect::<Vec<_>>()
            };
            assert_eq!(lacks(&shown, &answer), Vec::<String>::new(), "{operation}");
            assert_eq!(lacks(&shown["_links"], &answer["_links"]), Vec::<String>::new(), "{operation}");
            if operation == "listMembers" {
                assert_eq!(lacks(&shown["members"][0], &answer["members"][0]), Vec::<String>::new());
                assert_eq!((&shown["_links"], &shown["pagination"]), (&answer["_links"], &answer["pagination"]));
            }
        }
    }
    assert_eq!(count, 5);
}
