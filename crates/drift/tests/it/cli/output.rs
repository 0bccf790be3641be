//! Output and exit codes of runs without errors.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::Value;

use super::{AGREES, FAILS, WARNS, folder};
use crate::support::{Folder, HEAD};

#[test]
fn recordings_that_agree_exit_with_0_and_an_empty_report() {
    let ran = folder(&[AGREES]).validate(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_snapshot!(ran.err, @"
     Loading api.yaml (2 operations), 1 file, 0 exceptions
     Checked 1 recording of 1 operation: 0 errors, 0 warnings, 0 accepted
    Coverage 1 of 2 operations, 1 of 2 statuses, 2 of 2 response properties
        Note 1 part of the document never recorded (openapi-drift validate --all lists them)
     Verdict passed: the recordings agree with the document (exit code 0)
    ");
}

#[test]
fn an_error_exits_with_1() {
    assert_snapshot!(folder(&[AGREES, FAILS]).validate(&[]), @r#"
    exit 1
    --- stdout
    error[type-mismatch] listOrders: expected integer, recorded string
            at: GET /orders → 200, body /orders/*/id
      document: api.yaml:22:30
                #/paths/~1orders/get/responses/200/content/application~1json/schema/properties/orders/items/properties/id/type
           |
        22 |                         id: {type: integer}
           |                              ^^^^^^^^^^^^^^
      recorded: recordings/1.json:5:32
          |
        5 |     "body": {"orders": [{"id": "…"}, {"id": "…"}]}
          |                                ^^^
           and: recordings/1.json:5:47
          seen: in 1 of 2 recordings, 2 places
          hint: correct `type`, or allow both types

    --- stderr
         Loading api.yaml (2 operations), 2 files, 0 exceptions
         Checked 2 recordings of 1 operation: 1 error, 0 warnings, 0 accepted
        Coverage 1 of 2 operations, 1 of 2 statuses, 2 of 2 response properties
            Help openapi-drift explain type-mismatch
         Verdict failed: the recordings differ from the document (exit code 1)
    "#);
}

#[test]
fn warnings_fail_only_a_run_that_denies_them() {
    let folder = folder(&[WARNS]);
    assert_eq!(folder.validate(&[]).code, 0);
    assert!(folder.validate(&[]).out.starts_with("warning[undocumented-property]"));
    for denied in ["warnings", "notes", "undocumented-property"] {
        assert_eq!(folder.validate(&["--deny", denied]).code, 1, "{denied}");
    }
    for denied in ["type-mismatch", "never-recorded"] {
        let code = folder.validate(&["--deny", denied]).code;
        // `deleteOrder` was never recorded.
        assert_eq!(code, i32::from(denied == "never-recorded"), "{denied}");
    }
}

#[test]
fn all_lists_unrecorded_operations() {
    assert_snapshot!(folder(&[AGREES]).validate(&["--all"]).out, @"note[never-recorded] deleteOrder: no recording shows the operation (api.yaml:24:5)");
}

#[test]
fn accepted_findings_do_not_fail_a_run() {
    let folder = folder(&[FAILS]);
    folder.write("ok.toml", "[[exception]]\ncode = \"type-mismatch\"\noperation = \"listOrders\"\nreason = \"known\"\n");
    let ran = folder.validate(&["--exceptions", "ok.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("0 errors, 0 warnings, 1 accepted"), "{}", ran.err);
}

#[test]
fn colours_are_as_asked_for_and_say_nothing_that_words_do_not() {
    let folder = folder(&[FAILS, WARNS]);
    let coloured = folder.validate(&["--color", "always"]);
    let plain = folder.validate(&["--color", "never"]);
    assert_snapshot!(coloured.to_string().replace('\u{1b}', "␛"), @r#"
    exit 1
    --- stdout
    ␛[1m␛[91merror[type-mismatch]␛[0m ␛[1mlistOrders␛[0m: expected integer, recorded string
    ␛[1m␛[94m        at:␛[0m GET /orders → 200, body /orders/*/id
    ␛[1m␛[94m  document:␛[0m api.yaml:22:30
                #/paths/~1orders/get/responses/200/content/application~1json/schema/properties/orders/items/properties/id/type
           ␛[1m␛[94m|␛[0m
        ␛[1m␛[94m22␛[0m ␛[1m␛[94m|␛[0m                         id: {type: integer}
           ␛[1m␛[94m|␛[0m                              ␛[1m␛[92m^^^^^^^^^^^^^^␛[0m
    ␛[1m␛[94m  recorded:␛[0m recordings/0.json:5:32
          ␛[1m␛[94m|␛[0m
        ␛[1m␛[94m5␛[0m ␛[1m␛[94m|␛[0m     "body": {"orders": [{"id": "…"}, {"id": "…"}]}
          ␛[1m␛[94m|␛[0m                                ␛[1m␛[92m^^^␛[0m
    ␛[1m␛[94m       and:␛[0m recordings/0.json:5:47
    ␛[1m␛[94m      seen:␛[0m in 1 of 2 recordings, 2 places
    ␛[1m␛[94m      hint:␛[0m correct `type`, or allow both types

    ␛[1m␛[33mwarning[undocumented-property]␛[0m ␛[1mlistOrders␛[0m: property `total` is not documented
    ␛[1m␛[94m        at:␛[0m GET /orders → 200, body /total
    ␛[1m␛[94m  document:␛[0m api.yaml:13:15 #/paths/~1orders/get/responses/200/content/application~1json/schema
           ␛[1m␛[94m|␛[0m
        ␛[1m␛[94m13␛[0m ␛[1m␛[94m|␛[0m               schema:
           ␛[1m␛[94m|␛[0m               ␛[1m␛[92m^^^^^^^␛[0m
    ␛[1m␛[94m  recorded:␛[0m recordings/1.json:3:63
          ␛[1m␛[94m|␛[0m
        ␛[1m␛[94m3␛[0m ␛[1m␛[94m|␛[0m   "response": {"status": 200, "body": {"orders": [], "total": …}}
          ␛[1m␛[94m|␛[0m                                                               ␛[1m␛[92m^␛[0m
    ␛[1m␛[94m      seen:␛[0m in 1 of 2 recordings
    ␛[1m␛[94m      hint:␛[0m document the property

    --- stderr
    ␛[1m␛[92m     Loading␛[0m api.yaml (2 operations), 2 files, 0 exceptions
    ␛[1m␛[92m     Checked␛[0m 2 recordings of 1 operation: 1 error, 1 warning, 0 accepted
    ␛[1m␛[92m    Coverage␛[0m 1 of 2 operations, 1 of 2 statuses, 2 of 2 response properties
    ␛[1m␛[92m        Help␛[0m openapi-drift explain type-mismatch
    ␛[1m␛[92m     Verdict␛[0m failed: the recordings differ from the document (exit code 1)
    "#);
    let stripped = anstream::adapter::strip_str(&coloured.out).to_string();
    assert_eq!(stripped, plain.out);
    assert_eq!(anstream::adapter::strip_str(&coloured.err).to_string(), plain.err);
    // Neither stream is a terminal here.
    assert_eq!(folder.validate(&[]).out, plain.out);
}

#[test]
fn a_program_gets_a_json_object_a_line() {
    assert_snapshot!(folder(&[FAILS, WARNS]).validate(&["--format", "json-lines"]), @r#"
    exit 1
    --- stdout
    {"type":"finding","code":"type-mismatch","severity":"error","operation":"listOrders","method":"GET","path":"/orders","status":200,"side":"response","in":"body","pointer":"/orders/*/id","document":{"file":"api.yaml","line":22,"column":30,"pointer":"/paths/~1orders/get/responses/200/content/application~1json/schema/properties/orders/items/properties/id/type"},"count":2,"recordings":1,"of":2,"places":[{"file":"recordings/0.json","line":5,"column":32,"exchange":0,"pointer":"/orders/*/id"},{"file":"recordings/0.json","line":5,"column":47,"exchange":0,"pointer":"/orders/*/id"}],"message":"expected integer, recorded string","hint":"correct `type`, or allow both types"}
    {"type":"finding","code":"undocumented-property","severity":"warning","operation":"listOrders","method":"GET","path":"/orders","status":200,"side":"response","in":"body","pointer":"/total","document":{"file":"api.yaml","line":13,"column":15,"pointer":"/paths/~1orders/get/responses/200/content/application~1json/schema"},"count":1,"recordings":1,"of":2,"places":[{"file":"recordings/1.json","line":3,"column":63,"exchange":0,"pointer":"/total"}],"message":"property `total` is not documented","hint":"document the property"}
    {"type":"summary","document":"api.yaml","format":1,"recordings":2,"exchanges":{"matched":2,"compared":2},"not_checked":{},"not_recorded":{},"unknown_values":0,"unreadable":0,"operations":{"recorded":1,"documented":2},"statuses":{"recorded":1,"documented":2},"properties":{"recorded":2,"documented":2},"errors":1,"warnings":1,"notes":1,"accepted":0,"documentation":0}
    --- stderr
         Loading api.yaml (2 operations), 2 files, 0 exceptions
         Checked 2 recordings of 1 operation: 1 error, 1 warning, 0 accepted
        Coverage 1 of 2 operations, 1 of 2 statuses, 2 of 2 response properties
            Help openapi-drift explain type-mismatch
         Verdict failed: the recordings differ from the document (exit code 1)
    "#);
}

/// The members that a finding always has. More may come; none may go.
const MEMBERS: [&str; 15] = [
    "type",
    "code",
    "severity",
    "operation",
    "method",
    "path",
    "status",
    "side",
    "pointer",
    "document",
    "count",
    "places",
    "message",
    "hint",
    "in",
];

#[test]
fn every_finding_has_every_member_and_the_last_line_is_a_summary() {
    let stray = AGREES.replace("/orders", "/people/7");
    let folder = folder(&[FAILS, WARNS, &stray]);
    folder.write("old.toml", "[[exception]]\ncode = \"missing-body\"\noperation = \"*\"\nreason = \"gone\"\n");
    let ran = folder.validate(&["--format", "json-lines", "--all", "--exceptions", "old.toml"]);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect();
    let (summary, findings) = lines.split_last().expect("at least a summary");
    assert_eq!((&summary["type"], &summary["format"]), (&Value::from("summary"), &Value::from(1)));
    assert_eq!(summary["errors"], 1);
    assert_eq!(summary["recordings"], 3);
    let codes: BTreeSet<&str> = findings.iter().filter_map(|finding| finding["code"].as_str()).collect();
    assert_eq!(codes.len(), 5, "{codes:?}");
    for finding in findings {
        assert_eq!(finding["type"], "finding");
        let missing: Vec<&str> = MEMBERS.into_iter().filter(|member| finding.get(member).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?} missing from {finding}");
        for member in ["file", "line", "column", "pointer"] {
            assert!(finding["document"].get(member).is_some(), "document.{member} missing from {finding}");
        }
        for place in finding["places"].as_array().expect("a list of places") {
            for member in ["file", "line", "column", "exchange"] {
                assert!(place.get(member).is_some(), "places[].{member} missing from {finding}");
            }
        }
    }
}

#[test]
fn only_selected_operations_are_checked() {
    let gone = AGREES.replace("\"GET\"", "\"DELETE\"").replace("/orders", "/orders/x").replace(r#", "body": {"orders": [{"id": 1}]}"#, "");
    let folder = folder(&[FAILS, &gone]);
    assert_eq!(folder.validate(&["--operation", "deleteOrder"]).out.matches("error[").count(), 1);
    let both = folder.validate(&["--operation", "deleteOrder", "--operation", "listOrders"]);
    assert_eq!((both.code, both.out.matches("error[").count()), (1, 2));
}

#[test]
fn recorded_values_are_printed_only_with_show_values() {
    let folder = folder(&[&FAILS.replace("one", "canary-7f3a")]);
    folder.write("recordings/bad.json", AGREES.replace("200", "\"canary-7f3a, expected\""));
    folder.write("recordings/worse.json", AGREES.replace("\"application/json\"", "{\"x\": \"canary-7f3a\"}"));
    for arguments in [&[][..], &["--all"], &["--format", "json-lines", "--all"], &["--color", "always", "--undocumented-headers"]] {
        let said = folder.validate(arguments).to_string();
        assert!(!said.contains("canary-7f3a"), "{said}");
        let shown = folder.validate(&[arguments, &["--show-values"]].concat());
        assert!(shown.out.contains("canary-7f3a"), "{shown}");
    }
}

#[test]
fn a_reader_that_closes_changes_no_verdict() {
    use std::process::{Command, Stdio};
    let folder = folder(&[FAILS]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_openapi-drift"))
        .args(["validate", "--document", "api.yaml", "recordings"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary can be started");
    drop(child.stdout.take());
    let code = child.wait().expect("it ends").code();
    assert_eq!(code, Some(1));
}

#[test]
fn bodies_that_no_schema_is_asked_about_are_counted() {
    let content = |media_type: &str| format!("{media_type}: {{schema: {{type: object, properties: {{id: {{type: integer}}}}}}}}");
    let folder = Folder::new();
    folder.write(
        "api.yaml",
        format!(
            "{HEAD}paths: {{/a: {{get: {{operationId: a, responses: {{200: {{description: '', content: {{{}, {}, text/plain: {{schema: {{type: string}}}}}}}}}}}}}}}}\n",
            content("application/xml"),
            content("application/x-ndjson")
        ),
    );
    for (index, media_type) in
        ["application/xml", "application/x-ndjson", "text/plain", "application/xml; charset=utf-8"].iter().enumerate()
    {
        folder.write(
            &format!("recordings/{index}.json"),
            format!(r#"{{"request": {{"method": "GET", "url": "https://api.example.org/v1/a"}}, "response": {{"status": 200, "headers": {{"content-type": "{media_type}"}}, "body_text": "<a>no number"}}}}"#),
        );
    }
    let ran = folder.validate(&[]);
    assert!(ran.err.contains("Not checked 3 bodies with unsupported media types: application/x-ndjson, application/xml\n"), "{}", ran.err);
    assert_eq!(ran.code, 0);
}
