//! The document, as the tests need it.

use std::sync::LazyLock;

use serde_json::Value;

/// The published document, before it is adapted to the generator.
pub static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/document.json"))).unwrap());

/// A method with a path template, or a delivery of a webhook.
#[derive(Debug)]
pub struct Operation {
    pub id: &'static str,
    pub method: String,
    pub path: &'static str,
    /// The operation itself.
    pub document: &'static Value,
    /// True if the successful response is an array, the only shape that a response type insists on.
    pub answers_array: bool,
}

impl Operation {
    pub fn parameters(&self) -> impl Iterator<Item = &'static Value> {
        self.document["parameters"].as_array().into_iter().flatten().map(resolve)
    }
}

fn resolve(node: &'static Value) -> &'static Value {
    match node["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(reference.trim_start_matches('#')).unwrap(),
        None => node,
    }
}

pub fn operations() -> Vec<Operation> {
    below("paths")
}

pub fn webhooks() -> Vec<Operation> {
    below("x-webhooks")
}

pub fn operation(id: &str) -> Operation {
    let mut all = operations().into_iter().chain(webhooks());
    all.find(|operation| operation.id == id).unwrap_or_else(|| panic!("the document has no operation {id}"))
}

fn below(place: &str) -> Vec<Operation> {
    let items = DOCUMENT[place].as_object().unwrap().iter();
    let each = items.flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(method, operation)| (path, method, operation)));
    each.map(|(path, method, operation)| Operation {
        id: operation["operationId"].as_str().unwrap(),
        method: method.to_uppercase(),
        path,
        document: operation,
        answers_array: operation["responses"]["200"]["content"]["application/json"]["schema"]["type"] == "array",
    })
    .collect()
}
