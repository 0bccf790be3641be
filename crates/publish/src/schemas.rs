//! The components as JSON Schemas of draft 2020-12, without keywords of OpenAPI.

use std::collections::BTreeSet;

use openapi_drift::Document;
use serde_json::{Map, Value, json};

use crate::Error;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const COMPONENTS: &str = "/components/schemas/";
/// The beginning of references between schemas.
const DEFINITIONS: &str = "#/$defs/";

/// All components of an OpenAPI 3.1 document, in the order of the document.
pub(crate) fn definitions(document: &Document) -> Result<Map<String, Value>, Error> {
    let mut value = document.value().clone();
    let mut schemas: Vec<&String> = document.schemas().iter().filter(|at| at.starts_with(COMPONENTS)).collect();
    schemas.sort_by_key(|at| std::cmp::Reverse(at.matches('/').count()));
    for at in schemas {
        if let Some(Value::Object(schema)) = value.pointer(at) {
            let plain = without_openapi(schema).map_err(|why| Error::at(document, at, why))?;
            if let Some(place) = value.pointer_mut(at) {
                *place = Value::Object(plain);
            }
        }
    }
    let components = value.pointer_mut(COMPONENTS.trim_end_matches('/')).map(Value::take);
    Ok(match components {
        Some(Value::Object(components)) => components,
        _ => Map::new(),
    })
}

/// One component as a separate file with all schemas that it refers to: validators fetch nothing, and users copy single files.
pub(crate) fn file(name: &str, definitions: &Map<String, Value>, base: &str) -> Value {
    let id = format!("{base}/{}", file_name(name));
    let mut file =
        Map::from_iter([("$schema".to_owned(), json!(DIALECT)), ("$id".to_owned(), json!(id)), ("title".to_owned(), json!(name))]);
    let schema = definitions.get(name);
    file.extend(schema.and_then(Value::as_object).cloned().unwrap_or_default());
    let mut needed = BTreeSet::new();
    schema.into_iter().for_each(|schema| collect_references(schema, definitions, &mut needed));
    if !needed.is_empty() {
        let kept = definitions.iter().filter(|(name, _)| needed.contains(name.as_str()));
        file.insert("$defs".to_owned(), kept.map(|(name, schema)| (name.clone(), schema.clone())).collect());
    }
    Value::Object(file)
}

/// Collects the components that a schema refers to, transitively.
fn collect_references<'d>(value: &'d Value, definitions: &'d Map<String, Value>, needed: &mut BTreeSet<&'d str>) {
    match value {
        Value::Object(object) => {
            for (name, child) in object {
                match child.as_str().filter(|_| name == "$ref").and_then(|target| target.strip_prefix(DEFINITIONS)) {
                    Some(target) if needed.insert(target) => {
                        definitions.get(target).into_iter().for_each(|schema| collect_references(schema, definitions, needed));
                    }
                    _ => collect_references(child, definitions, needed),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, definitions, needed)),
        _ => {}
    }
}

/// All components in one file.
pub(crate) fn bundle(title: &str, id: &str, definitions: &Map<String, Value>) -> Value {
    let description = format!("The root accepts every value: refer to a component as {DEFINITIONS}NAME.");
    json!({ "$schema": DIALECT, "$id": id, "title": title, "description": description, "$defs": definitions })
}

pub(crate) fn file_name(component: &str) -> String {
    format!("{component}.json")
}

/// A schema without the keywords of OpenAPI, which strict validators reject. Fails for a reference that is not to a component.
fn without_openapi(schema: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut target = Map::new();
    for (keyword, value) in schema {
        match keyword.as_str() {
            "$ref" => {
                let name =
                    value.as_str().and_then(|text| text.strip_prefix('#')?.strip_prefix(COMPONENTS)).filter(|name| !name.contains('/'));
                let name =
                    name.ok_or_else(|| format!("`$ref: {value}` does not refer to a component; move its target to components/schemas"))?;
                target.insert(keyword.clone(), format!("{DEFINITIONS}{name}").into());
            }
            "discriminator" | "xml" | "externalDocs" => {}
            // The known values of an open enum become examples: editors offer them, and other values stay valid.
            "x-extensible-enum" => {
                target.insert("examples".to_owned(), value.clone());
            }
            "examples" if schema.contains_key("x-extensible-enum") => {}
            extension if extension.starts_with("x-") => {}
            _ => {
                target.insert(keyword.clone(), value.clone());
            }
        }
    }
    Ok(target)
}
