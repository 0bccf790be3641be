//! Whether the document is one: every part that the engine relies on has the type that OpenAPI gives it.
//!
//! The rules are a table. What it does not name is not looked at, since published documents hold much that is odd and
//! sanitize. Of what it names, only what keeps operations from being read is trouble; the rest can be set aside, and is
//! for the linter to name.

use Expected::{Boolean, BooleanOrNumber, List, Map, Number, Object, PathItem, Referable, Schema, SchemaOrBoolean, Text, TextOrList};
use serde_json::Value;

use openapi_drift_source::json::json_type::json_type;
use openapi_drift_source::pointer;

/// What may stand at a place.
#[derive(Clone, Copy)]
enum Expected {
    /// An object of which some members are known.
    Object(&'static [(&'static str, Expected)], &'static [&'static str]),
    /// A [`Expected::Object`] that a `{"$ref": "…"}` may stand for.
    Referable(&'static [(&'static str, Expected)], &'static [&'static str]),
    /// An object whose members all have one expected; names that begin with `x-` are extensions.
    Map(&'static Expected),
    /// An array whose items all have one expected.
    List(&'static Expected),
    Text,
    Boolean,
    Number,
    /// A string or a list of strings, as `type` is since 3.1.
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
        ("paths", Map(&PathItem)),
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
        ("responses", Map(&RESPONSE)),
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

/// The methods that a path item may document, in the order in which they are listed.
pub const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// A place that is not as it must be.
#[derive(Debug, PartialEq)]
pub struct StructureError {
    pub pointer: String,
    pub why: String,
    /// Whether operations can be read all the same.
    pub recoverable: bool,
}

/// Checks the document's version, and that its operations can be read; the first fault is enough, since what follows
/// from it is noise.
pub fn check(document: &Value) -> Result<(), StructureError> {
    let fail = |pointer: &str, why: String| Err(StructureError { pointer: pointer.to_owned(), why, recoverable: false });
    let Some(root) = document.as_object() else {
        return fail("", format!("an OpenAPI document is an object, this is {}", json_type(document)));
    };
    match root.get("openapi") {
        None if root.contains_key("swagger") => return fail("/swagger", "this is Swagger 2.0; OpenAPI 3.0 or 3.1 is expected".to_owned()),
        None => return fail("", "`openapi` is missing here".to_owned()),
        Some(Value::String(version)) if version.starts_with("3.0") || version.starts_with("3.1") => {}
        Some(Value::String(version)) => return fail("/openapi", format!("version `{version}` is not supported; 3.0 and 3.1 are")),
        Some(other) => return fail("/openapi", format!("expected a string, found {}", json_type(other))),
    }
    // What is odd in a schema keeps no operation from being read, and schemas are most of a document.
    match visit(document, false).into_iter().find(|misshapen| !misshapen.recoverable) {
        Some(misshapen) => Err(misshapen),
        None => Ok(()),
    }
}

/// All places that are not as they must be, odd ones included.
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
                _ => self.recoverable("a string or a list of strings", value),
            },
            List(item) => match value.as_array() {
                None => self.wrong("an array", value),
                // Enumerations list values of any type, which are not looked into.
                Some(_) if matches!(item, Object([], [])) => {}
                Some(items) => items.iter().enumerate().for_each(|(index, child)| self.step(child, *item, &index.to_string())),
            },
            Map(item) => match value.as_object() {
                None => self.wrong("an object", value),
                Some(members) => {
                    members.iter().filter(|(name, _)| !name.starts_with("x-")).for_each(|(name, child)| self.step(child, *item, name));
                }
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
            self.found.push(StructureError { pointer: self.at.clone(), why: format!("`{missing}` is missing here"), recoverable: true });
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

    fn recoverable(&mut self, wanted: &str, value: &Value) {
        self.found.push(StructureError {
            pointer: self.at.clone(),
            why: format!("expected {wanted}, found {}", json_type(value)),
            recoverable: true,
        });
    }

    /// A list or object that is none. In an operation nothing could be checked; null stands for nothing there.
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
