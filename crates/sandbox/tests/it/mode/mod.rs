//! The second vendor, Mode.

// The members of an organization, and their pages.
mod members;
// The memberships of a Space come and go.
mod memberships;
// The world that departs from the document on purpose.
mod quirks;
// Credentials, errors, samples: each answer agrees with the document.
mod requests;
// Features that both vendors have: decisions, worlds, faults, the log.
mod sandbox;

use mobilize_sandbox::{Sandbox, Vendor};
use openapi_drift::{Document, Options, Recording, check};
use serde_json::{Value, json};

use crate::support::{Answer, Fixture, with_json};

const SPACE: &str = "/api/acme/spaces/5f2c81d09e4b/memberships";
const PRIVATE: &str = "/api/acme/spaces/0b5e7a91c3d6/memberships";

fn document() -> Document {
    Document::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/mode.yaml")).unwrap()
}

async fn start() -> Fixture {
    Fixture::of(Sandbox::builder().vendor(Vendor::Mode)).await
}

/// Sends a request with the credentials that its interface wants, and checks what went over the wire.
async fn exchange(fixture: &Fixture, method: &str, path: &str, body: &Value) -> Answer {
    let request = fixture.client.request(method.parse().unwrap(), format!("{}{path}", fixture.sandbox.url()));
    let request = match path.starts_with("/batch/") {
        true => request.bearer_auth(fixture.sandbox.bearer()),
        false => request.basic_auth(fixture.sandbox.key(), Some(fixture.sandbox.secret())),
    };
    let answer = fixture.send(if body.is_null() { request } else { with_json(request, body) }).await;
    assert_eq!(answer.header("content-type"), if path.starts_with("/batch/") { "application/json" } else { "application/hal+json" });
    answer
}

async fn get(fixture: &Fixture, path: &str) -> Answer {
    exchange(fixture, "GET", path, &Value::Null).await
}

/// Returns the observations of the engine about an exchange, checked here and not by the sandbox.
fn findings(document: &Document, method: &str, path: &str, body: &Value, answer: &Answer) -> Vec<String> {
    let mut recording = json!({
        "request": {"method": method, "url": format!("https://app.mode.com{path}")},
        "response": {"status": answer.status, "headers": {"content-type": answer.header("content-type")}, "body": answer.body},
    });
    if !body.is_null() {
        recording["request"]["headers"] = json!({"content-type": "application/json"});
        recording["request"]["body"] = body.clone();
    }
    let recording: Recording = serde_json::from_value(recording).unwrap();
    let checked = check(document, &recording, &Options::default());
    assert!(checked.operation.is_some(), "{method} {path} is no operation");
    checked.observations.iter().map(|found| format!("{method} {path}: {} {}", found.pointer, found.message)).collect()
}

fn member(kind: &str, token: &str) -> Value {
    json!({"membership": {"member_type": kind, "member_token": token}})
}
