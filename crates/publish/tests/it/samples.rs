//! Code samples, as they are inserted into a document.

use std::collections::BTreeMap;

use openapi_publish::{Kind, Samples, Variables};
use serde_json::Value;

use super::{document, source, text};

const BOOKS: &str = "# Kept.
servers: [{url: 'https://books.example.org/api/'}]
security: [{key: []}]
paths:
  /books/{name}:
    parameters:
      - {name: name, in: path, required: true, schema: {type: string}, example: it's/new}
      - {name: page, in: query, schema: {type: integer}, example: 3}
    put:
      operationId: putBook
      security: [{token: []}]
      requestBody:
        content:
          application/json: {schema: {type: object}, example: {title: It's \"new\", pages: null, tags: [a, b], parts: [{used: true}]}}
      responses:
        '200': {description: Fine., content: {application/json: {schema: {type: object}}}}

    # About the next operation.
    delete:
      operationId: deleteBook
      parameters: [{name: reason, in: query, required: true, schema: {type: string, example: worn out}}]
      responses:
        '204':
          description: |
            Gone.

components:
  securitySchemes: {key: {type: http, scheme: basic}, token: {type: http, scheme: bearer}}
";

fn samples() -> Samples {
    let variables = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let basic = Variables::Basic(["BOOKS_KEY".to_owned(), "BOOKS_SECRET".to_owned()]);
    let bearer = Variables::Bearer(variables(&["BOOKS_ID", "BOOKS_TOKEN"]));
    Samples {
        credentials: BTreeMap::from([("key".to_owned(), basic), ("token".to_owned(), bearer)]),
        rust: BTreeMap::from([("putBook".to_owned(), "client.put_book().send().await?;\n".to_owned())]),
    }
}

#[test]
fn every_operation_has_a_sample_of_each_language() {
    let source = source(&document(BOOKS), "").with_samples(&samples()).expect("samples");
    let value: Value = serde_json::from_str(&text(&source, Kind::Openapi30Json)).expect("JSON");
    let mut shown = String::new();
    for method in ["put", "delete"] {
        for sample in value["paths"]["/books/{name}"][method]["x-codeSamples"].as_array().expect("samples") {
            shown += &format!("### {method}: {}\n{}", sample["label"].as_str().expect("a label"), sample["source"].as_str().expect("code"));
        }
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn nothing_else_of_the_text_changes() {
    let written = document(BOOKS);
    let published = text(&source(&written, "").with_samples(&samples()).expect("samples"), Kind::Openapi30Yaml);
    let mut rest = published.lines();
    for line in written.lines() {
        assert!(rest.any(|published| published == line), "{line} is missing, or not in its place:\n{published}");
    }
    let comment = published.lines().position(|line| line.trim() == "# About the next operation.").expect("the comment");
    assert_eq!(published.lines().nth(comment + 1), Some("    delete:"), "{published}");
}

#[track_caller]
fn check_error(text: &str, expected: &str) {
    let error = source(&document(text), "").with_samples(&samples()).expect_err("no sample can be made").to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_sample_needs_examples_and_variables() {
    check_error(&BOOKS.replace(", example: it's/new", ""), "#/paths/~1books~1{name}/parameters/0\n  -> samples need an `example` here");
    check_error(
        &BOOKS.replace("token: []", "oauth: []").replace("token: {", "oauth: {"),
        "samples need the environment variables of `oauth`",
    );
    let flow = "paths: {/books: {get: {operationId: listBooks, responses: {'200': {description: Fine.}}}}}\n";
    check_error(flow, "samples can only be inserted into operations that are YAML blocks");
}
