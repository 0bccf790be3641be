//! Places of the service, stability and scopes: what moves without a change of a request is no change.

use super::{changes, told};

fn document(servers: &str, path: &str) -> String {
    format!("servers: {servers}\npaths:\n  {path}:\n    get: {{operationId: listOrders, responses: {{}}}}\n")
}

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    let found = changes(old, new);
    assert_eq!(found.iter().map(|change| change.code.as_str()).collect::<Vec<_>>(), expected, "{old}\n{new}\n{}", told(&found));
}

#[test]
fn a_base_path_may_move_between_servers_and_paths() {
    for (servers, path, other_servers, other_path) in [
        ("[{url: 'https://a.example.org/v1'}]", "/orders", "[{url: 'https://a.example.org'}]", "/v1/orders"),
        ("[{url: 'https://a.example.org/api/v1/'}]", "/orders", "[{url: 'https://a.example.org/api'}]", "/v1/orders"),
        ("[{url: /v1}]", "/orders/{id}", "[{url: /}]", "/v1/orders/{id}"),
        (
            "[{url: 'https://a.example.org/v1'}, {url: 'https://b.example.org/test/v1'}]",
            "/orders",
            "[{url: 'https://a.example.org'}, {url: 'https://b.example.org/test'}]",
            "/v1/orders",
        ),
    ] {
        let (one, other) = (document(servers, path), document(other_servers, other_path));
        check(&one, &other, &[]);
        check(&other, &one, &[]);
    }
    let (one, other) =
        (document("[{url: 'https://a.example.org/v1'}]", "/orders"), document("[{url: 'https://b.example.org'}]", "/v1/orders"));
    check(&one, &other, &["server-removed", "server-added"]);
    let other = document("[{url: 'https://a.example.org/v2'}]", "/orders");
    check(&one, &other, &["server-removed", "server-added"]);
}

#[test]
fn a_date_of_removal_is_compared() {
    let with = |sunset: &str| format!("paths: {{/orders: {{get: {{operationId: a, deprecated: true, {sunset}responses: {{}}}}}}}}\n");
    for (old, new, expected) in [
        ("", "x-sunset: '2027-01-31', ", "sunset-added"),
        ("x-sunset: '2027-01-31', ", "", "sunset-removed"),
        ("x-sunset: '2027-01-31', ", "x-sunset: '2026-12-31', ", "sunset-advanced"),
        ("x-sunset: '2027-01-31', ", "x-sunset: '2027-02-01T00:00:00Z', ", "sunset-postponed"),
        ("x-sunset: '2027-01-31', ", "x-sunset: '2027-13-31', ", "sunset-invalid"),
        ("", "x-sunset: {}, ", "sunset-invalid"),
        ("x-stability-level: stable, ", "x-stability-level: draft, ", "stability-lowered"),
        ("", "x-stability-level: alpha, ", "stability-lowered"),
        ("x-stability-level: beta, ", "", "stability-raised"),
        ("x-stability-level: beta, ", "x-stability-level: good, ", "extension-changed"),
    ] {
        check(&with(old), &with(new), &[expected]);
    }
}

/// A schema that becomes one variant of a `oneOf` is refused if another variant fits the same values.
#[test]
fn a_union_refuses_values_of_several_variants() {
    let body = |schema: &str| {
        format!(
            "paths: {{/orders: {{post: {{operationId: a, requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}, responses: {{}}}}}}}}\n"
        )
    };
    let object =
        |required: &str| format!("{{type: object, required: [{required}], properties: {{foo: {{type: string}}, bar: {{type: string}}}}}}");
    let old = object("foo, bar");
    for (variants, breaks) in [
        (format!("{}, {}", object("foo"), object("bar")), true),
        (format!("{old}, {}", object("foo")), true),
        (format!("{old}, {{type: object, required: [id], properties: {{id: {{type: string}}}}}}"), false),
        (format!("{old}, {{type: array, items: {{type: string}}}}"), false),
        (format!("{old}, {{type: object, required: [foo], properties: {{foo: {{type: integer}}}}}}"), false),
    ] {
        let found = changes(&body(&old), &body(&format!("{{oneOf: [{variants}]}}")));
        assert_eq!(found.iter().any(openapi_drift::Change::is_breaking), breaks, "{variants}\n{}", told(&found));
        let found = changes(&body(&old), &body(&format!("{{anyOf: [{variants}]}}")));
        assert!(!found.iter().any(openapi_drift::Change::is_breaking), "{variants}\n{}", told(&found));
    }
}

/// In a parameter or a header every value is a text.
#[test]
fn types_are_compared_as_they_are_sent() {
    let parameter = |schema: &str, more: &str| {
        format!(
            "paths: {{/orders: {{get: {{operationId: a, parameters: [{{name: q, in: query, {more}schema: {schema}}}], responses: {{}}}}}}}}\n"
        )
    };
    let header = |schema: &str, _: &str| {
        format!(
            "paths: {{/orders: {{get: {{operationId: a, responses: {{'200': {{description: A., headers: {{X-A: {{schema: {schema}}}}}}}}}}}}}}}\n"
        )
    };
    let breaks = |old: String, new: String| changes(&old, &new).iter().any(openapi_drift::Change::is_breaking);
    for (old, new, sent, received) in [
        ("{type: integer}", "{type: string}", false, true),
        ("{type: string}", "{type: integer}", true, false),
        ("{type: boolean}", "{type: string}", false, true),
        ("{type: integer}", "{type: boolean}", true, true),
        ("{type: integer, enum: [1, 2]}", "{type: string, enum: ['1', '2', '3']}", false, true),
        ("{type: integer}", "{type: string, pattern: '^a'}", true, true),
    ] {
        assert_eq!(breaks(parameter(old, ""), parameter(new, "")), sent, "{old} → {new}");
        assert_eq!(breaks(header(old, ""), header(new, "")), received, "{old} → {new}");
    }
    for (old, new, more, expected) in [
        ("{type: string}", "{type: array, items: {type: string}}", "", false),
        ("{type: integer}", "{type: array, items: {type: string}}", "", false),
        ("{type: string}", "{type: array, items: {type: integer}}", "", true),
        ("{type: string}", "{type: array, minItems: 2, items: {type: string}}", "", true),
        ("{type: string}", "{type: array, items: {type: string}}", "explode: false, ", true),
        ("{type: array, items: {type: string}}", "{type: string}", "", true),
    ] {
        assert_eq!(breaks(parameter(old, more), parameter(new, more)), expected, "{old} → {new} {more}");
    }
}
