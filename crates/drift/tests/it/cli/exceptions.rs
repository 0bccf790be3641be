//! `exceptions --write`: one exception for one finding, which accepts that finding and no other.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Folder, HEAD};

/// A component that three operations use, one of them twice and one in its request; and, in two operations, the same words.
const DOCUMENT: &str = "
paths:
  /users:
    get: {operationId: listUsers, responses: {200: {description: '', content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}}}
    post: {operationId: createUser, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}, responses: {201: {description: ''}}}
  /me:
    get: {operationId: getMe, responses: {200: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}}
  /posts:
    get: {operationId: listPosts, responses: {200: {description: '', content: {application/json: {schema: {type: object, properties: {author: {$ref: '#/components/schemas/User'}, editor: {$ref: '#/components/schemas/User'}}}}}}}}
  /tags:
    get: {operationId: listTags, responses: {200: {description: '', content: {application/json: {schema: {type: object, required: [total], properties: {total: {type: integer}}}}}}}}
  /topics:
    get: {operationId: listTopics, responses: {200: {description: '', content: {application/json: {schema: {type: object, required: [total], properties: {total: {type: integer}}}}}}}}
  /stats:
    get: {operationId: getStats, responses: {200: {description: '', content: {application/json: {schema: {type: object, properties: {users: {type: integer}}}}}}}}
components:
  schemas:
    User: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}, site: {type: string, format: uri}}}
";

fn recording(method: &str, path: &str, status: u16, request: &Value, body: &Value) -> String {
    let mut recording = json!({
        "request": { "method": method, "url": format!("https://api.example.org/v1{path}") },
        "response": { "status": status }
    });
    for (side, body) in [("request", request), ("response", body)] {
        if !body.is_null() {
            recording[side]["headers"] = json!({ "content-type": "application/json" });
            recording[side]["body"] = body.clone();
        }
    }
    recording.to_string()
}

fn shop() -> Folder {
    let folder = Folder::new();
    folder.write("api.yaml", format!("{HEAD}{DOCUMENT}"));
    let got = |path: &str, body: Value| recording("GET", path, 200, &Value::Null, &body);
    let recordings = [
        // One statement, three operations.
        got("/users", json!([{ "id": "1", "name": "a" }])),
        got("/me", json!({ "id": "1", "name": "a", "site": "" })),
        got("/posts", json!({ "author": { "id": "1", "name": "a" }, "editor": { "id": "1" } })),
        // The same statement, another type, and in a request.
        got("/me", json!({ "id": true, "name": "a", "site": "no uri" })),
        recording("POST", "/users", 201, &json!({ "id": "1", "name": "a" }), &Value::Null),
        // The same words twice, and properties that are told together.
        got("/tags", json!({ "a": 1, "b": 2, "c": 3, "d": 4 })),
        got("/topics", json!({})),
        // One operation, and none.
        got("/stats", json!({ "users": "many" })),
        got("/gone", Value::Null),
        recording("DELETE", "/gone", 200, &Value::Null, &Value::Null),
    ];
    for (index, recording) in recordings.into_iter().enumerate() {
        folder.write(&format!("recordings/{index}.json"), recording);
    }
    folder
}

