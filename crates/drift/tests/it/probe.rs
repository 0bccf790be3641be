//! One operation, one exchange, and what is said of it.

use openapi_drift::{Checked, Document, Options, Recording, check};
use serde_json::{Value, json};

/// A document of the given version with `rest` behind its head.
#[track_caller]
pub fn document(version: &str, rest: &str) -> Document {
    let text = format!("openapi: {version}\ninfo: {{title: Test, version: '1'}}\n{rest}");
    Document::parse("api.yaml", &text).unwrap_or_else(|trouble| panic!("{trouble}\n{text}"))
}

/// A 3.0 document with `GET /a` answered by JSON of the given schema, and components.
#[track_caller]
pub fn answering(schema: &str, components: &str) -> Document {
    answering_in("3.0.3", schema, components)
}

#[track_caller]
pub fn answering_in(version: &str, schema: &str, components: &str) -> Document {
    document(
        version,
        &format!(
            "paths: {{/a: {{get: {{operationId: getA, responses: {{'200': {{description: ok, content: {{application/json: {{schema: {schema}}}}}}}}}}}}}}}\ncomponents: {{schemas: {{{components}}}}}\n"
        ),
    )
}

/// An exchange: `GET /a` answered with a JSON body.
pub fn answer(body: Value) -> Recording {
    exchange(json!({
        "request": { "method": "GET", "url": "https://api.example.org/a" },
        "response": { "status": 200, "headers": { "content-type": "application/json" }, "body": body }
    }))
}

pub fn exchange(value: Value) -> Recording {
    serde_json::from_value(value).expect("a recording")
}

/// `severity[code] pointer: message`, a line for each sighting; `agrees` where there is none.
pub fn lines(checked: &Checked) -> String {
    let lines: Vec<String> = checked
        .sightings
        .iter()
        .map(|sighting| format!("{}[{}] {}: {}", sighting.severity, sighting.code, sighting.pointer, sighting.message))
        .collect();
    if lines.is_empty() { "agrees".to_owned() } else { lines.join("\n") }
}

#[track_caller]
pub fn judged(document: &Document, recording: &Recording) -> String {
    lines(&check(document, recording, &Options::default()))
}
