//! Tests of `cargo xtask validate` with the repository itself.

use std::process::{Command, Output};

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).env("NO_COLOR", "1").output().expect("the task can be started")
}

#[track_caller]
fn check(arguments: &[&str], expected: i32) -> String {
    let output = xtask(arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(expected), "{out}{err}");
    out.into_owned()
}

#[test]
fn the_recordings_agree_with_the_documents() {
    assert_eq!(check(&["validate"], 0), "");
}

#[test]
fn an_operation_can_be_validated_alone() {
    check(&["validate", "listGroups"], 0);
    check(&["validate", "listGroup"], 2);
}

#[test]
fn every_recording_that_lies_in_the_folder_is_counted() {
    let lines = check(&["validate", "--format", "json-lines"], 0);
    let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let checked: u64 = lines.filter(|line| line["type"] == "summary").filter_map(|summary| summary["recordings"].as_u64()).sum();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/recordings");
    let files = openapi_drift::find(&[folder]).unwrap_or_else(|trouble| panic!("{trouble}"));
    assert_eq!(checked, files.len() as u64);
}
