use serde_json::{Value, json};

use crate::probe::{answering, document, exchange, judged};

/// Returns the findings of a response whose body has the media type `recorded` instead of `documented`.
#[track_caller]
fn typed(documented: &str, recorded: &str, body: Value) -> String {
    let document =
        document("3.0.3", &format!("paths: {{/a: {{get: {{responses: {{'200': {{description: ok, content: {{{documented}}}}}}}}}}}}}\n"));
    let (key, body) = if recorded.to_ascii_lowercase().contains("json") { ("body", body) } else { ("body_text", body) };
    judged(
        &document,
        &exchange(json!({
            "request": { "method": "GET", "url": "https://api.example.org/a" },
            "response": { "status": 200, "headers": { "content-type": recorded }, key: body }
        })),
    )
}

const INTEGER: &str = "{schema: {type: integer}}";

#[test]
fn types_and_ranges_are_found() {
    for (documented, recorded) in [
        ("application/json", "application/json"),
        ("application/json", "Application/JSON; charset=utf-8"),
        ("application/json;charset=utf-8", "application/json"),
        ("application/*", "application/json"),
        ("'*/*'", "application/hal+json"),
        ("application/hal+json", "application/hal+json"),
    ] {
        assert_eq!(typed(&format!("{documented}: {INTEGER}"), recorded, json!(1)), "agrees", "{documented} {recorded}");
        assert!(typed(&format!("{documented}: {INTEGER}"), recorded, json!("x")).contains("type-mismatch"), "{documented} {recorded}");
    }
}

#[test]
fn a_type_goes_before_a_range_and_parameters_choose() {
    let content = "'*/*': {schema: {type: string}}, application/json: {schema: {type: integer}}, application/*: {schema: {type: boolean}}";
    assert_eq!(typed(content, "application/json", json!(1)), "agrees");
    assert_eq!(typed(content, "application/hal+json", json!(true)), "agrees");
    let versions = "application/json;version=1: {schema: {type: integer}}, application/json;version=2: {schema: {type: boolean}}";
    assert_eq!(typed(versions, "application/json; version=2", json!(true)), "agrees");
    assert_eq!(typed(versions, "application/json; charset=utf-8; version=1", json!(1)), "agrees");
}

