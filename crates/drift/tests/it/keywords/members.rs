//! Keywords that speak of the members of an object, and those that put schemas together.

use serde_json::{Value, json};

use super::{In, Row};

const TYPE: &str = "type-mismatch";
const NULL: &str = "unexpected-null";
const ENUM: &str = "unknown-enum-value";
const BOUND: &str = "constraint-violation";
const MISSING: &str = "missing-property";
const EXTRA: &str = "undocumented-property";
const VARIANT: &str = "no-matching-variant";

pub fn rows() -> Vec<Row> {
    [members(), compositions(), sides(), since_31()].concat()
}

fn members() -> Vec<Row> {
    let named = json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "integer" }, "b": { "type": "string" } } });
    let closed = json!({ "type": "object", "properties": { "a": { "type": "integer" } }, "additionalProperties": false });
    let map = json!({ "type": "object", "properties": { "a": { "type": "string" } }, "additionalProperties": { "type": "integer" } });
    let odd = json!({ "type": "object", "properties": { "a/b~c": { "type": "integer" }, "": { "type": "integer" } } });
    vec![
        Row::new("required", named.clone(), &[json!({ "a": 1 })], &[(json!({ "b": "x" }), MISSING, "/a"), (json!({}), MISSING, "/a")]),
        Row::new(
            "properties",
            named,
            &[json!({ "a": 1, "b": "x" })],
            &[
                (json!({ "a": "1" }), TYPE, "/a"),
                (json!({ "a": null }), NULL, "/a"),
                (json!({ "a": 1, "b": null }), NULL, "/b"),
                (json!({ "a": 1, "c": 1 }), EXTRA, "/c"),
                (json!({ "a": 1, "B": "x" }), EXTRA, "/B"),
            ],
        ),
        Row::new(
            "properties with odd names",
            odd,
            &[json!({ "a/b~c": 1, "": 1 })],
            &[(json!({ "a/b~c": "x" }), TYPE, "/a~1b~0c"), (json!({ "": "x" }), TYPE, "/")],
        ),
        Row::new("additionalProperties false", closed, &[json!({ "a": 1 }), json!({})], &[(json!({ "a": 1, "b": 1 }), EXTRA, "/b")]),
        Row::new(
            "additionalProperties schema",
            map,
            &[json!({ "a": "x", "b": 1 })],
            &[(json!({ "b": "x" }), TYPE, "/*"), (json!({ "b": null }), NULL, "/*"), (json!({ "a": 1 }), TYPE, "/a")],
        ),
        Row::new(
            "required without properties",
            json!({ "type": "object", "required": ["a"] }),
            &[json!({ "a": null })],
            &[(json!({}), MISSING, "/a")],
        ),
        Row::new(
            "additionalProperties without properties",
            json!({ "type": "object", "additionalProperties": false }),
            &[json!({})],
            &[(json!({ "a": 1 }), EXTRA, "/a")],
        ),
    ]
}

