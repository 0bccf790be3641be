//! Help and explanations. Their text is part of the interface, so a change shows in a diff.

use insta::assert_snapshot;
use openapi_drift::Code;

use crate::support::Folder;

#[track_caller]
fn help(arguments: &[&str]) -> String {
    let ran = Folder::new().run(arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran}");
    ran.out
}

#[test]
fn help_of_the_command() {
    assert_snapshot!("help", help(&["--help"]));
}

#[test]
fn help_of_validate() {
    assert_snapshot!("help-validate", help(&["validate", "--help"]));
}

#[test]
fn help_of_lint() {
    assert_snapshot!("help-lint", help(&["lint", "--help"]));
}

#[test]
fn help_of_explain() {
    assert_snapshot!("help-explain", help(&["explain", "--help"]));
}

#[test]
fn every_subcommand_has_its_help_here() {
    let listed = help(&["--help"]);
    let commands: Vec<&str> = listed
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(commands, ["validate", "lint", "explain", "help"]);
}

#[test]
fn a_code_is_explained_by_itself() {
    assert_snapshot!(help(&["explain", "type-mismatch"]), @"
    type-mismatch (error)

    A value has another type than documented.

    What to do: correct the `type`, or document both.
    ");
}

#[test]
fn without_a_code_all_are_listed() {
    let listed = help(&["explain"]);
    assert_eq!(listed.lines().count(), Code::ALL.len());
    assert_snapshot!("explain", listed);
}
