//! Parameters and media types that are written differently and mean the same.

use openapi_drift::Change;

use super::{changes, told};

#[track_caller]
fn check(old: &str, new: &str, expected: &str) {
    let document = |operation: &str| {
        format!("paths:\n  /orders:\n    post: {{operationId: createOrder, {operation}, responses: {{'200': {{description: Order.}}}}}}\n")
    };
    let found = changes(&document(old), &document(new));
    assert_eq!(told(&found), expected, "{old} → {new}");
    assert_eq!(found.iter().any(Change::is_breaking), expected.contains("removed"), "{}", told(&found));
}

#[test]
fn explode_has_no_effect_on_a_single_value() {
    let parameter = |explode: bool| format!("parameters: [{{name: q, in: query, explode: {explode}, schema: {{type: string}}}}]");
    check(&parameter(false), &parameter(true), "");
}

#[test]
fn some_header_parameters_are_ignored() {
    for name in ["Authorization", "accept", "Content-Type"] {
        let parameters = format!("parameters: [{{name: {name}, in: header, required: true, schema: {{type: string}}}}]");
        check(&parameters, "parameters: []", "");
        check("parameters: []", &parameters, "");
    }
}

#[test]
fn a_range_takes_in_a_media_type() {
    let body = |range: &str| format!("requestBody: {{content: {{'{range}': {{schema: {{type: object}}}}}}}}");
    check(&body("application/json"), &body("*/*"), "request-media-type-added createOrder: the media type `*/*` is new\n");
    check(&body("text/csv"), &body("text/*"), "request-media-type-added createOrder: the media type `text/*` is new\n");
    let narrowed = "request-media-type-removed createOrder: the media type `*/*` is gone\nrequest-media-type-added createOrder: the media type `application/json` is new\n";
    check(&body("*/*"), &body("application/json"), narrowed);
}
