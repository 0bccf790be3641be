//! The evidence for the statements of a document, from its sources and from recordings.

use openapi_drift::{Options, Recording, check};
use openapi_publish::{Evidence, EvidenceCollector, Kind, evidence_page};
use serde_json::{Value, json};

use super::{document, source};

const BOOKS: &str = "servers: [{url: 'https://books.example.org'}]
paths:
  /books/{id}:
    get:
      operationId: getBook
      x-source: books
      parameters:
        - {name: id, in: path, required: true, x-source: [books, {page: start, shown: sample}], schema: {type: string}}
        - {name: fields, in: query, schema: {type: string}}
      responses:
        '200': {description: Fine., content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
        '404': {$ref: '#/components/responses/NotFound'}
components:
  responses:
    NotFound: {description: Gone., x-source: errors}
  schemas:
    Author: {type: object, x-source: {page: authors, shown: sample}, properties: {name: {type: string}}}
    Book:
      type: object
      x-source: books
      properties:
        id: {type: string}
        pages: {type: integer, x-source: {erratum: E02}}
        author: {$ref: '#/components/schemas/Author'}
";

const ERRATA: &str = "[[erratum]]\nid = 'E01'\npages = ['books']\nsays = 'a'\ndocument = 'b'\nwhy = 'c'\nconfidence = 'likely'\n\
                      pointers = ['/components/schemas/Book/properties/id']\n";

/// The evidence after recordings: their origin, day, query and status.
fn evidence(recordings: &[(&str, &str, &str, u16)]) -> Evidence {
    let source = source(&document(BOOKS), ERRATA);
    let mut collector = EvidenceCollector::new(&source);
    for (origin, day, query, status) in recordings {
        let recording: Recording = serde_json::from_value(json!({
            "provenance": {"source": origin, "recorded_at": day, "recorded_by": "a test"},
            "request": {"method": "GET", "url": format!("https://books.example.org/books/7{query}")},
            "response": {"status": status, "headers": {"content-type": "application/json"}, "body": {"id": "7", "author": {}}},
        }))
        .expect("a recording");
        collector.add(&recording, &check(source.document(), &recording, &Options::default()));
    }
    collector.finish()
}

#[test]
fn every_statement_has_its_sources_and_is_counted_in_recordings() {
    let evidence = evidence(&[
        ("documentation", "", "", 200),
        ("live", "2026-12-03", "?fields=id", 200),
        ("live", "2026-12-01T10:00:00Z", "", 404),
        ("sandbox", "2026-11-01", "", 200),
    ]);
    insta::assert_snapshot!(evidence_page(&[evidence], "ERRATA.md"));
}

#[test]
fn the_published_files_say_the_same() {
    let (source, evidence) = (source(&document(BOOKS), ERRATA), evidence(&[("live", "2026-12-03", "", 200)]));
    let [json, page] = source.evidence(&evidence);
    assert_eq!((json.kind, json.path.as_str()), (Kind::EvidenceJson, "books/books.evidence.json"));
    let json: Value = serde_json::from_slice(&json.bytes).expect("JSON");
    let id = json["statements"].as_array().into_iter().flatten().find(|statement| statement["name"] == "id" && statement["of"] == "Book");
    let expected = json!({
        "kind": "property", "name": "id", "of": "Book", "pointer": "/components/schemas/Book/properties/id",
        "sources": [{"by": "documented", "name": "books"}], "errata": ["E01"],
        "recordings": {"documentation": 0, "live": {"count": 1, "between": ["2026-12-03", "2026-12-03"]}},
    });
    assert_eq!(id, Some(&expected));
    assert!(String::from_utf8(page.bytes).expect("text").contains("[E01](books.errata.md#books-e01)"));
}

#[test]
fn workflows_refer_to_the_published_document() {
    let source = source(&document(BOOKS), "");
    let [arazzo, guide] =
        source.workflows("arazzo: 1.0.0\nsourceDescriptions:\n  - url: books.yaml\n    type: openapi\n", "# Guide\r\n").expect("workflows");
    assert!(String::from_utf8(arazzo.bytes).expect("text").contains("url: books.openapi-3.0.yaml\n"));
    assert_eq!((guide.path.as_str(), guide.bytes.as_slice()), ("books/books.workflows.md", b"# Guide\n".as_slice()));
    let error = source.workflows("arazzo: 1.0.0\n", "").expect_err("another document").to_string();
    assert_eq!(error, "unexpected contents of the Arazzo document\n  -> it does not contain `url: books.yaml`");
}
