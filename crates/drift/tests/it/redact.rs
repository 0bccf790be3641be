//! Redaction: nothing of a value is left, equal values stay equal, and no verdict changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::Folder;

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://api.example.org/v1}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: state, in: query, schema: {type: string, enum: [open, closed]}}
        - {name: q, in: query, schema: {type: string}}
      responses:
        200:
          description: An order.
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: {type: integer}
                  state: {type: string, enum: [open, closed]}
                  customer: {type: string}
                  code: {type: string, pattern: '^AB1$'}
                  email: {type: string, format: email}
                  created_at: {type: string, format: date-time}
                  total: {type: integer}
                  secret_note: {type: string, enum: [none], x-sensitive-data: true}
                  public_note: {type: string, x-data-classification: public}
";

fn exchange(body: Value) -> Value {
    json!({
        "provenance": { "source": "live", "recorded_at": "2026-12-01" },
        "request": { "method": "GET", "url": "https://api.example.org/v1/orders/4711?state=open&q=Zanzibar", "headers": {
            "authorization": "Bearer tr0ub4dor-tr0ub4dor", "x-trace": "Zanzibar"
        } },
        "response": { "status": 200, "headers": { "content-type": "application/json", "date": "Tue, 01 Dec 2026 10:00:00 GMT" }, "body": body }
    })
}

/// Redacts exchanges with a fixed key. Returns the run's messages, its exit code, and the recordings by the name of their file.
fn redact(exchanges: &[Value], arguments: &[&str]) -> (Folder, i32, String, BTreeMap<String, Value>) {
    let folder = Folder::new();
    folder.write("api.yaml", DOCUMENT);
    folder.write("key", "5a".repeat(32));
    fs::create_dir(folder.path().join("in")).expect("a folder");
    for (number, exchange) in exchanges.iter().enumerate() {
        folder.write(&format!("in/{number}.json"), exchange.to_string());
    }
    let ran = folder.run(&[&["redact", "--document", "api.yaml", "--out", "out", "--key-file", "key", "in"], arguments].concat());
    let written = files(&folder.path().join("out"));
    (folder, ran.code, ran.out + &ran.err, written)
}

fn files(folder: &Path) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let text = fs::read_to_string(&path).expect("a recording");
            let name = format!("{}/{}", folder.file_name().expect("a name").display(), path.file_name().expect("a name").display());
            found.insert(name, serde_json::from_str(&text).expect("JSON"));
        }
    }
    found
}

fn only(written: &BTreeMap<String, Value>) -> &Value {
    assert_eq!(written.len(), 1, "{:?}", written.keys());
    written.values().next().expect("a recording")
}

#[test]
fn listed_values_stay_and_all_others_are_replaced() {
    let (_, code, messages, written) = redact(
        &[exchange(json!({
            "id": 4711, "state": "open", "customer": "Zanzibar", "email": "jane@example.org", "created_at": "2024-02-29T10:00:00Z",
            "total": 123_456, "secret_note": "none", "public_note": "hello there", "vip": true, "nothing": null, "empty": ""
        }))],
        &["--list-kept"],
    );
    assert_eq!(code, 0, "{messages}");
    let recording = only(&written);
    let text = recording.to_string();
    for gone in ["4711", "Zanzibar", "tr0ub4dor", "jane", "2024-02-29", "123456", "10:00:00 GMT"] {
        assert!(!text.contains(gone), "{gone} is in {text}");
    }
    let body = &recording["response"]["body"];
    assert_eq!(body["state"], "open");
    assert_eq!(body["public_note"], "hello there");
    assert_ne!(body["secret_note"], "none");
    assert_eq!((&body["vip"], &body["nothing"], &body["empty"]), (&json!(true), &Value::Null, &json!("")));
    assert!(recording["request"]["url"].as_str().expect("a URL").contains("/v1/orders/"));
    assert_eq!(recording["request"]["headers"]["authorization"], "<WITHHELD>");
    // Equal values meet: in the path and the body, in the query, a header and the body.
    let id = body["id"].to_string();
    let url = recording["request"]["url"].as_str().expect("a URL");
    assert!(url.contains(&format!("/orders/{id}?state=open&q={}", body["customer"].as_str().expect("a text"))), "{url}");
    assert_eq!(recording["request"]["headers"]["x-trace"], body["customer"]);
    assert!(messages.contains("\"open\"") && messages.contains("/enum"), "{messages}");
}

#[test]
fn a_value_whose_pseudonym_would_change_a_verdict_is_withheld() {
    let (_, code, messages, written) = redact(&[exchange(json!({ "id": 4711, "code": "AB1" }))], &[]);
    assert_eq!(code, 0, "{messages}");
    let recording = only(&written);
    assert_eq!(recording["response"]["body"]["code"], Value::Null);
    let withheld = recording["provenance"]["redaction"]["withheld"].as_array().expect("a list");
    assert!(withheld.contains(&json!("/response/body/code")), "{withheld:?}");
}