fn compositions() -> Vec<Row> {
    let object = |name: &str, schema: Value| json!({ "type": "object", "required": [name], "properties": { name: schema } });
    let all = json!({ "allOf": [object("a", json!({ "type": "integer" })), object("b", json!({ "type": "string" }))] });
    let scalars = json!({ "oneOf": [{ "type": "integer", "minimum": 3 }, { "type": "string", "maxLength": 2 }] });
    let any = json!({ "anyOf": [object("a", json!({ "type": "integer" })), object("b", json!({ "type": "string" }))] });
    let tagged = |tag: &str, name: &str| {
        json!({
            "type": "object",
            "required": ["kind", name],
            "properties": { "kind": { "type": "string", "enum": [tag] }, name: { "type": "integer" } },
        })
    };
    let union = json!({
        "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
        "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat", "dog": "Dog" } },
    });
    let base = json!({ "$ref": "#/components/schemas/Pet" });
    let pets = json!({
        "Pet": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } }, "discriminator": { "propertyName": "kind" } },
        "Bird": { "allOf": [{ "$ref": "#/components/schemas/Pet" }, object("wings", json!({ "type": "integer" }))] },
    });
    vec![
        Row::new(
            "allOf",
            all,
            &[json!({ "a": 1, "b": "x" })],
            &[
                (json!({ "a": 1 }), MISSING, "/b"),
                (json!({ "a": "x", "b": "x" }), TYPE, "/a"),
                (json!({ "a": 1, "b": null }), NULL, "/b"),
                (json!({ "a": 1, "b": "x", "c": 1 }), EXTRA, "/c"),
            ],
        ),
        Row::new(
            "oneOf",
            scalars.clone(),
            &[json!(3), json!("ab")],
            &[(json!(2), BOUND, ""), (json!("abc"), BOUND, ""), (json!(true), TYPE, ""), (json!(null), NULL, "")],
        ),
        Row::new(
            "anyOf",
            json!({ "anyOf": scalars["oneOf"] }),
            &[json!(3), json!("ab")],
            &[(json!(2), BOUND, ""), (json!("abc"), BOUND, ""), (json!([]), TYPE, "")],
        ),
        Row::new(
            "oneOf that two fit",
            json!({ "oneOf": [{ "type": "integer" }, { "type": "integer", "minimum": 5 }] }),
            &[json!(4)],
            &[(json!(5), VARIANT, "")],
        ),
        Row::new(
            "anyOf of objects",
            any,
            &[json!({ "a": 1 }), json!({ "b": "x" })],
            &[(json!({ "a": "x" }), TYPE, "/a"), (json!({ "b": 1 }), TYPE, "/b"), (json!({ "c": 1 }), VARIANT, "")],
        ),
        Row::new(
            "oneOf with tags",
            json!({ "oneOf": [tagged("cat", "lives"), tagged("dog", "legs")] }),
            &[json!({ "kind": "cat", "lives": 9 })],
            &[
                (json!({ "kind": "cat", "lives": "x" }), TYPE, "/lives"),
                (json!({ "kind": "dog" }), MISSING, "/legs"),
                (json!({ "kind": "cow", "legs": 4 }), ENUM, "/kind"),
            ],
        ),
        Row::new("not", json!({ "not": { "type": "string" } }), &[json!(7)], &[(json!("x"), BOUND, "")]),
        Row::new(
            "discriminator",
            union,
            &[json!({ "kind": "cat", "lives": 9 })],
            &[
                (json!({ "kind": "dog", "lives": 9 }), MISSING, "/legs"),
                (json!({ "kind": "dog", "legs": "x" }), TYPE, "/legs"),
                (json!({ "kind": "cow", "legs": 4 }), VARIANT, ""),
                (json!({ "kind": "dog", "legs": 4, "lives": 9 }), EXTRA, "/lives"),
                (json!({ "kind": "dog", "legs": null }), NULL, "/legs"),
            ],
        )
        .components(json!({ "Cat": tagged("cat", "lives"), "Dog": tagged("dog", "legs") })),
        Row::new(
            "discriminator of a base",
            base,
            &[json!({ "kind": "Bird", "wings": 2 }), json!({ "kind": "Pet" })],
            &[
                (json!({ "kind": "Bird" }), MISSING, "/wings"),
                (json!({ "kind": "Bird", "wings": "x" }), TYPE, "/wings"),
                (json!({ "kind": "Fish" }), VARIANT, ""),
            ],
        )
        .components(pets),
    ]
}

/// Properties that are sent in one direction only.
fn sides() -> Vec<Row> {
    let of = |flag: &str| json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer", flag: true }, "b": { "type": "integer" } } });
    vec![
        Row::new("readOnly in a request", of("readOnly"), &[json!({ "b": 1 })], &[(json!({ "id": 1 }), EXTRA, "/id")]).side("request"),
        Row::new(
            "readOnly in a response",
            of("readOnly"),
            &[json!({ "id": 1 })],
            &[(json!({ "b": 1 }), MISSING, "/id"), (json!({ "id": "x" }), TYPE, "/id")],
        )
        .side("response"),
        Row::new("writeOnly in a response", of("writeOnly"), &[json!({ "b": 1 })], &[(json!({ "id": 1 }), EXTRA, "/id")]).side("response"),
        Row::new(
            "writeOnly in a request",
            of("writeOnly"),
            &[json!({ "id": 1 })],
            &[(json!({ "b": 1 }), MISSING, "/id"), (json!({ "id": "x" }), TYPE, "/id")],
        )
        .side("request"),
    ]
}

