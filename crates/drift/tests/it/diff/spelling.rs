//! Schemas as sets of values: what is spelt differently and means the same is no change, and what is taken away breaks whoever
//! sends it, what is added whoever receives it.

use openapi_drift::{Change, ChangeCode};

use super::{changes, told};

const COMPONENTS: &str = "components:
  schemas:
    X: {type: object, required: [x], properties: {x: {type: string}}}
    Y: {type: object, required: [y], properties: {y: {type: integer}}}
";

/// A document of OpenAPI 3.1 whose one operation sends the one schema and receives the other.
fn exchange(request: &str, response: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: Shop, version: 1.0.0}}\npaths:\n  /orders:\n    post:\n      operationId: createOrder\n      requestBody: {{content: {{application/json: {{schema: {request}}}}}}}\n      responses: {{'200': {{description: Order., content: {{application/json: {{schema: {response}}}}}}}}}\n{COMPONENTS}"
    )
}

fn breaks(found: &[Change]) -> bool {
    found.iter().any(Change::is_breaking)
}

/// Checks whether a change of a schema breaks senders and receivers, and that the opposite change is the opposite.
#[track_caller]
fn check(old: &str, new: &str, sent: bool, received: bool) {
    for (old, new, sent, received) in [(old, new, sent, received), (new, old, received, sent)] {
        let request = changes(&exchange(old, "{}"), &exchange(new, "{}"));
        let response = changes(&exchange("{}", old), &exchange("{}", new));
        let said = format!("{old} → {new}\nsent:\n{}received:\n{}", told(&request), told(&response));
        assert!(!request.is_empty() && !response.is_empty(), "{said}");
        assert_eq!((breaks(&request), breaks(&response)), (sent, received), "{said}");
    }
}

#[track_caller]
fn same(old: &str, new: &str) {
    for (old, new) in [(old, new), (new, old)] {
        let found = changes(&exchange(old, old), &exchange(new, new));
        assert!(found.is_empty(), "{old} → {new}\n{}", told(&found));
    }
}

/// Null is a type as any other: neither set holds the other, so it breaks both.
#[test]
fn types_are_sets() {
    check("{type: number}", "{type: [integer, 'null']}", true, true);
    check("{type: [string, integer]}", "{type: [string, 'null']}", true, true);
    check("{type: string}", "{type: 'null'}", true, true);
    check("{type: [integer, 'null']}", "{type: number}", true, true);
    check("{enum: [b, null]}", "{enum: [b, 2]}", true, true);
    check("{type: string}", "{type: [string, integer, 'null']}", false, true);
    check("{type: integer}", "{type: [number, 'null']}", false, true);
    check("{type: string}", "{type: [string, 'null']}", false, true);
    check("{enum: [a, 1]}", "{enum: [a, 1, 2.5]}", false, true);
    check("{enum: [a, 1]}", "{enum: [a, 1], type: string}", true, false);
}

#[test]
fn listed_values_may_be_of_any_kind() {
    check("{const: {a: 1}}", "{const: {a: 2}}", true, true);
    check("{enum: [[1], [2]]}", "{enum: [[1]]}", true, false);
    same("{const: {a: 1, b: [2]}}", "{enum: [{b: [2.0], a: 1.0}]}");
}

#[test]
fn large_bounds_are_exact() {
    check("{type: integer, maximum: 9007199254740993}", "{type: integer, maximum: 9007199254740992}", true, false);
    check("{type: integer, minimum: 18446744073709551614}", "{type: integer, minimum: 18446744073709551615}", true, false);
    check("{enum: [9007199254740992, 9007199254740993]}", "{enum: [9007199254740992]}", true, false);
}

#[test]
fn a_union_of_one_variant_is_that_variant() {
    let (x, y) = ("{$ref: '#/components/schemas/X'}", "{$ref: '#/components/schemas/Y'}");
    for union in ["oneOf", "anyOf"] {
        let two = format!("{{{union}: [{x}, {y}]}}");
        for one in [format!("{{{union}: [{x}]}}"), format!("{{allOf: [{x}]}}"), format!("{{type: object, {union}: [{x}]}}"), x.to_owned()] {
            check(&two, &one, true, false);
        }
        check(&format!("{{{union}: [{x}, {y}, {{type: 'null'}}]}}"), x, true, false);
    }
    check(
        "{oneOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}",
        "{oneOf: [{type: object, properties: {a: {type: integer}}}]}",
        true,
        true,
    );
}

