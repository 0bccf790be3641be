//! Words of findings: hints by keyword, faults of malformed bodies, and the places of bodies that have files of their own.

use openapi_drift::{Collector, Exceptions, Finding, Options, Recordings, check, find};

use crate::support::{Folder, HEAD, Run, document};

/// Returns the findings of a response body, in JSON or not, by the schema of the response.
fn findings(schema: &str, body: &str) -> Vec<Finding> {
    let paths = "paths: {/a: {get: {operationId: a, responses: {'200': {description: a, content: {application/json: {schema: ";
    let document = document(&format!("{HEAD}{paths}{schema}}}}}}}}}}}}}}}\n"));
    let text = serde_json::to_string(body).expect("a string");
    let recording = format!(
        "{{\n\"request\": {{\"method\": \"GET\", \"url\": \"https://api.example.org/v1/a\"}},\n\"response\": {{\"status\": 200, \"headers\": {{\"content-type\": \"application/json\"}},\n\"body_text\": {text}}}}}"
    );
    let report = Run::default().report(&document, &[("a.json", &recording)]);
    report.findings.into_iter().filter(|finding| finding.code.as_str() != "never-recorded").collect()
}

#[test]
fn hints_name_the_keyword_and_its_direction() {
    let check = |schema: &str, body: &str, expected: &str| {
        let hints: Vec<String> = findings(schema, body).into_iter().map(|finding| finding.hint).collect();
        assert_eq!(hints, [expected], "{schema} {body}");
    };
    check("{type: string, pattern: ^a}", "\"b\"", "correct or remove `pattern`");
    check("{type: string, maxLength: 1}", "\"bb\"", "raise or remove `maxLength`");
    check("{type: string, minLength: 2}", "\"b\"", "lower or remove `minLength`");
    check("{type: integer, maximum: 1}", "2", "raise or remove `maximum`");
    check("{type: integer, minimum: 3}", "2", "lower or remove `minimum`");
    check("{type: integer, multipleOf: 3}", "2", "correct or remove `multipleOf`");
    check("{type: array, items: {}, uniqueItems: true}", "[1, 1]", "remove `uniqueItems`");
    check("{type: array, items: {}, maxItems: 1}", "[1, 1]", "raise or remove `maxItems`");
    check("{not: {type: string}}", "\"b\"", "correct or remove `not`");
}

#[test]
fn malformed_bodies_are_described_at_the_place_of_the_fault() {
    let check = |body: &str, message: &str, column: usize| {
        let found = findings("{type: object}", body);
        let [finding] = found.as_slice() else { panic!("{body}: {found:?}") };
        assert_eq!(finding.message, format!("the body is not JSON: {message}"), "{body}");
        let place = &finding.places[0];
        // The text of the body starts at line 4, column 15.
        assert_eq!((place.line, place.column), (4, 15 + column), "{body}");
    };
    check("{a: NaN}", "the name of a member has no double quotes", 1);
    check("[1, NaN]", "`NaN` is not a JSON number", 4);
    check("\u{feff}[1, NaN]", "`NaN` is not a JSON number", 5);
    check("[1, 2", "it ends within an array", 4);
    check("<html></html>", "it is HTML", 0);
    check("  ", "it is empty", 1);
    check("[1] [2]", "another value follows the first one", 4);
    check("['é', 1]", "JSON has double quotes, not single ones", 1);
    check("[1,]", "a comma follows the last member or item", 3);
}

#[test]
fn a_body_in_a_file_names_the_manifest_that_it_belongs_to() {
    let document = document(&format!(
        "{HEAD}paths: {{/a: {{get: {{responses: {{'200': {{description: a, content: {{application/json: {{schema: {{type: string}}}}}}}}}}}}}}}}\n"
    ));
    let folder = Folder::new();
    folder.write("bodies/1.json", "\n7");
    let line = r#"{"method":"GET","url":"https://api.example.org/v1/a","status":200,"body_file":"bodies/1.json"}"#;
    let manifest = folder.write("manifest.jsonl", format!("{}\n{line}\n", line.replace(",\"body_file\":\"bodies/1.json\"", "")));
    let mut collector = Collector::new(&document);
    for exchange in Recordings::new(find(&[manifest]).expect("a file")) {
        let exchange = exchange.expect("an exchange");
        let checked = check(&document, &exchange.recording, &Options::default());
        collector.add(&exchange, checked);
    }
    let report = collector.finish(&Exceptions::default(), "2026-06-01".parse().expect("a date"), &[]);
    let finding = report.findings.iter().find(|finding| finding.code.as_str() == "type-mismatch").expect("a finding");
    let place = &finding.places[0];
    assert!(place.file.ends_with("bodies/1.json"), "{place:?}");
    assert_eq!(place.line, 2);
    assert_eq!(place.manifest.as_deref().map(|at| folder.normalise(at)).as_deref(), Some("manifest.jsonl:2"));
}
