//! Errata that live recordings settle.

use openapi_drift::{Document, Recording, check};
use openapi_publish::{Errata, Outcome, Settling};
use serde_json::{Value, json};

const BOOKS: &str = "
openapi: 3.0.3
info: {title: Books, version: 1.2.0}
paths:
  /books:
    post:
      operationId: createBook
      responses: {'200': {description: The book., content: {application/json: {schema: {}}}}}
x-webhooks:
  book.added:
    post:
      operationId: bookAdded
      requestBody: {content: {application/json: {schema: {}}}}
      responses: {default: {description: Anything.}}
";

fn erratum(confidence: &str, settled_by: &str) -> Errata {
    let text = format!(
        "[[erratum]]\nid = 'E01'\npages = ['books']\nsays = 'a'\ndocument = 'b'\nwhy = 'c'\nconfidence = '{confidence}'\n\
         settled_by = {{ {settled_by} }}\npointers = ['/paths']\n"
    );
    Errata::parse(&text).expect("errata")
}

/// The outcome for an erratum after some recordings, each with its source, request body, status and response body.
#[track_caller]
fn check_outcome(errata: &Errata, recordings: &[(&str, Value, u16, Value)], expected: Option<Outcome>) {
    let document = Document::parse("books.yaml", BOOKS).expect("a document");
    let mut settling = Settling::new(&document, errata).expect("errata that can be settled");
    for (source, sent, status, received) in recordings {
        let recording: Recording = serde_json::from_value(json!({
            "provenance": {"source": source},
            "request": {"method": "POST", "url": "/books", "body": sent},
            "response": {"status": status, "headers": {"content-type": "application/json"}, "body": received},
        }))
        .expect("a recording");
        settling.add("book.json", &recording, &check(&document, &recording, &openapi_drift::Options::default()));
    }
    assert_eq!(settling.finish().first().map(|settled| settled.outcome), expected);
}

#[test]
fn a_live_value_settles_an_erratum() {
    let id = erratum("likely", "operation = 'createBook', status = 200, pointer = '/books/*/id', holds = { type = 'string' }");
    let live = |id: Value| ("live", json!({}), 200, json!({"books": [{"id": "1"}, {"id": id}]}));
    check_outcome(&id, &[live(json!("2"))], Some(Outcome::Confirmed));
    check_outcome(&id, &[live(json!(2))], Some(Outcome::Refuted));
    // A later recording that refutes it outweighs an earlier one.
    check_outcome(&id, &[live(json!("2")), live(json!(2)), live(json!("2"))], Some(Outcome::Refuted));
    // Another status, another source, no value at the place.
    check_outcome(&id, &[("live", json!({}), 400, json!({"books": [{"id": "1"}]}))], None);
    check_outcome(
        &id,
        &[("documentation", json!({}), 200, json!({"books": [{"id": 1}]})), ("sandbox", json!({}), 200, json!({"books": [{"id": 1}]}))],
        None,
    );
    check_outcome(&id, &[("live", json!({}), 200, json!({"books": []}))], None);
}

#[test]
fn a_value_that_does_not_match_may_settle_nothing() {
    let sent =
        erratum("guess", "operation = 'createBook', side = 'request', pointer = '/year', holds = { type = 'integer' }, refutes = false");
    check_outcome(&sent, &[("live", json!({"year": "1815"}), 200, json!({}))], None);
    check_outcome(&sent, &[("live", json!({"year": 1815}), 200, json!({}))], Some(Outcome::Confirmed));
}

#[test]
fn a_response_can_be_enough() {
    let exists = erratum("guess", "operation = 'createBook', status = 200");
    check_outcome(&exists, &[("live", json!({}), 404, json!({}))], None);
    check_outcome(&exists, &[("live", json!({}), 200, json!({}))], Some(Outcome::Confirmed));
}

#[test]
fn only_news_is_reported() {
    let id = |confidence| erratum(confidence, "operation = 'createBook', pointer = '/id', holds = { type = 'string' }");
    let live = |id: Value| [("live", json!({}), 200, json!({"id": id}))];
    check_outcome(&id("certain"), &live(json!("1")), None);
    check_outcome(&id("certain"), &live(json!(1)), Some(Outcome::Refuted));
}

#[test]
fn a_delivery_has_its_value_in_the_request() {
    let document = Document::parse("books.yaml", BOOKS).expect("a document");
    let errata = erratum("guess", "operation = 'bookAdded', pointer = '/id', holds = { type = 'string' }");
    let mut settling = Settling::new(&document, &errata).expect("errata that can be settled");
    let recording: Recording = serde_json::from_value(json!({
        "provenance": {"source": "live"},
        "webhook": "book.added",
        "request": {"method": "POST", "url": "https://example.org/hook", "headers": {"content-type": "application/json"}, "body": {"id": "1"}},
    }))
    .expect("a recording");
    settling.add("delivery.json", &recording, &check(&document, &recording, &openapi_drift::Options::default()));
    let settled = settling.finish();
    assert_eq!((settled[0].id.as_str(), settled[0].outcome, settled[0].file.as_str()), ("E01", Outcome::Confirmed, "delivery.json"));
}

#[test]
fn an_erratum_that_cannot_be_settled_is_an_error() {
    let document = Document::parse("books.yaml", BOOKS).expect("a document");
    let error =
        |settled_by: &str| Settling::new(&document, &erratum("guess", settled_by)).map(drop).expect_err("it cannot be settled").to_string();
    assert!(error("operation = 'getBook'").contains("erratum E01: `settled_by` names the unknown operation getBook"));
    assert!(error("operation = 'createBook', holds = { type = 'text' }").contains("erratum E01: `holds` is not a JSON Schema"));
}
