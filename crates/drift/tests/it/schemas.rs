//! Keywords of schemas, above all those in which OpenAPI 3.0 differs from JSON Schema.

use insta::assert_snapshot;
use openapi_drift::{Options, check};

use crate::support::{HEAD, document, observations, recording};

/// Returns the findings of a response whose body should be an `S`. `schemas` is that schema, or a list of components with it.
#[track_caller]
pub fn judge(schemas: &str, body: &str) -> String {
    exchange(HEAD, schemas, &format!(r#""request": {{"method": "GET", "url": "{URL}"}}, "response": {{"status": 200, "body": {body}}}"#))
}

/// The same of a request.
#[track_caller]
pub fn judge_request(schemas: &str, body: &str) -> String {
    exchange(HEAD, schemas, &format!(r#""request": {{"method": "POST", "url": "{URL}", "body": {body}}}"#))
}

/// The same of an answer and a document of version 3.1.
#[track_caller]
pub fn judge_31(schemas: &str, body: &str) -> String {
    let exchanged = format!(r#""request": {{"method": "GET", "url": "{URL}"}}, "response": {{"status": 200, "body": {body}}}"#);
    exchange(&HEAD.replace("3.0.3", "3.1.0"), schemas, &exchanged)
}

const URL: &str = "https://api.example.org/v1/s";

#[track_caller]
fn exchange(head: &str, schemas: &str, exchanged: &str) -> String {
    let schemas = if schemas.starts_with('{') { format!("S: {schemas}") } else { schemas.to_owned() };
    let schemas: String = schemas.lines().map(|line| format!("    {line}\n")).collect();
    let content = "content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}";
    let document = document(&format!(
        "{head}paths:\n  /s:\n    get: {{responses: {{200: {{description: '', {content}}}}}}}\n    post: {{requestBody: {{{content}}}}}\ncomponents:\n  schemas:\n{schemas}"
    ));
    let checked = check(&document, &recording(&format!("{{{exchanged}}}")), &Options::default());
    // A schema that cannot be compiled judges nothing, which would look like agreement.
    assert!(!format!("{checked:?}").contains("BrokenSchema"), "{checked:?}");
    observations(&checked)
}

#[test]
fn null_is_allowed_only_by_nullable() {
    assert_snapshot!(judge("{type: string}", "null"), @"error[unexpected-null] : expected string, recorded null");
    assert_snapshot!(judge("{type: string, nullable: false}", "null"), @"error[unexpected-null] : expected string, recorded null");
    assert_snapshot!(judge("{type: string, nullable: true}", "null"), @"agrees");
    assert_snapshot!(judge("{type: string, nullable: true}", "1"), @"error[type-mismatch] : expected string, recorded integer");
    assert_snapshot!(judge("{}", "null"), @"agrees");
    assert_snapshot!(judge("{nullable: true, minLength: 2}", "null"), @"agrees");
}

#[test]
fn nullable_beside_an_enum_admits_null_whether_or_not_it_is_listed() {
    assert_snapshot!(judge("{type: string, enum: [a, b]}", "null"), @"error[unexpected-null] : expected string, recorded null");
    assert_snapshot!(judge("{type: string, nullable: true, enum: [a, b]}", "null"), @"agrees");
    assert_snapshot!(judge("{type: string, nullable: true, enum: [a, b, null]}", "null"), @"agrees");
    assert_snapshot!(judge("{type: string, nullable: true, enum: [a, b]}", "\"c\""), @"error[unknown-enum-value] : the recorded value is not in `enum` (a, b)");
}

#[test]
fn nullable_beside_a_composition_admits_null_and_nothing_else() {
    let part = "T: {type: object, required: [id], properties: {id: {type: integer}}}\n";
    for composed in
        ["allOf: [{$ref: '#/components/schemas/T'}]", "anyOf: [{$ref: '#/components/schemas/T'}]", "$ref: '#/components/schemas/T'"]
    {
        let nullable = format!("{part}S: {{nullable: true, {composed}}}");
        assert_eq!(judge(&nullable, "null"), "agrees", "{composed}");
        assert_eq!(judge(&nullable, "{\"id\": 1}"), "agrees", "{composed}");
        assert_eq!(judge(&nullable, "{\"id\": \"1\"}"), "error[type-mismatch] /id: expected integer, recorded string", "{composed}");
        assert_eq!(judge(&nullable, "{}"), "error[missing-property] /id: the required property `id` is missing", "{composed}");
        let not_nullable = format!("{part}S: {{{composed}}}");
        assert_eq!(judge(&not_nullable, "null"), "error[unexpected-null] : expected object, recorded null", "{composed}");
    }
}

#[test]
fn null_in_a_part_is_not_null_in_the_whole() {
    assert_snapshot!(judge("{type: object, properties: {a: {type: string, nullable: true}, b: {type: string}}}", "{\"a\": null, \"b\": null}"), @"error[unexpected-null] /b: expected string, recorded null");
    assert_snapshot!(judge("{type: array, items: {type: integer}}", "[1, null, null]"), @"
    error[unexpected-null] /*: expected integer, recorded null
    error[unexpected-null] /*: expected integer, recorded null
    ");
    assert_snapshot!(judge("{type: object, additionalProperties: {type: integer}}", "{\"jane\": null}"), @"error[unexpected-null] /*: expected integer, recorded null");
}

#[test]
fn exclusive_bounds_are_flags_in_3_0() {
    assert_snapshot!(judge("{type: integer, minimum: 0}", "0"), @"agrees");
    assert_snapshot!(judge("{type: integer, minimum: 0, exclusiveMinimum: true}", "0"), @"error[constraint-violation] : the recorded integer violates `exclusiveMinimum 0`");
    assert_snapshot!(judge("{type: integer, minimum: 0, exclusiveMinimum: true}", "1"), @"agrees");
    assert_snapshot!(judge("{type: integer, minimum: 0, exclusiveMinimum: false}", "0"), @"agrees");
    assert_snapshot!(judge("{type: number, maximum: 1, exclusiveMaximum: true}", "1.0"), @"error[constraint-violation] : the recorded number violates `exclusiveMaximum 1`");
    assert_snapshot!(judge("{type: number, maximum: 1}", "1.5"), @"error[constraint-violation] : the recorded number violates `maximum 1`");
    assert_snapshot!(judge_31("{type: integer, exclusiveMinimum: 0}", "0"), @"error[constraint-violation] : the recorded integer violates `exclusiveMinimum 0`");
}

#[test]
fn keywords_of_3_1_mean_nothing_in_3_0() {
    assert_snapshot!(judge("{const: a}", "\"b\""), @"agrees");
    assert_snapshot!(judge_31("{const: a}", "\"b\""), @"error[unknown-enum-value] : the recorded value is not in `enum` (a)");
    assert_snapshot!(judge("{$ref: '#/components/schemas/T'}\nT: {type: object}", "{}"), @"agrees");
    assert_snapshot!(judge_31("{type: [string, 'null']}", "null"), @"agrees");
    assert_snapshot!(judge_31("{type: [string, 'null']}", "1"), @"error[type-mismatch] : expected string or null, recorded integer");
}

#[test]
fn what_stands_beside_a_ref_counts_since_3_1_only() {
    let schemas = "T: {type: string}\nS: {$ref: '#/components/schemas/T', maxLength: 2}";
    assert_snapshot!(judge(schemas, "\"long\""), @"agrees");
    assert_snapshot!(judge_31(schemas, "\"long\""), @"error[constraint-violation] : the recorded string violates `maxLength 2`");
}

#[test]
fn bounds_are_named_with_their_limit() {
    assert_snapshot!(judge("{type: string, pattern: '^a+$'}", "\"b\""), @r#"error[constraint-violation] : the recorded string violates `pattern "^a+$"`"#);
    assert_snapshot!(judge("{type: string, maxLength: 3}", "\"four\""), @"error[constraint-violation] : the recorded string violates `maxLength 3`");
    assert_snapshot!(judge("{type: array, items: {}, minItems: 2, uniqueItems: true}", "[1]"), @"error[constraint-violation] : the recorded array violates `minItems 2`");
    assert_snapshot!(judge("{type: array, items: {}, uniqueItems: true}", "[1, 1]"), @"error[constraint-violation] : the recorded array violates `uniqueItems true`");
    assert_snapshot!(judge("{type: object, minProperties: 1}", "{}"), @"error[constraint-violation] : the recorded object violates `minProperties 1`");
    assert_snapshot!(judge("{type: integer, multipleOf: 5}", "7"), @"error[constraint-violation] : the recorded integer violates `multipleOf 5`");
    assert_snapshot!(judge("{not: {type: string}}", "\"a\""), @"error[constraint-violation] : the recorded string violates `not`");
}

#[test]
fn a_schema_that_is_false_admits_nothing() {
    assert_snapshot!(judge_31("{type: object, properties: {a: false}}", r#"{"a": 1}"#), @"error[constraint-violation] /a: no value is allowed here");
}

#[test]
fn formats_are_asserted() {
    assert_snapshot!(judge("{type: string, format: date-time}", "\"2026-06-01T12:00:00Z\""), @"agrees");
    assert_snapshot!(judge("{type: string, format: date-time}", "\"2026-06-01 12:00\""), @"warning[format-mismatch] : the recorded string does not have the format date-time");
    assert_snapshot!(judge("{type: string, format: date}", "\"01.06.2026\""), @"error[format-mismatch] : the recorded string does not have the format date");
    assert_snapshot!(judge("{type: string, format: uuid}", "\"0190A0B2-0000-0000-0000-00000000000Z\""), @"error[format-mismatch] : the recorded string does not have the format uuid");
    assert_snapshot!(judge("{type: string, format: uuid}", "\"0190A0B2-0000-0000-0000-000000000000\""), @"agrees");
    assert_snapshot!(judge("{type: string, format: byte}", "\"aGVsbG8=\""), @"agrees");
    assert_snapshot!(judge("{type: string, format: byte}", "\"not base64!\""), @"error[format-mismatch] : the recorded string does not have the format byte");
    assert_snapshot!(judge("{type: string, format: email}", "\"jane@example.org\""), @"agrees");
    assert_snapshot!(judge("{type: string, format: email}", "\"jane\""), @"error[format-mismatch] : the recorded string does not have the format email");
    assert_snapshot!(judge("{type: integer, format: int32}", "2147483647"), @"agrees");
    assert_snapshot!(judge("{type: integer, format: int32}", "2147483648"), @"error[format-mismatch] : the recorded number does not have the format int32");
    assert_snapshot!(judge("{type: integer, format: int64}", "9223372036854775807"), @"agrees");
    assert_snapshot!(judge("{type: integer, format: int64}", "9223372036854775808"), @"error[format-mismatch] : the recorded number does not have the format int64");
    assert_snapshot!(judge("{type: number, format: double}", "1e300"), @"agrees");
}

#[test]
fn a_format_is_not_a_type() {
    assert_snapshot!(judge("{type: string, format: made-up}", "\"anything\""), @"agrees");
    assert_snapshot!(judge("{type: string, format: date-time}", "5"), @"error[type-mismatch] : expected string, recorded integer");
    assert_snapshot!(judge("{format: int32}", "\"text\""), @"agrees");
    assert_snapshot!(judge("{type: string, nullable: true, format: date-time}", "null"), @"agrees");
}

#[test]
fn an_integer_may_be_written_with_a_point() {
    assert_snapshot!(judge("{type: integer}", "1.0"), @"agrees");
    assert_snapshot!(judge("{type: integer}", "1.5"), @"error[type-mismatch] : expected integer, recorded number");
}

#[test]
fn an_enum_of_another_type_is_a_mismatch_of_types() {
    assert_snapshot!(judge("{enum: [1, 2]}", "\"1\""), @"error[type-mismatch] : expected integer, recorded string");
    assert_snapshot!(judge("{type: integer, enum: [1, 2]}", "\"1\""), @"error[type-mismatch] : expected integer, recorded string");
    assert_snapshot!(judge("{enum: [1, 2]}", "3"), @"error[unknown-enum-value] : the recorded value is not in `enum` (1, 2)");
}

#[test]
fn an_open_list_warns_of_a_new_value() {
    assert_snapshot!(judge("{type: string, x-extensible-enum: [a, b]}", "\"a\""), @"agrees");
    assert_snapshot!(judge("{type: string, x-extensible-enum: [a, b]}", "\"c\""), @"warning[unknown-enum-value] : the recorded value is not in `enum` (a, b)");
    assert_snapshot!(judge("{type: integer, x-extensible-enum: [5, 10]}", "10"), @"agrees");
    assert_snapshot!(judge("{type: integer, x-extensible-enum: [5, 10]}", "7"), @"warning[unknown-enum-value] : the recorded value is not in `enum` (5, 10)");
    assert_snapshot!(judge("{type: integer, x-extensible-enum: [5, 10]}", "\"5\""), @"error[type-mismatch] : expected integer, recorded string");
    assert_snapshot!(judge("{type: string, nullable: true, x-extensible-enum: [a]}", "null"), @"agrees");
    assert_snapshot!(judge("{type: array, items: {type: string, x-extensible-enum: [a]}}", "[\"a\", \"b\", \"c\"]"), @"
    warning[unknown-enum-value] /*: the recorded value is not in `enum` (a)
    warning[unknown-enum-value] /*: the recorded value is not in `enum` (a)
    ");
}

#[test]
fn a_recursive_schema_is_followed_as_deep_as_the_value_goes() {
    let tree = "{type: object, required: [id], properties: {id: {type: integer}, children: {type: array, items: {$ref: '#/components/schemas/S'}}}}";
    assert_snapshot!(judge(tree, r#"{"id": 1, "children": [{"id": 2, "children": []}]}"#), @"agrees");
    assert_snapshot!(judge(tree, r#"{"id": 1, "children": [{"id": 2, "children": [{"id": "3", "name": "x"}]}]}"#), @"
    error[type-mismatch] /children/*/children/*/id: expected integer, recorded string
    warning[undocumented-property] /children/*/children/*/name: property `name` is not documented
    ");
}

#[test]
fn a_schema_that_refers_to_itself_does_not_hang() {
    let schemas = "S: {allOf: [{$ref: '#/components/schemas/T'}]}\nT: {type: object, properties: {s: {$ref: '#/components/schemas/S'}}}";
    assert_snapshot!(judge(schemas, r#"{"s": {"s": {"s": 1}}}"#), @"error[type-mismatch] /s/s/s: expected object, recorded integer");
}

#[test]
fn read_only_properties_travel_in_answers_alone() {
    let schema = "{type: object, required: [id, name], properties: {id: {type: integer, readOnly: true}, name: {type: string}}}";
    assert_snapshot!(judge(schema, r#"{"id": 1, "name": "a"}"#), @"agrees");
    assert_snapshot!(judge(schema, r#"{"name": "a"}"#), @"error[missing-property] /id: the required property `id` is missing");
    assert_snapshot!(judge_request(schema, r#"{"name": "a"}"#), @"agrees");
    assert_snapshot!(judge_request(schema, r#"{"id": 1, "name": "a"}"#), @"warning[undocumented-property] /id: property `id` is documented as read-only but appears in a request");
    assert_snapshot!(judge_request(schema, r#"{"id": 1}"#), @"
    error[missing-property] /name: the required property `name` is missing
    warning[undocumented-property] /id: property `id` is documented as read-only but appears in a request
    ");
}

#[test]
fn write_only_properties_travel_in_requests_alone() {
    let schema = "{type: object, required: [secret], properties: {secret: {type: string, writeOnly: true}}}";
    assert_snapshot!(judge_request(schema, r#"{"secret": "x"}"#), @"agrees");
    assert_snapshot!(judge_request(schema, "{}"), @"error[missing-property] /secret: the required property `secret` is missing");
    assert_snapshot!(judge(schema, "{}"), @"agrees");
    assert_snapshot!(judge(schema, r#"{"secret": "x"}"#), @"warning[undocumented-property] /secret: property `secret` is documented as write-only but appears in a response");
}

#[test]
fn a_read_only_property_of_one_part_may_be_required_by_another() {
    let schemas = "Base: {type: object, properties: {id: {type: integer, readOnly: true}}}\nS: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [id]}]}";
    assert_snapshot!(judge_request(schemas, "{}"), @"agrees");
    assert_snapshot!(judge(schemas, "{}"), @"error[missing-property] /id: the required property `id` is missing");
}

#[test]
fn each_violated_constraint_of_a_value_is_reported() {
    assert_snapshot!(judge("{type: string, minLength: 5, pattern: '^a'}", "\"b\""), @r#"
    error[constraint-violation] : the recorded string violates `minLength 5`
    error[constraint-violation] : the recorded string violates `pattern "^a"`
    "#);
    assert_snapshot!(judge("{type: integer, maximum: 5, multipleOf: 2}", "7"), @"
    error[constraint-violation] : the recorded integer violates `maximum 5`
    error[constraint-violation] : the recorded integer violates `multipleOf 2`
    ");
    assert_snapshot!(judge("{type: string, allOf: [{pattern: '^a'}, {pattern: 'c$'}]}", "\"b\""), @r#"
    error[constraint-violation] : the recorded string violates `pattern "^a"`
    error[constraint-violation] : the recorded string violates `pattern "c$"`
    "#);
    assert_snapshot!(judge("{allOf: [{not: {minLength: 1}}, {not: {pattern: b}}]}", "\"b\""), @"
    error[constraint-violation] : the recorded string violates `not`
    error[constraint-violation] : the recorded string violates `not`
    ");
    assert_snapshot!(judge("{type: string, allOf: [{format: date}, {format: uuid}]}", "\"b\""), @"
    error[format-mismatch] : the recorded string does not have the format date
    error[format-mismatch] : the recorded string does not have the format uuid
    ");
}

#[test]
fn equal_errors_of_two_subschemas_are_reported_once() {
    assert_snapshot!(judge("{type: string, allOf: [{minLength: 5}, {minLength: 5}]}", "\"b\""), @"error[constraint-violation] : the recorded string violates `minLength 5`");
    assert_snapshot!(judge("{allOf: [{type: string, format: date}, {type: string, format: date}]}", "\"b\""), @"error[format-mismatch] : the recorded string does not have the format date");
    assert_snapshot!(judge("{allOf: [{type: object, required: [a]}, {type: object, required: [a]}]}", "{}"), @"error[missing-property] /a: the required property `a` is missing");
    assert_snapshot!(judge("{allOf: [{type: integer}, {type: integer}]}", "\"b\""), @"error[type-mismatch] : expected integer, recorded string");
}

#[test]
fn a_bound_is_reported_by_its_keyword() {
    let contains = |bound: &str| format!("{{contains: {{type: integer}}, {bound}}}");
    assert_snapshot!(judge_31(&contains("minContains: 2"), "[1]"), @"error[constraint-violation] : the recorded array violates `minContains 2`");
    assert_snapshot!(judge_31(&contains("maxContains: 1"), "[1, 2]"), @"error[constraint-violation] : the recorded array violates `maxContains 1`");
}

#[test]
fn lists_of_item_schemas_are_read_as_older_drafts_have_them() {
    let schema = "{type: array, items: [{type: integer}], additionalItems: {type: boolean}}";
    assert_snapshot!(judge_31(schema, "[1, true]"), @"agrees");
    assert_snapshot!(judge_31(schema, "[\"a\", \"b\"]"), @"
    error[type-mismatch] /*: expected boolean, recorded string
    error[type-mismatch] /*: expected integer, recorded string
    ");
}

#[test]
fn a_property_that_is_read_only_wherever_it_is_declared_is_not_required_in_a_request() {
    let read_only = "{properties: {id: {readOnly: true}}}";
    let open = "{properties: {id: {}}}";
    let missing = "error[missing-property] /id: the required property `id` is missing";
    for (composition, expected) in [
        (format!("anyOf: [{read_only}, {read_only}]"), "agrees"),
        ("oneOf: [{properties: {kind: {enum: [a]}, id: {readOnly: true}}}, {properties: {kind: {enum: [b]}}}]".to_string(), "agrees"),
        (format!("anyOf: [{read_only}, {open}]"), missing),
        (format!("anyOf: [{open}, {open}]"), missing),
        (format!("allOf: [{{anyOf: [{read_only}]}}]"), "agrees"),
        (format!("properties: {{id: {{readOnly: true}}}}, anyOf: [{open}]"), "agrees"),
    ] {
        let schema = format!("{{type: object, required: [id], {composition}}}");
        let body = if schema.contains("kind") { r#"{"kind": "a"}"# } else { "{}" };
        assert_eq!(judge_request(&schema, body), expected, "{schema}");
    }
    let branch = "{type: object, properties: {id: {readOnly: true}}, anyOf: [{required: [id]}, {required: [none]}]}";
    assert_snapshot!(judge_request(branch, "{}"), @"agrees");
}

/// The reasons why a body is not checked in full.
fn troubles(version: &str, schema: &str, body: &str) -> Vec<String> {
    let document = crate::probe::answering_in(version, schema, "");
    let body = serde_json::from_str(body).expect("JSON");
    let report = crate::probe::report(&document, &[crate::probe::answer(body)].into_iter().collect(), "");
    report.trouble.iter().map(|trouble| trouble.why().to_owned()).collect()
}

#[test]
fn a_keyword_of_another_version_is_not_ignored_in_silence() {
    assert_eq!(troubles("3.0.3", "{type: array, items: [{type: integer}]}", "[\"x\"]"), ["`items`: expected a schema, found an array"]);
    assert_eq!(troubles("3.1.0", "{type: array, prefixItems: [{type: integer}]}", "[1]"), [""; 0]);
}

#[test]
fn a_pattern_that_takes_too_many_steps_is_named_beside_other_differences() {
    let value = format!("\"{}!A\"", "a".repeat(40));
    let pattern = "{type: string, pattern: '^(([a-z])+.)+(?<!q)[A-Z]([a-z])+$'}";
    let why = "a recorded value was not matched against this pattern, because that would take too many steps";
    assert_eq!(troubles("3.0.3", pattern, &value), [why]);
    let list = format!("{{type: array, items: {pattern}, maxItems: 1}}");
    assert_eq!(troubles("3.0.3", &list, &format!("[{value}, \"bad\", {value}]")), [why]);
    assert_eq!(troubles("3.0.3", &list, "[\"bad\"]"), [""; 0]);
    assert_eq!(troubles("3.0.3", "{type: string, pattern: '^(a+)+$'}", &value), [""; 0], "the usual engine decides every pattern");
}