#[test]
fn spellings_of_values_and_types() {
    same("{enum: [1, 2]}", "{type: integer, enum: [1, 2]}");
    same("{enum: [1]}", "{enum: [1.0]}");
    same("{enum: [a, b]}", "{oneOf: [{const: a, title: A}, {const: b}]}");
    same("{type: [string, 'null'], enum: [a, null]}", "{anyOf: [{const: a}, {type: 'null'}]}");
    same("{type: [string, integer]}", "{anyOf: [{type: string}, {type: integer}]}");
    same("{type: [string, integer]}", "{oneOf: [{type: integer}, {type: string}]}");
    same("{type: number}", "{anyOf: [{type: number}, {type: integer}]}");
    same("{type: string}", "{anyOf: [{type: string}, {type: string}]}");
    same("{type: boolean}", "{enum: [true, false]}");
    same("{type: boolean}", "{type: boolean, enum: [true, false]}");
}

#[test]
fn spellings_of_unions() {
    let (x, y, z) = ("{$ref: '#/components/schemas/X'}", "{$ref: '#/components/schemas/Y'}", "{type: array, items: {type: string}}");
    same(&format!("{{anyOf: [{x}, {{anyOf: [{y}, {z}]}}]}}"), &format!("{{anyOf: [{x}, {y}, {z}]}}"));
    same(&format!("{{oneOf: [{x}, {{oneOf: [{y}, {z}]}}]}}"), &format!("{{oneOf: [{y}, {x}, {z}]}}"));
    same(&format!("{{oneOf: [{x}, {{allOf: [{{anyOf: [{y}, {z}]}}]}}]}}"), &format!("{{oneOf: [{x}, {y}, {z}]}}"));
    check("{anyOf: [{type: string}, {type: integer}]}", &format!("{{anyOf: [{{type: string}}, {{type: integer}}, {x}]}}"), false, true);
    same(&format!("{{anyOf: [{x}, {y}, {x}]}}"), &format!("{{anyOf: [{x}, {y}]}}"));
}

#[test]
fn spellings_of_bounds() {
    same("{type: integer, minimum: 1}", "{type: integer, exclusiveMinimum: 0}");
    same("{type: integer, maximum: -1}", "{type: integer, exclusiveMaximum: 0}");
    same("{type: integer, minimum: 0.5}", "{type: integer, minimum: 1}");
    same("{type: integer, maximum: 1.5}", "{type: integer, exclusiveMaximum: 2}");
    check("{type: number, minimum: 1}", "{type: number, exclusiveMinimum: 0}", false, true);
    check("{type: number, maximum: 1.5}", "{type: number, maximum: 1.25}", true, false);
}

/// However long a chain of references is, and however deep a composition.
#[test]
fn long_chains_are_followed() {
    let chain = |kind: &str, link: fn(usize) -> String| {
        let links: String = (0..300).map(link).collect();
        let schema = "{$ref: '#/components/schemas/L0'}";
        exchange(schema, schema).replace("    X:", &format!("{links}    L300: {{type: {kind}}}\n    X:"))
    };
    let reference = |index: usize| format!("    L{index}: {{$ref: '#/components/schemas/L{}'}}\n", index + 1);
    let composed = |index: usize| format!("    L{index}: {{allOf: [{{$ref: '#/components/schemas/L{}'}}]}}\n", index + 1);
    for link in [reference, composed] {
        let found = changes(&chain("string", link), &chain("integer", link));
        let codes: Vec<ChangeCode> = found.iter().map(|change| change.code).collect();
        assert_eq!(codes, [ChangeCode::RequestTypeChanged, ChangeCode::ResponseTypeChanged], "{}", told(&found));
    }
}
