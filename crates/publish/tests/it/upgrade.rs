//! From 3.0 to 3.1.

use serde_json::{Value, json};

use super::{document, source};

/// A schema, and what it is in 3.1.
#[track_caller]
fn check(schema: &str, expected: Value) {
    let components = format!("paths: {{}}\ncomponents:\n  schemas:\n    Id: {{type: integer}}\n    Thing: {schema}\n");
    let source = source(&document(&components), "");
    assert_eq!(source.upgraded().value()["openapi"], "3.1.0");
    assert_eq!(source.upgraded().value()["components"]["schemas"]["Thing"], expected);
}

#[test]
fn null_is_a_type() {
    check("{type: string, nullable: true}", json!({"type": ["string", "null"]}));
    check("{type: string, nullable: false}", json!({"type": "string"}));
    check(
        "{type: object, properties: {a: {type: array, nullable: true, items: {type: integer, nullable: true}}}}",
        json!({"type": "object", "properties": {"a": {"type": ["array", "null"], "items": {"type": ["integer", "null"]}}}}),
    );
}

#[test]
fn null_is_added_beside_keywords_that_reject_it() {
    check(
        "{description: Perhaps one., type: integer, nullable: true, enum: [1, 2], example: 1}",
        json!({"description": "Perhaps one.", "examples": [1], "anyOf": [{"type": "integer", "enum": [1, 2]}, {"type": "null"}]}),
    );
    check(
        "{nullable: true, allOf: [{$ref: '#/components/schemas/Id'}]}",
        json!({"anyOf": [{"allOf": [{"$ref": "#/components/schemas/Id"}]}, {"type": "null"}]}),
    );
    // A schema that is wrapped takes along what it holds, upgraded.
    check(
        "{nullable: true, oneOf: [{type: string, nullable: true}]}",
        json!({"anyOf": [{"oneOf": [{"type": ["string", "null"]}]}, {"type": "null"}]}),
    );
}

#[test]
fn siblings_of_a_reference_stay_ignored() {
    check("{$ref: '#/components/schemas/Id', maximum: 3, description: No.}", json!({"$ref": "#/components/schemas/Id"}));
}

#[test]
fn bounds_examples_and_contents_have_the_words_of_json_schema() {
    check("{type: integer, example: 7}", json!({"type": "integer", "examples": [7]}));
    check("{type: integer, minimum: 0, exclusiveMinimum: true}", json!({"type": "integer", "exclusiveMinimum": 0}));
    check("{type: integer, maximum: 9, exclusiveMaximum: false}", json!({"type": "integer", "maximum": 9}));
    check("{type: string, format: byte}", json!({"type": "string", "contentEncoding": "base64"}));
    check("{type: string, format: binary}", json!({"type": "string", "contentMediaType": "application/octet-stream"}));
    check("{type: string, format: date}", json!({"type": "string", "format": "date"}));
}

#[test]
fn data_that_looks_like_a_schema_stays_as_it_is() {
    check(
        "{type: object, example: {type: string, nullable: true, example: 1}}",
        json!({"type": "object", "examples": [{"type": "string", "nullable": true, "example": 1}]}),
    );
    check(
        "{type: object, properties: {nullable: {type: boolean}}}",
        json!({"type": "object", "properties": {"nullable": {"type": "boolean"}}}),
    );
}

#[test]
fn webhooks_get_their_name_and_stay_where_they_are() {
    let text = document("paths: {}\nx-webhooks:\n  gone: {post: {responses: {'200': {description: Taken.}}}}\ntags: []\n");
    let source = source(&text, "");
    let members: Vec<&String> = source.upgraded().value().as_object().into_iter().flatten().map(|(name, _)| name).collect();
    assert_eq!(members, ["openapi", "info", "paths", "webhooks", "tags"]);
    assert_eq!(source.upgraded().operations().len(), 1);
}

/// Values that YAML writes in its own way, and must read again as they were.
#[test]
fn yaml_and_json_are_equivalent() {
    let odd = r##"{"values": ["", " a", "no", "1", "1e3", "2019-07-29T09:24:45Z", "2019-07-29", "12:30:45", "~", "a: b", "- a", "#x", "a #b",
        "https://x.org/a?b=1&c=2", "tab\t", "line\n", "two\nlines", "\n\nlate", "  indented\nblock", "end \nspace", "é", "😀", "'", "\"", "\\", "null", "<<", "="],
        "mixed": [1, 1.5, -0.0, 1e300, true, null, [], {}, [[]], {"a": {}}], "on": 1, "200": 2, "": 3, "a b": 4, "? x": 5, "{": 6, "long":
        "a text that is longer than eighty characters and thus has to be folded, with  two spaces and a # in it, over and over and over again"}"##;
    let odd: Value = serde_json::from_str(odd).expect("JSON");
    let text = document(&format!("paths: {{}}\nx-odd: {odd}\n"));
    let source = source(&text, "");
    let written = super::text(&source, openapi_publish::Kind::Openapi31Yaml);
    let read = openapi_drift::Document::parse("written.yaml", &written).unwrap_or_else(|trouble| panic!("{trouble}\n{written}"));
    assert_eq!(read.value()["x-odd"], odd, "{written}");
    assert!(written.contains("'2019-07-29T09:24:45Z'"), "YAML 1.1 would read a time:\n{written}");
}
