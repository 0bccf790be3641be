//! The library, as a test suite of someone else uses it.

use std::panic::catch_unwind;

use insta::assert_snapshot;
use openapi_drift::{
    Checked, Code, Collector, Document, Error, Exceptions, Exchange, Finding, Recording, Report, assert_no_drift, check, validate,
    validate_accepting,
};

fn library() -> Document {
    Document::load("tests/sample/api.yaml").expect("the document loads")
}

/// Returns the message of a failed assertion.
#[track_caller]
fn failure(assertion: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = catch_unwind(assertion).expect_err("should fail");
    panic.downcast_ref::<String>().cloned().expect("panics with a text")
}

#[test]
fn a_test_suite_needs_five_lines() {
    let document = Document::load("tests/sample/agreeing.yaml").expect("the document loads");
    assert_no_drift!(document, "tests/sample/recordings");
    assert_no_drift!(
        &document,
        std::path::Path::new("tests/sample/recordings/getBook-200.json"),
        "tests/sample/recordings/readers-200.json"
    );
}

#[test]
fn a_failed_assertion_shows_the_report() {
    assert_snapshot!(failure(|| assert_no_drift!(library(), "tests/sample/recordings/getBook-404.json")));
}

#[test]
fn nothing_to_check_is_not_a_pass() {
    let message = failure(|| assert_no_drift!(library(), Vec::<Exchange>::new()));
    assert!(message.ends_with("nothing was checked"), "{message}");
    let message = failure(|| assert_no_drift!(library(), "tests/sample/gone"));
    assert!(message.contains("cannot read the recordings\n  -> tests/sample/gone"), "{message}");
}

#[test]
fn accepted_findings_are_no_drift() {
    let accepted = "[[exception]]\ncode = \"undocumented-status\"\noperation = \"getBook\"\nstatus = 404\nreason = \"to be documented\"\n";
    let exceptions = Exceptions::parse("exceptions.toml", accepted).expect("parses");
    assert_no_drift!(library(), "tests/sample/recordings/getBook-404.json"; exceptions);
    let report = validate_accepting(&library(), "tests/sample/recordings/readers-200.json", &exceptions).expect("reads");
    assert!(report.findings.iter().any(|finding| finding.code == Code::UnmatchedException));
}

#[test]
fn recordings_can_be_made_in_the_program() {
    let recording: Recording = serde_json::from_value(serde_json::json!({
        "request": { "method": "GET", "url": "https://library.example.org/v1/books/7" },
        "response": { "status": 200, "headers": { "content-type": "application/json" }, "body": { "id": 7, "title": 1815 } },
    }))
    .expect("is a recording");
    let report = validate(&library(), recording.clone()).expect("reads");
    assert_eq!(report.findings.len(), 1);
    let place = &report.findings[0].places[0];
    assert_eq!((place.file.as_str(), place.line), ("recording", 14));
    assert_eq!(place.excerpt.as_ref().map(|excerpt| excerpt.meant().trim()), Some("\"title\": …"));
    let named = Exchange::of("made in a test", &recording).expect("has a whole URL");
    let report = validate(&library(), vec![named.clone(), named]).expect("reads");
    assert_eq!((report.recordings, report.findings[0].count, report.findings[0].places[1].file.as_str()), (2, 2, "made in a test"));
}

