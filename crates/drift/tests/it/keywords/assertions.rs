//! Keywords that speak of one value: types, formats, lists of values, bounds.

use serde_json::{Value, json};

use super::{In, Row};

const TYPE: &str = "type-mismatch";
const NULL: &str = "unexpected-null";
const ENUM: &str = "unknown-enum-value";
const FORMAT: &str = "format-mismatch";
const BOUND: &str = "constraint-violation";

pub fn rows() -> Vec<Row> {
    [types(), formats(), lists(), numbers(), strings(), arrays(), objects()].concat()
}

/// One value of each type, by its name.
fn of_types() -> [(&'static str, Value); 7] {
    [
        ("string", json!("text")),
        ("integer", json!(7)),
        ("number", json!(1.5)),
        ("boolean", json!(true)),
        ("array", json!([])),
        ("object", json!({})),
        ("null", json!(null)),
    ]
}

fn types() -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, good) in of_types().into_iter().filter(|(name, _)| *name != "null") {
        let others = of_types().into_iter().filter(|(other, _)| *other != name && (name, *other) != ("number", "integer"));
        let bad: Vec<_> = others.map(|(other, value)| (value, if other == "null" { NULL } else { TYPE }, "")).collect();
        rows.push(Row::new("type", json!({ "type": name }), &[good], &bad));
    }
    let both = json!({ "type": ["string", "integer"] });
    rows.push(
        Row::new("type list", both, &[json!("text"), json!(7)], &[(json!(1.5), TYPE, ""), (json!(null), NULL, ""), (json!({}), TYPE, "")])
            .only(In::Only31),
    );
    let or_null = json!({ "type": ["string", "null"] });
    rows.push(Row::new("type list with null", or_null, &[json!("text"), json!(null)], &[(json!(7), TYPE, "")]).only(In::Only31));
    rows.push(
        Row::new("type null", json!({ "type": "null" }), &[json!(null)], &[(json!(7), TYPE, ""), (json!(""), TYPE, "")]).only(In::Only31),
    );
    let nullable = json!({ "type": "string", "nullable": true });
    rows.push(Row::new("nullable", nullable, &[json!("text"), json!(null)], &[(json!(7), TYPE, "")]).only(In::Only30));
    let nullable_enum = json!({ "type": "string", "nullable": true, "enum": ["a", "b"] });
    rows.push(
        Row::new("nullable enum", nullable_enum, &[json!("a"), json!(null)], &[(json!("c"), ENUM, ""), (json!(7), TYPE, "")])
            .only(In::Only30),
    );
    let nullable_part = json!({ "nullable": true, "allOf": [{ "type": "string", "maxLength": 2 }] });
    let bad = [(json!("abc"), BOUND, ""), (json!(7), TYPE, "")];
    rows.push(Row::new("nullable allOf", nullable_part, &[json!("a"), json!(null)], &bad).only(In::Only30));
    let not_nullable = json!({ "type": "string", "nullable": false });
    rows.push(Row::new("nullable false", not_nullable, &[json!("text")], &[(json!(null), NULL, "")]).only(In::Only30));
    rows
}

fn formats() -> Vec<Row> {
    let strings: &[(&str, &[&str], &[&str])] = &[
        ("date", &["2024-02-29"], &["2023-02-29", "2024-2-9", "29.02.2024", "2024-02-29T10:00:00Z"]),
        ("date-time", &["2024-02-29T10:00:00Z", "2024-02-29T10:00:00.123+02:00"], &["2024-02-29", "2024-02-29 at ten", "1709200800"]),
        ("time", &["10:00:00Z"], &["10 o'clock", "25:00:00Z"]),
        ("duration", &["P1DT2H"], &["1 day", "P"]),
        ("email", &["ada@example.org"], &["ada", "@example.org"]),
        ("hostname", &["api.example.org"], &["-api.example.org", "a b"]),
        ("ipv4", &["192.0.2.1"], &["192.0.2.256", "192.0.2"]),
        ("ipv6", &["2001:db8::1"], &["2001:db8::g", "192.0.2.1"]),
        ("uri", &["https://example.org/a?b#c"], &["example.org/a", "not a uri"]),
        ("uri-reference", &["/a?b", "https://example.org"], &["\\\\server\\share"]),
        ("uuid", &["123e4567-e89b-12d3-a456-426614174000"], &["123e4567", "123e4567-e89b-12d3-a456-42661417400g"]),
        ("byte", &["aGVsbG8="], &["not base64!", "aGVsbG8==="]),
        ("regex", &["^a+$"], &["(unclosed"]),
        ("json-pointer", &["/a/0", ""], &["a/0"]),
    ];
    let mut rows: Vec<Row> = strings
        .iter()
        .map(|(format, good, bad)| {
            let good: Vec<Value> = good.iter().map(|text| json!(text)).collect();
            let mut bad: Vec<_> = bad.iter().map(|text| (json!(text), FORMAT, "")).collect();
            bad.push((json!(7), TYPE, ""));
            Row::new("format", json!({ "type": "string", "format": format }), &good, &bad)
        })
        .collect();
    let int32 = json!({ "type": "integer", "format": "int32" });
    rows.push(Row::new(
        "format int32",
        int32,
        &[json!(2_147_483_647)],
        &[(json!(2_147_483_648_i64), FORMAT, ""), (json!(-2_147_483_649_i64), FORMAT, "")],
    ));
    let int64 = json!({ "type": "integer", "format": "int64" });
    rows.push(Row::new("format int64", int64, &[json!(i64::MAX)], &[(json!(u64::MAX), FORMAT, ""), (json!("7"), TYPE, "")]));
    for format in ["float", "double"] {
        rows.push(Row::new("format of numbers", json!({ "type": "number", "format": format }), &[json!(1.5)], &[(json!("1.5"), TYPE, "")]));
    }
    let unknown = json!({ "type": "string", "format": "made-up" });
    rows.push(Row::new("format unknown", unknown, &[json!("anything")], &[(json!(7), TYPE, "")]));
    rows
}

