//! Conforming traffic yields nothing: answers are made from the schemas of a document, and no error may be found in them.
//!
//! For a document of one's own:
//!
//! ```text
//! CONFORMING=api.yaml cargo test -p openapi-drift --test it conforming -- --ignored --nocapture
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use openapi_drift::{Document, Options, Recording, Severity, Side, check};
use serde_json::{Map, Value, json};

use crate::generate::{Generator, Why};

/// The result of a document.
#[derive(Debug, Default)]
struct Outcome {
    responses: usize,
    values: usize,
    /// Responses for which no value could be made, by the reason.
    without: BTreeMap<Why, usize>,
    /// Exchanges that were taken for another operation's.
    elsewhere: BTreeSet<String>,
    warnings: BTreeMap<String, usize>,
    errors: BTreeSet<String>,
}

/// Follows references outside schemas.
fn followed<'d>(root: &'d Value, node: &'d Value) -> &'d Value {
    let target = node["$ref"].as_str().and_then(|reference| root.pointer(reference.strip_prefix('#')?));
    target.map_or(node, |target| followed(root, target))
}

/// The URL of an operation: its first server, and a number for each variable.
fn url(root: &Value, pointer: &str, path: &str) -> String {
    let item = pointer.rsplit_once('/').map_or("", |(item, _)| item);
    let server = [pointer, item, ""].into_iter().find_map(|at| root.pointer(&format!("{at}/servers/0")));
    let mut base = server.and_then(|server| server["url"].as_str()).unwrap_or_default().to_owned();
    for (name, variable) in server.and_then(|server| server["variables"].as_object()).into_iter().flatten() {
        base = base.replace(&format!("{{{name}}}"), variable["default"].as_str().unwrap_or("x"));
    }
    if !base.contains("://") {
        base = format!("https://api.example.org{base}");
    }
    let segments = path.split('{').enumerate();
    let path: String = segments
        .map(|(index, part)| if index == 0 { part.to_owned() } else { format!("1{}", part.split_once('}').map_or("", |(_, rest)| rest)) })
        .collect();
    format!("{}{path}", base.trim_end_matches('/'))
}

/// The headers of an answer, as text.
fn headers(generator: &mut Generator<'_>, root: &Value, response: &Value, range: &str) -> Value {
    let mut headers = Map::from_iter([("content-type".to_owned(), json!(range.replace('*', "x")))]);
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let text = match generator.value(&followed(root, header)["schema"], 0) {
            Ok(Value::String(text)) => text,
            Ok(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            _ => continue,
        };
        headers.insert(name.to_lowercase(), json!(text));
    }
    Value::Object(headers)
}

/// Checks `rounds` made answers of each response of each operation.
fn survey(document: &Document, rounds: u64) -> Outcome {
    let root = document.value();
    let mut outcome = Outcome::default();
    for (number, operation) in document.operations().iter().enumerate().filter(|(_, operation)| !operation.webhook) {
        let responses = root.pointer(&format!("{}/responses", operation.pointer)).and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            let response = followed(root, response);
            let json_entry = response["content"].as_object().into_iter().flatten().find(|(range, _)| range.contains("json"));
            let Some((range, schema)) = json_entry.and_then(|(range, entry)| Some((range, entry.get("schema")?))) else { continue };
            outcome.responses += 1;
            let code = status.replace(['X', 'x'], "1").parse().unwrap_or(599_u16);
            for round in 0..rounds {
                let mut generator = Generator::new(root, "response", round * 7919 + number as u64);
                let body = match generator.value(schema, 0) {
                    Ok(body) => body,
                    Err(why) => {
                        *outcome.without.entry(why).or_default() += 1;
                        continue;
                    }
                };
                outcome.values += 1;
                let headers = headers(&mut generator, root, response, range);
                let exchange = json!({
                    "request": { "method": operation.method, "url": url(root, &operation.pointer, &operation.path) },
                    "response": { "status": code, "headers": headers, "body": body },
                });
                let recording: Recording = serde_json::from_value(exchange).expect("a recording");
                let checked = check(document, &recording, &Options::default());
                if checked.operation != Some(number) {
                    let taken = checked.operation.map_or("none", |index| document.operations()[index].path.as_str());
                    outcome.elsewhere.insert(format!("{} {} taken for {taken}", operation.method, operation.path));
                    continue;
                }
                for observation in checked.observations.iter().filter(|observation| observation.side == Side::Response) {
                    if observation.severity == Severity::Error {
                        let line = format!(
                            "{} {status} [{}] {} ({}): {}",
                            operation.id, observation.code, observation.pointer, observation.document, observation.message
                        );
                        outcome.errors.insert(line);
                    } else {
                        *outcome.warnings.entry(format!("{} ({})", observation.code, observation.document)).or_default() += 1;
                    }
                }
            }
        }
    }
    outcome
}

fn told(name: &str, outcome: &Outcome) {
    let Outcome { responses, values, without, elsewhere, warnings, errors } = outcome;
    println!(
        "{name}: {responses} responses, {values} answers made, {} not made, {} taken for another operation, {} warnings, {} errors",
        without.values().sum::<usize>(),
        elsewhere.len(),
        warnings.values().sum::<usize>(),
        errors.len()
    );
    warnings.iter().take(20).for_each(|(what, count)| println!("  {count} warnings: {what}"));
    without.iter().for_each(|(why, count)| println!("  {count} not made: {why:?}"));
    elsewhere.iter().take(20).for_each(|line| println!("  {line}"));
}

/// Ours, with published shapes in them: one that is 3.0 and one that is not.
#[test]
fn conforming_answers_of_the_documents_here_yield_no_error() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (name, least) in [("openapi/mobilize.yaml", 1000), ("openapi/mode.yaml", 100), ("crates/drift/tests/sample/since-31.yaml", 10)] {
        let document = Document::load(root.join(name)).unwrap_or_else(|trouble| panic!("{trouble}"));
        let outcome = survey(&document, 6);
        told(name, &outcome);
        assert!(outcome.errors.is_empty(), "{}", outcome.errors.iter().cloned().collect::<Vec<_>>().join("\n"));
        assert!(outcome.warnings.is_empty(), "{outcome:#?}");
        assert!(outcome.values > least && outcome.without.is_empty() && outcome.elsewhere.is_empty(), "{outcome:#?}");
    }
}

#[test]
#[ignore = "asks for a document: CONFORMING=api.yaml"]
fn conforming_answers_of_a_document_yield_no_error() {
    let path = std::env::var("CONFORMING").expect("CONFORMING names a document");
    let document = Document::load(&path).unwrap_or_else(|trouble| panic!("{trouble}"));
    let rounds = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let outcome = survey(&document, rounds);
    told(&path, &outcome);
    assert!(outcome.errors.is_empty(), "{}", outcome.errors.iter().cloned().collect::<Vec<_>>().join("\n"));
}