/// The findings without exceptions, or with those of a text, a line of JSON each.
#[track_caller]
fn findings(folder: &Folder, exceptions: &str) -> Vec<String> {
    folder.write("e.toml", exceptions);
    let ran = folder.validate(&["--format", "json-lines", "--exceptions", "e.toml"]);
    assert_ne!(ran.code, 2, "{ran}\n{exceptions}");
    ran.out.lines().filter(|line| line.starts_with(r#"{"type":"finding""#)).map(str::to_owned).collect()
}

const WRITE: &[&str] = &["exceptions", "--document", "api.yaml", "recordings"];

fn with_reasons(written: &str) -> String {
    written.replace("reason = \"\"", "reason = \"known\"")
}

#[test]
fn one_exception_for_one_finding() {
    let folder = shop();
    let written = folder.run(WRITE).out;
    assert_snapshot!(written);
    assert_eq!(folder.run(WRITE).out, written, "the same findings, the same bytes");
    let before = findings(&folder, "");
    let entries: Vec<String> = with_reasons(&written).split("\n\n").map(str::to_owned).collect();
    assert_eq!(entries.len(), before.len());
    assert_eq!(findings(&folder, &entries.join("\n\n")), Vec::<String>::new());
    // Without one of them, one finding comes back, as it was.
    for (index, finding) in before.iter().enumerate() {
        let mut others = entries.clone();
        others.remove(index);
        assert_eq!(findings(&folder, &others.join("\n\n")), [finding.as_str()], "without\n{}", entries[index]);
    }
}

#[test]
fn a_statement_is_accepted_through_operations_that_come_later() {
    let folder = shop();
    std::fs::remove_file(folder.path().join("recordings/2.json")).expect("a file");
    let written = with_reasons(&folder.run(WRITE).out);
    folder.write("recordings/2.json", recording("GET", "/posts", 200, &Value::Null, &json!({ "author": { "id": "1", "name": "a" } })));
    assert_eq!(findings(&folder, &written), Vec::<String>::new());
    // The same words at another place are another statement, which needs an entry of its own.
    let before = with_reasons(&folder.run(WRITE).out);
    let document = format!("{HEAD}{DOCUMENT}").replace("/topics:", "/new:\n    get: {operationId: listNew, responses: {200: {description: '', content: {application/json: {schema: {type: object, required: [total], properties: {total: {type: integer}}}}}}}}\n  /topics:");
    folder.write("api.yaml", document);
    folder.write("recordings/10.json", recording("GET", "/new", 200, &Value::Null, &json!({})));
    let new = findings(&folder, &before);
    assert_eq!(new.len(), 1);
    assert!(new[0].contains(r#""operation":"listNew""#), "{}", new[0]);
}

#[test]
fn existing_entries_of_the_file_stay() {
    for ending in ["\n", "\r\n"] {
        let folder = shop();
        let kept = "# Ours.\n[[exception]]\ncode = \"type-mismatch\" # for now\noperation = \"getStats\"\nreason = \"text\"\n\n# Below: what is new.\n";
        let kept = kept.replace('\n', ending);
        folder.write("known.toml", &kept);
        let ran = folder.run(&["exceptions", "--document", "api.yaml", "--write", "known.toml", "recordings"]);
        assert!(ran.err.contains("Wrote 10 exceptions"), "{ran}");
        let written = std::fs::read_to_string(folder.path().join("known.toml")).expect("the file is there");
        assert!(written.starts_with(&format!("{kept}{ending}# ")), "{written}");
        assert_eq!(written.matches('\n').count(), written.matches(ending).count());
        assert_eq!(findings(&folder, &with_reasons(&written)), Vec::<String>::new());
    }
}

#[test]
fn all_reasons_that_are_wanting_are_named() {
    let folder = shop();
    folder.write("e.toml", folder.run(WRITE).out);
    let ran = folder.validate(&["--exceptions", "e.toml"]);
    assert_eq!(ran.code, 2);
    assert_snapshot!(ran.err);
}

#[test]
fn a_statement_that_the_document_does_not_have_is_trouble() {
    let folder = shop();
    let trouble = |document: &str| {
        let exception = format!("[[exception]]\ncode = \"type-mismatch\"\ndocument = {document}\nreason = \"x\"\n");
        folder.write("e.toml", exception);
        let ran = folder.validate(&["--exceptions", "e.toml"]);
        assert_eq!(ran.code, 2, "{ran}");
        ran.err
    };
    assert_snapshot!(trouble("\"#/components/schemas/Users/properties/id/type\""), @"
    error: cannot use an exception
      -> e.toml:3:12
      -> the document has no `/components/schemas/Users/properties/id/type`
       = help: did you mean /components/schemas/User/properties/id/type?
    ");
    assert_snapshot!(trouble("[\n  \"/components/schemas/User\",\n  \"/components/schemas/User/properties/color/type\",\n]"), @"
    error: cannot use an exception
      -> e.toml:5:3
      -> the document has no `/components/schemas/User/properties/color/type`
       = help: the closest existing pointer is /components/schemas/User/properties
    ");
    assert_snapshot!(trouble("\"users.yaml#/User/required\""), @"
    error: cannot use an exception
      -> e.toml:3:12
      -> the document has no `users.yaml#/User/required`
       = help: the report shows the pointer of each finding
    ");
}

#[test]
fn an_incomplete_exceptions_file_is_reported() {
    let folder = shop();
    folder.write("recordings/broken.json", "{");
    let ran = folder.run(&["exceptions", "--document", "api.yaml", "--write", "e.toml", "recordings"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.err.contains("exceptions; fill in")
            && ran.err.ends_with("error: 1 recording could not be read; no exceptions were written for them\n"),
        "{ran}"
    );
}

#[test]
fn statements_that_could_not_be_checked_are_named() {
    let folder = shop();
    let text = std::fs::read_to_string(folder.path().join("api.yaml")).expect("the document");
    folder.write("api.yaml", text.replacen("type: string", "type: strnig", 1));
    let ran = folder.run(&["exceptions", "--document", "api.yaml", "--write", "e.toml", "recordings"]);
    assert!(ran.code == 2 && ran.err.contains("`type: \"strnig\"` ") && ran.err.contains("exceptions; fill in"), "{ran}");
}

#[test]
fn recordings_are_read_as_for_a_check() {
    let folder = shop();
    let options = ["--server", "https://proxy.example.org", "--since", "2020-01-01", "--strict", "--threads", "1"];
    let ran = folder.run(&[WRITE, &options].concat());
    assert!(ran.code == 2 && ran.err.contains("no recording matches `--server https://proxy.example.org`"), "{ran}");
}
