//! The table of operations for the code around the generated client.

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::Value;

use super::refine::ParameterDocs;
use super::schema;

/// Returns the Rust source of the table, which `src/operation.rs` includes.
pub fn table(document: &Value) -> Result<String, String> {
    let items = document["paths"].as_object().into_iter().flatten();
    let each = items.flat_map(|(path, item)| {
        let template = format!("{}{path}", schema::server_path(item).unwrap_or_default());
        let operations = item.as_object().into_iter().flatten().map(|(_, operation)| operation);
        operations.filter(|operation| operation.get("operationId").is_some()).map(move |operation| (template.clone(), operation))
    });
    let rows: String = each.map(|(template, operation)| row(document, &template, operation)).collect::<Result<_, _>>()?;
    Ok(format!("&[\n{rows}]\n"))
}

/// Returns the documentation of the parameters of each operation, by the names of the generated code.
pub fn parameter_docs(document: &Value) -> ParameterDocs {
    let items = document["paths"].as_object().into_iter().flatten().flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let mut docs = ParameterDocs::new();
    for (_, operation) in items {
        let Some(id) = operation["operationId"].as_str() else { continue };
        for parameter in operation["parameters"].as_array().into_iter().flatten().map(|parameter| resolve(document, parameter)) {
            if let (Some(name), Some(description)) = (parameter["name"].as_str(), parameter["description"].as_str()) {
                docs.insert((id.to_upper_camel_case(), name.to_snake_case()), description.trim_end().to_owned());
            }
        }
    }
    docs
}

fn row(document: &Value, template: &str, operation: &Value) -> Result<String, String> {
    let id = operation["operationId"].as_str().ok_or_else(|| format!("the `operationId` of an operation of {template} is not a string"))?;
    let generated = id.to_snake_case();
    let content = operation["responses"]["200"]["content"].as_object();
    let (accept, _) =
        content.and_then(|content| content.iter().next()).ok_or_else(|| format!("{id} has no successful response with content"))?;
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let takes_application_key =
        parameters.map(|parameter| resolve(document, parameter)).any(|parameter| parameter["name"] == "api_application_key");
    let scheme = scheme(document, operation).ok_or_else(|| format!("{id} needs credentials that the client does not support"))?;
    Ok(format!(
        "Operation {{ id: {id:?}, generated: {generated:?}, template: {template:?}, accept: {accept:?}, scheme: Scheme::{scheme}, \
         takes_application_key: {takes_application_key} }},\n"
    ))
}

/// Returns `Basic` or `Bearer`, from the `security` of the operation or else of the document.
fn scheme(document: &Value, operation: &Value) -> Option<String> {
    let security = operation.get("security").or(document.get("security"))?;
    let name = security.get(0)?.as_object()?.keys().next()?;
    let scheme = document["components"]["securitySchemes"][name]["scheme"].as_str()?;
    matches!(scheme, "basic" | "bearer").then(|| scheme.to_upper_camel_case())
}

fn resolve<'a>(document: &'a Value, node: &'a Value) -> &'a Value {
    let target = node["$ref"].as_str().and_then(|reference| document.pointer(reference.trim_start_matches('#')));
    target.unwrap_or(node)
}
