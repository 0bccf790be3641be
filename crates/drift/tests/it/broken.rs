//! Recordings that are not what their format says: each is named with its place, and the sound ones beside it are read.

use openapi_drift::Recordings;

use crate::readers::Scratch;

/// Reads a file, and says what of it is read and what is not.
#[track_caller]
fn check(name: &str, text: &str, expected: &[&str]) {
    let scratch = Scratch::new(&format!("broken-{name}"));
    let read: Vec<String> = Recordings::new(vec![scratch.write(name, text)])
        .map(|read| match read {
            Ok(exchange) => format!("read {}", exchange.recording.request.url),
            Err(trouble) => format!("{} {}", trouble.position().expect("a place"), trouble.why()),
        })
        .collect();
    assert_eq!(read, expected, "{text}");
}

const ARCHIVE: &str = "there is more behind the end of the archive, which is not read: put each archive into a file of its own";
const RECORDING: &str = "there is more behind the end of the recording, which is not read: put each recording into a file of its own";

#[test]
fn nothing_behind_a_recording_is_dropped() {
    let check = |name: &str, one: &str, url: &str, why: &str| {
        let read = format!("read {url}");
        check(name, &format!("{one}\n"), &[&read]);
        for behind in ["x", one, "]"] {
            let expected = format!("2:1 {why}");
            check(
                name,
                &format!("{one}\n{behind}"),
                &if why == ARCHIVE { vec![read.as_str(), expected.as_str()] } else { vec![expected.as_str()] },
            );
        }
    };
    let exchange = r#"{"request": {"method": "GET", "url": "/a", "headers": []}, "response": {"status": 200, "headers": []}}"#;
    check("a.har", &format!(r#"{{"log": {{"entries": [{exchange}]}}}}"#), "/a", ARCHIVE);
    check("a.json", &format!(r#"{{"interactions": [{exchange}], "version": 1}}"#), "/a", ARCHIVE);
    check("b.json", &format!(r#"{{"mappings": [{exchange}], "meta": {{}}}}"#), "/a", ARCHIVE);
    check("c.json", r#"[{"scope": "https://a.example", "method": "GET", "path": "/", "status": 200}]"#, "https://a.example/", ARCHIVE);
    let saved = r#"{"item": [{"response": [{"code": 200}], "request": {"url": "/a"}}]}"#;
    check("d.json", saved, "/a", RECORDING);
}

#[test]
fn a_second_list_is_not_dropped() {
    let one = r#"[{"request": {"method": "GET", "url": "/a"}, "response": {"status": 200}}]"#;
    let second = |name: &str| format!("there is a second `{name}`, which is not read: put each archive into a file of its own");
    check(
        "a.har",
        &format!("{{\"log\": {{\"entries\": {one},\n\"entries\": {one}}}}}"),
        &["read /a", &format!("2:1 {}", second("entries"))],
    );
    check(
        "b.har",
        &format!("{{\"log\": {{\"entries\": {one}}},\n\"log\": {{\"entries\": {one}}}}}"),
        &["read /a", &format!("2:1 {}", second("log"))],
    );
    check("a.json", &format!("{{\"mappings\": {one},\n\"mappings\": {one}}}"), &["read /a", &format!("2:1 {}", second("mappings"))]);
    check(
        "b.json",
        r#"{"item": [{"request": {"url": "/a"}, "response": [{"code": 200}]}], "item": []}"#,
        &["1:74 there is a second `item`"],
    );
}

#[test]
fn a_recording_read_as_a_whole_has_nothing_behind_it() {
    let stub = r#"{"id": "x", "request": {"method": "GET", "url": "/a"}, "response": {"status": 200}}"#;
    check("a.json", &format!("{stub} x"), &[&format!("1:85 {RECORDING}")]);
    check("b.json", r#"{"provenance": {"source": "live"}, "request": {"method": "GET", "url": "/a"}}]"#, &[&format!("1:78 {RECORDING}")]);
    let line = r#"{"method": "GET", "url": "/a", "status": 200}"#;
    let behind = "there is more behind the end of the recording, which is not read: put each recording on a line of its own";
    check("a.ndjson", &format!("{line}\n{line} {line}\n{line}"), &["read /a", &format!("2:47 {behind}"), "read /a"]);
    check(
        "a.http",
        "GET /a HTTP/1.1\n\nHTTP/1.1 200 OK\nContent-Length: 2\n\n{}\nx",
        &["read /a", "7:1 expected a request line, such as `GET /groups HTTP/1.1`"],
    );
    check(
        "a.yaml",
        "interactions:\n- request: {method: GET, uri: /a}\n---\ninteractions: []\n",
        &["read /a", "3:1 a second YAML document starts here; one is expected"],
    );
}
