//! The components as JSON Schemas of draft 2020-12, which know nothing of OpenAPI.

use std::collections::BTreeSet;

use openapi_drift::Document;
use serde_json::{Map, Value, json};

use crate::Error;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const COMPONENTS: &str = "/components/schemas/";
/// How schemas refer to one another.
const DEFINITIONS: &str = "#/$defs/";

/// All components of an OpenAPI 3.1 document, in its order.
pub(crate) fn definitions(document: &Document) -> Result<Map<String, Value>, Error> {
    let mut value = document.value().clone();
    let mut schemas: Vec<&String> = document.schemas().iter().filter(|at| at.starts_with(COMPONENTS)).collect();
    schemas.sort_by_key(|at| std::cmp::Reverse(at.matches('/').count()));
    for at in schemas {
        if let Some(Value::Object(members)) = value.pointer(at) {
            let plain = plain(members).map_err(|why| crate::source::statement(document, at, why))?;
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

/// One component as a file of its own, with all that it refers to: validators fetch nothing, and files are copied one by one.
pub(crate) fn file(name: &str, definitions: &Map<String, Value>, base: &str) -> Value {
    let id = format!("{base}/{}", file_name(name));
    let mut file =
        Map::from_iter([("$schema".to_owned(), json!(DIALECT)), ("$id".to_owned(), json!(id)), ("title".to_owned(), json!(name))]);
    let schema = definitions.get(name);
    file.extend(schema.and_then(Value::as_object).cloned().unwrap_or_default());
    let mut needed = BTreeSet::new();
    schema.into_iter().for_each(|schema| need(schema, definitions, &mut needed));
    if !needed.is_empty() {
        let kept = definitions.iter().filter(|(name, _)| needed.contains(name.as_str()));
        file.insert("$defs".to_owned(), kept.map(|(name, schema)| (name.clone(), schema.clone())).collect());
    }
    Value::Object(file)
}

/// Notes the components that a schema refers to, and those that they refer to.
fn need<'d>(value: &'d Value, definitions: &'d Map<String, Value>, needed: &mut BTreeSet<&'d str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().filter(|_| name == "$ref").and_then(|target| target.strip_prefix(DEFINITIONS)) {
                    Some(target) if needed.insert(target) => {
                        definitions.get(target).into_iter().for_each(|schema| need(schema, definitions, needed));
                    }
                    _ => need(member, definitions, needed),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| need(item, definitions, needed)),
        _ => {}
    }
}

/// All components in one file.
pub(crate) fn bundle(title: &str, id: &str, definitions: &Map<String, Value>) -> Value {
    let description = format!("The root takes anything: point at a component, as in {DEFINITIONS}NAME.");
    json!({ "$schema": DIALECT, "$id": id, "title": title, "description": description, "$defs": definitions })
}

pub(crate) fn file_name(component: &str) -> String {
    format!("{component}.json")
}

/// A schema without what only OpenAPI knows: validators that are strict about unknown keywords refuse that.
fn plain(schema: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut target = Map::new();
    for (keyword, value) in schema {
        match keyword.as_str() {
            "$ref" => {
                let name =
                    value.as_str().and_then(|text| text.strip_prefix('#')?.strip_prefix(COMPONENTS)).filter(|name| !name.contains('/'));
                let name =
                    name.ok_or_else(|| format!("`$ref: {value}` leads to no component; name what it leads to in components/schemas"))?;
                target.insert(keyword.clone(), format!("{DEFINITIONS}{name}").into());
            }
            "discriminator" | "xml" | "externalDocs" => {}
            // Known values of an open list: editors offer examples, and nothing refuses other values.
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
