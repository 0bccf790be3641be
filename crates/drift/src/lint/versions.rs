//! Keywords that the OpenAPI version of the document does not have.

use openapi_drift_openapi::Document;
use openapi_drift_openapi::schema::keywords::SINCE_31;
use openapi_drift_source::pointer;
use serde_json::Value;

use crate::lint::rule::RuleMatch;

/// Finds keywords of OpenAPI 3.1 in a 3.0 document, and the reverse.
pub(crate) fn keywords_of_another_version(document: &Document) -> Vec<RuleMatch> {
    let is_30 = document.is_30();
    // A schema that names its own dialect may have any keyword.
    let schemas = document.schemas().iter().filter_map(|at| Some((at, document.node(at)?.as_object()?)));
    let schemas = schemas.filter(|(_, schema)| !schema.contains_key("$schema"));
    let found = schemas.flat_map(|(at, schema)| {
        schema.iter().filter_map(move |(keyword, value)| {
            let why = if is_30 { only_in_31(keyword, value) } else { only_in_30(keyword, value) }?;
            Some((pointer::join(at, keyword), why))
        })
    });
    found.collect()
}

fn only_in_31(keyword: &str, value: &Value) -> Option<String> {
    match keyword {
        // A place for schemas that others refer to is harmless.
        "$defs" | "definitions" => None,
        "const" => Some("`const` has no effect in OpenAPI 3.0: use `enum` with one value".to_owned()),
        "type" if value.is_array() => Some("an array of types is not allowed in OpenAPI 3.0: use `nullable` or `anyOf`".to_owned()),
        _ if SINCE_31.contains(&keyword) => Some(format!("`{keyword}` has no effect in OpenAPI 3.0")),
        _ => None,
    }
}

fn only_in_30(keyword: &str, value: &Value) -> Option<String> {
    match keyword {
        "nullable" => Some("`nullable` is not a keyword of OpenAPI 3.1: add `null` to `type`".to_owned()),
        "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => {
            Some(format!("`{keyword}` is a number in OpenAPI 3.1: write the bound there"))
        }
        _ => None,
    }
}