fn lists() -> Vec<Row> {
    let of_strings = json!({ "type": "string", "enum": ["a", "b"] });
    let of_numbers = json!({ "type": "integer", "enum": [1, 2] });
    let untyped = json!({ "enum": ["a", 1, null] });
    let open = json!({ "type": "string", "x-extensible-enum": ["a", "b"] });
    vec![
        Row::new(
            "enum",
            of_strings,
            &[json!("a")],
            &[(json!("c"), ENUM, ""), (json!("A"), ENUM, ""), (json!(1), TYPE, ""), (json!(null), NULL, "")],
        ),
        Row::new("enum of integers", of_numbers, &[json!(2)], &[(json!(3), ENUM, ""), (json!("1"), TYPE, "")]),
        Row::new(
            "enum without type",
            untyped,
            &[json!("a"), json!(1), json!(null)],
            &[(json!("c"), ENUM, ""), (json!(2), ENUM, ""), (json!({}), TYPE, "")],
        ),
        Row::new("x-extensible-enum", open, &[json!("b")], &[(json!("c"), ENUM, ""), (json!(1), TYPE, "")]),
        Row::new("const", json!({ "const": "a" }), &[json!("a")], &[(json!("b"), ENUM, ""), (json!(1), TYPE, ""), (json!(null), NULL, "")])
            .only(In::Only31),
        Row::new("const object", json!({ "const": { "a": 1 } }), &[json!({ "a": 1 })], &[(json!({ "a": 2 }), ENUM, "")]).only(In::Only31),
    ]
}

fn numbers() -> Vec<Row> {
    let number = |rest: Value| merge(json!({ "type": "number" }), rest);
    let wrong = |value: Value| (value, BOUND, "");
    vec![
        Row::new("minimum", number(json!({ "minimum": 3 })), &[json!(3), json!(3.5)], &[wrong(json!(2)), wrong(json!(2.999))]),
        Row::new("maximum", number(json!({ "maximum": 3 })), &[json!(3), json!(-4)], &[wrong(json!(4)), wrong(json!(3.001))]),
        Row::new("minimum zero", number(json!({ "minimum": 0 })), &[json!(0)], &[wrong(json!(-1))]),
        Row::new(
            "exclusiveMinimum",
            number(json!({ "minimum": 3, "exclusiveMinimum": true })),
            &[json!(4)],
            &[wrong(json!(3)), wrong(json!(2))],
        )
        .only(In::Only30),
        Row::new(
            "exclusiveMaximum",
            number(json!({ "maximum": 3, "exclusiveMaximum": true })),
            &[json!(2)],
            &[wrong(json!(3)), wrong(json!(4))],
        )
        .only(In::Only30),
        Row::new("exclusiveMinimum false", number(json!({ "minimum": 3, "exclusiveMinimum": false })), &[json!(3)], &[wrong(json!(2))])
            .only(In::Only30),
        Row::new("exclusiveMinimum number", number(json!({ "exclusiveMinimum": 3 })), &[json!(3.5)], &[wrong(json!(3)), wrong(json!(2))])
            .only(In::Only31),
        Row::new("exclusiveMaximum number", number(json!({ "exclusiveMaximum": 3 })), &[json!(2.5)], &[wrong(json!(3)), wrong(json!(4))])
            .only(In::Only31),
        Row::new("multipleOf", json!({ "type": "integer", "multipleOf": 3 }), &[json!(9), json!(0)], &[wrong(json!(10)), wrong(json!(-1))]),
        Row::new("multipleOf fraction", number(json!({ "multipleOf": 0.01 })), &[json!(19.99), json!(0.07)], &[wrong(json!(0.075))]),
        Row::new("type integer", json!({ "type": "integer" }), &[json!(1.0)], &[(json!(1.5), TYPE, "")]),
    ]
}

