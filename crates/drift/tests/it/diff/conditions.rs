//! Keywords by the values that they allow: another spelling is no change, and a new condition breaks whoever sends a value, a
//! condition that is gone whoever receives it.

use openapi_drift::{Change, ChangeCode};

use super::{changes, told};

/// A document whose one operation sends the one schema and receives the other as `media`.
fn exchange(openapi: &str, media: &str, request: &str, response: &str) -> String {
    format!(
        "openapi: {openapi}\ninfo: {{title: Shop, version: 1.0.0}}\npaths:\n  /orders:\n    post:\n      operationId: createOrder\n      requestBody: {{content: {{{media}: {{schema: {request}}}}}}}\n      responses: {{'200': {{description: Order., content: {{{media}: {{schema: {response}}}}}}}}}\n"
    )
}

/// Whether a change of a schema breaks whoever sends it, and whoever receives it; and the opposite change the other way round.
#[track_caller]
fn check(old: &str, new: &str, expected: (bool, bool)) {
    let breaks = |found: &[Change]| found.iter().any(Change::is_breaking);
    let json = |request: &str, response: &str| exchange("3.1.0", "application/json", request, response);
    for (old, new, (sent, received)) in [(old, new, expected), (new, old, (expected.1, expected.0))] {
        let request = changes(&json(old, "{}"), &json(new, "{}"));
        let response = changes(&json("{}", old), &json("{}", new));
        let said = format!("{old} → {new}\nsent:\n{}received:\n{}", told(&request), told(&response));
        assert!(!request.is_empty() && !response.is_empty(), "{said}");
        assert_eq!((breaks(&request), breaks(&response)), (sent, received), "{said}");
    }
}

const STRICTER: (bool, bool) = (true, false);
const UNKNOWN: (bool, bool) = (true, true);

#[test]
fn a_condition_is_compared_by_its_direction() {
    for (old, new, expected) in [
        ("{type: string}", "{type: string, not: {const: a}}", STRICTER),
        ("{type: string, not: {const: a}}", "{type: string, not: {const: b}}", UNKNOWN),
        ("{type: array}", "{type: array, contains: {type: string}}", STRICTER),
        ("{type: array, contains: {type: [string, integer]}}", "{type: array, contains: {type: string}}", STRICTER),
        ("{type: array, contains: {type: string}}", "{type: array, contains: {type: string}, minContains: 2}", STRICTER),
        ("{type: array, contains: {type: string}}", "{type: array, contains: {type: string}, maxContains: 2}", STRICTER),
        ("{type: array}", "{type: array, unevaluatedItems: {type: string}}", STRICTER),
        ("{type: object}", "{type: object, propertyNames: {maxLength: 5}}", STRICTER),
        ("{type: object, propertyNames: {maxLength: 9}}", "{type: object, propertyNames: {maxLength: 5}}", STRICTER),
        ("{type: object}", "{type: object, dependentRequired: {a: [b]}}", STRICTER),
        ("{type: object, dependentRequired: {a: [b]}}", "{type: object, dependentRequired: {a: [b, c]}}", STRICTER),
        ("{type: object, dependentRequired: {a: [b]}}", "{type: object, dependentRequired: {a: [c]}}", UNKNOWN),
        ("{type: object}", "{type: object, dependentSchemas: {a: {required: [b]}}}", STRICTER),
        (
            "{type: object, dependentSchemas: {a: {minProperties: 1}}}",
            "{type: object, dependentSchemas: {a: {minProperties: 2}}}",
            STRICTER,
        ),
        ("{type: object}", "{type: object, if: {required: [a]}, then: {required: [b]}}", STRICTER),
        (
            "{type: object, if: {required: [a]}, then: {required: [b]}}",
            "{type: object, if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}",
            STRICTER,
        ),
        (
            "{type: object, if: {required: [a]}, then: {minProperties: 1}}",
            "{type: object, if: {required: [a]}, then: {minProperties: 2}}",
            STRICTER,
        ),
        (
            "{type: object, if: {required: [a]}, then: {required: [b]}}",
            "{type: object, if: {required: [c]}, then: {required: [b]}}",
            UNKNOWN,
        ),
        ("{type: string}", "{type: string, contentEncoding: base64}", STRICTER),
        ("{type: string, contentMediaType: application/octet-stream}", "{type: string, contentMediaType: image/png}", STRICTER),
        ("{type: string, contentMediaType: image/jpeg}", "{type: string, contentMediaType: image/png}", UNKNOWN),
        ("{type: string, pattern: '.*'}", "{type: string, pattern: '^a'}", STRICTER),
        ("{type: string, pattern: '^a'}", "{type: string, pattern: '^b'}", UNKNOWN),
    ] {
        check(old, new, expected);
    }
}

