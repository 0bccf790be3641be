use openapi_drift::{Document, InputFormat, Recordings, Side};
use proptest::prelude::*;

use crate::readers::Scratch;

/// One sound sample of each format, to be broken.
const SAMPLES: [&str; 8] = [
    "{\"log\": {\"version\": \"1.2\", \"entries\": [{\"startedDateTime\": \"2024-05-01T10:00:00Z\", \"request\": {\"method\": \"GET\", \"url\": \"https://a.example/\", \"headers\": []}, \"response\": {\"status\": 200, \"headers\": [{\"name\": \"content-encoding\", \"value\": \"gzip\"}], \"content\": {\"text\": \"H4sIAAAAAAAAA6tWykxRsjKsBQCMKfDkCAAAAA==\", \"encoding\": \"base64\"}}}]}}",
    "interactions:\n- request: {method: GET, uri: 'https://a.example/', body: null, headers: {a: [b]}}\n  response:\n    body:\n      string: '{\"a\": \"it''s\n\n        é\", \"id\": 7}'\n    headers: &h {content-type: [application/json]}\n    status: {code: 200, message: OK}\n- request: {method: GET, uri: 'https://a.example/'}\n  response: {status: 200 OK, headers: *h, body: !!binary |\n      eyJpZCI6MX0=\n  }\nversion: 1\n",
    "{\"id\": \"x\", \"request\": {\"url\": \"/a\", \"method\": \"GET\", \"headers\": {\"a\": {\"equalTo\": \"b\"}}, \"bodyPatterns\": [{\"equalToJson\": \"{}\"}]}, \"response\": {\"status\": 200, \"base64Body\": \"eyJpZCI6MX0=\"}}",
    "{\"info\": {}, \"item\": [{\"item\": [{\"request\": {\"method\": \"GET\", \"url\": {\"raw\": \"{{a}}/b/:c\", \"variable\": [{\"key\": \"c\", \"value\": \"1\"}]}}, \"response\": [{\"code\": 200, \"header\": [{\"key\": \"a\", \"value\": \"b\"}], \"body\": \"{\\\"id\\\": 1}\"}]}]}]}",
    "{\"method\":\"GET\",\"url\":\"https://a.example/x\",\"status\":200,\"content_type\":\"application/json\",\"body\":{\"id\":1}}\n{\"request\":{\"method\":\"GET\",\"url\":\"/y\"},\"response\":{\"status\":200,\"body\":\"{\\\"id\\\": \\\"\\ud83d\\ude00\\\"}\"}}\n",
    "GET /groups HTTP/1.1\r\nHost: a.example\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n3\r\n:1}\r\n0\r\n\r\n###\nPOST https://a.example/\nContent-Length: 2\n\n{}\nHTTP/1.1 204\n\n",
    "[{\"scope\": \"https://a.example:443\", \"method\": \"GET\", \"path\": \"/\", \"status\": 200, \"response\": [\"1f8b\", \"00\"], \"rawHeaders\": [\"Content-Encoding\", \"gzip\"]}]",
    "{\"provenance\": {\"source\": \"live\"}, \"request\": {\"method\": \"GET\", \"url\": \"https://a.example/\"}, \"response\": {\"status\": 200, \"headers\": {\"a\": [\"b\", \"c\"]}, \"body_text\": \"{\\\"id\\\": 1}\"}}",
];

/// Reads bytes as every format and looks up places in whatever comes out.
fn read(bytes: &[u8]) {
    let scratch = Scratch::new(&format!("robust-{:?}", std::thread::current().id()).replace(['(', ')'], "-"));
    let path = scratch.write("input", bytes);
    for format in std::iter::once(None).chain(InputFormat::ALL.map(Some)) {
        for exchange in Recordings::new(vec![path.clone()]).input(format).flatten() {
            for side in [Side::Request, Side::Response] {
                for pointer in ["", "/id", "/a/0/~1", "/none"] {
                    let (_, position) = exchange.locate_in_body(side, pointer);
                    assert!(position.line > 0 && position.column > 0);
                }
                exchange.locate_header(side, "a");
            }
            exchange.locate("/request/url");
            exchange.locate("/response/status");
        }
    }
}

