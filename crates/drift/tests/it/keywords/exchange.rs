//! The parts of an exchange beside its bodies: status, media type, each place of a parameter, headers, bodies that are there
//! or not. A conforming exchange is changed in one part at a time.

use openapi_drift::{Document, Options, Recording, check};
use serde_json::{Value, json};

/// Schemas of parameters and headers, each with a text that conforms and texts that do not.
fn texts() -> Vec<(&'static str, Value, &'static str, Vec<&'static str>)> {
    vec![
        ("integer", json!({ "type": "integer" }), "7", vec!["x", "1.5", "1e400x"]),
        ("number", json!({ "type": "number" }), "1.5", vec!["x", "1,5"]),
        ("boolean", json!({ "type": "boolean" }), "true", vec!["yes", "1"]),
        ("enum", json!({ "type": "string", "enum": ["a", "b"] }), "a", vec!["c", "A"]),
        ("format", json!({ "type": "string", "format": "date" }), "2024-02-29", vec!["2023-02-29", "29.02.2024"]),
        ("int32", json!({ "type": "integer", "format": "int32" }), "7", vec!["2147483648"]),
        ("minimum", json!({ "type": "integer", "minimum": 3 }), "3", vec!["2", "-1"]),
        ("maximum", json!({ "type": "integer", "maximum": 3 }), "3", vec!["4"]),
        ("minLength", json!({ "type": "string", "minLength": 2 }), "ab", vec!["a"]),
        ("maxLength", json!({ "type": "string", "maxLength": 2 }), "ab", vec!["abc"]),
        ("pattern", json!({ "type": "string", "pattern": "^[a-z]+$" }), "ab", vec!["AB", "a1"]),
        ("list", json!({ "type": "array", "items": { "type": "integer" }, "maxItems": 2 }), "1,2", vec!["1,x", "x", "1,2,3"]),
        ("union", json!({ "oneOf": [{ "type": "integer" }, { "type": "string", "enum": ["all"] }] }), "all", vec!["none", "1.5"]),
        ("reference", json!({ "$ref": "#/components/schemas/Id" }), "7", vec!["x", "0"]),
        ("composition", json!({ "allOf": [{ "$ref": "#/components/schemas/Id" }, { "maximum": 9 }] }), "7", vec!["x", "10"]),
    ]
}

const PLACES: [&str; 4] = ["path", "query", "header", "cookie"];

/// `GET /a/{p}` with one parameter at each place and one response header, all of the schema.
fn document(schema: &Value) -> Document {
    let parameters: Vec<Value> = PLACES
        .iter()
        .map(|place| {
            let name = name(place);
            // A list is written with commas at every place.
            json!({ "name": name, "in": place, "required": true, "explode": false, "schema": schema })
        })
        .collect();
    let content = json!({ "application/json": { "schema": { "type": "object", "properties": { "a": { "type": "integer" } } } } });
    let answer = json!({ "description": "ok", "headers": { "X-R": { "required": true, "schema": schema } }, "content": content });
    let text = json!({
        "openapi": "3.0.3",
        "info": { "title": "Exchange", "version": "1" },
        "paths": { "/a/{p}": { "put": {
            "parameters": parameters,
            "requestBody": { "required": true, "content": content },
            "responses": { "200": answer, "204": { "description": "none", "content": {} }, "4XX": { "description": "refused" } },
        } } },
        "components": { "schemas": { "Id": { "type": "integer", "minimum": 1 } } },
    });
    Document::parse("api.json", &text.to_string()).unwrap_or_else(|trouble| panic!("{trouble}"))
}

/// Path variables have short names, as have the rest.
fn name(place: &str) -> &'static str {
    match place {
        "path" => "p",
        "query" => "q",
        "cookie" => "c",
        _ => "X-H",
    }
}

/// An exchange in which all is as documented; `text` is the value of every parameter and header.
fn conforming(text: &str) -> Value {
    json!({
        "request": {
            "method": "PUT",
            "url": format!("https://api.example.org/a/{text}?q={text}"),
            "headers": { "X-H": text, "cookie": format!("c={text}; other=1"), "content-type": "application/json" },
            "body": { "a": 1 },
        },
        "response": { "status": 200, "headers": { "content-type": "application/json; charset=utf-8", "x-r": text }, "body": { "a": 1 } },
    })
}

/// The exchange with another value of a parameter, or without it.
fn with(place: &str, text: &str, other: Option<&str>) -> Option<Value> {
    let mut exchange = conforming(text);
    match (place, other) {
        ("path", None) => return None,
        ("path", Some(other)) => exchange["request"]["url"] = json!(format!("https://api.example.org/a/{other}?q={text}")),
        ("query", Some(other)) => exchange["request"]["url"] = json!(format!("https://api.example.org/a/{text}?q={other}")),
        ("query", None) => exchange["request"]["url"] = json!(format!("https://api.example.org/a/{text}")),
        ("cookie", Some(other)) => exchange["request"]["headers"]["cookie"] = json!(format!("c={other}; other=1")),
        ("cookie", None) => exchange["request"]["headers"]["cookie"] = json!("other=1"),
        ("header", Some(other)) => exchange["request"]["headers"]["X-H"] = json!(other),
        ("response header", Some(other)) => exchange["response"]["headers"]["x-r"] = json!(other),
        ("header", None) => drop(exchange["request"]["headers"].as_object_mut()?.shift_remove("X-H")),
        _ => drop(exchange["response"]["headers"].as_object_mut()?.shift_remove("x-r")),
    }
    Some(exchange)
}