#[test]
fn findings_stay() {
    let (folder, code, messages, written) =
        redact(&[exchange(json!({ "id": "a very long text", "state": "unknown state", "more": 12_345_678 }))], &[]);
    assert_eq!((code, written.len()), (0, 1), "{messages}");
    let codes = |inputs: &str| -> BTreeSet<(String, String)> {
        let ran = folder.run(&["validate", "--document", "api.yaml", "--format", "json-lines", "--quiet", inputs]);
        let lines = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        lines.filter(|line| line["code"].is_string()).map(|line| (line["code"].to_string(), line["pointer"].to_string())).collect()
    };
    assert!(!codes("in").is_empty());
    assert_eq!(codes("in"), codes("out"));
}

#[test]
fn redacting_again_changes_nothing() {
    let (folder, _, _, first) = redact(&[exchange(json!({ "id": 4711, "customer": "Zanzibar" }))], &[]);
    let again = |arguments: &[&str]| {
        folder.run(&[&["redact", "--document", "api.yaml", "--out", "again", "--key-file", "key", "out"], arguments].concat())
    };
    let ran = again(&[]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(files(&folder.path().join("again")).values().next(), first.values().next());
    // A recording that was edited is not redacted twice by accident.
    let (name, mut recording) = first.into_iter().next().expect("a recording");
    recording["response"]["body"]["customer"] = json!("Jane Doe");
    folder.write(&format!("out/{name}"), recording.to_string());
    assert_eq!(again(&[]).code, 2);
    assert_eq!(again(&["--again"]).code, 0);
}

#[test]
fn values_of_each_kind_are_replaced_in_every_encoding() {
    // Each value is in the body as it is, and below as a part of something else.
    let values = [
        "Ottokar",
        "jane.roe@example.com",
        "0190a0b2-1111-7000-8000-0123456789ab",
        "10.20.30.40",
        "deadbeef0123",
        "+49 170 1234567",
        "Größenwahn",
        "Мария Иванова",
        "https://people.example.com/Ottokar/777888?name=Ottokar",
    ];
    let base64 = |text: &str| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
    let bodies = values.map(|value| {
        exchange(json!({
            "id": 4711, "plain": value, "json": json!({ "inner": value }).to_string(), "coded": base64(value),
            "cursor": base64(&json!({ "after": value }).to_string()), "list": [value, { "deep": { "deeper": value } }],
            "url": format!("https://example.com/x?name={value}").replace(' ', "%20")
        }))
    });
    let (_, code, messages, written) = redact(&bodies, &[]);
    assert_eq!(code, 0, "{messages}");
    assert_eq!(written.len(), values.len());
    let text = written.values().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    for value in values {
        assert!(!text.contains(value) && !text.contains(&base64(value)), "{value} is in {text}");
    }
    assert!(!text.contains("Ottokar"), "{text}");
    for recording in written.values() {
        let body = &recording["response"]["body"];
        assert_eq!(body["plain"], body["list"][0]);
        assert_eq!(body["plain"], body["list"][1]["deep"]["deeper"]);
    }
}

#[test]
fn exchanges_that_show_nothing_new_may_be_left_out() {
    let exchanges =
        [exchange(json!({"id": 1})), exchange(json!({"id": 2})), exchange(json!({"id": 3, "unknown": 1})), exchange(json!({"id": "4"}))];
    let (_folder, code, said, written) = redact(&exchanges, &["--keep", "informative"]);
    assert_eq!((code, written.len()), (0, 3), "{said}");
    assert!(said.contains("1 exchange with nothing new"), "{said}");
    let (_folder, _, _, written) = redact(&exchanges, &[]);
    assert_eq!(written.len(), 4);
}

#[test]
fn names_that_are_data_are_replaced() {
    let (_, code, messages, written) =
        redact(&[exchange(json!({ "id": 4711, "jane@example.org": 1, "Jane Doe": 2, "plainName": 3, "4711": 4 }))], &[]);
    assert_eq!(code, 0, "{messages}");
    let body = &only(&written)["response"]["body"];
    let names: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert!(names.contains(&&"plainName".to_owned()));
    assert!(names.iter().all(|name| !name.contains("jane") && !name.contains("Jane")), "{names:?}");
    assert!(names.contains(&&body["id"].to_string()), "{names:?}");
}

#[test]
fn the_key_is_private_and_outside_of_the_output() {
    let folder = Folder::new();
    folder.write("api.yaml", DOCUMENT);
    folder.write("in.json", exchange(json!({ "id": 4711 })).to_string());
    let ran = folder.run(&["redact", "--document", "api.yaml", "--out", "out", "--key-file", "keys/new", "in.json"]);
    assert_eq!(ran.code, 0, "{ran}");
    let key = folder.path().join("keys/new");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&key).expect("the key").permissions()) & 0o777, 0o600);
    let key = fs::read_to_string(key).expect("the key");
    assert_eq!(key.trim().len(), 64);
    assert!(files(&folder.path().join("out")).values().all(|recording| !recording.to_string().contains(key.trim())));
}
