//! Whether the document is one: every part that the engine relies on has the type that OpenAPI gives it.
//!
//! The rules are a table. What it does not name is not looked at, since published documents hold much that is odd and
//! harmless. What it names would otherwise be misread silently, so it is trouble with a place.

use serde_json::Value;

use super::pointer;

/// What may stand at a place.
#[derive(Clone, Copy)]
enum Shape {
    /// An object of which some members are known.
    Object(&'static [(&'static str, Shape)], &'static [&'static str]),
    /// A [`Shape::Object`] that a `{"$ref": "…"}` may stand for.
    Referable(&'static [(&'static str, Shape)], &'static [&'static str]),
    /// An object whose members all have one shape; names that begin with `x-` are extensions.
    Map(&'static Shape),
    /// An array whose items all have one shape.
    List(&'static Shape),
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

use Shape::{Boolean, BooleanOrNumber, List, Map, Number, Object, PathItem, Referable, Schema, SchemaOrBoolean, Text, TextOrList};

const DOCUMENT: Shape = Object(
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

const COMPONENTS: Shape = Object(
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

const SERVER: Shape = Object(&[("url", Text), ("variables", Map(&Object(&[("enum", List(&Text)), ("default", Text)], &[])))], &["url"]);

const OPERATION: Shape = Object(
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

const PARAMETER: Shape = Referable(
    &[("name", Text), ("in", Text), ("required", Boolean), ("style", Text), ("explode", Boolean), ("schema", Schema), ("content", CONTENT)],
    &["name", "in"],
);

const HEADER: Shape =
    Referable(&[("required", Boolean), ("style", Text), ("explode", Boolean), ("schema", Schema), ("content", CONTENT)], &[]);

const REQUEST_BODY: Shape = Referable(&[("required", Boolean), ("content", CONTENT)], &[]);

const RESPONSE: Shape = Referable(&[("headers", Map(&HEADER)), ("content", CONTENT)], &[]);

const CONTENT: Shape = Map(&Referable(&[("schema", Schema)], &[]));

const SCHEMA: &[(&str, Shape)] = &[
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
    ("minProperties", Number),
    ("maxProperties", Number),
    ("pattern", Text),
    ("uniqueItems", Boolean),
];

const ANYTHING: Shape = Object(&[], &[]);

/// The methods that a path item may document, in the order in which they are listed.
pub const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// A place that is not as it must be.
#[derive(Debug, PartialEq)]
pub struct Misshapen {
    pub pointer: String,
    pub why: String,
}

/// Checks the document's version and shape; the first fault is enough, since what follows from it is noise.
pub fn check(document: &Value) -> Result<(), Misshapen> {
    let fail = |pointer: &str, why: String| Err(Misshapen { pointer: pointer.to_owned(), why });
    let Some(root) = document.as_object() else {
        return fail("", format!("an OpenAPI document is an object, this is {}", kind(document)));
    };
    match root.get("openapi") {
        None if root.contains_key("swagger") => return fail("/swagger", "this is Swagger 2.0; OpenAPI 3.0 or 3.1 is expected".to_owned()),
        Some(Value::String(version)) if version.starts_with("3.0") || version.starts_with("3.1") => {}
        Some(Value::String(version)) => return fail("/openapi", format!("version `{version}` is not supported; 3.0 and 3.1 are")),
        _ => {}
    }
    visit(document, DOCUMENT, &mut String::new())
}

fn visit(value: &Value, shape: Shape, at: &mut String) -> Result<(), Misshapen> {
    let wrong = |expected: &str| Err(Misshapen { pointer: at.clone(), why: format!("expected {expected}, found {}", kind(value)) });
    match shape {
        Text if !value.is_string() => wrong("a string"),
        Boolean if !value.is_boolean() => wrong("true or false"),
        Number if !value.is_number() => wrong("a number"),
        BooleanOrNumber if !value.is_boolean() && !value.is_number() => wrong("true, false or a number"),
        Text | Boolean | Number | BooleanOrNumber => Ok(()),
        TextOrList => match value {
            Value::String(_) => Ok(()),
            Value::Array(items) if items.iter().all(Value::is_string) => Ok(()),
            _ => wrong("a string or a list of strings"),
        },
        List(item) => {
            let Some(items) = value.as_array() else { return wrong("a list") };
            // Enumerations list values of any type, which are not looked into.
            if matches!(item, Object([], [])) {
                return Ok(());
            }
            items.iter().enumerate().try_for_each(|(index, child)| step(child, *item, &index.to_string(), at))
        }
        Map(item) => {
            let Some(members) = value.as_object() else { return wrong("an object") };
            members.iter().filter(|(name, _)| !name.starts_with("x-")).try_for_each(|(name, child)| step(child, *item, name, at))
        }
        Schema | SchemaOrBoolean if value.is_boolean() => Ok(()),
        Schema | SchemaOrBoolean => members(value, SCHEMA, &[], at),
        PathItem => {
            members(value, &[("$ref", Text), ("servers", List(&SERVER)), ("parameters", List(&PARAMETER))], &[], at)?;
            METHODS
                .iter()
                .filter_map(|method| Some((method, value.get(method)?)))
                .try_for_each(|(method, child)| step(child, OPERATION, method, at))
        }
        Referable(..) if value.get("$ref").is_some() => members(value, &[("$ref", Text)], &[], at),
        Object(known, required) | Referable(known, required) => members(value, known, required, at),
    }
}

fn members(value: &Value, known: &[(&str, Shape)], required: &[&str], at: &mut String) -> Result<(), Misshapen> {
    let Some(object) = value.as_object() else {
        return Err(Misshapen { pointer: at.clone(), why: format!("expected an object, found {}", kind(value)) });
    };
    if let Some(missing) = required.iter().find(|name| !object.contains_key(**name)) {
        return Err(Misshapen { pointer: at.clone(), why: format!("`{missing}` is missing here") });
    }
    known
        .iter()
        .filter_map(|(name, shape)| Some((name, shape, object.get(*name)?)))
        .try_for_each(|(name, shape, child)| step(child, *shape, name, at))
}

fn step(child: &Value, shape: Shape, segment: &str, at: &mut String) -> Result<(), Misshapen> {
    let length = at.len();
    at.push('/');
    at.push_str(&pointer::escape(segment));
    visit(child, shape, at)?;
    at.truncate(length);
    Ok(())
}

/// What a value is, in words.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
