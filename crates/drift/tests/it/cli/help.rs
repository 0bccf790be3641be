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
fn help_of_diff() {
    assert_snapshot!("help-diff", help(&["diff", "--help"]));
}

#[test]
fn a_code_of_a_change_is_explained_by_itself() {
    assert_snapshot!("explain-change", help(&["explain", "response-enum-value-added"]));
}

#[test]
fn help_of_merge() {
    assert_snapshot!("help-record", help(&["record", "--help"]));
    assert_snapshot!("help-redact", help(&["redact", "--help"]));
    assert_snapshot!("help-merge", help(&["merge", "--help"]));
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
    assert_eq!(commands, ["validate", "merge", "record", "redact", "exceptions", "lint", "diff", "explain", "help"]);
}

#[test]
fn a_code_is_explained_by_itself() {
    assert_snapshot!(help(&["explain", "type-mismatch"]), @r#"
    type-mismatch (error)

    A value does not have the documented type.

    What to do: correct `type`, or allow both types.

    The document

        openapi: 3.0.3
        info: {title: Books, version: '1'}
        paths:
          /book:
            get:
              operationId: getBook
              responses:
                '200':
                  description: a book
                  content:
                    application/json:
                      schema:
                        type: object
                        properties:
                          id:
                            type: integer

    The recording

        {
          "request": { "method": "GET", "url": "https://books.example.org/book" },
          "response": {
            "status": 200,
            "headers": { "content-type": "application/json" },
            "body": { "id": "7" }
          }
        }

    The finding

        error[type-mismatch] getBook: expected integer, recorded string
                at: GET /book → 200, body /id
          document: openapi.yaml:16:21
                    #/paths/~1book/get/responses/200/content/application~1json/schema/properties/id/type
               |
            16 |                     type: integer
               |                     ^^^^^^^^^^^^^
          recorded: recording.json:6:21
              |
            6 |     "body": { "id": "…" }
              |                     ^^^
              seen: in 1 of 1 recording
              hint: the service sends the number as a string: use `type: string`
    "#);
}

#[test]
fn without_a_code_all_are_listed() {
    let listed = help(&["explain"]);
    assert_eq!(listed.lines().take_while(|line| !line.is_empty()).count(), Code::ALL.len());
    assert_snapshot!("explain", listed);
}
