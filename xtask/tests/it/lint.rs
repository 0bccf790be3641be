//! Tests of `cargo xtask lint` with the documents of this repository, and with an invalid one.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).env("NO_COLOR", "1").output().expect("the task can be started")
}

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/mobilize.yaml");
    fs::read_to_string(path).expect("the document")
}

#[test]
fn the_documents_are_clean() {
    let output = xtask(&["lint"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_fault_has_a_place_and_advice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mutated.yaml");
    fs::write(&path, document().replacen("operationId: listGroups", "operationId: fetchGroups", 1)).expect("a file");
    let output = xtask(&["lint", path.to_str().expect("text")]);
    let out = String::from_utf8_lossy(&output.stdout).replace(&path.display().to_string(), "mutated.yaml");
    insta::assert_snapshot!(out);
}
