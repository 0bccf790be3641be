//! OpenAPI schemas rewritten as JSON Schema, in place: every schema keeps its pointer, so that what the validator says
//! about a keyword is true of the document. Keywords that were added stand where OpenAPI has none.

use serde_json::{Map, Value, json};

use super::graph::mapping;
use super::pointer;

/// Which way a body travels: it decides whether `readOnly` and `writeOnly` properties may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the client to the service.
    Request,
    /// From the service to the client.
    Response,
}

/// Which meaning the keywords have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// OpenAPI 3.0: its own subset, with `nullable` and boolean exclusive bounds; `$ref` hides its siblings.
    V30,
    /// OpenAPI 3.1: JSON Schema 2020-12.
    V31,
}

/// The keyword under which a numeric format is checked; the validator knows formats of strings only.
pub(crate) const NUMERIC_FORMAT: &str = "x-numeric-format";

/// Keywords that mean the same on both sides and hold no schema.
const ASSERTIONS: &[&str] = &[
    "type",
    "enum",
    "const",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minContains",
    "maxContains",
    "dependentRequired",
];

/// Keywords that hold one schema.
const ONE: &[&str] = &[
    "not",
    "additionalProperties",
    "items",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords that hold a list of schemas.
const MANY: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords that hold named schemas.
const NAMED: &[&str] = &["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

/// Keywords that 3.0 does not have: what stands under such a name there means nothing.
const SINCE_31: &[&str] = &[
    "const",
    "minContains",
    "maxContains",
    "dependentRequired",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
    "prefixItems",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
];

/// Objects outside schemas whose members have names that the publisher chose.
const CONTAINERS: &[&str] = &[
    "paths",
    "webhooks",
    "x-webhooks",
    "pathItems",
    "parameters",
    "responses",
    "requestBodies",
    "headers",
    "content",
    "callbacks",
    "links",
];

/// Rewrites all schemas of a document. The result has nothing else than schemas and the way to them.
pub(crate) fn convert(root: &Value, dialect: Dialect, direction: Direction) -> Value {
    Converter { root, dialect, direction }.outside(root, false)
}

struct Converter<'d> {
    root: &'d Value,
    dialect: Dialect,
    direction: Direction,
}

impl Converter<'_> {
    /// Outside schemas: only the way to them is kept. Examples are not looked into, since they may hold anything.
    /// Where the publisher chose the `names`, a `schema` among them is a name and not a keyword.
    fn outside(&self, value: &Value, names: bool) -> Value {
        match value {
            Value::Object(members) => {
                let kept = members.iter().filter(|(_, value)| value.is_object() || value.is_array());
                let converted = kept.filter_map(|(name, value)| {
                    let converted = match name.as_str() {
                        _ if names => self.outside(value, false),
                        "example" | "examples" => return None,
                        "schema" => self.schema(value),
                        "schemas" => self.named(value),
                        other => self.outside(value, CONTAINERS.contains(&other)),
                    };
                    Some((name.clone(), converted))
                });
                Value::Object(converted.collect())
            }
            Value::Array(items) => items.iter().map(|item| self.outside(item, false)).collect(),
            _ => Value::Null,
        }
    }

    fn schema(&self, schema: &Value) -> Value {
        let Some(source) = schema.as_object() else {
            return if schema.is_boolean() { schema.clone() } else { Value::Bool(true) };
        };
        let nullable = source.get("nullable") == Some(&Value::Bool(true));
        // 3.0 ignores what stands beside a `$ref`, but publishers who write `nullable` there mean it.
        if let (Some(reference), Dialect::V30) = (source.get("$ref"), self.dialect) {
            let target = json!({ "$ref": reference });
            return if nullable { or_null(target) } else { target };
        }
        let mut target = Map::new();
        for (keyword, value) in source {
            self.keyword(keyword, value, source, &mut target);
        }
        self.discriminator(schema, &mut target);
        if !nullable {
            return Value::Object(target);
        }
        // `nullable` widens `type`; where there is none, or where another keyword would refuse null after all, the
        // whole schema must be passed by.
        let only_type = !["enum", "const", "allOf", "anyOf", "oneOf", "not", "$ref"].iter().any(|keyword| source.contains_key(*keyword));
        match target.get_mut("type") {
            Some(Value::String(name)) if only_type => {
                let widened = json!([name, "null"]);
                target.insert("type".to_owned(), widened);
                Value::Object(target)
            }
            _ => or_null(Value::Object(target)),
        }
    }

    fn keyword(&self, keyword: &str, value: &Value, source: &Map<String, Value>, target: &mut Map<String, Value>) {
        if self.dialect == Dialect::V30 && SINCE_31.contains(&keyword) {
            return;
        }
        let converted = match keyword {
            "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => return,
            "minimum" | "maximum" => {
                let exclusive = if keyword == "minimum" { "exclusiveMinimum" } else { "exclusiveMaximum" };
                let keyword = if source.get(exclusive) == Some(&Value::Bool(true)) { exclusive } else { keyword };
                target.insert(keyword.to_owned(), value.clone());
                return;
            }
            "format" => {
                let numeric = value.as_str().filter(|format| matches!(*format, "int32" | "int64" | "float" | "double"));
                let keyword = if numeric.is_some() { NUMERIC_FORMAT } else { "format" };
                target.insert(keyword.to_owned(), value.clone());
                return;
            }
            "required" => match self.required(value, source) {
                names if names.is_empty() => return,
                names => Value::Array(names),
            },
            // A closed list of values that may be extended is judged by the walk over the value.
            "$ref" | "$dynamicRef" | "$anchor" | "$dynamicAnchor" => value.clone(),
            _ if ASSERTIONS.contains(&keyword) => value.clone(),
            _ if ONE.contains(&keyword) => self.schema(value),
            "allOf" => value.as_array().into_iter().flatten().map(|part| self.part(part, source)).collect(),
            _ if MANY.contains(&keyword) => value.as_array().into_iter().flatten().map(|schema| self.schema(schema)).collect(),
            _ if NAMED.contains(&keyword) => self.named(value),
            _ => return,
        };
        target.insert(keyword.to_owned(), converted);
    }

    fn named(&self, schemas: &Value) -> Value {
        let members = schemas.as_object().into_iter().flatten();
        Value::Object(members.map(|(name, schema)| (name.clone(), self.schema(schema))).collect())
    }

    /// The required names, less those that do not travel in this direction.
    fn required(&self, names: &Value, source: &Map<String, Value>) -> Vec<Value> {
        names.as_array().into_iter().flatten().filter(|name| self.travels(name, source)).cloned().collect()
    }

    /// A part of a composition. It may require what another part declares to be `readOnly` or `writeOnly`.
    fn part(&self, part: &Value, whole: &Map<String, Value>) -> Value {
        let mut converted = self.schema(part);
        if let Some(names) = converted.get_mut("required").and_then(Value::as_array_mut) {
            names.retain(|name| self.travels(name, whole));
        }
        converted
    }

    /// Whether a required property is sent in this direction at all.
    fn travels(&self, name: &Value, source: &Map<String, Value>) -> bool {
        let marker = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        name.as_str().is_none_or(|name| !self.marked(source, name, marker, 0))
    }

    /// Whether a property is `readOnly` or `writeOnly`, by its own schema or one that it refers to or is composed of.
    fn marked(&self, source: &Map<String, Value>, name: &str, marker: &str, depth: usize) -> bool {
        let own = source.get("properties").and_then(|properties| properties.get(name)).is_some_and(|property| {
            self.resolve(property).is_some_and(|target| target.get(marker) == Some(&Value::Bool(true)))
                || property.get(marker) == Some(&Value::Bool(true))
        });
        let parts = source.get("allOf").and_then(Value::as_array).into_iter().flatten();
        own || depth < 8 && parts.filter_map(|part| self.resolve(part)?.as_object()).any(|part| self.marked(part, name, marker, depth + 1))
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.root.pointer(&pointer::of_reference(reference)?),
            None => Some(schema),
        }
    }

    /// A union with a discriminator is a switch: the value named by it decides alone. A name that it does not know is
    /// for the walk to report; only what names nothing is left to `oneOf` and `anyOf`.
    fn discriminator(&self, schema: &Value, target: &mut Map<String, Value>) {
        let Some(discriminator) = schema.get("discriminator") else { return };
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
        let union: Map<String, Value> = ["oneOf", "anyOf"].iter().filter_map(|key| target.remove_entry(*key)).collect();
        let pairs = mapping(self.root, schema, discriminator);
        if union.is_empty() || pairs.is_empty() {
            target.extend(union);
            return;
        }
        let is = |value: &str| json!({ "type": "object", "required": [property], "properties": { property: { "const": value } } });
        let names = json!({ "type": "object", "required": [property], "properties": { property: { "type": "string" } } });
        let last = json!({ "if": names, "then": true, "else": union });
        let switch = pairs.iter().rev().fold(last, |otherwise, (value, pointer)| {
            json!({ "if": is(value), "then": { "$ref": format!("#{}", encode(pointer)) }, "else": otherwise })
        });
        let parts = target.entry("allOf").or_insert_with(|| json!([]));
        if let Some(parts) = parts.as_array_mut() {
            parts.push(switch);
        }
    }
}

