//! Values that must be known: sources, keywords, formats, tags, and the values of open enums.

use std::collections::HashSet;
use std::fs;
use std::sync::LazyLock;

use openapi_drift::pointer::join;
use openapi_drift::{Document, RuleMatch};
use openapi_publish::Errata;
use serde_json::Value;

use super::elements::{ElementKind, elements};
use super::wording::each;
use crate::documents;

/// The ids of all errata.
static ERRATA: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let texts = documents::ALL.into_iter().filter_map(|document| fs::read_to_string(document.errata()).ok());
    texts.filter_map(|text| Errata::parse(&text).ok()).flat_map(|errata| errata.ids().map(str::to_owned).collect::<Vec<_>>()).collect()
});

pub fn sources(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    each(document.value(), String::new(), &mut |pointer, name, value| {
        if name == "x-source" {
            let wrong = value.as_array().map_or_else(|| wrong_source(value), |sources| sources.iter().find_map(wrong_source));
            faults.extend(wrong.map(|why| (pointer.to_owned(), why)));
        }
    });
    faults
}

/// The fault of a source. A source is a page, a page with a sample that shows the statement, or an erratum.
fn wrong_source(source: &Value) -> Option<String> {
    let object = source.as_object();
    let text = |key: &str| object?.get(key)?.as_str();
    match (source.as_str().or(text("page")), text("erratum"), object.map_or(0, serde_json::Map::len)) {
        (Some(page), None, _) if !documents::is_page(page) => Some(format!("`{page}` is not a page of openapi/pages.toml")),
        (Some(_), None, 0) => None,
        (Some(_), None, 2) if text("shown") == Some("sample") => None,
        (None, Some(id), 1) if ERRATA.contains(id) => None,
        (None, Some(id), 1) => Some(format!("unknown erratum {id}")),
        _ => Some(format!("`{source}` is not a valid source")),
    }
}

pub fn values(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        let place = join(at, "x-extensible-enum");
        let Some(value) = document.node(&place) else { continue };
        let of_type: fn(&Value) -> bool = match document.node(&join(at, "type")).and_then(Value::as_str) {
            Some("string") => Value::is_string,
            Some("integer") => |value| value.is_i64() || value.is_u64(),
            Some("number") => Value::is_number,
            _ => |_| false,
        };
        let Some(values) = value.as_array() else {
            faults.push((place, "the known values are not an array".to_owned()));
            continue;
        };
        let mut known = HashSet::new();
        for (index, value) in values.iter().enumerate() {
            if !of_type(value) {
                faults.push((format!("{place}/{index}"), format!("`{value}` is not of the type of the schema")));
            } else if !known.insert(value.to_string()) {
                faults.push((format!("{place}/{index}"), format!("`{value}` is listed twice")));
            }
        }
        let example = join(at, "example");
        if let Some(value) = document.node(&example).filter(|value| !known.contains(&value.to_string())) {
            faults.push((example, format!("`{value}` is not one of the known values")));
        }
    }
    faults
}

/// The keywords of schemas in OpenAPI 3.0 and 3.1 that any tool of this repository reads.
const KEYWORDS: [&str; 47] = [
    "$defs",
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "default",
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
    "if",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
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
    "properties",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
];

pub fn keywords(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        for (keyword, _) in document.node(at).and_then(Value::as_object).into_iter().flatten() {
            if !keyword.starts_with("x-") && !KEYWORDS.contains(&keyword.as_str()) {
                faults.push((join(at, keyword), format!("`{keyword}` is not a schema keyword")));
            }
        }
    }
    faults
}

/// The formats that OpenAPI and JSON Schema define, by type.
const FORMATS: [(&str, &[&str]); 3] = [
    ("integer", &["int32", "int64"]),
    ("number", &["float", "double"]),
    (
        "string",
        &["date", "date-time", "time", "email", "uri", "uri-reference", "uuid", "hostname", "ipv4", "ipv6", "byte", "binary", "password"],
    ),
];

pub fn formats(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        let text = |key: &str| document.node(&join(at, key)).and_then(Value::as_str);
        let Some(format) = text("format") else { continue };
        let declared = text("type").unwrap_or_default();
        if !FORMATS.iter().any(|(name, formats)| *name == declared && formats.contains(&format)) {
            faults.push((join(at, "format"), format!("`{format}` is not a format of the type `{declared}`")));
        }
    }
    faults
}

pub fn tags(document: &Document) -> Vec<RuleMatch> {
    let declared = document.node("/tags").and_then(Value::as_array).into_iter().flatten();
    let declared: HashSet<&Value> = declared.filter_map(|tag| tag.get("name")).collect();
    let mut faults = Vec::new();
    for element in elements(document).iter().filter(|element| matches!(element.kind, ElementKind::Operation | ElementKind::Webhook)) {
        let tags = element.node.get("tags").and_then(Value::as_array).into_iter().flatten().enumerate();
        let undeclared = tags.filter(|(_, tag)| !declared.contains(tag));
        faults
            .extend(undeclared.map(|(index, tag)| (format!("{}/tags/{index}", element.pointer), format!("the tag {tag} is not declared"))));
    }
    faults
}

/// Checks the version and the servers of a document.
pub fn info(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    let version = document.node("/info/version").and_then(Value::as_str).unwrap_or_default();
    if semver::Version::parse(version).is_err() {
        faults.push(("/info".to_owned(), format!("`info.version` is `{version}`; expected the form 1.2.3")));
    }
    if document.node("/servers/0/url").is_none() {
        faults.push((String::new(), "the document has no server".to_owned()));
    }
    faults
}
