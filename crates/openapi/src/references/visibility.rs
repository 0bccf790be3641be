//! The files of a document that may be shown. A `$ref` may name any file, and a report would print its lines: only files that are parts
//! of OpenAPI documents are shown.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::references::pointer_path::root_of;
use crate::references::resolver::ReferenceResolver;
use openapi_drift_source::pointer;

/// The keywords of schemas and the fixed fields of OpenAPI's objects.
const KEYWORDS: &[&str] = &[
    // Schemas
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$ref",
    "$schema",
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "discriminator",
    "else",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "id",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
    "xml",
    // Documents and components
    "callbacks",
    "components",
    "headers",
    "info",
    "jsonSchemaDialect",
    "links",
    "openapi",
    "parameters",
    "pathItems",
    "paths",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "servers",
    "swagger",
    "tags",
    "webhooks",
    // Path items and operations
    "delete",
    "get",
    "head",
    "operationId",
    "options",
    "patch",
    "post",
    "put",
    "requestBody",
    "security",
    "summary",
    "trace",
    // Parameters, headers, bodies, responses and their parts
    "allowEmptyValue",
    "allowReserved",
    "bearerFormat",
    "content",
    "encoding",
    "explode",
    "externalValue",
    "flows",
    "in",
    "name",
    "openIdConnectUrl",
    "operationRef",
    "schema",
    "scheme",
    "server",
    "style",
    "url",
    "value",
    "variables",
];

/// The nesting of maps, such as that of `components`, in which a part is looked for.
const MAPS: usize = 2;

/// Returns the pointer and the value of each `$ref` in a file. Iterative, because files may be nested deeply.
pub fn references(file: &Value) -> Vec<(String, String)> {
    let (mut found, mut open) = (Vec::new(), vec![(String::new(), file)]);
    while let Some((at, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::String(reference) if name == "$ref" => found.push((pointer::join(&at, name), reference.clone())),
                        Value::Object(_) | Value::Array(_) => open.push((pointer::join(&at, name), value)),
                        _ => {}
                    }
                }
            }
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(index, item)| (format!("{at}/{index}"), item)));
            }
            _ => {}
        }
    }
    found
}

/// Returns the files, except the main file, that are not made of parts of OpenAPI documents, or to which no reference leads, or one whose
/// target is not such a part. A report shows lines around a target too.
pub fn private_files(files: &ReferenceResolver) -> HashSet<String> {
    let mut are_parts: HashMap<&str, bool> = HashMap::new();
    let names: Vec<&str> = files.files_by_name().map(|(name, _)| name).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return HashSet::new();
    }
    for (from, text) in files.files_by_name() {
        for (at, reference) in references(text.value()) {
            let target = files.target(&format!("{}{}", root_of(from), at.trim_end_matches("/$ref")), &reference);
            let Some(target) = target else { continue };
            let name = pointer::split(&target).0;
            let Some(name) = names.iter().find(|known| **known == name && **known != from) else { continue };
            let is_part = files.get(&target).is_some_and(|node| is_part(node, MAPS));
            are_parts.entry(name).and_modify(|all| *all &= is_part).or_insert(is_part);
        }
    }
    let is_shown = |name: &str| are_parts.get(name) == Some(&true) && files.get(&root_of(name)).is_some_and(|file| is_part(file, MAPS));
    names.into_iter().filter(|name| !is_shown(name)).map(str::to_owned).collect()
}

/// Returns whether a value consists of keywords only, or is a map or an array of such values.
fn is_part(value: &Value, maps: usize) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::Object(members) if !members.is_empty() => {
            let has_keywords = members.keys().all(|name| KEYWORDS.contains(&name.as_str()) || name.starts_with("x-"));
            has_keywords || maps > 0 && members.values().all(|value| value.is_object() && is_part(value, maps - 1))
        }
        Value::Array(items) => maps > 0 && items.iter().all(|item| item.is_object() && is_part(item, maps - 1)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parts_of_documents_are_recognised() {
        for (value, expected) in [
            (json!({ "type": "object", "required": ["a"], "x-internal": 1 }), true),
            (json!({ "User": { "type": "object" }, "Group": { "$ref": "#/User" } }), true),
            (json!({ "/users": { "get": { "responses": {} } } }), true),
            (json!({ "200": { "description": "ok" } }), true),
            (json!([{ "name": "a", "in": "query" }]), true),
            (json!(true), true),
            (json!({ "required": ["a"], "password": "secret" }), false),
            (json!({ "db": { "type": "postgres", "password": "secret" } }), false),
            (json!({ "a": "text" }), false),
            (json!({}), false),
            (json!("text"), false),
        ] {
            assert_eq!(is_part(&value, MAPS), expected, "{value}");
        }
    }
}
