use mobilize::types::{Activity, EmailsFrequencySetting, PrivacySetting};
use serde_json::{Value, json};

use crate::document::DOCUMENT;

#[test]
fn the_base_url_is_the_documented_one() {
    assert_eq!(DOCUMENT["servers"][0]["url"], mobilize::BASE_URL);
}

#[test]
fn the_version_of_the_document_is_that_of_the_constant_and_of_the_crate() {
    let version = mobilize::DOCUMENT_VERSION;
    assert_eq!(DOCUMENT["info"]["version"], version);
    let manifest = include_str!("../../Cargo.toml");
    let (_, versions) = manifest.split_once("[package.metadata.openapi]\n").unwrap();
    assert!(versions.starts_with(&format!("mobilize = \"{version}\"\n")), "Cargo.toml names another version");
    #[cfg(feature = "mode")]
    assert!(versions.contains(&format!("\nmode = \"{}\"\n", mobilize::mode::DOCUMENT_VERSION)));
}

#[test]
fn the_numbers_of_settings_are_the_documented_ones() {
    let listed = |schema: &str| DOCUMENT["components"]["schemas"][schema]["x-extensible-enum"].clone();
    let privacy: Vec<_> = PrivacySetting::LISTED.iter().map(|setting| setting.as_i64()).collect();
    assert_eq!(json!(privacy), listed("PrivacySetting"));
    let frequency: Vec<_> = EmailsFrequencySetting::LISTED.iter().map(|setting| setting.as_i64()).collect();
    assert_eq!(json!(frequency), listed("EmailsFrequencySetting"));
}

#[test]
fn every_documented_kind_of_activity_is_read_into_its_own_type() {
    let kinds = mapping("Activity", "type");
    let comments = mapping("AnyCommentActivity", "comment_type");
    let (covered, single): (Vec<_>, Vec<_>) = kinds.into_iter().partition(|(_, schema)| schema == "AnyCommentActivity");
    let (shapeless, single): (Vec<_>, Vec<_>) = single.into_iter().partition(|(_, schema)| schema == "OtherActivity");
    let [(comment, _)] = &covered[..] else { panic!("more than one type of comments: {covered:?}") };

    for (kind, schema) in &single {
        check(json!({ "type": kind }), schema);
        // Only comments are told apart by it.
        check(json!({ "type": kind, "comment_type": "reply" }), schema);
    }
    for (kind, schema) in &comments {
        check(json!({ "type": comment, "comment_type": kind }), schema);
    }
    shapeless.iter().for_each(|(kind, _)| check_other(json!({ "type": kind })));
    check_other(json!({ "type": comment, "comment_type": "poem" }));
    check_other(json!({ "type": "poem" }));
    check_other(json!({ "type": null }));
    check_other(json!({}));
    check_other(json!("poem"));
}

/// The mapping of the discriminator of a schema, as (value, schema).
fn mapping(schema: &str, property: &str) -> Vec<(String, String)> {
    let discriminator = &DOCUMENT["components"]["schemas"][schema]["discriminator"];
    assert_eq!(discriminator["propertyName"], property);
    let entries = discriminator["mapping"].as_object().unwrap().iter();
    entries.map(|(value, reference)| (value.clone(), reference.as_str().unwrap().rsplit('/').next().unwrap().to_owned())).collect()
}

#[track_caller]
fn check(activity: Value, schema: &str) {
    let read: Activity = serde_json::from_value(activity.clone()).unwrap();
    let shown = format!("{read:?}");
    assert!(shown.contains(&format!("({schema}Data {{")), "{activity} is read as {shown}");
}

#[track_caller]
fn check_other(activity: Value) {
    let read: Activity = serde_json::from_value(activity.clone()).unwrap();
    assert_eq!(read, Activity::Other(activity));
}
