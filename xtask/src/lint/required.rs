//! Required keys: descriptions, summaries, examples, sources and error responses.

use openapi_drift::pointer::join;
use openapi_drift::{Document, RuleMatch};
use serde_json::Value;

use super::elements::{Element, ElementKind, elements};

const DESCRIBED: [ElementKind; 11] = [
    ElementKind::Tag,
    ElementKind::Server,
    ElementKind::Operation,
    ElementKind::Webhook,
    ElementKind::Parameter,
    ElementKind::RequestBody,
    ElementKind::Response,
    ElementKind::Header,
    ElementKind::SecurityScheme,
    ElementKind::Schema,
    ElementKind::Property,
];
const SUMMARIZED: [ElementKind; 2] = [ElementKind::Operation, ElementKind::Webhook];
const EXEMPLIFIED: [ElementKind; 4] = [ElementKind::Parameter, ElementKind::Content, ElementKind::Schema, ElementKind::Property];
const SOURCED: [ElementKind; 4] = [ElementKind::Operation, ElementKind::Webhook, ElementKind::Parameter, ElementKind::Schema];

pub fn descriptions(document: &Document) -> Vec<RuleMatch> {
    lacking(document, &DESCRIBED, &["description"], "description")
}

pub fn summaries(document: &Document) -> Vec<RuleMatch> {
    lacking(document, &SUMMARIZED, &["summary"], "summary")
}

pub fn examples(document: &Document) -> Vec<RuleMatch> {
    lacking(document, &EXEMPLIFIED, &["example", "examples"], "example")
}

pub fn sources(document: &Document) -> Vec<RuleMatch> {
    lacking(document, &SOURCED, &["x-source"], "`x-source`")
}

/// The elements of some kinds without any of the keys, or with an empty text.
fn lacking(document: &Document, kinds: &[ElementKind], keys: &[&str], what: &str) -> Vec<RuleMatch> {
    let is_empty = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    let lacks =
        |element: &Element<'_>| !keys.iter().any(|key| element.node.get(key).is_some_and(|value| *key == "example" || !is_empty(value)));
    let faulty = elements(document).into_iter().filter(|element| kinds.contains(&element.kind) && lacks(element));
    faulty.map(|element| (element.pointer.clone(), format!("the {} `{}` has no {what}", element.kind.name(), element.title()))).collect()
}

pub fn errors(document: &Document) -> Vec<RuleMatch> {
    let lacks_errors = |element: &Element<'_>| {
        let declared = element.node.get("responses").and_then(Value::as_object);
        element.kind == ElementKind::Operation && !declared.into_iter().flatten().any(|(status, _)| status.starts_with('4'))
    };
    let faulty = elements(document).into_iter().filter(lacks_errors);
    faulty.map(|element| (join(&element.pointer, "responses"), format!("`{}` declares no 4xx response", element.title()))).collect()
}