#[test]
fn recordings_come_from_the_types_of_the_crate_http() {
    let request = http::Request::get("/books/7?draft=1").header("authorization", "Bearer hush").body("").expect("a request");
    let response =
        |body: &'static str| http::Response::builder().header("content-type", "application/json").body(body).expect("a response");

    let recording = Recording::from_http(&request, &response(r#"{"id": "seven"}"#)).below("https://library.example.org/v1/");
    assert_eq!(recording.request.url, "https://library.example.org/v1/books/7?draft=1");
    let authorization = recording.request.headers.get("authorization");
    assert_eq!(authorization, Some("[masked]"), "only the names of credentials enter a recording");
    let codes = |recording: Recording| -> Vec<&str> {
        let report = validate(&library(), recording).expect("reads");
        report.findings.iter().map(|finding| finding.code.as_str()).collect()
    };
    assert_eq!(codes(recording), ["undocumented-parameter", "type-mismatch", "missing-property"]);

    let truncated = Recording::from_http(&request, &response(r#"{"id": 7, "#)).below("https://library.example.org/v1");
    assert_eq!(codes(truncated), ["undocumented-parameter", "malformed-body"]);
    assert_eq!(codes(Recording::from_http(&request, &response("{}"))), ["undocumented-server"], "the server matters");

    let bytes = http::Response::builder().header("content-type", "image/png").body([0x89_u8, 0x50, 0xff]).expect("a response");
    let picture = Recording::from_http(&request, &bytes).response.expect("has a response");
    assert_eq!(picture.body_base64.as_deref(), Some("iVD/"));
    let absolute = http::Request::get("https://library.example.org/v1/books/7").body("").expect("a request");
    assert_no_drift!(library(), Recording::from_http(&absolute, &response(r#"{"id": 7, "title": "Emma"}"#)));
}

#[test]
fn a_recording_that_cannot_be_checked_is_trouble() {
    let recording: Recording = serde_json::from_str(r#"{"request": {"method": "GET", "url": "books/7"}}"#).expect("is a recording");
    let trouble = validate(&library(), recording).expect_err("has no URL");
    assert!(trouble.to_string().contains("recording:4:12\n  -> the request URL is neither absolute nor a path"), "{trouble}");
}

/// Types that a user may share between threads, or send to another.
#[test]
fn everything_is_send_and_sync() {
    fn shared<T: Send + Sync>() {}
    shared::<Document>();
    shared::<Recording>();
    shared::<Exchange>();
    shared::<Checked>();
    shared::<Collector<'_>>();
    shared::<Exceptions>();
    shared::<Report>();
    shared::<Finding>();
    shared::<Error>();
}

#[test]
fn threads_share_a_document() {
    let document = library();
    let report = |_| validate(&document, "tests/sample/recordings").expect("reads").to_string();
    let reports: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|thread| scope.spawn(move || report(thread))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
    });
    assert!(reports.iter().all(|other| *other == reports[0]));
}

/// Odd input is trouble or a finding, and never a panic: in documents, exceptions and recordings, wherever they are cut off
/// and whatever is put into them.
#[test]
fn nothing_panics() {
    let document = library();
    let recording = include_str!("../sample/recordings/listBooks-200.json");
    let exceptions = include_str!("../sample/exceptions.toml");
    let yaml = include_str!("../sample/api.yaml");
    for at in (0..recording.len()).filter(|at| recording.is_char_boundary(*at)) {
        for odd in ["", "\u{0}", "ä…\u{202e}", "[", "\\u001b[31m", "\u{1b}", "1e999"] {
            let text = format!("{}{odd}{}", &recording[..at], if odd.is_empty() { "" } else { &recording[at..] });
            if let Ok(exchange) = Exchange::parse("recording.json", &text) {
                let mut collector = Collector::new(&document);
                collector.add(&exchange, check(&document, &exchange.recording, &openapi_drift::Options::default()));
                let report = collector.finish(&Exceptions::default(), "2027-01-31".parse().expect("a date"), &[]);
                assert!(!report.to_string().contains(['\u{1b}', '\u{202e}']), "control characters do not reach a terminal");
            }
        }
    }
    for at in (0..exceptions.len()).step_by(3) {
        let _ = Exceptions::parse("exceptions.toml", &exceptions[..at]);
    }
    for at in (0..yaml.len()).step_by(7) {
        let _ = Document::parse("api.yaml", &yaml[..at])
            .map(|document| validate(&document, "tests/sample/recordings").map(|report| report.to_string()));
    }
}
