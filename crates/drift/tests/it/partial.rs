//! The laws of partial reports: merging is associative and commutative, the empty partial changes nothing, and any division of
//! the recordings gives the report of one run, byte for byte. `PROVE_CASES` sets the number of generated cases.

use std::sync::LazyLock;

use openapi_drift::{Collector, Document, Exceptions, Exchange, Format, MergeError, Options, Partial, ReportOptions, Styles, check};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};

use crate::support::{HEAD, document};

/// One component at several places of several operations, so that findings are folded and recordings overlap.
const DOCUMENT: &str = "
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        200: {description: '', content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}
  /things/{id}:
    get:
      operationId: getThing
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {200: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
components:
  schemas:
    Thing:
      type: object
      required: [id, a, b, c, d]
      properties:
        id: {type: integer, minimum: 1}
        size: {oneOf: [{type: integer}, {type: string, enum: [s, m]}]}
        inner: {$ref: '#/components/schemas/Thing'}
        twin: {$ref: '#/components/schemas/Thing'}
";

static LOADED: LazyLock<Document> = LazyLock::new(|| document(&format!("{HEAD}{DOCUMENT}")));

fn value() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just(r#"{"id": 1, "a": 1, "b": 1, "c": 1, "d": 1}"#),
        Just(r#"{"id": "x", "a": 1, "b": 1, "c": 1, "d": 1}"#),
        Just(r#"{"id": 0, "size": true, "a": 1}"#),
        Just(r#"{"id": 0.5, "size": "xl", "a": 1, "b": 1, "c": 1, "d": 1}"#),
        Just(r#"{"id": 1, "inner": {"id": "x"}, "twin": {"id": "y", "e": 1}}"#),
        Just(r#"{"id": 1, "inner": {"id": 0}, "twin": {"id": 1, "a": 1, "b": 1, "c": 1, "d": 1}}"#),
        Just(r#"{"id": null, "twin": {"id": 0}, "e": 1, "f": 2, "g": 3, "h": 4}"#),
        Just("5"),
        Just("null"),
    ]
}

/// A recording: its file, and its text.
fn recording() -> impl Strategy<Value = (String, String)> {
    let path = prop_oneof![Just("/things?page=1"), Just("/things?page=x&who=me"), Just("/things/1"), Just("/things/x"), Just("/other")];
    let status = prop_oneof![4 => Just(200), 1 => Just(500), 1 => Just(304)];
    let date = prop_oneof![Just("2026-01-01"), Just("2026-02-01"), Just("2025-12-31")];
    (path, status, value(), value(), date, any::<u8>()).prop_map(|(path, status, one, other, date, file)| {
        let body = if path.starts_with("/things?") { format!("[{one}, {other}]") } else { one.to_owned() };
        let provenance = format!(r#"{{"source": "live", "recorded_at": "{date}", "recorded_by": "a test"}}"#);
        let request = format!(r#"{{"method": "GET", "url": "https://api.example.org/v1{path}"}}"#);
        let response = format!(r#"{{"status": {status}, "headers": {{"content-type": "application/json"}}, "body": {body}}}"#);
        let text = format!(r#"{{"provenance": {provenance}, "request": {request}, "response": {response}}}"#);
        (format!("{}/{file}.json", file % 3), text)
    })
}

fn partial(document: &Document, exchanges: &[&Exchange]) -> Partial {
    let mut collector = Collector::new(document);
    for exchange in exchanges {
        collector.add(exchange, check(document, &exchange.recording, &Options::default()));
    }
    collector.partial()
}

fn json(partial: &Partial) -> String {
    serde_json::to_string(partial).expect("a partial report can be written")
}

/// The report in two formats, which together have everything.
fn printed(document: &Document, partial: Partial) -> String {
    let exceptions = "[[exception]]\ncode = \"type-mismatch\"\noperation = \"getThing\"\npointer = \"/twin/id\"\nreason = \"known\"\n";
    let exceptions = Exceptions::parse("exceptions.toml", exceptions).expect("exceptions");
    let options = ReportOptions { max_age: Some(120), ..ReportOptions::default() };
    let report = partial.finish(document, &exceptions, "2026-06-01".parse().expect("a date"), &options);
    let mut text = Vec::new();
    for format in [Format::JsonLines, Format::Human] {
        format.write(&report, &Styles::default(), true, &mut text).expect("a vector accepts it");
    }
    String::from_utf8(text).expect("text")
}

fn cases() -> u32 {
    std::env::var("PROVE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200)
}

/// Merges neighbours in a random tree, after an exchange of the sides.
fn merge_all(mut parts: Vec<Partial>, choices: &[u16]) -> Partial {
    let mut choices = choices.iter().cycle();
    while parts.len() > 1 {
        let choice = usize::from(*choices.next().unwrap_or(&0));
        let one = parts.swap_remove(choice % parts.len());
        let at = (choice / 7) % parts.len();
        let other = std::mem::take(&mut parts[at]);
        parts[at] = one.merge(other).expect("the parts belong together");
    }
    parts.pop().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_division_gives_the_same_report(
        recordings in vec(recording(), 0..14),
        parts in vec(0..5usize, 14),
        choices in vec(any::<u16>(), 8),
    ) {
        let document: &Document = &LOADED;
        let exchanges: Vec<Exchange> = recordings
            .iter()
            .enumerate()
            .map(|(number, (file, text))| Exchange::parse(&format!("{file}.{number}"), text).expect("a recording"))
            .collect();
        let all: Vec<&Exchange> = exchanges.iter().collect();
        let expected = partial(document, &all);
        let divided = (0..5).map(|part| {
            let own: Vec<&Exchange> = all.iter().zip(&parts).filter(|(_, of)| **of == part).map(|(exchange, _)| *exchange).collect();
            // Each part goes through its written form, as between two machines.
            serde_json::from_str::<Partial>(&json(&partial(document, &own))).expect("what was written can be read")
        });
        let merged = merge_all(divided.collect(), &choices);
        assert_eq!(merged.parts(), 5);
        assert_eq!(json(&merged).replace("\"parts\":5", "\"parts\":1"), json(&expected));
        // Equal partial reports give equal reports, so a sample of those is enough.
        if choices[0] % 16 == 0 {
            assert_eq!(printed(document, merged.clone()), printed(document, expected.clone()));
        }
        let with_empty = Partial::default().merge(merged.clone()).and_then(|partial| partial.merge(Partial::default()));
        assert_eq!(with_empty.as_ref(), Ok(&merged));
    }
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let one = document(&format!("{HEAD}{DOCUMENT}"));
    let other = document(&format!("{HEAD}{}", DOCUMENT.replace("minimum: 1", "minimum: 2")));
    let text = r#"{"request": {"method": "GET", "url": "https://api.example.org/v1/things/1"}, "response": {"status": 200}}"#;
    let exchange = Exchange::parse("a.json", text).expect("a recording");
    let of = |document| partial(document, &[&exchange]);
    assert_eq!(of(&one).merge(of(&one)), Err(MergeError::Repeated(1)));
    assert_eq!(of(&one).merge(of(&other)), Err(MergeError::Document));
    assert!(of(&one).belongs_to(&other).is_err() && of(&one).belongs_to(&one).is_ok());
    assert_eq!(of(&one).merge(of(&one).part("second")).expect("two parts").recordings(), 2);
    // A part without recordings can be merged as often as one likes.
    assert_eq!(partial(&one, &[]).merge(partial(&one, &[])).expect("two parts").parts(), 2);
    let all = Collector::new(&one).all_places(true).partial();
    assert!(matches!(of(&one).merge(all), Err(MergeError::Options { .. })));
}
