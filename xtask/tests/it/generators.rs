//! The matrix of generators, as far as it can be asked without network.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs the task with nothing but an empty folder on the search path.
fn on_a_bare_machine(arguments: &[&str]) -> Said {
    let empty = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bare");
    fs::create_dir_all(&empty).expect("the folder can be made");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("generators").args(arguments).env("PATH", empty).output();
    let output = output.expect("the task can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Said { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/README.md")).expect("the page is there")
}

#[test]
fn every_row_is_listed_with_its_missing_tools() {
    let said = on_a_bare_machine(&["--list"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    for line in page().lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 10) {
        let name = line.split('`').nth(1).unwrap_or_default();
        let row = said.out.split("\n").skip_while(|row| !row.starts_with(&format!("{name} "))).take(7).collect::<Vec<_>>().join("\n");
        assert!(row.contains("mobilize generate yes") && row.contains("would be skipped: "), "{name}: {row}");
    }
}

#[test]
fn a_row_whose_tools_are_missing_is_skipped_and_never_passes() {
    let said = on_a_bare_machine(&["--only", "openapi-typescript", "--only", "java"]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    assert!(said.out.contains("Skipped everything: no row could run on this machine"), "{}", said.out);
    assert!(said.out.contains("Skipped openapi-typescript: npm was not found (Debian: nodejs npm)"), "{}", said.out);
    assert!(said.out.contains("Skipped java: "), "{}", said.out);
    assert!(said.out.contains("0 rows ran, 2 skipped, 0 got worse"), "{}", said.out);
    assert!(!said.out.contains("yes"), "{}", said.out);
}

#[test]
fn skipped_rows_are_not_written() {
    let before = page();
    assert_eq!(on_a_bare_machine(&["--only", "go", "--write"]).code, Some(0));
    assert_eq!(page(), before);
}

#[track_caller]
fn check_refused(arguments: &[&str], expected: &str) {
    let said = on_a_bare_machine(arguments);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    assert!(said.err.contains(expected), "{}", said.err);
}

#[test]
fn unknown_names_are_refused_with_a_list_of_known_ones() {
    check_refused(&["--only", "golang"], "unknown row `golang`; the rows are openapi-typescript, hey-api,");
    check_refused(&["--document", "slack"], "[possible values: mobilize, mode]");
}
