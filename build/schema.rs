//! Walks over the document: its schemas, and the ones that responses or requests use.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

const PREFIX: &str = "#/components/schemas/";

/// Returns the name of the component that a schema refers to, directly or in an `allOf` with one branch.
pub fn referenced(schema: &Value) -> Option<&str> {
    let reference = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) => &only["$ref"],
        _ => &schema["$ref"],
    };
    reference.as_str()?.strip_prefix(PREFIX)
}

/// Returns a schema that refers to a component.
pub fn reference(name: &str) -> Value {
    serde_json::json!({ "$ref": format!("{PREFIX}{name}") })
}

pub fn components(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document["components"]["schemas"].as_object().into_iter().flatten()
}

pub fn components_mut(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document.pointer_mut("/components/schemas")?.as_object_mut()
}

/// Returns a sentence with the documentation pages that an object of the document names as its source, and one with its errata.
pub fn pages(node: &Value) -> Option<String> {
    let source = node.get("x-source")?;
    let sources = source.as_array().map_or(std::slice::from_ref(source), Vec::as_slice);
    let page = |source: &Value| Some(format!("`{}`", source["page"].as_str().or(source.as_str())?));
    let erratum = |source: &Value| Some(format!("`{}`", source["erratum"].as_str()?));
    let pages: Vec<String> = sources.iter().filter_map(page).collect();
    let errata: Vec<String> = sources.iter().filter_map(erratum).collect();
    let sentences = [sentence("Page", "Pages", &pages), sentence("Erratum", "Errata", &errata)];
    Some(sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn sentence(one: &str, many: &str, names: &[String]) -> Option<String> {
    let word = match names.len() {
        0 => return None,
        1 => one,
        _ => many,
    };
    Some(format!("{word}: {}.", names.join(", ")))
}

/// Returns the path of the first server of a path item: `/batch`.
pub fn server_path(item: &Value) -> Option<&str> {
    let (_, rest) = item["servers"][0]["url"].as_str()?.split_once("://")?;
    rest.find('/').map(|slash| &rest[slash..])
}

/// Returns every operation, without webhooks.
pub fn operations_mut(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    items
        .into_iter()
        .flatten()
        .flat_map(|(_, item)| item.as_object_mut().into_iter().flatten())
        .map(|(_, operation)| operation)
        .filter(|operation| operation.get("operationId").is_some())
}

/// Calls `visit` on every schema of the components and parameters, and on their subschemas, the outer one first.
///
/// Bodies are not visited: the document has a component for each of them.
pub fn for_each_schema(document: &mut Value, mut visit: impl FnMut(&mut Value)) {
    for schemas in ["/components/schemas", "/components/parameters"] {
        let components = document.pointer_mut(schemas).and_then(Value::as_object_mut);
        for (_, component) in components.into_iter().flatten() {
            match component.get_mut("schema") {
                Some(schema) if schemas.ends_with("parameters") => walk(schema, &mut visit),
                _ => walk(component, &mut visit),
            }
        }
    }
}

fn walk(schema: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    visit(schema);
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    // Keywords are matched one by one, since a property may have the name of a keyword.
    for (keyword, value) in schema {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                properties.values_mut().for_each(|property| walk(property, visit));
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                branches.iter_mut().for_each(|branch| walk(branch, visit));
            }
            ("items" | "additionalProperties", inner @ Value::Object(_)) => walk(inner, visit),
            _ => {}
        }
    }
}

/// Returns the components that successful responses and webhooks use.
pub fn in_responses(document: &Value) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for operation in operations(&document["paths"]) {
        let responses = operation["responses"].as_object().into_iter().flatten();
        for (_, response) in responses.filter(|(status, _)| is_success(status)) {
            reach(document, &response["content"], &mut seen);
        }
    }
    for delivery in operations(&document["x-webhooks"]) {
        reach(document, &delivery["requestBody"]["content"], &mut seen);
    }
    seen
}

/// Returns the components that request bodies use.
pub fn in_requests(document: &Value) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for operation in operations(&document["paths"]) {
        reach(document, &operation["requestBody"]["content"], &mut seen);
    }
    seen
}

pub fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

fn operations(paths: &Value) -> impl Iterator<Item = &Value> {
    let items = paths.as_object().into_iter().flatten();
    items.flat_map(|(_, item)| item.as_object().into_iter().flatten().map(|(_, operation)| operation))
}

/// Follows every reference below `node`. Examples have no `$ref`, so none needs to be excluded.
fn reach(document: &Value, node: &Value, seen: &mut BTreeSet<String>) {
    match node {
        Value::Object(object) => {
            if let Some(name) = object.get("$ref").and_then(|text| text.as_str()?.strip_prefix(PREFIX))
                && seen.insert(name.to_owned())
            {
                reach(document, &document["components"]["schemas"][name], seen);
            }
            object.values().for_each(|inner| reach(document, inner, seen));
        }
        Value::Array(items) => items.iter().for_each(|inner| reach(document, inner, seen)),
        _ => {}
    }
}
