//! One operation, one exchange, and what is said of it.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use openapi_drift::{Checked, Collector, Document, Exceptions, Options, Recording, Recordings, Report, check, find};
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

/// `severity[code] pointer: message`, a line for each observation; `agrees` where there is none.
pub fn lines(checked: &Checked) -> String {
    let lines: Vec<String> = checked
        .observations
        .iter()
        .map(|observation| format!("{}[{}] {}: {}", observation.severity, observation.code, observation.pointer, observation.message))
        .collect();
    if lines.is_empty() { "agrees".to_owned() } else { lines.join("\n") }
}

#[track_caller]
pub fn judged(document: &Document, recording: &Recording) -> String {
    lines(&check(document, recording, &Options::default()))
}

/// Recordings in files of their own, since a report names places.
pub struct Files(Vec<Recording>);

impl FromIterator<Recording> for Files {
    fn from_iter<I: IntoIterator<Item = Recording>>(recordings: I) -> Self {
        Self(recordings.into_iter().collect())
    }
}

/// The report about recordings, with exceptions given as TOML.
#[track_caller]
pub fn report(document: &Document, files: &Files, exceptions: &str) -> Report {
    static FOLDERS: AtomicUsize = AtomicUsize::new(0);
    let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("probe-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    for (index, recording) in files.0.iter().enumerate() {
        let text = serde_json::to_string_pretty(recording).expect("a text");
        std::fs::write(folder.join(format!("{index:03}.json")), text).expect("a file");
    }
    let mut collector = Collector::new(document);
    for exchange in Recordings::new(find(&[&folder]).expect("files")) {
        let exchange = exchange.expect("a recording");
        let checked = check(document, &exchange.recording, &Options::default());
        collector.add(&exchange, checked);
    }
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
    let exceptions = Exceptions::parse("exceptions.toml", exceptions).unwrap_or_else(|trouble| panic!("{trouble}"));
    collector.finish(&exceptions, "2026-01-01".parse().expect("a date"), &[])
}
