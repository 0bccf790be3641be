//! Exceptions: what they match, and what becomes of those that match nothing.

use insta::assert_snapshot;
use openapi_drift::Exceptions;

use crate::support::{HEAD, Run, document};

const DOCUMENT: &str = "
paths:
  /things: {get: {operationId: listThings, responses: {200: {description: '', content: {application/json: {schema: {type: array, items: {type: integer}}}}}}}}
  /thing: {get: {operationId: getThing, responses: {200: {description: '', content: {application/json: {schema: {type: object, properties: {id: {type: integer}, at: {type: integer}}}}}}}}}
";

const RECORDINGS: [(&str, &str); 3] = [
    (
        "list.json",
        r#"{"request": {"method": "GET", "url": "https://api.example.org/v1/things"}, "response": {"status": 200, "body": ["1"]}}"#,
    ),
    (
        "one.json",
        r#"{"request": {"method": "GET", "url": "https://api.example.org/v1/thing"}, "response": {"status": 200, "body": {"id": "1", "at": "2", "x": 1}}}"#,
    ),
    ("gone.json", r#"{"request": {"method": "GET", "url": "https://api.example.org/v1/people/7"}, "response": {"status": 404}}"#),
];

/// Returns the remaining and the accepted findings, one line each, for the fields of one exception.
fn accepted(exception: &str, run: Run<'_>) -> String {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let exceptions = format!("[[exception]]\n{exception}\nreason = \"known\"\n");
    let report = Run { exceptions: &exceptions, ..run }.report(&document, &RECORDINGS);
    let accepted = report.accepted.iter().map(|finding| {
        assert_eq!(finding.reason.as_deref(), Some("known"));
        format!("accepted {} {} {}", finding.code, finding.path, finding.pointer)
    });
    let about = report.findings.iter().filter(|finding| finding.code.as_str().ends_with("-exception"));
    let about = about.map(|finding| format!("{}[{}] {}:{}", finding.severity, finding.code, finding.document.file, finding.document.line));
    let lines: Vec<String> = accepted.chain(about).collect();
    assert_eq!(report.findings.len() + report.accepted.len(), 5 + usize::from(lines.iter().any(|line| line.contains("-exception]"))));
    lines.join("\n")
}

#[track_caller]
fn check(exception: &str, expected: &[&str]) {
    assert_eq!(accepted(exception, Run::default()), expected.join("\n"));
}

#[test]
fn a_date_may_be_written_in_either_way() {
    for date in ["\"2020-01-01\"", "2020-01-01"] {
        check(
            &format!("code = \"type-mismatch\"\noperation = \"listThings\"\nexpires = {date}"),
            &["error[expired-exception] exceptions.toml:1"],
        );
    }
}

#[test]
fn an_exception_for_one_side_accepts_nothing_of_the_other() {
    check("code = \"type-mismatch\"\noperation = \"listThings\"\nside = \"response\"", &["accepted type-mismatch /things /*"]);
    check("code = \"type-mismatch\"\noperation = \"listThings\"\nside = \"request\"", &["warning[unmatched-exception] exceptions.toml:1"]);
}

#[test]
fn an_exception_accepts_findings_by_code_and_operation() {
    check("code = \"type-mismatch\"\noperation = \"listThings\"", &["accepted type-mismatch /things /*"]);
    check(
        "code = \"type-mismatch\"\noperation = \"getThing\"",
        &["accepted type-mismatch /thing /at", "accepted type-mismatch /thing /id"],
    );
    check("code = \"undocumented-property\"\noperation = \"getThing\"", &["accepted undocumented-property /thing /x"]);
    check(
        "code = \"type-mismatch\"\noperation = \"*\"",
        &["accepted type-mismatch /things /*", "accepted type-mismatch /thing /at", "accepted type-mismatch /thing /id"],
    );
}

#[test]
fn path_status_and_pointer_narrow_it() {
    check("code = \"type-mismatch\"\noperation = \"*\"\npath = \"/things\"", &["accepted type-mismatch /things /*"]);
    check("code = \"type-mismatch\"\noperation = \"*\"\npointer = \"/id\"\nstatus = 200", &["accepted type-mismatch /thing /id"]);
    let nothing = ["warning[unmatched-exception] exceptions.toml:1"];
    check("code = \"type-mismatch\"\noperation = \"getThing\"\nstatus = 404", &nothing);
    check("code = \"type-mismatch\"\noperation = \"getThing\"\npointer = \"/i\"", &nothing);
    check("code = \"type-mismatch\"\noperation = \"getThing\"\npath = \"/things\"", &nothing);
    check("code = \"type-mismatch\"\noperation = \"listThings\"\npointer = \"/0\"", &nothing);
}

#[test]
fn findings_without_operation_are_accepted_by_their_folded_path() {
    check(
        "code = \"undocumented-operation\"\noperation = \"*\"\npath = \"/v1/people/*\"\nstatus = 404",
        &["accepted undocumented-operation /v1/people/* "],
    );
    check("code = \"undocumented-operation\"\noperation = \"getThing\"", &["warning[unmatched-exception] exceptions.toml:1"]);
}

#[test]
fn an_exception_counts_on_its_last_day_and_not_on_the_next() {
    let exception = "code = \"type-mismatch\"\noperation = \"listThings\"\nexpires = \"2026-05-31\"";
    assert_eq!(accepted(exception, Run { today: Some("2026-05-31"), ..Run::default() }), "accepted type-mismatch /things /*");
    assert_eq!(accepted(exception, Run { today: Some("2026-06-01"), ..Run::default() }), "error[expired-exception] exceptions.toml:1");
}

#[test]
fn exceptions_of_operations_that_were_not_asked_for_are_left_alone() {
    let about = |only: &[&str], operation: &str| {
        let document = document(&format!("{HEAD}{DOCUMENT}"));
        let exceptions = format!("[[exception]]\ncode = \"missing-property\"\noperation = \"{operation}\"\nreason = \"x\"\n");
        let report = Run { exceptions: &exceptions, only, ..Run::default() }.report(&document, &RECORDINGS[..1]);
        report.findings.iter().filter(|finding| finding.code.as_str() == "unmatched-exception").count()
    };
    assert_eq!(about(&["listThings"], "getThing"), 0);
    assert_eq!(about(&["listThings"], "*"), 0);
    assert_eq!(about(&["listThings"], "listThings"), 1);
    assert_eq!(about(&[], "getThing"), 1);
}

#[test]
fn each_exception_without_match_is_reported_at_its_line() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let exceptions = "# Two.\n[[exception]]\ncode = \"type-mismatch\"\noperation = \"listThings\"\nreason = \"a\"\n\n[[exception]]\ncode = \"type-mismatch\"\noperation = \"listThings\"\nstatus = 201\nreason = \"b\"\n";
    let report = Run { exceptions, ..Run::default() }.report(&document, &RECORDINGS);
    let about: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| finding.code.as_str() == "unmatched-exception")
        .map(|finding| format!("{} ({:?}) line {}", finding.message, finding.status, finding.document.line))
        .collect();
    assert_eq!(about, ["the exception for type-mismatch matches nothing (\"b\") (Some(201)) line 7"]);
}

