//! The components as JSON Schemas of draft 2020-12, which know nothing of OpenAPI.

use openapi_drift::Document;
use serde_json::{Map, Value, json};

use crate::Error;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const COMPONENTS: &str = "/components/schemas/";

/// How schemas refer to one another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum References {
    /// By their files: `Group.json`.
    Files,
    /// Within one file: `#/$defs/Group`.
    Definitions,
}

/// All components of an OpenAPI 3.1 document, in its order.
pub(crate) fn definitions(document: &Document, references: References) -> Result<Map<String, Value>, Error> {
    let mut value = document.value().clone();
    let mut schemas: Vec<&String> = document.schemas().iter().filter(|at| at.starts_with(COMPONENTS)).collect();
    schemas.sort_by_key(|at| std::cmp::Reverse(at.matches('/').count()));
    for at in schemas {
        if let Some(Value::Object(members)) = value.pointer(at) {
            let plain = plain(members, references).map_err(|why| crate::source::statement(document, at, why))?;
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

/// One component as a file of its own.
pub(crate) fn file(name: &str, schema: &Value, base: &str) -> Value {
    let mut file =
        Map::from_iter([("$schema".to_owned(), json!(DIALECT)), ("$id".to_owned(), json!(format!("{base}/{}", file_name(name))))]);
    file.insert("title".to_owned(), json!(name));
    file.extend(schema.as_object().cloned().unwrap_or_default());
    Value::Object(file)
}

/// All components in one file.
pub(crate) fn bundle(title: &str, id: &str, definitions: Map<String, Value>) -> Value {
    json!({ "$schema": DIALECT, "$id": id, "title": title, "$defs": definitions })
}

pub(crate) fn file_name(component: &str) -> String {
    format!("{component}.json")
}

/// A schema without what only OpenAPI knows: validators that are strict about unknown keywords refuse that.
fn plain(schema: &Map<String, Value>, references: References) -> Result<Map<String, Value>, String> {
    let mut target = Map::new();
    for (keyword, value) in schema {
        match keyword.as_str() {
            "$ref" => {
                let name =
                    value.as_str().and_then(|text| text.strip_prefix('#')?.strip_prefix(COMPONENTS)).filter(|name| !name.contains('/'));
                let name =
                    name.ok_or_else(|| format!("`$ref: {value}` leads to no component; name what it leads to in components/schemas"))?;
                let reference = match references {
                    References::Files => file_name(name),
                    References::Definitions => format!("#/$defs/{name}"),
                };
                target.insert(keyword.clone(), reference.into());
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
