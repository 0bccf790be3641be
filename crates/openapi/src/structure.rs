//! Checks the structure of a document: every node that the engine reads must have the type that OpenAPI requires.
//!
//! The rules are a table. Nodes that it does not contain are not checked, because published documents have many harmless
//! deviations. An error is fatal only if it hides operations; other invalid nodes are ignored, and the linter reports them.

use Expected::{
    Boolean, BooleanOrNumber, ExtensibleMap, List, Map, Number, Object, PathItem, Referable, Schema, SchemaOrBoolean, Text, TextOrList,
};
use serde_json::Value;

use openapi_drift_source::json::json_type::json_type;
use openapi_drift_source::pointer;

/// The expected type of a node.
#[derive(Clone, Copy)]
enum Expected {
    /// An object with the expected types of known fields, and the names of the required ones.
    Object(&'static [(&'static str, Expected)], &'static [&'static str]),
    /// An [`Expected::Object`] or a `{"$ref": "…"}`.
    Referable(&'static [(&'static str, Expected)], &'static [&'static str]),
    /// An object with names of the publisher, whose values all have one expected type. `x-…` is a name like any other.
    Map(&'static Expected),
    /// An [`Expected::Map`] that OpenAPI defines as an object with extensions: names that begin with `x-` are extensions.
    ExtensibleMap(&'static Expected),
    /// An array whose items all have one expected type.
    List(&'static Expected),
    Text,
    Boolean,
    Number,
    /// A string or an array of strings, as `type` since 3.1.
    TextOrList,
    /// A boolean in 3.0, a number since 3.1.
    BooleanOrNumber,
    /// A schema: an object, and since 3.1 also a boolean.
    Schema,
    /// A schema, or a boolean in any version.
    SchemaOrBoolean,
    PathItem,
}

const DOCUMENT: Expected = Object(
    &[
        ("openapi", Text),
        ("info", Object(&[("title", Text)], &[])),
        ("servers", List(&SERVER)),
        ("paths", ExtensibleMap(&PathItem)),
        ("webhooks", Map(&PathItem)),
        ("x-webhooks", Map(&PathItem)),
        ("components", COMPONENTS),
    ],
    &["openapi", "info"],
);

const COMPONENTS: Expected = Object(
    &[
        ("schemas", Map(&Schema)),
        ("responses", Map(&RESPONSE)),
        ("parameters", Map(&PARAMETER)),
        ("requestBodies", Map(&REQUEST_BODY)),
        ("headers", Map(&HEADER)),
        ("securitySchemes", Map(&Referable(&[("type", Text), ("in", Text), ("name", Text)], &[]))),
        ("pathItems", Map(&PathItem)),
    ],
    &[],
);

const SERVER: Expected = Object(&[("url", Text), ("variables", Map(&Object(&[("enum", List(&Text)), ("default", Text)], &[])))], &["url"]);

const OPERATION: Expected = Object(
    &[
        ("operationId", Text),
        ("parameters", List(&PARAMETER)),
        ("requestBody", REQUEST_BODY),
        ("responses", ExtensibleMap(&RESPONSE)),
        ("servers", List(&SERVER)),
        ("deprecated", Boolean),
    ],
    &[],
);

const PARAMETER: Expected = Referable(
    &[("name", Text), ("in", Text), ("required", Boolean), ("style", Text), ("explode", Boolean), ("schema", Schema), ("content", CONTENT)],
    &["name", "in"],
);

const HEADER: Expected =
    Referable(&[("required", Boolean), ("style", Text), ("explode", Boolean), ("schema", Schema), ("content", CONTENT)], &[]);

const REQUEST_BODY: Expected = Referable(&[("required", Boolean), ("content", CONTENT)], &[]);

const RESPONSE: Expected = Referable(&[("headers", Map(&HEADER)), ("content", CONTENT)], &[]);

const CONTENT: Expected = Map(&Referable(&[("schema", Schema)], &[]));

const SCHEMA: &[(&str, Expected)] = &[
    ("$ref", Text),
    ("type", TextOrList),
    ("format", Text),
    ("nullable", Boolean),
    ("readOnly", Boolean),
    ("writeOnly", Boolean),
    ("enum", List(&ANYTHING)),
    ("x-extensible-enum", List(&ANYTHING)),
    ("required", List(&Text)),
    ("properties", Map(&Schema)),
    ("patternProperties", Map(&Schema)),
    ("additionalProperties", SchemaOrBoolean),
    ("items", SchemaOrBoolean),
    ("prefixItems", List(&Schema)),
    ("allOf", List(&Schema)),
    ("anyOf", List(&Schema)),
    ("oneOf", List(&Schema)),
    ("not", SchemaOrBoolean),
    ("if", SchemaOrBoolean),
    ("then", SchemaOrBoolean),
    ("else", SchemaOrBoolean),
    ("contains", SchemaOrBoolean),
    ("propertyNames", SchemaOrBoolean),
    ("unevaluatedItems", SchemaOrBoolean),
    ("unevaluatedProperties", SchemaOrBoolean),
    ("dependentSchemas", Map(&Schema)),
    ("dependentRequired", Map(&List(&Text))),
    ("discriminator", Object(&[("propertyName", Text), ("mapping", Map(&Text))], &["propertyName"])),
    ("minimum", Number),
    ("maximum", Number),
    ("exclusiveMinimum", BooleanOrNumber),
    ("exclusiveMaximum", BooleanOrNumber),
    ("multipleOf", Number),
    ("minLength", Number),
    ("maxLength", Number),
    ("minItems", Number),
    ("maxItems", Number),
    ("minContains", Number),
    ("maxContains", Number),
    ("minProperties", Number),
    ("maxProperties", Number),
    ("pattern", Text),
    ("uniqueItems", Boolean),
];

const ANYTHING: Expected = Object(&[], &[]);

/// The methods of a path item, in lower case, in the order in which operations are listed.
pub const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// A node that does not have the type that OpenAPI requires, or lacks a required field.
#[derive(Debug, PartialEq)]
pub struct StructureError {
    /// The pointer of the node.
    pub pointer: String,
    /// The message, such as "expected an object, found an array".
    pub why: String,
    /// Whether all operations can still be read.
    pub recoverable: bool,
}

/// Checks the version of a document, and that its operations can be read.
///
/// # Errors
///
/// The first [`StructureError`] that is not recoverable; later ones often follow from it.
pub fn check(document: &Value) -> Result<(), StructureError> {
    let fail = |pointer: &str, why: String| Err(StructureError { pointer: pointer.to_owned(), why, recoverable: false });
    let Some(root) = document.as_object() else {
        return fail("", format!("expected an OpenAPI document, which is an object; found {}", json_type(document)));
    };
    match root.get("openapi") {
        None if root.contains_key("swagger") => return fail("/swagger", "this is Swagger 2.0; expected OpenAPI 3.0 or 3.1".to_owned()),
        None => return fail("", "`openapi` is missing".to_owned()),
        Some(Value::String(version)) if version.starts_with("3.0") || version.starts_with("3.1") => {}
        Some(Value::String(version)) => return fail("/openapi", format!("unsupported version `{version}`: expected 3.0 or 3.1")),
        Some(other) => return fail("/openapi", format!("expected a string, found {}", json_type(other))),
    }
    // Schemas are most of a document, and an error in a schema does not hide an operation.
    match visit(document, false).into_iter().find(|error| !error.recoverable) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Returns all structure errors of a document, recoverable ones included.
pub fn all(document: &Value) -> Vec<StructureError> {
    visit(document, true)
}

fn visit(document: &Value, with_schemas: bool) -> Vec<StructureError> {
    let mut visitor = Visitor { found: Vec::new(), at: String::new(), with_schemas };
    visitor.visit(document, DOCUMENT);
    visitor.found
}

struct Visitor {
    found: Vec<StructureError>,
    at: String,
    with_schemas: bool,
}

impl Visitor {
    fn visit(&mut self, value: &Value, expected: Expected) {
        match expected {
            Text if !value.is_string() => self.recoverable("a string", value),
            Boolean if !value.is_boolean() => self.recoverable("true or false", value),
            Number if !value.is_number() => self.recoverable("a number", value),
            BooleanOrNumber if !value.is_boolean() && !value.is_number() => self.recoverable("true, false or a number", value),
            Text | Boolean | Number | BooleanOrNumber => {}
            TextOrList => match value {
                Value::String(_) => {}
                Value::Array(items) if items.iter().all(Value::is_string) => {}
                _ => self.recoverable("a string or an array of strings", value),
            },
            List(item) => match value.as_array() {
                None => self.wrong("an array", value),
                // The values of an `enum` may have any type and are not checked.
                Some(_) if matches!(item, Object([], [])) => {}
                Some(items) => items.iter().enumerate().for_each(|(index, child)| self.step(child, *item, &index.to_string())),
            },
            ExtensibleMap(item) => match value.as_object() {
                None => self.wrong("an object", value),
                Some(members) => {
                    let named = members.iter().filter(|(name, _)| !name.starts_with("x-"));
                    named.for_each(|(name, child)| self.map_member(child, *item, name));
                }
            },
            Map(item) => match value.as_object() {
                None => self.wrong("an object", value),
                Some(members) => members.iter().for_each(|(name, child)| {
                    let known = self.found.len();
                    self.map_member(child, *item, name);
                    // Publishers add extensions to maps too, which hide nothing.
                    if name.starts_with("x-") {
                        self.found[known..].iter_mut().for_each(|error| error.recoverable = true);
                    }
                }),
            },
            Schema | SchemaOrBoolean if !self.with_schemas || value.is_boolean() => {}
            Schema | SchemaOrBoolean if !value.is_object() => self.recoverable("a schema", value),
            Schema | SchemaOrBoolean => self.members(value, SCHEMA, &[]),
            PathItem => {
                self.members(value, &[("$ref", Text), ("servers", List(&SERVER)), ("parameters", List(&PARAMETER))], &[]);
                let operations = METHODS.iter().filter_map(|method| Some((method, value.get(method)?)));
                operations.for_each(|(method, child)| self.step(child, OPERATION, method));
            }
            Referable(..) if value.get("$ref").is_some() => self.members(value, &[("$ref", Text)], &[]),
            Object(known, required) | Referable(known, required) => self.members(value, known, required),
        }
    }

    fn members(&mut self, value: &Value, known: &[(&str, Expected)], required: &[&str]) {
        let Some(object) = value.as_object() else { return self.wrong("an object", value) };
        for missing in required.iter().filter(|name| !object.contains_key(**name)) {
            self.found.push(StructureError { pointer: self.at.clone(), why: format!("`{missing}` is missing"), recoverable: true });
        }
        let children = known.iter().filter_map(|(name, expected)| Some((name, expected, object.get(*name)?)));
        children.for_each(|(name, expected, child)| self.step(child, *expected, name));
    }

    fn step(&mut self, child: &Value, expected: Expected, segment: &str) {
        let length = self.at.len();
        self.at.push('/');
        self.at.push_str(&pointer::escape(segment));
        self.visit(child, expected);
        self.at.truncate(length);
    }

    /// Visits a member of a map. A `$ref` in place of all members is named, since publishers mean it so.
    fn map_member(&mut self, child: &Value, expected: Expected, name: &str) {
        let known = self.found.len();
        self.step(child, expected, name);
        if let ("$ref", Value::String(_), Some(error)) = (name, child, self.found[known..].first_mut()) {
            "`$ref` is not allowed here: each member may be a reference, but not the whole object".clone_into(&mut error.why);
        }
    }

    fn recoverable(&mut self, wanted: &str, value: &Value) {
        self.found.push(StructureError {
            pointer: self.at.clone(),
            why: format!("expected {wanted}, found {}", json_type(value)),
            recoverable: true,
        });
    }

    /// Adds the error for a node that is not an array or object. It is fatal inside operations, unless the node is null, which is
    /// read as absent, or part of a schema or of servers.
    fn wrong(&mut self, wanted: &str, value: &Value) {
        let section = pointer::segments(&self.at).next();
        let in_operations = matches!(section.as_deref(), Some("paths" | "webhooks" | "x-webhooks"));
        let in_schema = pointer::segments(&self.at).any(|segment| matches!(segment.as_ref(), "schema" | "servers"));
        drop(section);
        self.recoverable(wanted, value);
        if let Some(found) = self.found.last_mut() {
            found.recoverable = value.is_null() || !in_operations || in_schema;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_of_maps_may_begin_like_extensions() {
        let check = |part: Value, expected: &[(&str, bool)]| {
            let mut document = json!({"openapi": "3.1.0", "info": {"title": "a", "version": "1"}});
            document.as_object_mut().expect("an object").extend(part.as_object().cloned().unwrap_or_default());
            let found = all(&document);
            let found: Vec<(&str, bool)> = found.iter().map(|error| (error.pointer.as_str(), error.recoverable)).collect();
            assert_eq!(found, expected, "{part}");
        };
        // Members of maps have the type of the map's values; those that look like extensions hide no operation.
        check(json!({"components": {"headers": {"x-a": 1}}}), &[("/components/headers/x-a", true)]);
        check(json!({"components": {"securitySchemes": {"x-a": []}}}), &[("/components/securitySchemes/x-a", true)]);
        check(
            json!({"components": {"schemas": {"A": {"properties": {"x-a": {"type": 1}}}}}}),
            &[("/components/schemas/A/properties/x-a/type", true)],
        );
        let response = |headers: Value| json!({"paths": {"/a": {"get": {"responses": {"200": {"headers": headers}}}}}});
        check(response(json!({"x-a": "text"})), &[("/paths/~1a/get/responses/200/headers/x-a", true)]);
        check(response(json!({"a": "text"})), &[("/paths/~1a/get/responses/200/headers/a", false)]);
        check(json!({"webhooks": {"x-a": 1}}), &[("/webhooks/x-a", true)]);
        // A `$ref` in place of a map hides what it stands for.
        check(json!({"paths": {"$ref": "paths.yaml"}}), &[("/paths/$ref", false)]);
        check(json!({"components": {"schemas": {"$ref": "schemas.yaml"}}}), &[("/components/schemas/$ref", true)]);
        // `paths` and `responses` are objects of OpenAPI, and have extensions.
        check(json!({"paths": {"x-a": 1}, "x-b": []}), &[]);
        check(json!({"paths": {"/a": {"get": {"responses": {"x-a": 1}}}}}), &[]);
    }
}
