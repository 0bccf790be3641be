//! Where a schema can stand in another one, and where its values stand then.

use serde_json::{Value, json};

use super::Row;

/// A place for a schema.
pub struct Position {
    pub name: &'static str,
    /// The pointer of the value, folded.
    pub pointer: &'static str,
    pub since_31: bool,
    /// The schema around it, and components.
    pub schema: fn(&Value) -> (Value, Value),
    /// The value around a value.
    pub value: fn(&Value) -> Value,
    /// Returns whether a row applies to this position.
    pub takes: fn(&Row) -> bool,
    /// Returns whether a changed value is still invalid in this position.
    pub takes_value: fn(&Value) -> bool,
}

const ANYWHERE: Position = Position {
    name: "bare",
    pointer: "",
    since_31: false,
    schema: |schema| (schema.clone(), json!({})),
    value: Value::clone,
    takes: |_| true,
    takes_value: |_| true,
};

/// A closed schema refuses what another part of a composition says; such rows stand alone.
fn is_alone(row: &Row) -> bool {
    !row.schema.to_string().contains("unevaluated")
}

pub const POSITIONS: &[Position] = &[
    ANYWHERE,
    Position {
        name: "property",
        pointer: "/p",
        schema: |schema| (json!({ "type": "object", "properties": { "p": schema } }), json!({})),
        value: |value| json!({ "p": value }),
        ..ANYWHERE
    },
    Position {
        name: "item",
        pointer: "/*",
        schema: |schema| (json!({ "type": "array", "items": schema }), json!({})),
        value: |value| json!([value]),
        ..ANYWHERE
    },
    Position {
        name: "value of a map",
        pointer: "/*",
        schema: |schema| (json!({ "type": "object", "additionalProperties": schema }), json!({})),
        value: |value| json!({ "any/~name": value }),
        ..ANYWHERE
    },
    Position {
        name: "map of lists of objects",
        pointer: "/a~1b/*/*/p",
        schema: |schema| {
            let object = json!({ "type": "object", "required": ["p"], "properties": { "p": schema } });
            let map = json!({ "type": "object", "additionalProperties": { "type": "array", "items": object } });
            (json!({ "type": "object", "properties": { "a/b": map } }), json!({}))
        },
        value: |value| json!({ "a/b": { "key": [{ "p": value }] } }),
        ..ANYWHERE
    },
    Position {
        name: "reference",
        schema: |schema| (json!({ "$ref": "#/components/schemas/There" }), json!({ "There": schema })),
        ..ANYWHERE
    },
    Position {
        name: "recursion",
        pointer: "/next/next/p",
        schema: |schema| {
            let node = json!({ "type": "object", "properties": { "p": schema, "next": { "$ref": "#/components/schemas/Node" } } });
            (json!({ "$ref": "#/components/schemas/Node" }), json!({ "Node": node }))
        },
        value: |value| json!({ "next": { "next": { "p": value } } }),
        ..ANYWHERE
    },
    Position { name: "part of allOf", schema: |schema| (json!({ "allOf": [schema, {}] }), json!({})), ..ANYWHERE },
    Position {
        name: "property of a base",
        pointer: "/p",
        schema: |schema| {
            let base = json!({ "type": "object", "properties": { "p": schema } });
            let whole = json!({ "allOf": [{ "$ref": "#/components/schemas/Base" }, { "type": "object", "properties": { "q": {} } }] });
            (whole, json!({ "Base": base }))
        },
        value: |value| json!({ "p": value, "q": 1 }),
        ..ANYWHERE
    },
    Position { name: "only variant of anyOf", schema: |schema| (json!({ "anyOf": [schema] }), json!({})), ..ANYWHERE },
    Position {
        name: "property of one of two variants",
        pointer: "/p",
        schema: |schema| {
            let tagged = |tag: &str, schema: &Value| json!({ "type": "object", "required": ["tag"], "properties": { "tag": { "type": "string", "enum": [tag] }, "p": schema } });
            (json!({ "oneOf": [tagged("this", schema), tagged("that", &json!({ "type": "object" }))] }), json!({}))
        },
        value: |value| json!({ "tag": "this", "p": value }),
        ..ANYWHERE
    },
    Position {
        name: "variant that a discriminator names",
        pointer: "/p",
        schema: |schema| {
            let variant = |schema: &Value| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" }, "p": schema } });
            let union = json!({
                "oneOf": [{ "$ref": "#/components/schemas/This" }, { "$ref": "#/components/schemas/That" }],
                "discriminator": { "propertyName": "kind", "mapping": { "this": "#/components/schemas/This" } },
            });
            (union, json!({ "This": variant(schema), "That": variant(&json!({})) }))
        },
        value: |value| json!({ "kind": "this", "p": value }),
        ..ANYWHERE
    },
    Position {
        name: "beside null in anyOf",
        since_31: true,
        schema: |schema| (json!({ "anyOf": [schema, { "type": "null" }] }), json!({})),
        takes_value: |value| !value.is_null(),
        ..ANYWHERE
    },
    Position {
        name: "beside a $ref",
        since_31: true,
        schema: |schema| {
            let mut beside = schema.clone();
            let taken = beside.get("$ref").is_some();
            beside["description"] = json!("beside");
            match taken {
                true => (beside, json!({})),
                false => {
                    beside["$ref"] = json!("#/components/schemas/Anything");
                    (beside, json!({ "Anything": { "description": "anything" } }))
                }
            }
        },
        ..ANYWHERE
    },
    Position {
        name: "pattern property",
        pointer: "/*",
        since_31: true,
        schema: |schema| (json!({ "type": "object", "patternProperties": { "^x_": schema } }), json!({})),
        value: |value| json!({ "x_1": value }),
        ..ANYWHERE
    },
    Position {
        name: "prefix item",
        pointer: "/*",
        since_31: true,
        schema: |schema| (json!({ "type": "array", "prefixItems": [{}, schema] }), json!({})),
        value: |value| json!([1, value]),
        ..ANYWHERE
    },
    Position { name: "then", since_31: true, schema: |schema| (json!({ "if": true, "then": schema }), json!({})), ..ANYWHERE },
    Position { name: "else", since_31: true, schema: |schema| (json!({ "if": false, "else": schema }), json!({})), ..ANYWHERE },
    Position {
        name: "dependent schema",
        pointer: "/p",
        since_31: true,
        schema: |schema| (json!({ "type": "object", "dependentSchemas": { "p": { "properties": { "p": schema } } } }), json!({})),
        value: |value| json!({ "p": value }),
        ..ANYWHERE
    },
    Position {
        name: "unevaluated property",
        pointer: "/*",
        since_31: true,
        schema: |schema| (json!({ "type": "object", "properties": { "q": {} }, "unevaluatedProperties": schema }), json!({})),
        value: |value| json!({ "q": 1, "other": value }),
        takes: is_alone,
        ..ANYWHERE
    },
    Position {
        name: "unevaluated item",
        pointer: "/*",
        since_31: true,
        schema: |schema| (json!({ "type": "array", "prefixItems": [{}], "unevaluatedItems": schema }), json!({})),
        value: |value| json!([1, value]),
        takes: is_alone,
        ..ANYWHERE
    },
    Position {
        name: "$defs",
        since_31: true,
        schema: |schema| {
            (json!({ "$ref": "#/components/schemas/Holder/$defs/there" }), json!({ "Holder": { "$defs": { "there": schema } } }))
        },
        ..ANYWHERE
    },
];