fn sample() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(&SAMPLES[..]).prop_map(|sample| sample.as_bytes().to_vec())
}

/// Pieces that readers are known to trip over.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::sample::select(
            &[
                "\"",
                "\\",
                "\\u",
                "\\ud800",
                "{",
                "]",
                "null",
                "-1",
                "1e999",
                "99999999999999999999",
                "'",
                "|\n",
                ">-",
                "&a ",
                "*a",
                "!!binary ",
                "\r",
                "\n\n",
                "###\n",
                "HTTP/1.1 ",
                "\u{feff}",
                "é",
                ": ",
                "- ",
                "\t",
                "{{",
                ":c",
                "%"
            ][..]
        )
        .prop_map(|piece| piece.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..4),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
    }

    #[test]
    fn broken_samples_are_read_or_refused(sample in sample(), cut in any::<prop::sample::Index>(), edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, piece()), 0..5)) {
        let mut bytes = sample;
        for (at, removed, piece) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, piece);
        }
        if cut.index(3) == 0 {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        read(&bytes);
    }

    #[test]
    fn documents_are_loaded_or_refused(at in any::<prop::sample::Index>(), removed in 0..6_usize, piece in piece()) {
        let mut bytes = b"openapi: 3.0.3\ninfo: &i {title: T, version: '1'}\nservers: [{url: 'https://{a}.example/v1'}]\npaths:\n  /a/{b}.{c}:\n    get: {parameters: [{$ref: '#/components/parameters/P'}], responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}\ncomponents: {parameters: {P: {name: b, in: path, required: true, schema: {type: string}}}, schemas: {S: {allOf: [{$ref: '#/components/schemas/S'}], properties: {x: {type: integer}}}}}\n".to_vec();
        let at = at.index(bytes.len());
        let end = (at + removed).min(bytes.len());
        bytes.splice(at..end, piece);
        if let Ok(document) = Document::parse("api.yaml", &String::from_utf8_lossy(&bytes)) {
            prop_assert!(document.locate("/paths").line > 0);
        }
    }
}

#[test]
fn depth_and_size_are_bounded() {
    for opening in ["[", "{\"a\":", "- ", "{\"log\": {\"entries\": [[", "{\"item\": [", "{\"info\": {}, \"item\": [{\"item\": ["] {
        read(opening.repeat(20_000).as_bytes());
    }
    let deep = format!("{{\"log\": {{\"entries\": [{{\"a\": {}1{}}}, {{}}]}}}}", "[".repeat(50_000), "]".repeat(50_000));
    read(deep.as_bytes());
    read(format!("{{\"method\": \"GET\", \"url\": \"/a\", \"status\": {}}}", "9".repeat(100_000)).as_bytes());
    read(format!("GET /a HTTP/1.1\n{}\n", "a: b\n".repeat(10_000)).as_bytes());
    read(format!("GET /a HTTP/1.1\n\nHTTP/1.1 200\nTransfer-Encoding: chunked\n\n{}\n", "f".repeat(40)).as_bytes());
}

#[test]
fn a_compressed_body_cannot_fill_the_memory() {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![0xff; 1024 * 1024];
    for _ in 0..300 {
        gzip.write_all(&zeros).expect("compresses");
    }
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, gzip.finish().expect("compresses"));
    let har = format!(
        "{{\"log\": {{\"entries\": [{{\"request\": {{\"method\": \"GET\", \"url\": \"/\"}}, \"response\": {{\"status\": 200, \"headers\": [{{\"name\": \"content-encoding\", \"value\": \"gzip\"}}], \"content\": {{\"text\": \"{text}\", \"encoding\": \"base64\"}}}}}}]}}}}"
    );
    let scratch = Scratch::new("bomb");
    let read: Vec<_> = Recordings::new(vec![scratch.write("bomb.har", har)]).collect();
    let trouble = read[0].as_ref().expect_err("refused");
    assert!(trouble.why().starts_with("the body cannot be decompressed (gzip): it is larger than "));
}