fn since_31() -> Vec<Row> {
    let object = |rest: Value| {
        let mut schema = json!({ "type": "object" });
        schema.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        schema
    };
    let address = json!({
        "if": { "properties": { "country": { "const": "US" } }, "required": ["country"] },
        "then": { "properties": { "zip": { "type": "integer" } }, "required": ["zip"] },
        "else": { "properties": { "zip": { "type": "string" } } },
        "properties": { "country": { "type": "string" } },
    });
    let patterns =
        json!({ "patternProperties": { "^s_": { "type": "string" }, "^i_": { "type": "integer" } }, "additionalProperties": false });
    let beside = json!({ "$ref": "#/components/schemas/Beside", "required": ["b"] });
    let unevaluated =
        json!({ "allOf": [{ "properties": { "a": { "type": "integer" } } }], "properties": { "b": {} }, "unevaluatedProperties": false });
    let dependent = json!({ "properties": { "card": {}, "address": {} }, "dependentRequired": { "card": ["address"] } });
    let schemas = json!({ "properties": { "card": {} }, "dependentSchemas": { "card": { "required": ["address"], "properties": { "address": { "type": "string" } } } } });
    let names = json!({ "propertyNames": { "pattern": "^[a-z]+$" }, "additionalProperties": { "type": "integer" } });
    let rows = vec![
        Row::new(
            "if",
            object(address.clone()),
            &[json!({ "country": "US", "zip": 1 }), json!({ "country": "DE", "zip": "1" })],
            &[(json!({ "country": "US", "zip": "x" }), TYPE, "/zip"), (json!({ "country": "US", "zip": 1, "more": 1 }), EXTRA, "/more")],
        ),
        Row::new(
            "then",
            object(address.clone()),
            &[json!({ "country": "US", "zip": 1 })],
            &[(json!({ "country": "US" }), MISSING, "/zip")],
        ),
        Row::new(
            "else",
            object(address),
            &[json!({ "country": "DE" })],
            &[(json!({ "country": "DE", "zip": 1 }), TYPE, "/zip"), (json!({ "zip": null }), NULL, "/zip")],
        ),
        Row::new(
            "patternProperties",
            object(patterns),
            &[json!({ "s_a": "x", "i_a": 1 })],
            &[(json!({ "s_a": 1 }), TYPE, "/*"), (json!({ "i_a": "x" }), TYPE, "/*"), (json!({ "other": 1 }), EXTRA, "/other")],
        ),
        Row::new(
            "$ref with siblings",
            beside,
            &[json!({ "a": 1, "b": "x" })],
            &[(json!({ "a": 1 }), MISSING, "/b"), (json!({ "a": "x", "b": "x" }), TYPE, "/a")],
        )
        .components(json!({ "Beside": { "type": "object", "properties": { "a": { "type": "integer" }, "b": { "type": "string" } } } })),
        Row::new(
            "unevaluatedProperties false",
            object(unevaluated),
            &[json!({ "a": 1, "b": 2 })],
            &[(json!({ "c": 1 }), EXTRA, "/c"), (json!({ "a": "x" }), TYPE, "/a")],
        ),
        Row::new(
            "unevaluatedProperties schema",
            object(json!({ "properties": { "a": {} }, "unevaluatedProperties": { "type": "integer" } })),
            &[json!({ "a": "x", "b": 1 })],
            &[(json!({ "b": "x" }), TYPE, "/*")],
        ),
        Row::new(
            "dependentRequired",
            object(dependent),
            &[json!({ "card": 1, "address": 1 }), json!({})],
            &[(json!({ "card": 1 }), MISSING, "/address")],
        ),
        Row::new(
            "dependentSchemas",
            object(schemas),
            &[json!({ "card": 1, "address": "x" })],
            &[(json!({ "card": 1 }), MISSING, "/address"), (json!({ "card": 1, "address": 1 }), TYPE, "/address")],
        ),
        Row::new(
            "propertyNames",
            object(names),
            &[json!({ "abc": 1 })],
            &[(json!({ "ABC": 1 }), BOUND, ""), (json!({ "abc": "x" }), TYPE, "/*")],
        ),
        Row::new(
            "$defs",
            json!({ "$defs": { "id": { "type": "integer" } }, "type": "array", "items": { "$ref": "#/components/schemas/Defs/$defs/id" } }),
            &[json!([1])],
            &[(json!(["x"]), TYPE, "/*")],
        )
        .components(json!({ "Defs": { "$defs": { "id": { "type": "integer" } } } })),
        Row::new("items false", json!({ "type": "array", "items": false }), &[json!([])], &[(json!([1]), BOUND, "/*")]),
        Row::new(
            "properties false",
            object(json!({ "properties": { "a": {}, "never": false } })),
            &[json!({ "a": 1 })],
            &[(json!({ "never": 1 }), BOUND, "/never")],
        ),
        Row::new(
            "contains objects",
            json!({ "type": "array", "contains": { "type": "object", "required": ["a"] } }),
            &[json!([{ "a": 1 }, 2])],
            &[(json!([{ "b": 1 }]), BOUND, "")],
        ),
    ];
    rows.into_iter().map(|row| row.only(In::Only31)).collect()
}