#[test]
fn an_exception_for_a_statement_accepts_its_findings() {
    let statement = |name: &str| format!("/paths/~1thing/get/responses/200/content/application~1json/schema/properties/{name}/type");
    let (id, at) = (statement("id"), statement("at"));
    check(&format!("code = \"type-mismatch\"\ndocument = \"{id}\""), &["accepted type-mismatch /thing /id"]);
    // As the report shows it.
    check(&format!("code = \"type-mismatch\"\ndocument = \"#{id}\""), &["accepted type-mismatch /thing /id"]);
    let both = ["accepted type-mismatch /thing /at", "accepted type-mismatch /thing /id"];
    check(&format!("code = \"type-mismatch\"\ndocument = [\"{id}\", \"{at}\"]"), &both);
    check(&format!("code = \"type-mismatch\"\ndocument = \"{id}\"\nside = \"response\""), &["accepted type-mismatch /thing /id"]);
    let nothing = ["warning[unmatched-exception] exceptions.toml:1"];
    check(&format!("code = \"type-mismatch\"\ndocument = \"{id}\"\nside = \"request\""), &nothing);
    check(&format!("code = \"unexpected-null\"\ndocument = \"{id}\""), &nothing);
    check(&format!("code = \"type-mismatch\"\ndocument = \"{}\"", id.trim_end_matches("/type")), &nothing);
}

