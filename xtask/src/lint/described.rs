//! What everything has to have.

use openapi_drift::{Document, Fault};
use serde_json::Value;

use super::parts::{Kind, Part, join, parts};

const DESCRIBED: [Kind; 11] = [
    Kind::Tag,
    Kind::Server,
    Kind::Operation,
    Kind::Webhook,
    Kind::Parameter,
    Kind::RequestBody,
    Kind::Response,
    Kind::Header,
    Kind::SecurityScheme,
    Kind::Schema,
    Kind::Property,
];
const SUMMARIZED: [Kind; 2] = [Kind::Operation, Kind::Webhook];
const EXEMPLIFIED: [Kind; 4] = [Kind::Parameter, Kind::Content, Kind::Schema, Kind::Property];
const SOURCED: [Kind; 4] = [Kind::Operation, Kind::Webhook, Kind::Parameter, Kind::Schema];

pub fn descriptions(document: &Document) -> Vec<Fault> {
    lacking(document, &DESCRIBED, &["description"], "description")
}

pub fn summaries(document: &Document) -> Vec<Fault> {
    lacking(document, &SUMMARIZED, &["summary"], "summary")
}

pub fn examples(document: &Document) -> Vec<Fault> {
    lacking(document, &EXEMPLIFIED, &["example", "examples"], "example")
}

pub fn sources(document: &Document) -> Vec<Fault> {
    lacking(document, &SOURCED, &["x-source"], "`x-source`")
}

/// The parts of some kinds that have none of some members, or have it empty.
fn lacking(document: &Document, kinds: &[Kind], members: &[&str], what: &str) -> Vec<Fault> {
    let is_empty = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    let lacks =
        |part: &Part<'_>| !members.iter().any(|member| part.node.get(member).is_some_and(|value| *member == "example" || !is_empty(value)));
    let faulty = parts(document).into_iter().filter(|part| kinds.contains(&part.kind) && lacks(part));
    faulty.map(|part| (part.pointer.clone(), format!("the {} `{}` has no {what}", part.kind.name(), part.title()))).collect()
}

pub fn errors(document: &Document) -> Vec<Fault> {
    let silent = |part: &Part<'_>| {
        let declared = part.node.get("responses").and_then(Value::as_object);
        part.kind == Kind::Operation && !declared.into_iter().flatten().any(|(status, _)| status.starts_with('4'))
    };
    let faulty = parts(document).into_iter().filter(silent);
    faulty.map(|part| (join(&part.pointer, "responses"), format!("`{}` declares no answer of 4xx", part.title()))).collect()
}
