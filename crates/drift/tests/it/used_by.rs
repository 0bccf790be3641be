use openapi_drift::{Finding, write_human};
use serde_json::{Value, json};

use crate::probe::{Files, answer, answering, document, exchange, report};

const DOCUMENT: &str = "
paths:
  /users: {get: {operationId: listUsers, responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}}}}
  /me: {get: {operationId: getMe, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}}}
  /posts: {get: {operationId: listPosts, responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {author: {$ref: '#/components/schemas/User'}, editor: {$ref: '#/components/schemas/User'}}}}}}}}}
components: {schemas: {User: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}}}
";

fn got(path: &str, body: Value) -> openapi_drift::Recording {
    exchange(json!({
        "request": { "method": "GET", "url": format!("https://api.example.org{path}") },
        "response": { "status": 200, "headers": { "content-type": "application/json" }, "body": body }
    }))
}

fn files() -> Files {
    let bad = json!({ "id": "x", "name": "y" });
    [
        got("/users", json!([bad, bad, { "id": 1 }])),
        got("/me", bad.clone()),
        got("/me", json!({ "id": 1 })),
        got("/posts", json!({ "author": bad, "editor": bad })),
    ]
    .into_iter()
    .collect()
}

/// `code operation pointer, count places, recordings of of: uses`
fn line(finding: &Finding) -> String {
    let uses: Vec<String> =
        finding.used_by.iter().map(|place| format!("{} {}", place.operation.as_deref().unwrap_or("-"), place.pointer)).collect();
    let operation = finding.operation.as_deref().unwrap_or("-");
    format!(
        "{} {operation} {}, {} places, {} of {}: {}",
        finding.code,
        finding.pointer,
        finding.count,
        finding.recordings,
        finding.of,
        uses.join(", ")
    )
}

#[test]
fn a_component_is_reported_once() {
    let report = report(&document("3.0.3", DOCUMENT), &files(), "");
    let lines: Vec<String> = report.findings.iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @"type-mismatch listUsers /*/id, 5 places, 3 of 4: listUsers /*/id, getMe /id, listPosts /author/id, listPosts /editor/id");
}

#[test]
fn the_report_names_the_uses() {
    let report = report(&document("3.0.3", DOCUMENT), &files(), "");
    let mut out = Vec::new();
    write_human(&report, &openapi_drift::Styles::default(), false, &mut out).expect("a report");
    let text = String::from_utf8(out).expect("text");
    let used = text.lines().find(|line| line.contains("used by")).unwrap_or_default();
    insta::assert_snapshot!(used.trim(), @"used by: listUsers, getMe, listPosts, at 4 pointers");
}

#[test]
fn an_exception_for_one_operation_accepts_nothing_of_another() {
    let accepted = "[[exception]]\ncode = \"type-mismatch\"\noperation = \"getMe\"\nreason = \"known\"\n";
    let report = report(&document("3.0.3", DOCUMENT), &files(), accepted);
    let lines: Vec<String> = report.findings.iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @"type-mismatch listUsers /*/id, 4 places, 2 of 2: listUsers /*/id, listPosts /author/id, listPosts /editor/id");
    let lines: Vec<String> = report.accepted.iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @"type-mismatch getMe /id, 1 places, 1 of 2:");
}

#[test]
fn an_exception_for_one_pointer_leaves_the_others() {
    let accepted = "[[exception]]\ncode = \"type-mismatch\"\noperation = \"listPosts\"\npointer = \"/editor/id\"\nreason = \"known\"\n";
    let report = report(&document("3.0.3", DOCUMENT), &files(), accepted);
    assert_eq!(report.findings.len(), 1);
    assert!(report.findings[0].used_by.iter().all(|place| place.pointer != "/editor/id"));
    assert_eq!(report.accepted.len(), 1);
}

#[test]
fn other_properties_and_other_types_stay_apart() {
    let recordings = [got("/me", json!({ "id": "x" })), got("/users", json!([{ "id": true, "name": 1 }]))].into_iter().collect();
    let report = report(&document("3.0.3", DOCUMENT), &recordings, "");
    let messages: Vec<String> = report.findings.iter().map(|finding| format!("{} {}", finding.pointer, finding.message)).collect();
    insta::assert_snapshot!(messages.join("\n"), @r"
    /*/id expected integer, recorded boolean
    /*/name expected string, recorded integer
    /id expected integer, recorded string
    ");
}

#[test]
fn a_property_that_all_items_lack_is_one_line() {
    let items: Vec<Value> = (0..500).map(|index| json!({ "name": format!("user {index}") })).collect();
    let report = report(&document("3.0.3", DOCUMENT), &[got("/users", json!(items))].into_iter().collect(), "");
    let lines: Vec<String> = report.findings.iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @"missing-property listUsers /*/id, 500 places, 1 of 1:");
}