fn strings() -> Vec<Row> {
    let string = |rest: Value| merge(json!({ "type": "string" }), rest);
    let wrong = |value: &str| (json!(value), BOUND, "");
    vec![
        Row::new("minLength", string(json!({ "minLength": 2 })), &[json!("éé"), json!("abc")], &[wrong("a"), wrong("é"), wrong("")]),
        Row::new("maxLength", string(json!({ "maxLength": 2 })), &[json!("éé"), json!("")], &[wrong("abc"), wrong("ééé")]),
        Row::new("pattern", string(json!({ "pattern": "^[a-z]{2}$" })), &[json!("ab")], &[wrong("abc"), wrong("AB"), wrong("")]),
        Row::new("pattern unanchored", string(json!({ "pattern": "b" })), &[json!("abc")], &[wrong("ac")]),
        Row::new("pattern lookahead", string(json!({ "pattern": "^(?!x)\\w+$" })), &[json!("abc")], &[wrong("xyz")]),
    ]
}

fn arrays() -> Vec<Row> {
    let array = |rest: Value| merge(json!({ "type": "array", "items": { "type": "integer" } }), rest);
    let wrong = |value: Value| (value, BOUND, "");
    vec![
        Row::new("minItems", array(json!({ "minItems": 2 })), &[json!([1, 2])], &[wrong(json!([1])), wrong(json!([]))]),
        Row::new("maxItems", array(json!({ "maxItems": 2 })), &[json!([1, 2])], &[wrong(json!([1, 2, 3]))]),
        Row::new("uniqueItems", array(json!({ "uniqueItems": true })), &[json!([1, 2])], &[wrong(json!([1, 1])), wrong(json!([1, 2, 1]))]),
        Row::new(
            "items",
            array(json!({})),
            &[json!([]), json!([1])],
            &[(json!(["a"]), TYPE, "/*"), (json!([1, null]), NULL, "/*"), (json!({}), TYPE, "")],
        ),
        Row::new(
            "prefixItems",
            json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }] }),
            &[json!(["a", 1]), json!(["a", 1, null])],
            &[(json!([1, 1]), TYPE, "/*"), (json!(["a", "b"]), TYPE, "/*")],
        )
        .only(In::Only31),
        Row::new(
            "prefixItems and no more",
            json!({ "type": "array", "prefixItems": [{ "type": "string" }], "items": false }),
            &[json!(["a"])],
            &[(json!(["a", 1]), BOUND, "/*")],
        )
        .only(In::Only31),
        Row::new(
            "contains",
            json!({ "type": "array", "contains": { "type": "integer" } }),
            &[json!(["a", 1])],
            &[wrong(json!(["a"])), wrong(json!([]))],
        )
        .only(In::Only31),
        Row::new(
            "minContains",
            json!({ "type": "array", "contains": { "type": "integer" }, "minContains": 2 }),
            &[json!([1, 2, "a"])],
            &[wrong(json!([1, "a"]))],
        )
        .only(In::Only31),
        Row::new(
            "maxContains",
            json!({ "type": "array", "contains": { "type": "integer" }, "maxContains": 1 }),
            &[json!([1, "a"])],
            &[wrong(json!([1, 2]))],
        )
        .only(In::Only31),
        Row::new(
            "unevaluatedItems",
            json!({ "type": "array", "allOf": [{ "prefixItems": [{ "type": "string" }] }], "unevaluatedItems": false }),
            &[json!(["a"])],
            &[(json!(["a", 1]), BOUND, "/*")],
        )
        .only(In::Only31),
        Row::new(
            "unevaluatedItems schema",
            json!({ "type": "array", "prefixItems": [{ "type": "string" }], "unevaluatedItems": { "type": "integer" } }),
            &[json!(["a", 1])],
            &[(json!(["a", "b"]), TYPE, "/*")],
        )
        .only(In::Only31),
    ]
}

fn objects() -> Vec<Row> {
    let map = |rest: Value| merge(json!({ "type": "object" }), rest);
    let wrong = |value: Value| (value, BOUND, "");
    vec![
        Row::new(
            "minProperties",
            map(json!({ "minProperties": 2 })),
            &[json!({ "a": 1, "b": 2 })],
            &[wrong(json!({ "a": 1 })), wrong(json!({}))],
        ),
        Row::new("maxProperties", map(json!({ "maxProperties": 1 })), &[json!({ "a": 1 })], &[wrong(json!({ "a": 1, "b": 2 }))]),
    ]
}

fn merge(mut one: Value, other: Value) -> Value {
    one.as_object_mut().expect("an object").extend(other.as_object().expect("an object").clone());
    one
}