/// Lets null pass, and every other value on to `schema`.
///
/// 3.0 has no `if`, so a location below it is known to be ours, and errors come as they are and not as those of a union.
fn or_null(schema: Value) -> Value {
    json!({ "if": { "type": "null" }, "then": true, "else": schema })
}

/// The pointer in the document that a location in the converted schema stands for: what was wrapped around is taken out.
pub(crate) fn original_pointer(root: &Value, location: &str) -> String {
    let mut original = String::new();
    let mut node = Some(root);
    for segment in pointer::segments(location) {
        let child = node.and_then(|node| match node {
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
            _ => node.get(segment.as_ref()),
        });
        match child {
            Some(child) => node = Some(child),
            None if segment == NUMERIC_FORMAT => {
                original.push_str("/format");
                return original;
            }
            // `else` that is not in the document is the wrapper's.
            None if matches!(segment.as_ref(), "else" | "then") => continue,
            None => return original,
        }
        original.push('/');
        original.push_str(&pointer::escape(&segment));
    }
    original
}

/// A pointer as it must be written in the fragment of a reference.
fn encode(pointer: &str) -> String {
    percent_encoding::utf8_percent_encode(pointer, &FRAGMENT).to_string()
}

/// What cannot stand in a fragment as it is.
pub(crate) const FRAGMENT: percent_encoding::AsciiSet = percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'#')
    .add(b'%')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'\\')
    .add(b'^')
    .add(b'[')
    .add(b']');
