//! Recordings that are not what their format says: each is named with its place, and the sound ones beside it are read.

use openapi_drift::Recordings;
use serde_json::{Value, json};

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

const ARCHIVE: &str = "unexpected content after the end of the archive: use one file per archive";
const RECORDING: &str = "unexpected content after the end of the recording: use one file per recording";

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
    let exchange = r#"{"request": {"method": "GET", "url": "/a", "headers": {}}, "response": {"status": 200, "headers": {}}}"#;
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
    let second = |name: &str| format!("duplicate `{name}`: use one file per archive");
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
    check("b.json", r#"{"item": [{"request": {"url": "/a"}, "response": [{"code": 200}]}], "item": []}"#, &["1:74 duplicate `item`"]);
}

#[test]
fn a_recording_read_as_a_whole_has_nothing_behind_it() {
    let stub = r#"{"id": "x", "request": {"method": "GET", "url": "/a"}, "response": {"status": 200}}"#;
    check("a.json", &format!("{stub} x"), &[&format!("1:85 {RECORDING}")]);
    check("b.json", r#"{"provenance": {"source": "live"}, "request": {"method": "GET", "url": "/a"}}]"#, &[&format!("1:78 {RECORDING}")]);
    let line = r#"{"method": "GET", "url": "/a", "status": 200}"#;
    let behind = "unexpected content after the end of the recording: use one line per recording";
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
    let why = "unsupported `content-encoding`";
    let har = |encoding: &str, content: &str| {
        let headers = format!(r#"[{{"name": "Content-Encoding", "value": "{encoding}"}}]"#);
        format!(
            "{{\"log\": {{\"entries\": [{{\"request\": {{\"method\": \"GET\", \"url\": \"/a\"}}, \"response\": {{\"status\": 200, \"headers\": {headers},\n\"content\": {content}}}}}]}}}}"
        )
    };
    let base64 = format!(r#"{{"encoding": "base64", "text": "{bytes}"}}"#);
    for encoding in ["zstd", "gzip, zstd", "anything"] {
        check("a.har", &har(encoding, &base64), &[&format!("2:43 {why}")]);
    }
    for encoding in ["", "identity", "utf-8"] {
        check("b.har", &har(encoding, &base64), &["read /a"]);
    }
    // The start of a compressed file, and that of a PNG which a recorder has decoded.
    let (compressed, png) = (base64.replace(bytes, "H52QYQ=="), base64.replace(bytes, "iVBORw0KGgo="));
    check("i.har", &har("compress", &compressed), &[&format!("2:43 {why}")]);
    for encoding in ["zstd", "compress", "gzip"] {
        check("j.har", &har(encoding, &png), &["read /a"]);
    }
    // A body that the recorder decoded is text and keeps its header.
    for encoding in ["zstd", "br", "gzip", "anything"] {
        check("c.har", &har(encoding, r#"{"text": "{\"id\": 1}"}"#), &["read /a"]);
        check("d.har", &har(encoding, r#"{"encoding": "base64", "text": "eyJpZCI6IDF9"}"#), &["read /a"]);
        let garbled = "the body is still encoded (see `content-encoding`), and was recorded as text";
        check("e.har", &har(encoding, "{\"text\": \"(\u{fffd}/\u{fffd} \\u0000\\u0001\"}"), &[&format!("2:21 {garbled}")]);
    }
    let written = "expected `base64`, or no encoding if the text is the body as it is";
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

/// Gives each of the members another type in turn, and looks whether that is told at its place. The `accepted` types are told by
/// a letter: object, list, string, number; `null` stands for what is not there.
#[track_caller]
fn check_types(name: &str, around: [&str; 2], sound: &str, members: &[(&str, &str)]) {
    let sound: Value = serde_json::from_str(sound).expect("JSON");
    let read = |entry: &Value| -> Vec<String> {
        let folder = Folder::new();
        let text = format!("{}{entry}{}", around[0], around[1]);
        Recordings::new(vec![folder.write(name, text)])
            .map(|read| match read {
                Ok(exchange) => format!("read {}", exchange.recording.request.url),
                Err(trouble) => trouble.why().to_owned(),
            })
            .collect()
    };
    let all_read = |lines: &[String]| lines.iter().all(|line| line.starts_with("read "));
    assert!(all_read(&read(&sound)), "{name}: {:?}", read(&sound));
    for (pointer, accepted) in members {
        for (letter, other) in [('o', json!({"x": {"y": {}}})), ('l', json!([[1]])), ('s', json!("x")), ('n', json!(7)), ('b', json!(true))]
        {
            if !accepted.contains(letter) {
                let mut entry = sound.clone();
                *entry.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = other.clone();
                let lines = read(&entry);
                assert!(!all_read(&lines), "{name} with {other} at {pointer} is read");
            }
        }
    }
}

#[test]
fn a_member_of_another_type_is_not_passed_over() {
    let har = r#"{"startedDateTime": "2026-05-01T00:00:00Z",
        "request": {"method": "GET", "url": "/a", "headers": [{"name": "a", "value": "b"}], "postData": {"mimeType": "a/b", "text": "x"}},
        "response": {"status": 200, "headers": [{"name": "a", "value": "b"}], "content": {"mimeType": "a/b", "text": "x", "encoding": ""}}}"#;
    let members = &[
        ("", ""),
        ("/startedDateTime", "s"),
        ("/request", ""),
        ("/request/method", "s"),
        ("/request/url", ""),
        ("/request/headers", ""),
        ("/request/headers/0", ""),
        ("/request/headers/0/name", "s"),
        ("/request/headers/0/value", "snb"),
        ("/request/postData", "o"),
        ("/request/postData/mimeType", "s"),
        ("/request/postData/text", "s"),
        ("/response", "o"),
        ("/response/status", ""),
        ("/response/headers", ""),
        ("/response/headers/0/value", "snb"),
        ("/response/content", "o"),
        ("/response/content/mimeType", "s"),
        ("/response/content/text", "s"),
        ("/response/content/encoding", ""),
    ];
    check_types("a.har", [r#"{"log": {"entries": ["#, "]}}"], har, members);

    let cassette = r#"{"recorded_at": "2026-05-01", "request": {"method": "GET", "uri": "/a", "headers": {"a": ["b"]}, "body": {"string": ""}},
        "response": {"status": {"code": 200}, "headers": {"a": ["b"]}, "body": {"base64_string": ""}}}"#;
    let members = &[
        ("", ""),
        ("/recorded_at", "s"),
        ("/request", ""),
        ("/request/method", "s"),
        ("/request/uri", ""),
        ("/request/headers", ""),
        ("/request/headers/a", "snb"),
        ("/request/headers/a/0", "snb"),
        ("/request/body", "so"),
        ("/request/body/string", "s"),
        ("/response", ""),
        ("/response/status", ""),
        ("/response/status/code", ""),
        ("/response/headers", ""),
        ("/response/body", "so"),
        ("/response/body/base64_string", ""),
    ];
    check_types("a.json", [r#"{"interactions": ["#, "]}"], cassette, members);
    check_types("a.yaml", ["interactions:\n- ", "\n"], cassette, members);

    let stub = r#"{"id": "x", "request": {"method": "GET", "urlPath": "/a", "headers": {"a": {"equalTo": "b"}}, "queryParameters": {"a": {"equalTo": "b"}},
        "bodyPatterns": [{"equalTo": "b"}]}, "response": {"status": 200, "headers": {"a": ["b"]}, "body": "x"}}"#;
    let members = &[
        ("/request/method", "s"),
        ("/request/urlPath", ""),
        ("/request/headers", "o"),
        ("/request/headers/a", "o"),
        ("/request/headers/a/equalTo", "s"),
        ("/request/queryParameters", "o"),
        ("/request/queryParameters/a", "o"),
        ("/request/queryParameters/a/equalTo", "s"),
        ("/request/bodyPatterns", ""),
        ("/request/bodyPatterns/0", "o"),
        ("/request/bodyPatterns/0/equalTo", "s"),
        ("/response", "o"),
        ("/response/status", ""),
        ("/response/headers", ""),
        ("/response/headers/a/0", "snb"),
        ("/response/body", "s"),
    ];
    check_types("b.json", ["", ""], stub, members);
    check_types("c.json", [r#"{"mappings": ["#, "]}"], stub, members);

    let collection = r#"{"info": {}, "variable": [], "item": [{"item": []}, {"request": {"method": "GET", "url": {"raw": "/a", "variable": []},
        "header": [{"key": "a", "value": "b"}], "body": {"mode": "urlencoded", "urlencoded": []}},
        "response": [{"code": 200, "header": [{"key": "a", "value": "b"}], "body": "x"}]}]}"#;
    let members = &[
        ("/variable", "l"),
        ("/item/0", "o"),
        ("/item/0/item", ""),
        ("/item/1", "o"),
        ("/item/1/request", "s"),
        ("/item/1/request/method", "s"),
        ("/item/1/request/url", "s"),
        ("/item/1/request/url/raw", "s"),
        ("/item/1/request/url/variable", "l"),
        ("/item/1/request/header", ""),
        ("/item/1/request/header/0", ""),
        ("/item/1/request/body", "o"),
        ("/item/1/request/body/mode", "s"),
        ("/item/1/request/body/urlencoded", "l"),
        ("/item/1/response", ""),
        ("/item/1/response/0", ""),
        ("/item/1/response/0/code", ""),
        ("/item/1/response/0/header", ""),
        ("/item/1/response/0/body", "s"),
    ];
    check_types("d.json", ["", ""], collection, members);

    let definition = r#"{"scope": "https://a.example", "method": "GET", "path": "/", "status": 200, "rawHeaders": ["a", "b"], "reqheaders": {"a": "b"}}"#;
    let members = &[
        ("/scope", ""),
        ("/method", "s"),
        ("/path", "s"),
        ("/status", ""),
        ("/rawHeaders", ""),
        ("/rawHeaders/0", "s"),
        ("/rawHeaders/1", "s"),
        ("/reqheaders", ""),
        ("/reqheaders/a", "snb"),
    ];
    check_types("e.json", ["[", "]"], definition, members);

    let own = r#"{"provenance": {"source": "live", "recorded_at": "2026-05-01"}, "request": {"method": "GET", "url": "/a", "headers": {"a": "b"}, "body_text": "x"},
        "response": {"status": 200, "headers": {"a": ["b"]}, "body_base64": "eA=="}}"#;
    let members = &[
        ("/provenance", ""),
        ("/provenance/source", ""),
        ("/provenance/recorded_at", "s"),
        ("/request", ""),
        ("/request/method", "s"),
        ("/request/url", ""),
        ("/request/headers", ""),
        ("/request/headers/a", "s"),
        ("/request/body_text", "s"),
        ("/response", ""),
        ("/response/status", "n"),
        ("/response/headers/a/0", "s"),
        ("/response/body_base64", "s"),
    ];
    check_types("f.json", ["", ""], own, members);

    let flat = r#"{"method": "GET", "url": "/a", "status": 200, "request_headers": {"a": "b"}, "headers": [{"name": "a", "value": "b"}],
        "content_type": "a/b", "request_content_type": "a/b", "body_base64": "eA=="}"#;
    let members = &[
        ("/method", "s"),
        ("/url", ""),
        ("/status", ""),
        ("/request_headers", ""),
        ("/request_headers/a", "snb"),
        ("/headers", ""),
        ("/headers/0", ""),
        ("/content_type", "s"),
        ("/request_content_type", "s"),
        ("/body_base64", ""),
    ];
    check_types("a.ndjson", ["", "\n"], flat, members);
    let nested = r#"{"request": {"method": "GET", "url": "/a", "headers": {}}, "response": {"status": 200, "headers": {}}}"#;
    let members = &[("/request", ""), ("/request/headers", ""), ("/response", "o"), ("/response/status", ""), ("/response/headers", "")];
    check_types("b.ndjson", ["{\"method\": \"GET\", \"url\": \"/a\", \"status\": 200}\n", "\n"], nested, members);
}

#[test]
fn errors_use_the_terms_of_json() {
    let request = r#"{"provenance": {"source": "live"}, "request": {"method": "GET", "url": "/a"}"#;
    let own = |name: &str, member: &str, why: &str| {
        let folder = Folder::new();
        let read: Vec<_> = Recordings::new(vec![folder.write(name, format!("{request}, {member}}}"))]).collect();
        let trouble = read[0].as_ref().expect_err("unreadable");
        assert_eq!(trouble.why(), why, "{member}");
    };
    let own = |member: &str, why: &str| {
        own("a.json", member, why);
        own("a.ndjson", member, why);
    };
    own(r#""response": {"status": "secret, expected x"}"#, "expected an HTTP status as a number, found a string");
    own(r#""response": {"status": 70000}"#, "expected an HTTP status as a number, found a number");
    own(r#""response": {"status": null}"#, "expected an HTTP status as a number, found null");
    own(r#""response": "secret""#, "expected an object, found a string");
    own(r#""response": {"status": 200, "headers": {"secret": {"secret": 1}}}"#, "expected a header's value: a string or a list of strings");
    own(r#""response": {"status": 200, "headers": [7]}"#, "expected an object, found an array");
    own(r#""response": {"headers": {}}"#, "`status` is missing");
    own(r#""secret": 1"#, "expected one of `provenance`, `not_recorded`, `webhook`, `request`, `response`, found another name");
    own(
        r#""secret`, expected `x": 1"#,
        "expected one of `provenance`, `not_recorded`, `webhook`, `request`, `response`, found another name",
    );
    own(r#""webhook": 1.5"#, "expected a string, found a number");
    own(r#""request": {}"#, "duplicate `request`");
    let twice = "interactions:\n- request: {method: GET, uri: /a, headers: {secret: 1, secret: 2}}\n";
    check("a.yaml", twice, &["2:56 duplicate key"]);
}

#[test]
fn yaml_may_be_written_in_braces() {
    let cassette =
        "{http_interactions: [{request: {method: get, uri: \"/a\"}, response: {status: {code: 200}}},\n  {request: {method: get}}]}\n";
    check("a.yaml", cassette, &["read /a", "2:13 `uri` is missing"]);
    check("b.yaml", &format!("\n{}", cassette.replace("{http", "{ http")), &["read /a", "3:13 `uri` is missing"]);
    // A document is none of the recordings, however it is written.
    check("c.yaml", "{openapi: 3.0.3, info: {title: a, version: '1'}, paths: {}}", &[]);
    check("d.json", "{name: x}", &["1:2 the name of a member has no double quotes"]);
}

#[test]
fn values_of_another_type_are_reported_with_their_place() {
    let har = |entry: &str| format!("{{\"log\": {{\"entries\": [\n{entry}]}}}}");
    let request = r#""request": {"method": "GET", "url": "/a"}"#;
    check("a.har", &har(&format!("{{{request}, \"response\": \"nope\"}}")), &["2:57 expected an object, found a string"]);
    check(
        "b.har",
        &har(&format!("{{{request},\n\"response\": {{\"headers\": \"x\", \"status\": 200}}}}")),
        &["3:25 expected an object or an array, found a string"],
    );
    check("c.har", &har(&format!("{{{request},\n\"response\": {{\"content\": {{\"text\": \"{{}}\"}}}}}}")), &["3:13 `status` is missing"]);
    check("d.har", &har(&format!("{{{request}}}, {{{request}, \"response\": {{}}}}, {{{request}, \"response\": null}}")), &["read /a"; 3]);
    let line = r#"{"method": "GET", "url": "/a", "statusCode": 200, "body": {}}"#;
    check("a.ndjson", &format!("\n{line}"), &["2:1 there is a response, but neither `status` nor `response.status`"]);
}