#[test]
fn severity_message_and_name_narrow_it() {
    check("code = \"type-mismatch\"\noperation = \"listThings\"\nseverity = \"error\"", &["accepted type-mismatch /things /*"]);
    let message = |text: &str| format!("code = \"type-mismatch\"\noperation = \"listThings\"\nmessage = \"{text}\"");
    check(&message("expected integer, recorded string"), &["accepted type-mismatch /things /*"]);
    let nothing = ["warning[unmatched-exception] exceptions.toml:1"];
    check(&message("expected integer, recorded boolean"), &nothing);
    check("code = \"type-mismatch\"\noperation = \"listThings\"\nseverity = \"warning\"", &nothing);
    let object = "document = \"/paths/~1thing/get/responses/200/content/application~1json/schema\"";
    let named = |name: &str| format!("code = \"undocumented-property\"\n{object}\nname = \"{name}\"");
    check(&named("x"), &["accepted undocumented-property /thing /x"]);
    check(&named("y"), &nothing);
    let method = |method: &str| format!("code = \"undocumented-operation\"\noperation = \"*\"\nmethod = \"{method}\"");
    check(&method("get"), &["accepted undocumented-operation /v1/people/* "]);
    check(&method("PUT"), &nothing);
}

#[test]
fn entries_without_match_are_reported_at_their_line() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let object = "/paths/~1thing/get/responses/200/content/application~1json/schema";
    let exceptions = format!(
        "[[exception]]\ncode = \"undocumented-property\"\ndocument = [\n  \"{object}\",\n  \"{object}/properties/id\",\n]\nname = [\"x\", \"y\"]\nreason = \"a\"\n"
    );
    let report = |only: &[&str]| Run { exceptions: &exceptions, only, ..Run::default() }.report(&document, &RECORDINGS);
    let about: Vec<String> = report(&[])
        .findings
        .iter()
        .filter(|finding| finding.code.as_str() == "unmatched-exception")
        .map(|finding| format!("{}:{} {}; {}", finding.document.line, finding.document.column, finding.message, finding.hint))
        .collect();
    assert_snapshot!(about.join("\n"), @r#"
    5:3 the exception for undocumented-property matches nothing at /paths/~1thing/get/responses/200/content/application~1json/schema/properties/id ("a"); remove it from the list
    7:14 the exception for undocumented-property does not match `y` ("a"); remove it from the list
    "#);
    // A statement may be reached through operations that were not asked for.
    assert!(report(&["getThing"]).findings.iter().all(|finding| finding.code.as_str() != "unmatched-exception"));
}

#[test]
fn two_exceptions_for_one_finding_are_both_in_use() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let exception = "[[exception]]\ncode = \"type-mismatch\"\noperation = \"listThings\"\nreason = \"a\"\n";
    let report = Run { exceptions: &exception.repeat(2), ..Run::default() }.report(&document, &RECORDINGS);
    assert_eq!(report.accepted.len(), 1);
    assert!(report.findings.iter().all(|finding| finding.code.as_str() != "unmatched-exception"));
}

fn trouble(text: &str) -> String {
    Exceptions::parse("exceptions.toml", text).expect_err("should not parse").to_string()
}

