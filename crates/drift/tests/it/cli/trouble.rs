//! Errors that stop a run: exit code 2, with the place and the reason on standard error. Here: arguments and recordings.

use insta::assert_snapshot;

use super::{AGREES, DOCUMENT, FAILS, Ran, folder};
use crate::support::Folder;

#[track_caller]
pub fn trouble(ran: Ran) -> String {
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran}");
    ran.err
}

#[test]
fn a_folder_without_recordings_is_nothing_to_check() {
    assert_snapshot!(trouble(folder(&[]).validate(&[])), @"
    error: nothing to check
      -> recordings
      -> there are no recordings here
       = help: name files, or folders with .json, .yaml, .yml, .har, .ndjson, .jsonl or .http files; a run that checks nothing proves nothing
    ");
}

#[test]
fn a_folder_that_is_not_there_is_trouble() {
    let folder = Folder::new();
    folder.write("api.yaml", DOCUMENT);
    assert_snapshot!(trouble(folder.validate(&[])), @"
    error: cannot read the recordings
      -> recordings
      -> No such file or directory (os error 2)
    ");
}

#[test]
fn an_operation_that_does_not_exist_is_trouble_with_a_suggestion() {
    let folder = folder(&[AGREES]);
    assert_snapshot!(trouble(folder.validate(&["--operation", "listOrder"])), @"
    error: nothing to check
      -> api.yaml
      -> the document has no operation `listOrder`
       = help: did you mean listOrders?
    ");
    assert_snapshot!(trouble(folder.validate(&["--operation", "frobnicate"])), @"
    error: nothing to check
      -> api.yaml
      -> the document has no operation `frobnicate`
       = help: name an operationId of the document
    ");
}

#[test]
fn an_operation_without_recordings_is_nothing_to_check() {
    assert_snapshot!(trouble(folder(&[AGREES]).validate(&["--operation", "deleteOrder"])), @"
         Loading api.yaml (2 operations), 1 file, 0 exceptions
    error: nothing was checked
      -> no recording shows deleteOrder
    ");
}

#[test]
fn recordings_of_another_server_alone_are_nothing_to_check() {
    let ran = folder(&[&AGREES.replace("api.example.org", "other.example.org")]).validate(&[]);
    assert_snapshot!(ran, @r#"
    exit 2
    --- stdout
    warning[undocumented-server] requests were sent to other.example.org/v1, which is below none of the
        document's servers (https://api.example.org/v1)
            at: GET /v1/orders
      document: api.yaml:3:1 #/servers
          |
        3 | servers: [{url: https://api.example.org/v1}]
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      recorded: recordings/0.json:2:39
          |
        2 |   "request": {"method": "…", "url": "…"},
          |                                     ^^^
          seen: in 1 of 1 recording
          hint: add the server to `servers`; if it is a proxy for one of them, pass `--server
                https://other.example.org/v1`

    --- stderr
         Loading api.yaml (2 operations), 1 file, 0 exceptions
    error: nothing was checked
      -> none of 1 recording matches an operation of the document
       = help: the requests went to https://other.example.org; if one is a proxy for the API, pass it as `--server`
    "#);
}

/// One unreadable recording beside one that fails.
fn unreadable(content: impl AsRef<[u8]>) -> Ran {
    let folder = folder(&[FAILS]);
    folder.write("recordings/bad.json", content);
    let ran = folder.validate(&[]);
    assert!(ran.out.starts_with("error[type-mismatch]"), "the rest is still checked: {ran}");
    assert_eq!(ran.code, 2, "{ran}");
    ran
}

#[test]
fn an_unreadable_recording_is_trouble_and_the_rest_is_still_checked() {
    assert_snapshot!(unreadable("{\n  \"request\": {\"method\": GET}\n}"), @r#"
    exit 2
    --- stdout
    error[type-mismatch] listOrders: expected integer, recorded string
            at: GET /orders → 200, body /orders/*/id
      document: api.yaml:22:30
                #/paths/~1orders/get/responses/200/content/application~1json/schema/properties/orders/items/properties/id/type
           |
        22 |                         id: {type: integer}
           |                              ^^^^^^^^^^^^^^
      recorded: recordings/0.json:5:32
          |
        5 |     "body": {"orders": [{"id": "…"}, {"id": "…"}]}
          |                                ^^^
           and: recordings/0.json:5:47
          seen: in 1 of 1 recording, 2 places
          hint: correct `type`, or allow both types

    --- stderr
         Loading api.yaml (2 operations), 2 files, 0 exceptions
    error: cannot read the recording
      -> recordings/bad.json:2:25
      -> expected a value
         Checked 1 recording of 1 operation: 1 error, 0 warnings, 0 accepted
        Coverage 1 of 2 operations, 1 of 2 statuses, 2 of 2 response properties
            Help openapi-drift explain type-mismatch
    error: 1 recording could not be read; the rest was checked
         Verdict failed: not everything could be checked (exit code 2)
    "#);
}

#[test]
fn errors_of_a_recording_are_reported_with_their_place() {
    let why = |content: &[u8]| {
        let err = unreadable(content).err;
        err.lines()
            .skip_while(|line| !line.starts_with("error: "))
            .take_while(|line| !line.contains("Checked"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_snapshot!(why(AGREES.replace("200", "\"two hundred\"").as_bytes()), @"
    error: cannot read the recording
      -> recordings/bad.json:3:38
      -> expected an HTTP status as a number, found a string
    ");
    assert_snapshot!(why(AGREES.replace("https://api.example.org/v1/", "").as_bytes()), @"
    error: cannot read the recording
      -> recordings/bad.json:2:39
      -> the request URL is neither absolute nor a path: relative URL without a base
       = help: write it with scheme and host, such as https://api.example.org/v1/groups, or as a path, such as /v1/groups
    ");
    assert_snapshot!(why(AGREES.replace("\"status\"", "\"code\"").as_bytes()), @"
    error: cannot read the recording
      -> recordings/bad.json:3:21
      -> expected one of `status`, `headers`, `body`, `body_text`, `body_base64`, found another name
    ");
    assert_snapshot!(why(AGREES.replace("\"GET\"", "\"G\u{e4}\", \"x\": T").as_bytes()), @"
    error: cannot read the recording
      -> recordings/bad.json:2:33
      -> expected one of `method`, `url`, `headers`, `body`, `body_text`, `body_base64`, found another name
    ");
    assert_snapshot!(why(b"{\n  \"request\": \"\xff\"}"), @"
    error: cannot read the recording
      -> recordings/bad.json:2:15
      -> it is not UTF-8
    ");
    assert_snapshot!(why(b""), @"
    error: cannot read the recording
      -> recordings/bad.json:1:1
      -> the file is empty
    ");
    assert_snapshot!(why(b"[]"), @"
    error: cannot read the recording
      -> recordings/bad.json:1:1
      -> the format was not recognized
       = help: pass `--input FORMAT` (native, har, vcr, wiremock, postman, ndjson, http, nock, hoverfly, mitmproxy, curl), or leave the file out if it is part of a document
    ");
}

#[test]
fn if_nothing_can_be_read_nothing_was_checked() {
    assert_snapshot!(trouble(folder(&["{"]).validate(&[])), @"
         Loading api.yaml (2 operations), 1 file, 0 exceptions
    error: cannot read the recording
      -> recordings/0.json:1:1
      -> it ends within an object
    error: nothing was checked
      -> no recording could be read
    ");
}

#[test]
fn a_document_or_exceptions_that_are_not_there_are_trouble() {
    let folder = folder(&[AGREES]);
    assert_snapshot!(trouble(folder.run(&["validate", "--document", "none.yaml", "recordings"])), @"
    error: cannot read the document
      -> none.yaml
      -> No such file or directory (os error 2)
    ");
    assert_snapshot!(trouble(folder.validate(&["--exceptions", "none.toml"])), @"
    error: cannot read the exceptions
      -> none.toml
      -> No such file or directory (os error 2)
    ");
    folder.write("e.toml", "[[exception]]\ncode = \"type-mismatch\"\noperation = \"listOrder\"\nreason = \"x\"\n");
    assert_snapshot!(trouble(folder.validate(&["--exceptions", "e.toml"])), @"
    error: cannot use an exception
      -> e.toml:1:1
      -> the document has no operation `listOrder`
    ");
}

#[test]
fn bad_arguments_are_trouble() {
    let folder = folder(&[AGREES]);
    for arguments in [&["--format", "xml"][..], &["--deny", "everything"], &["--frobnicate"]] {
        assert_eq!(folder.validate(arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(folder.run(&["validate", "--document", "api.yaml"]).code, 2);
    assert_eq!(folder.run(&["explain", "tpye-mismatch"]).code, 2);
    assert_eq!(folder.run(&[]).code, 2);
}