/// Changes to the other parts, with what each must yield.
fn other_parts() -> Vec<(&'static str, Value, &'static str)> {
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut exchange = conforming("7");
        change(&mut exchange);
        exchange
    };
    let without = |half: &'static str| changed(&|exchange| drop(exchange[half].as_object_mut().expect("a half").shift_remove("body")));
    vec![
        ("status", changed(&|exchange| exchange["response"]["status"] = json!(201)), "undocumented-status "),
        ("status of a fault", changed(&|exchange| exchange["response"]["status"] = json!(500)), "undocumented-status "),
        (
            "media type of the answer",
            changed(&|exchange| exchange["response"]["headers"]["content-type"] = json!("application/xml")),
            "undocumented-content-type /content-type",
        ),
        (
            "media type of the request",
            changed(&|exchange| exchange["request"]["headers"]["content-type"] = json!("text/plain")),
            "undocumented-content-type /content-type",
        ),
        ("no body of the answer", without("response"), "missing-body "),
        ("no body of the request", without("request"), "missing-body "),
        ("a body where none is documented", changed(&|exchange| exchange["response"]["status"] = json!(204)), "unexpected-body "),
        (
            "a body that is not JSON",
            changed(&|exchange| {
                exchange["response"].as_object_mut().expect("a half").shift_remove("body");
                exchange["response"]["body_text"] = json!("<html>");
            }),
            "malformed-body ",
        ),
        (
            "an undocumented query parameter",
            changed(&|exchange| exchange["request"]["url"] = json!("https://api.example.org/a/7?q=7&more=1")),
            "undocumented-parameter /more",
        ),
        ("another method", changed(&|exchange| exchange["request"]["method"] = json!("POST")), "undocumented-operation "),
        (
            "another path",
            changed(&|exchange| exchange["request"]["url"] = json!("https://api.example.org/b/7?q=7")),
            "undocumented-operation ",
        ),
        ("a value in the request", changed(&|exchange| exchange["request"]["body"]["a"] = json!("x")), "type-mismatch /a"),
        ("a value in the answer", changed(&|exchange| exchange["response"]["body"]["a"] = json!("x")), "type-mismatch /a"),
        ("null in the answer", changed(&|exchange| exchange["response"]["body"]["a"] = json!(null)), "unexpected-null /a"),
        ("null as the answer", changed(&|exchange| exchange["response"]["body"] = json!(null)), "unexpected-null "),
        ("a member of the answer", changed(&|exchange| exchange["response"]["body"]["b"] = json!(1)), "undocumented-property /b"),
    ]
}

fn found(document: &Document, exchange: &Value) -> Vec<String> {
    let recording: Recording = serde_json::from_value(exchange.clone()).expect("a recording");
    let checked = check(document, &recording, &Options::default());
    checked.observations.iter().map(|observation| format!("{} {}", observation.code, observation.pointer)).collect()
}

#[test]
fn each_part_of_an_exchange_is_looked_at() {
    let (mut changes, mut wrong) = (0, Vec::new());
    let mut expect = |what: String, document: &Document, exchange: &Value, expected: &[String]| {
        changes += 1;
        let found = found(document, exchange);
        if found != expected {
            wrong.push(format!("{what}: {found:?}, expected {expected:?}"));
        }
    };
    for (kind, schema, good, bad) in texts() {
        let document = document(&schema);
        expect(format!("{kind}, conforming"), &document, &conforming(good), &[]);
        for place in PLACES.into_iter().chain(["response header"]) {
            let (code, missing, name) = match place {
                "response header" => ("invalid-header", "missing-header", "X-R"),
                other => ("invalid-parameter", "missing-parameter", name(other)),
            };
            for bad in &bad {
                let exchange = with(place, good, Some(bad)).expect("every place has a value");
                expect(format!("{kind} in {place}: `{bad}`"), &document, &exchange, &[format!("{code} /{name}")]);
            }
            if let Some(exchange) = with(place, good, None) {
                expect(format!("{kind} in {place}, absent"), &document, &exchange, &[format!("{missing} /{name}")]);
            }
        }
    }
    let document = document(&json!({ "type": "integer" }));
    for (what, exchange, expected) in other_parts() {
        expect(what.to_owned(), &document, &exchange, &[expected.to_owned()]);
    }
    println!("{changes} changed exchanges, {} noticed where they are, and nothing else", changes - wrong.len());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