#[test]
fn a_malformed_file_is_trouble_with_a_place() {
    assert_snapshot!(trouble("[[exception]]\ncode = type-mismatch\n"), @"
    cannot read the exceptions
      -> exceptions.toml:2:8
      -> invalid boolean, expected `true`
    ");
    assert_snapshot!(trouble("[[exception]]\ncode = \"type-mismatch\"\noperation = \"*\"\n"), @"
    cannot read the exceptions
      -> exceptions.toml:1:1
      -> missing field `reason`
    ");
    assert_snapshot!(trouble("[[exception]]\ncode = \"type-mismatch\"\noperation = \"*\"\nreason = \"x\"\npointr = \"/id\"\n"), @"
    cannot read the exceptions
      -> exceptions.toml:5:1
      -> unknown field `pointr`, expected one of `code`, `operation`, `method`, `path`, `status`, `pointer`, `document`, `name`, `side`, `severity`, `message`, `reason`, `expires`
    ");
    assert_snapshot!(trouble("[[exception]]\ncode = \"type-mismatch\"\noperation = \"*\"\nstatus = \"200\"\nreason = \"x\"\n"), @r#"
    cannot read the exceptions
      -> exceptions.toml:4:10
      -> invalid type: string "200", expected u16
    "#);
    let exception = |keys: &str| trouble(&format!("[[exception]]\ncode = \"type-mismatch\"\nreason = \"x\"\n{keys}\n"));
    assert_snapshot!(exception(""), @r#"
    cannot read the exceptions
      -> exceptions.toml:1:1
      -> an exception needs `operation` or `document`
       = help: name an operation, or "*" for any; or pass as `document` the pointer that the report shows, without line and column
    "#);
    assert_snapshot!(exception("document = \"/components\"\noperation = \"*\""), @"
    cannot read the exceptions
      -> exceptions.toml:5:13
      -> `operation` and `document` exclude each other
       = help: use `operation` for one operation, or `document` for one place of the document in every operation
    ");
    assert_snapshot!(exception("document = \"/components\"\npointer = \"/id\"\nstatus = 200"), @"
    cannot read the exceptions
      -> exceptions.toml:5:11
      -> `pointer` needs `operation`
       = help: use `document` for one place of the document, in every operation
    ");
    assert_snapshot!(exception("operation = \"*\"\nname = \"id\""), @"
    cannot read the exceptions
      -> exceptions.toml:5:8
      -> `name` needs `document`
       = help: with `operation`, use `pointer` for the place of the finding
    ");
    assert_snapshot!(exception("document = []"), @"
    cannot read the exceptions
      -> exceptions.toml:4:12
      -> `document` is an empty list
    ");
    assert_snapshot!(exception("document = \"components/schemas/User\""), @"
    cannot read the exceptions
      -> exceptions.toml:4:12
      -> `components/schemas/User` is not a JSON Pointer
       = help: write it as /components/schemas/User/required, or for another file as user.yaml#/User/required
    ");
    assert_snapshot!(exception("document = 7"), @"
    cannot read the exceptions
      -> exceptions.toml:4:12
      -> invalid type: integer `7`, expected a string or a list of strings
    ");
    assert_snapshot!(exception("document = [\n  \"/components\",\n  7,\n]"), @"
    cannot read the exceptions
      -> exceptions.toml:6:3
      -> invalid type: integer `7`, expected a string
    ");
    assert_snapshot!(exception("operation = \"*\"\nseverity = \"fatal\""), @"
    cannot read the exceptions
      -> exceptions.toml:5:12
      -> unknown variant `fatal`, expected one of `note`, `warning`, `error`
    ");
    assert_snapshot!(trouble("[[exceptions]]\ncode = \"type-mismatch\"\n"), @"
    cannot read the exceptions
      -> exceptions.toml:1:3
      -> unknown field `exceptions`, expected `exception`
    ");
}

#[test]
fn an_exception_for_one_constraint_leaves_the_others_of_the_value() {
    let document = document(&format!(
        "{HEAD}paths:\n  /x: {{get: {{responses: {{200: {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/X'}}}}}}}}}}}}}}\ncomponents: {{schemas: {{X: {{type: string, minLength: 5, pattern: '^a'}}}}}}\n"
    ));
    let recorded = r#"{"request": {"method": "GET", "url": "https://api.example.org/v1/x"},
 "response": {"status": 200, "body": "b"}}"#;
    let exceptions = "[[exception]]\ncode = \"constraint-violation\"\ndocument = \"/components/schemas/X/minLength\"\nreason = \"known\"\n";
    let report = Run { exceptions, ..Run::default() }.report(&document, &[("x.json", recorded)]);
    assert_eq!(report.accepted.len(), 1);
    assert_snapshot!(report.findings[0].message, @"the recorded string violates `pattern \"^a\"`");
}
