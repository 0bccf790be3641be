//! What the layer around the generated client has to know of each operation.

use heck::ToSnakeCase;
use serde_json::Value;

/// The Rust source of a table; `src/operation.rs` includes it.
pub fn table(document: &Value) -> String {
    let items = document["paths"].as_object().into_iter().flatten();
    let each = items.flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |(_, operation)| (path, operation)));
    let rows: String = each.filter_map(|(path, operation)| row(document, path, operation)).collect();
    format!("&[\n{rows}]\n")
}

fn row(document: &Value, template: &str, operation: &Value) -> Option<String> {
    let id = operation.get("operationId")?.as_str()?;
    let generated = id.to_snake_case();
    let answers_array = operation["responses"]["200"]["content"]["application/json"]["schema"]["type"] == "array";
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let takes_application_key =
        parameters.map(|parameter| resolve(document, parameter)).any(|parameter| parameter["name"] == "api_application_key");
    Some(format!(
        "Operation {{ id: {id:?}, generated: {generated:?}, template: {template:?}, \
         answers_array: {answers_array}, takes_application_key: {takes_application_key} }},\n"
    ))
}

fn resolve<'a>(document: &'a Value, node: &'a Value) -> &'a Value {
    let target = node["$ref"].as_str().and_then(|reference| document.pointer(reference.trim_start_matches('#')));
    target.unwrap_or(node)
}