#[test]
fn keys_that_are_data_fold() {
    let document = answering(
        "{type: object, properties: {users: {type: object, additionalProperties: {type: integer}}, posts: {type: object, properties: {total: {type: integer}}}}}",
        "",
    );
    let body = json!({ "users": { "anna": "x", "bert": "y" }, "posts": { "total": 2, "8123": {}, "8124": {} } });
    let report = report(&document, &[answer(body)].into_iter().collect(), "");
    let lines: Vec<String> =
        report.findings.iter().map(|finding| format!("{} {} {}", finding.code, finding.pointer, finding.message)).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    undocumented-property /posts/* properties with ids as names are not documented (`additionalProperties`)
    type-mismatch /users/* expected integer, recorded string
    ");
}

#[test]
fn properties_that_occur_together_are_one_finding() {
    let schema = "{type: object, required: [a, b, c, d, e], properties: {a: {}, b: {}, c: {}, d: {}, e: {}}}";
    let told = |bodies: &[Value], accepted: &str| {
        let report = report(&answering(schema, ""), &bodies.iter().map(|body| answer(body.clone())).collect(), accepted);
        let lines: Vec<String> = report.findings.iter().map(|finding| format!("{} {}", finding.pointer, finding.message)).collect();
        lines.join("\n")
    };
    insta::assert_snapshot!(told(&[json!({ "a": 1 }), json!({ "a": 1 })], ""), @"/b 4 required properties are missing: `b`, `c`, `d`, `e`");
    insta::assert_snapshot!(told(&[json!({ "a": 1, "b": 1 })], ""), @r"
    /c the required property `c` is missing
    /d the required property `d` is missing
    /e the required property `e` is missing
    ");
    // Not in the same recordings: not the same cause.
    insta::assert_snapshot!(told(&[json!({}), json!({ "a": 1 })], ""), @r"
    /a the required property `a` is missing
    /b 4 required properties are missing: `b`, `c`, `d`, `e`
    ");
    let known = "[[exception]]\ncode = \"missing-property\"\noperation = \"getA\"\npointer = \"/c\"\nreason = \"known\"\n";
    insta::assert_snapshot!(told(&[json!({})], known), @"/a 4 required properties are missing: `a`, `b`, `d`, `e`");
}

#[test]
fn the_same_words_in_two_places_are_one_statement() {
    let user = "{type: object, required: [id], properties: {id: {type: integer}}}";
    let path = |name: &str| {
        format!("/{name}: {{get: {{responses: {{'200': {{description: ok, content: {{application/json: {{schema: {user}}}}}}}}}}}}}")
    };
    let document = document("3.0.3", &format!("paths: {{{}, {}}}\n", path("a"), path("b")));
    let report = report(&document, &[got("/a", json!({})), got("/b", json!({}))].into_iter().collect(), "");
    let finding = &report.findings[0];
    assert_eq!(report.findings.len(), 1);
    let documents: Vec<&str> = finding.used_by.iter().map(|place| place.document.as_str()).collect();
    insta::assert_snapshot!(documents.join("\n"), @r"
    /paths/~1a/get/responses/200/content/application~1json/schema/required
    /paths/~1b/get/responses/200/content/application~1json/schema/required
    ");
}

#[test]
fn formats_that_nobody_can_unfold_name_all_uses() {
    let report = report(&document("3.0.3", DOCUMENT), &files(), "");
    for format in [openapi_drift::Format::Markdown, openapi_drift::Format::Junit, openapi_drift::Format::Sarif] {
        let mut out = Vec::new();
        format.write(&report, &openapi_drift::Styles::default(), false, &mut out).expect("a report");
        let text = String::from_utf8(out).expect("text").replace("&#42;", "*");
        for place in ["listUsers: GET /users → 200, body /*/id", "listPosts: GET /posts → 200, body /editor/id"] {
            assert!(text.contains(place), "{format:?} lacks {place}:\n{text}");
        }
    }
}
