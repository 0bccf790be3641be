//! Recordings that are not what their format says: each is named with its place, and the sound ones beside it are read.

use openapi_drift::Recordings;

use crate::support::Folder;

/// Reads a file, and says what of it is read and what is not.
#[track_caller]
fn check(name: &str, text: &str, expected: &[&str]) {
    let folder = Folder::new();
    let read: Vec<String> = Recordings::new(vec![folder.write(name, text)])
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

/// A response of each format with a body in base64 (and of text, where `text` is given) that a header says is encoded.
#[test]
fn an_encoding_that_is_not_read_is_named() {
    // The magic number of zstd, and an empty frame.
    let bytes = "KLUv/SAAAQAA";
    let why = "the body is encoded in a way that is not read, as the header `content-encoding` says";
    let har = |encoding: &str, content: &str| {
        let headers = format!(r#"[{{"name": "Content-Encoding", "value": "{encoding}"}}]"#);
        format!(
            "{{\"log\": {{\"entries\": [{{\"request\": {{\"method\": \"GET\", \"url\": \"/a\"}}, \"response\": {{\"status\": 200, \"headers\": {headers},\n\"content\": {content}}}}}]}}}}"
        )
    };
    let base64 = format!(r#"{{"encoding": "base64", "text": "{bytes}"}}"#);
    for encoding in ["zstd", "compress", "gzip, zstd", "anything"] {
        check("a.har", &har(encoding, &base64), &[&format!("2:43 {why}")]);
    }
    for encoding in ["", "identity", "utf-8"] {
        check("b.har", &har(encoding, &base64), &["read /a"]);
    }
    // What a recorder has decoded keeps the header, and is text.
    for encoding in ["zstd", "br", "gzip", "anything"] {
        check("c.har", &har(encoding, r#"{"text": "{\"id\": 1}"}"#), &["read /a"]);
        check("d.har", &har(encoding, r#"{"encoding": "base64", "text": "eyJpZCI6IDF9"}"#), &["read /a"]);
        let garbled = "the body is encoded, as the header `content-encoding` says, and was recorded as if it were text";
        check("e.har", &har(encoding, "{\"text\": \"(\u{fffd}/\u{fffd} \\u0000\\u0001\"}"), &[&format!("2:21 {garbled}")]);
    }
    let written = "expected `base64`, or nothing where the text is the body as it is";
    check("f.har", &har("", r#"{"encoding": "rot13", "text": "n"}"#), &[&format!("2:25 {written}")]);
    check("g.har", &har("", r#"{"encoding": 64, "text": "n"}"#), &[&format!("2:25 {written}")]);
    check("h.har", &har("", r#"{"encoding": "", "text": "n"}"#), &["read /a"]);

    let headers = r#""headers": {"content-encoding": "zstd"}"#;
    let check = |name: &str, text: &str, at: &str| check(name, text, &[&format!("{at} {why}")]);
    check(
        "a.yaml",
        &format!(
            "interactions:\n- request: {{method: GET, uri: /a}}\n  response: {{status: 200, {headers},\n    body: {{base64_string: {bytes}}}}}\n"
        ),
        "4:27",
    );
    check(
        "b.yaml",
        &format!(
            "interactions:\n- request: {{method: GET, uri: /a}}\n  response: {{status: 200, {headers},\n    body: !!binary {bytes}}}\n"
        ),
        "4:11",
    );
    check(
        "a.json",
        &format!(
            "{{\"id\": \"x\", \"request\": {{\"method\": \"GET\", \"url\": \"/a\"}}, \"response\": {{{headers},\n\"base64Body\": \"{bytes}\"}}}}"
        ),
        "2:15",
    );
    check(
        "a.ndjson",
        &format!("\n{{\"method\": \"GET\", \"url\": \"/a\", \"status\": 200, \"body_base64\": \"{bytes}\", {headers}}}"),
        "2:62",
    );
    check(
        "b.json",
        &format!(
            "[{{\"scope\": \"https://a.example\", \"method\": \"GET\", \"path\": \"/\", \"status\": 200, {headers},\n\"response\": [\"28b52ffd2000\", \"010000\"]}}]"
        ),
        "2:13",
    );
    check(
        "c.json",
        &format!(
            "{{\"request\": {{\"method\": \"GET\", \"url\": \"/a\"}}, \"response\": {{\"status\": 200, {headers},\n\"body_base64\": \"{bytes}\"}}}}"
        ),
        "2:16",
    );
}