#[test]
fn another_spelling_of_a_condition_is_no_change() {
    let json = |schema: &str| exchange("3.1.0", "application/json", schema, schema);
    for (old, new) in [
        ("{type: string}", "{type: string, pattern: ''}"),
        ("{type: string, pattern: '^.*$'}", "{type: string, pattern: '.*'}"),
        ("{type: object}", "{type: object, propertyNames: {}}"),
        ("{type: object}", "{type: object, propertyNames: true}"),
        ("{type: object}", "{type: object, if: {required: [a]}}"),
        ("{type: object}", "{type: object, then: {required: [a]}}"),
        ("{type: array}", "{type: array, minContains: 2}"),
        ("{type: object, dependentRequired: {a: [b, c]}}", "{type: object, dependentRequired: {a: [c, b]}}"),
        ("{type: string, not: {const: a}}", "{type: string, not: {allOf: [{const: a}]}}"),
        ("{type: string, not: {const: a}}", "{type: string, allOf: [{not: {const: a}}, {}]}"),
        ("{type: object, properties: {a: {}}}", "{allOf: [{type: object, properties: {a: {}}}, {description: Nothing more.}]}"),
        ("{oneOf: [{type: string}, {type: object}]}", "{allOf: [{oneOf: [{type: string}, {type: object}]}, true]}"),
    ] {
        for (one, other) in [(old, new), (new, old)] {
            let found = changes(&json(one), &json(other));
            let found: Vec<_> = found.iter().filter(|change| change.code != ChangeCode::DescriptionChanged).cloned().collect();
            assert!(found.is_empty(), "{one} → {other}\n{}", told(&found));
        }
    }
}

#[test]
fn bytes_are_written_differently_in_each_version_of_openapi() {
    for (media, old, new) in [
        ("application/octet-stream", "{type: string, format: binary}", "{type: string, contentMediaType: application/octet-stream}"),
        ("application/octet-stream", "{type: string, format: binary}", "{contentMediaType: application/octet-stream}"),
        ("image/png", "{type: string, format: binary}", "{}"),
        ("image/png", "{type: string, format: binary}", "{contentMediaType: image/png}"),
        ("application/json", "{type: string, format: byte}", "{type: string, contentEncoding: base64}"),
        (
            "application/json",
            "{type: string, format: byte}",
            "{type: string, contentEncoding: base64, contentMediaType: application/octet-stream}",
        ),
    ] {
        let (three, one) = (exchange("3.0.3", media, old, old), exchange("3.1.0", media, new, new));
        for (before, after) in [(&three, &one), (&one, &three)] {
            let found = changes(before, after);
            assert!(found.iter().all(|change| change.code == ChangeCode::OpenapiVersionChanged), "{media} {old} {new}\n{}", told(&found));
        }
    }
}

#[test]
fn a_required_property_may_be_undeclared() {
    let (undeclared, declared) = ("{type: object, required: [id]}", "{type: object, properties: {id: {type: string}}}");
    let json = |request: &str, response: &str| exchange("3.1.0", "application/json", request, response);
    let codes = |old: String, new: String| changes(&old, &new).iter().map(|change| change.code.as_str()).collect::<Vec<_>>();
    for (old, new, sent, received) in [
        (undeclared, declared, "request-property-became-optional", "response-property-became-optional"),
        (declared, undeclared, "request-property-became-required", "response-property-became-required"),
    ] {
        let (request, response) = (codes(json(old, "{}"), json(new, "{}")), codes(json("{}", old), json("{}", new)));
        assert!(request.contains(&sent), "{old} → {new} {request:?}");
        assert!(response.contains(&received), "{old} → {new} {response:?}");
    }
}

#[test]
fn the_default_of_a_required_value_has_no_effect() {
    let parameter = |default: &str, required: bool| {
        format!(
            "paths:\n  /orders:\n    get:\n      operationId: listOrders\n      parameters: [{{name: q, in: query, required: {required}, schema: {{type: string, default: {default}}}}}]\n      responses: {{}}\n"
        )
    };
    let property = |default: &str, required: bool| {
        let list = if required { "required: [q], " } else { "" };
        let schema = format!("{{type: object, {list}properties: {{q: {{type: string, default: {default}}}}}}}");
        exchange("3.1.0", "application/json", &schema, "{}")
    };
    let codes = |old: String, new: String| changes(&old, &new).iter().map(|change| change.code.as_str()).collect::<Vec<_>>();
    for document in [&parameter as &dyn Fn(&str, bool) -> String, &property] {
        assert_eq!(codes(document("a", true), document("b", true)), ["unused-default-changed"]);
        assert_eq!(codes(document("a", false), document("b", false)), ["request-default-changed"]);
    }
}

/// The publisher chooses the names of a map, so `x-…` is a name like any other there, and an extension elsewhere.
#[test]
fn members_of_maps_may_have_names_like_extensions() {
    let with = |part: &str| format!("paths:\n  /orders:\n    get:\n      operationId: listOrders\n{part}\n");
    for (old, new, code) in [
        (
            "      responses: {'200': {description: Orders., headers: {x-total: {schema: {type: integer}}}}}",
            "      responses: {'200': {description: Orders., headers: {}}}",
            "response-header-removed",
        ),
        (
            "      responses: {}\ncomponents: {securitySchemes: {x-key: {type: apiKey, in: header, name: a}}}",
            "      responses: {}\ncomponents: {securitySchemes: {x-key: {type: apiKey, in: header, name: b}}}",
            "security-scheme-changed",
        ),
        (
            "      responses: {'200': {description: Orders., links: {x-next: {operationId: a}}}}",
            "      responses: {'200': {description: Orders., links: {x-next: {operationId: b}}}}",
            "links-changed",
        ),
        ("      callbacks: {x-paid: {'{$url}': {post: {responses: {}}}}}\n      responses: {}", "      responses: {}", "callback-removed"),
    ] {
        let found = changes(&with(old), &with(new));
        assert_eq!(found.iter().map(|change| change.code.as_str()).collect::<Vec<_>>(), [code], "{}", told(&found));
    }
    let found = changes(&with("      responses: {x-more: {a: 1}}"), &with("      responses: {x-more: {a: 2}}"));
    assert!(found.is_empty(), "{}", told(&found));
}
