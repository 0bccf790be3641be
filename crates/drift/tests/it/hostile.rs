//! Hostile inputs, each run by the binary under a limit of memory: the run ends with exit code 0, 1 or 2, and prints little.

#![cfg(target_os = "linux")]

use std::io::Write as _;
use std::process::Command;

use crate::support::Folder;

/// The address space that a run may have, in KiB.
const MEMORY: usize = 1024 * 1024;

/// The bytes that a run may print.
const OUTPUT: usize = 1024 * 1024;

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Test, version: '1'}\nservers: [{url: https://api.example.org}]\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: ok, content: {application/json: {schema: {type: array, items: {type: integer}}}}}\n";

const LINE: &str = r#"{"method":"GET","url":"https://api.example.org/a","status":200,"content_type":"application/json","body":[1]}"#;

/// Validates a recording under the limits.
#[track_caller]
fn check(document: &str, name: &str, recording: impl AsRef<[u8]>, expected: i32) {
    run("validate --threads 2 --color never", document, name, recording, expected);
}

/// Runs a command on a document and a recording under the limits.
#[track_caller]
fn run(arguments: &str, document: &str, name: &str, recording: impl AsRef<[u8]>, expected: i32) {
    let folder = Folder::new();
    folder.write("api.yaml", document);
    folder.write(name, recording);
    let command = format!("ulimit -v {MEMORY}; exec \"$0\" {arguments} --document api.yaml {name}");
    let output = Command::new("sh")
        .args(["-c", &command, env!("CARGO_BIN_EXE_openapi-drift")])
        .current_dir(folder.path())
        .output()
        .expect("sh runs");
    let err = String::from_utf8_lossy(&output.stderr);
    let shown: String = err.chars().take(2000).collect();
    assert_eq!(output.status.code(), Some(expected), "{name}: {shown}");
    assert!(output.stdout.len() + output.stderr.len() < OUTPUT, "{name} prints {} bytes", output.stdout.len() + output.stderr.len());
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("compresses");
    encoder.finish().expect("compresses")
}

fn har(body: &str, encoding: &str) -> String {
    format!(
        r#"{{"log":{{"version":"1.2","entries":[{{"request":{{"method":"GET","url":"https://api.example.org/a","headers":[]}},"response":{{"status":200,"headers":[{{"name":"content-type","value":"application/json"}},{{"name":"content-encoding","value":"{encoding}"}}],"content":{{"mimeType":"application/json","encoding":"base64","text":"{body}"}}}}}}]}}}}"#
    )
}

#[test]
fn aliases_do_not_multiply() {
    let mut bomb = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\nx0: &a0 [1,2,3,4,5,6,7,8,9]\n".to_owned();
    for level in 1..20 {
        let previous = format!("*a{}", level - 1);
        bomb += &format!("x{level}: &a{level} [{}]\n", [previous.as_str(); 9].join(","));
    }
    check(&bomb, "one.ndjson", LINE, 2);
    let long = format!("{DOCUMENT}x: &a {}\ny: [{}]\n", "x".repeat(100_000), vec!["*a"; 20_000].join(","));
    check(&long, "one.ndjson", LINE, 2);
    check(DOCUMENT, "cassette.yaml", format!("{}interactions: []\n", bomb.replace("openapi", "version")), 2);
}

#[test]
fn compressed_bodies_do_not_multiply() {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let zeros = gzip(&gzip(&vec![b'0'; 100_000_000]));
    check(DOCUMENT, "two.har", har(&encode(&zeros), "gzip, gzip"), 2);
    check(DOCUMENT, "file.har.gz", gzip(&vec![b' '; 50_000_000]), 2);
}

#[test]
fn variables_do_not_multiply() {
    let mut variables: Vec<String> =
        (0..9).map(|level| format!(r#"{{"key":"v{level}","value":"{}"}}"#, format!("{{{{v{}}}}}", level + 1).repeat(10))).collect();
    variables.push(format!(r#"{{"key":"v9","value":"{}"}}"#, "x".repeat(1000)));
    let collection = |variables: &[String], url: &str| {
        format!(
            r#"{{"info":{{}},"variable":[{}],"item":[{{"name":"a","request":{{"method":"GET","url":"https://api.example.org/a"}},"response":[{{"name":"b","originalRequest":{{"method":"GET","url":"{url}"}},"code":200,"body":"[1]","header":[]}}]}}]}}"#,
            variables.join(",")
        )
    };
    check(DOCUMENT, "postman.json", collection(&variables, "https://api.example.org/a?x={{v0}}"), 2);
    let many: Vec<String> = (0..2000).map(|number| format!(r#"{{"key":"k{number}","value":"{{{{k{}}}}}"}}"#, number + 1)).collect();
    check(DOCUMENT, "many.json", collection(&many, &format!("https://api.example.org/a?x={}", "{{k0}}".repeat(2000))), 0);
}

#[test]
fn unreadable_lines_are_one_error() {
    let mut lines = format!("{LINE}\n");
    while lines.len() < 10_000_000 {
        lines += "{\"method\":\"GET\",\"status\":no}\n127.0.0.1 - - \"GET /a HTTP/1.1\" 200\n";
    }
    check(DOCUMENT, "lines.ndjson", lines, 2);
}

#[test]
fn deep_and_long_inputs_end() {
    check(DOCUMENT, "deep.ndjson", format!("{LINE}\n{{\"method\":\"GET\",\"url\":\"/a\",\"body\":{}", "[".repeat(5_000_000)), 2);
    check(&format!("{DOCUMENT}x: {}\n", "[".repeat(1_000_000)), "one.ndjson", LINE, 2);
    check(
        DOCUMENT,
        "long.http",
        "GET https://api.example.org/a HTTP/1.1\n\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n[1]\n\n###\n".repeat(20_000),
        0,
    );
    check(DOCUMENT, "one-block.http", format!("GET https://api.example.org/a HTTP/1.1\n\n{}", "x\n\n".repeat(1_000_000)), 0);
    let wrong = format!("{}0]", "\"x\",".repeat(100_000));
    check(DOCUMENT, "wrong.ndjson", LINE.replace("1]", &wrong), 1);
    check(DOCUMENT, "flow.flows", "1:".repeat(100_000), 2);
    check(DOCUMENT, "cut.flows", "99999999999:9:websocket;0:~", 2);
}

#[test]
fn lines_that_are_not_indented_do_not_multiply() {
    let quoted = format!("a:\n  b:\n    [{}'{}']\n", "x, ".repeat(50_000), "\nx".repeat(500_000));
    check(&format!("{DOCUMENT}x-{quoted}"), "one.ndjson", LINE, 2);
}

#[test]
fn differences_of_one_body_are_bounded() {
    let mismatches = format!("{}\"x\"]", "\"x\",".repeat(400_000));
    check(DOCUMENT, "mismatches.ndjson", LINE.replace("1]", &mismatches), 1);
    let closed =
        DOCUMENT.replace("{type: array, items: {type: integer}}", "{type: object, properties: {a: {}}, additionalProperties: false}");
    let names: String = (0..200_000).map(|number| format!("\"name_{}\":1,", letters(number))).collect();
    let names = LINE.replace("[1]", &format!("{{{names}\"a\":1}}"));
    check(&closed, "names.ndjson", &names, 1);
    run("exceptions", &closed, "names.ndjson", &names, 0);
}

/// Returns a number in letters, so that it looks like a name.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}
