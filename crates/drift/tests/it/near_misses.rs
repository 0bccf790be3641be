use openapi_drift::{Options, check};
use serde_json::{Value, json};

use crate::probe::{Files, answer, answering, report};

/// The hint of the one difference that a property `p` of the given schema shows.
#[track_caller]
fn hint(property: &str, value: Value) -> String {
    let document = answering(&format!("{{type: object, properties: {{p: {property}}}}}"), "");
    let checked = check(&document, &answer(json!({ "p": value })), &Options::default());
    assert_eq!(checked.observations.len(), 1, "{property} {:?}", checked.observations);
    checked.observations[0].hint.clone().unwrap_or_default()
}

#[test]
fn types_are_explained() {
    insta::assert_snapshot!(hint("{type: integer}", json!("12")), @"the service sends the number as a string: use `type: string`");
    insta::assert_snapshot!(hint("{type: string}", json!(12)), @"the service sends a number: allow the number type as well");
    insta::assert_snapshot!(hint("{type: boolean}", json!("true")), @"the service sends the boolean as a string: use `type: string`");
    insta::assert_snapshot!(hint("{type: boolean}", json!(1)), @"the service sends 0 and 1 as booleans: use `type: integer`");
    insta::assert_snapshot!(hint("{type: integer}", json!(1.5)), @"the number has a fraction: use `type: number`");
    insta::assert_snapshot!(hint("{type: object}", json!([])), @"an empty object was sent as an empty array, as PHP does: allow both types, or make the service send `{}`");
    insta::assert_snapshot!(hint("{type: array, items: {}}", json!({})), @"one object is sent where an array is documented: document the object");
    insta::assert_snapshot!(hint("{type: integer}", json!("")), @"the service sends an empty string instead of a value: allow `type: string` as well");
    insta::assert_snapshot!(hint("{type: string}", Value::Null), @"the property is optional, but the service sends null instead of omitting it: add `nullable: true`");
    assert_eq!(hint("{type: integer}", json!("twelve")), "");
}

#[test]
fn formats_and_values_are_explained() {
    insta::assert_snapshot!(hint("{type: string, format: date-time}", json!("2024-02-03")), @"the value is a date without time: use `format: date`");
    insta::assert_snapshot!(hint("{type: string, format: date-time}", json!("2024-02-03T04:05:06")), @"the time zone is missing, which RFC 3339 requires: remove the format and describe the zone");
    insta::assert_snapshot!(hint("{type: string, format: date-time}", json!("1706932800")), @"the string contains seconds or milliseconds since 1970: remove the format");
    insta::assert_snapshot!(hint("{type: string, format: date}", json!("2024-02-03T04:05:06Z")), @"the value is a date with time: use `format: date-time`");
    insta::assert_snapshot!(hint("{type: string, format: uri}", json!("/avatars/1.png")), @"the address has no scheme: use `format: uri-reference`");
    insta::assert_snapshot!(hint("{type: string, enum: [Open, Closed]}", json!("open")), @"the value differs from a documented one in case only: document the value as it is sent");
    insta::assert_snapshot!(hint("{type: string, x-extensible-enum: [Open]}", json!("OPEN")), @"the value differs from a documented one in case only: document the value as it is sent");
}

#[test]
fn units_of_time_are_recognized() {
    insta::assert_snapshot!(hint("{type: integer, minimum: 1000000000000}", json!(1_706_932_800)), @"the value looks like seconds since 1970, but milliseconds are documented");
    let described = "{type: integer, description: Milliseconds since the epoch}";
    let said = |value: Value| {
        let document = answering(&format!("{{type: object, properties: {{p: {described}}}}}"), "");
        crate::probe::judged(&document, &answer(json!({ "p": value })))
    };
    insta::assert_snapshot!(said(json!(1_706_932_800)), @"warning[format-mismatch] /p: the description says milliseconds since 1970, but the recorded number looks like seconds");
    assert_eq!(said(json!(1_706_932_800_000_i64)), "agrees");
    assert_eq!(said(json!(5)), "agrees");
}

const TOPIC: &str = "Topic: {type: object, required: [update_at], properties: {id: {type: integer}, update_at: {type: string}, created_at: {type: string}}}";

/// `code: hint` of what is found when the bodies are seen together.
fn together(bodies: &[Value]) -> String {
    let document = answering("{$ref: '#/components/schemas/Topic'}", TOPIC);
    let files: Files = bodies.iter().map(|body| answer(body.clone())).collect();
    let report = report(&document, &files, "");
    report.findings.iter().map(|finding| format!("{}: {}\n", finding.code, finding.hint)).collect()
}

#[test]
fn a_renamed_property_is_recognized_from_all_recordings() {
    let renamed = json!({ "id": 1, "updated_at": "x", "created_at": "x" });
    insta::assert_snapshot!(together(&[renamed.clone(), renamed.clone()]), @r"
    missing-property: `updated_at` is recorded instead and not documented; it may be renamed
    undocumented-property: `update_at` is documented here and was never recorded; it may be renamed
    ");
    // One recording that has the documented name: it is no renaming.
    insta::assert_snapshot!(together(&[renamed, json!({ "update_at": "x" })]), @r"
    missing-property: remove the property from `required`
    undocumented-property: document the property
    ");
}