#[test]
fn a_body_of_another_json_type_is_checked_all_the_same() {
    insta::assert_snapshot!(typed(&format!("application/json: {INTEGER}"), "application/vnd.api+json", json!("x")), @r"
    error[undocumented-content-type] /content-type: media type application/vnd.api+json is not documented (has application/json)
    error[type-mismatch] : expected integer, recorded string
    ");
    insta::assert_snapshot!(
        typed(&format!("application/json: {INTEGER}"), "text/html", json!("<p>down</p>")),
        @"error[undocumented-content-type] /content-type: media type text/html is not documented (has application/json)"
    );
}

#[test]
fn text_is_a_string_and_markup_is_left_alone() {
    assert_eq!(typed("text/plain: {schema: {type: string}}", "text/plain", json!("12")), "agrees");
    assert_eq!(typed("text/plain: {schema: {type: integer}}", "text/plain", json!("12\n")), "agrees");
    assert!(typed("text/plain: {schema: {type: integer}}", "text/plain", json!("twelve")).contains("type-mismatch"));
    assert!(typed("text/plain: {schema: {type: string, maxLength: 3}}", "text/plain", json!("long")).contains("constraint-violation"));
    assert_eq!(typed("application/xml: {schema: {type: object, required: [a]}}", "application/xml", json!("<a/>")), "agrees");
    assert_eq!(typed("image/png: {schema: {type: string, format: binary}}", "image/png", json!("anything")), "agrees");
}

/// Returns the findings of a form as request body.
#[track_caller]
fn form(content: &str, content_type: &str, text: &str) -> String {
    let document = document(
        "3.0.3",
        &format!(
            "paths: {{/a: {{post: {{requestBody: {{required: true, content: {{{content}}}}}, responses: {{'200': {{description: ok}}}}}}}}}}\n"
        ),
    );
    judged(
        &document,
        &exchange(json!({
            "request": { "method": "POST", "url": "https://api.example.org/a", "headers": { "content-type": content_type }, "body_text": text },
            "response": { "status": 200 }
        })),
    )
}

const FORM: &str = "schema: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}, tags: {type: array, items: {type: integer}}, meta: {type: object, properties: {a: {type: integer}}}}}";

#[test]
fn forms_are_checked_property_by_property() {
    let said = |text: &str| form(&format!("application/x-www-form-urlencoded: {{{FORM}}}"), "application/x-www-form-urlencoded", text);
    assert_eq!(said("id=5&name=a+b%26c&tags=1&tags=2&meta=%7B%22a%22%3A1%7D"), "agrees");
    assert_eq!(said("id=5&tags[]=1&meta[a]=1"), "agrees");
    insta::assert_snapshot!(said("id=x&tags=1&tags=b&nmae=y"), @r"
    error[type-mismatch] /id: expected integer, recorded string
    error[type-mismatch] /tags/*: expected integer, recorded string
    warning[undocumented-property] /nmae: property `nmae` is not documented
    ");
    insta::assert_snapshot!(said("name=5"), @"error[missing-property] /id: the required property `id` is missing");
}

#[test]
fn the_encoding_of_a_form_is_followed() {
    let content = format!("application/x-www-form-urlencoded: {{{FORM}, encoding: {{tags: {{style: pipeDelimited, explode: false}}}}}}");
    let said = |text: &str| form(&content, "application/x-www-form-urlencoded", text);
    assert_eq!(said("id=5&tags=1|2"), "agrees");
    assert!(said("id=5&tags=1,2").contains("/tags/*"));
}

#[test]
fn multipart_bodies_are_read_part_by_part() {
    let said = |parts: &[(&str, &str, &str)]| {
        let text: String = parts
            .iter()
            .map(|(name, head, body)| format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{head}\r\n{body}\r\n"))
            .collect();
        let content = format!("multipart/form-data: {{{FORM}, encoding: {{name: {{contentType: text/plain}}}}}}");
        form(&content, "multipart/form-data; boundary=XX", &format!("{text}--XX--\r\n"))
    };
    assert_eq!(said(&[("id", "", "5"), ("name", "", "x"), ("meta", "Content-Type: application/json\r\n", "{\"a\": 1}")]), "agrees");
    assert_eq!(said(&[("id", "", "5"), ("tags", "", "1"), ("tags", "", "2")]), "agrees");
    insta::assert_snapshot!(said(&[("id", "", "x"), ("meta", "", "{\"a\": \"x\"}"), ("tags", "", "b")]), @r"
    error[type-mismatch] /id: expected integer, recorded string
    error[type-mismatch] /meta/a: expected integer, recorded string
    error[type-mismatch] /tags/*: expected integer, recorded string
    ");
}

#[test]
fn parts_have_the_media_types_of_their_encoding() {
    let check = |documented: &str, recorded: &str, expected: &str| {
        let head = if recorded.is_empty() { String::new() } else { format!("Content-Type: {recorded}\r\n") };
        let parts = "--XX\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n5\r\n";
        let text = format!("{parts}--XX\r\nContent-Disposition: form-data; name=\"name\"\r\n{head}\r\nx\r\n--XX--\r\n");
        let content = format!("multipart/form-data: {{{FORM}, encoding: {{name: {{contentType: '{documented}'}}}}}}");
        assert_eq!(form(&content, "multipart/form-data; boundary=XX", &text), expected, "{documented} {recorded}");
    };
    check("image/png", "image/png", "agrees");
    check("image/png, image/jpeg", "image/jpeg", "agrees");
    check("image/*", "image/jpeg", "agrees");
    check("text/plain", "text/plain; charset=utf-8", "agrees");
    check("image/png", "", "agrees");
    check(
        "image/png, text/csv",
        "application/pdf",
        "warning[undocumented-content-type] /name: media type application/pdf of the part `name` is not documented (has image/png, text/csv)",
    );
}

#[test]
fn bodies_of_refusals_and_faults_are_checked_like_any() {
    let document = document(
        "3.0.3",
        "paths: {/a: {get: {responses: {'200': {description: ok}, '401': {description: no, content: {application/json: {schema: {type: object, required: [message]}}}}, '404': {description: none}, default: {description: other, content: {application/json: {schema: {type: object}}}}}}}}\n",
    );
    let said = |status: u16, content_type: &str, body: Value| {
        judged(
            &document,
            &exchange(json!({
                "request": { "method": "GET", "url": "https://api.example.org/a" },
                "response": { "status": status, "headers": { "content-type": content_type }, "body": body }
            })),
        )
    };
    insta::assert_snapshot!(said(401, "application/json", json!({})), @"error[missing-property] /message: the required property `message` is missing");
    insta::assert_snapshot!(said(404, "application/json", json!({})), @"warning[unexpected-body] : the response has a body, but none is documented");
    assert_eq!(said(429, "application/json", json!({})), "agrees");
    insta::assert_snapshot!(said(503, "text/html", json!("<p>down</p>")), @"error[undocumented-content-type] /content-type: media type text/html is not documented (has application/json)");
}

#[test]
fn bytes_that_are_said_to_be_json_are_read() {
    let said = |base64: &str| {
        let response = json!({ "status": 200, "headers": { "content-type": "application/json" }, "body_base64": base64 });
        let recording = json!({ "request": { "method": "GET", "url": "https://example.org/a" }, "response": response });
        judged(&answering("{type: object, properties: {id: {type: integer}}}", ""), &exchange(recording))
    };
    assert_eq!(said("eyJpZCI6MX0="), "agrees");
    insta::assert_snapshot!(said("eyJpZCI6IjEifQ=="), @"error[type-mismatch] /id: expected integer, recorded string");
    assert!(said("Z2FyYmFnZQ==").starts_with("error[malformed-body] : the body is not JSON"));
    insta::assert_snapshot!(said("!!"), @"error[malformed-body] : the body is not base64");
}
