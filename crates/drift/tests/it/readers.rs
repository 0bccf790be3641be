use std::fs;
use std::path::{Path, PathBuf};

use openapi_drift::{Exchange, Origin, Recordings, Side, find};

/// A folder of files that goes with its value.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("openapi-drift-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, content).expect("a file");
        path
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn read(name: &str, content: &[u8]) -> Vec<Exchange> {
    let scratch = Scratch::new(name);
    let path = scratch.write(name, content);
    Recordings::new(vec![path]).map(|read| read.unwrap_or_else(|trouble| panic!("{trouble}"))).collect()
}

/// Returns the parts of an exchange, and the text at each of the pointers up to the end of the line.
fn describe(exchange: &Exchange, text: &str, pointers: &[&str]) -> String {
    let recording = &exchange.recording;
    let at = |what: &str, position: openapi_drift::Position| {
        let line = text.split('\n').nth(position.line - 1).unwrap_or_default();
        let shown: String = line.chars().skip(position.column - 1).take(24).collect();
        format!("\n  {what} {position} {shown}")
    };
    let mut described = format!("{} {}", recording.request.method, recording.request.url);
    described += &at("url", exchange.locate("/request/url"));
    if let Some(response) = &recording.response {
        described += &format!("\n  = {}", response.status);
        described += &at("status", exchange.locate("/response/status"));
        described += &at("content-type", exchange.locate_header(Side::Response, "content-type"));
        for pointer in pointers {
            described += &at(&format!("body{pointer}"), exchange.locate_in_body(Side::Response, pointer).1);
        }
    }
    if let Some(provenance) = &recording.provenance {
        described += &format!("\n  {:?} {}", provenance.source, provenance.recorded_at.as_deref().unwrap_or("undated"));
    }
    described
}

fn shown(name: &str, text: &str, pointers: &[&str]) -> String {
    read(name, text.as_bytes()).iter().map(|exchange| describe(exchange, text, pointers)).collect::<Vec<_>>().join("\n")
}

fn body(exchange: &Exchange) -> &str {
    exchange.recording.response.as_ref().and_then(|response| response.body_text.as_deref()).unwrap_or_default()
}

#[test]
fn har() {
    let text = r#"{"log": {"version": "1.2", "creator": {"name": "ä"}, "entries": [
  {"startedDateTime": "2024-05-01T10:00:00.000Z",
   "request": {"method": "GET", "url": "https://a.example/ö", "headers": [{"name": ":path", "value": "/"}]},
   "response": {"status": 200, "headers": [{"name": "Server", "value": "x"}, {"name": "Content-Type", "value": "application/json"}],
     "content": {"mimeType": "application/json", "text": "{\"é\\u00e9\": 1,\n \"id\": [\"\u00e4\ud83d\ude00\", 7]}"}}}, {"startedDateTime": "2024-05-01T10:00:01.000Z", "request": {"method": "POST", "url": "https://a.example/b", "postData": {"mimeType": "application/json", "text": "{}"}},
   "response": {"status": 0}}]}}"#;
    insta::assert_snapshot!(shown("a.har", text, &["/id", "/id/1", "/éé", "/none"]));
}

#[test]
fn har_bodies_in_base64_and_compressed() {
    use std::io::Write as _;
    let json = "{\"id\": 1}";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(json.as_bytes()).expect("compresses");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(json.as_bytes()).expect("compresses");
    let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    bare.write_all(json.as_bytes()).expect("compresses");
    // A stored block of brotli: what stands in it, it holds as it is.
    let brotli = [&[0x0f, 0x04, 0x80][..], json.as_bytes(), &[0x03]].concat();
    for (encoding, bytes) in [
        ("", json.as_bytes().to_vec()),
        ("gzip", gzip.finish().expect("compresses")),
        ("gzip", json.as_bytes().to_vec()),
        ("deflate", zlib.finish().expect("compresses")),
        ("deflate", bare.finish().expect("compresses")),
        ("br", brotli),
    ] {
        let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &bytes);
        let har = format!(
            r#"{{"log": {{"entries": [{{"request": {{"method": "GET", "url": "https://a.example/"}}, "response": {{"status": 200,
            "headers": [{{"name": "content-encoding", "value": "{encoding}"}}], "content": {{"text": "{text}", "encoding": "base64"}}}}}}]}}}}"#
        );
        let read = read("b.har", har.as_bytes());
        assert_eq!(body(&read[0]), json, "{encoding}");
        let (_, position) = read[0].locate_in_body(Side::Response, "/id");
        assert_eq!(position.line, 2, "the start of the string stands in for places in it");
    }
}

/// Shaped after the cassettes of Octokit (MIT), in the YAML that Psych writes.
#[test]
fn vcr_of_ruby() {
    let text = "---\nhttp_interactions:\n- request:\n    method: get\n    uri: https://api.github.com/user\n    body:\n      encoding: US-ASCII\n      string: ''\n    headers:\n      Authorization:\n      - token secret\n  response:\n    status:\n      code: 200\n      message: OK\n    headers:\n      Content-Type:\n      - application/json; charset=utf-8\n    body:\n      encoding: UTF-8\n      string: '{\"log''in\":\"it''s\",\n\n        \"ünï\":{\"id\":3}}'\n    http_version: \n  recorded_at: Sat, 11 Jan 2014 15:50:26 GMT\n- request:\n    method: get\n    uri: https://api.github.com/zip\n  response:\n    status: {code: 200, message: OK}\n    headers: {Content-Type: [application/json]}\n    body:\n      encoding: ASCII-8BIT\n      string: !binary |-\n        eyJpZCI6MX0=\nrecorded_with: VCR 2.8.0\n";
    insta::assert_snapshot!(shown("ruby.yml", text, &["/ünï/id", "/id"]));
    let read = read("ruby.yml", text.as_bytes());
    assert_eq!(body(&read[1]), "{\"id\":1}");
    assert_eq!(read[0].recording.request.headers.get("authorization"), Some("[masked]"));
}

#[test]
fn vcr_in_json() {
    let text = "{\"http_interactions\":[{\"request\":{\"method\":\"get\",\"uri\":\"https://a.example/\",\"headers\":{}},\"response\":{\"status\":{\"code\":200},\"headers\":{\"Content-Type\":[\"application/json\"]},\"body\":{\"encoding\":\"UTF-8\",\"string\":\"{\\\"a\\\":[1,2]}\"}},\"recorded_at\":\"Sat, 11 Jan 2014 15:50:26 GMT\"}],\"recorded_with\":\"VCR 2.8.0\"}";
    insta::assert_snapshot!(shown("ruby.json", text, &["/a/1"]));
}

#[test]
fn vcrpy_folds_bodies_in_every_style() {
    let cassette = |scalar: &str| {
        format!(
            "interactions:\n- request:\n    body: null\n    headers: {{}}\n    method: GET\n    uri: https://a.example/\n  response:\n    body:\n      string: {scalar}\n    headers:\n      content-type: [application/json]\n    status: {{code: 200, message: OK}}\nversion: 1\n"
        )
    };
    for scalar in [
        "'{\"ä\":\"x\n        y\",\"id\":7}'",
        "'{\"a\":\"it''s\", \"b\": [\n\n\n        1],  \"id\":7}'",
        "\"{\\\"ä\\\":\\\"x\\\n        \\ y\\\",\\\"\\u20ac\\\":1,\\\"id\\\":7}\"",
        "|\n        {\"ä\":\n           1,\n         \"id\":7}",
        ">-\n        {\"ä\":\n        1,\n\n        \"id\":7}",
        "!!python/unicode '{\"id\":7}'",
        "&body '{\"id\":7}'",
    ] {
        let text = cassette(scalar);
        let read = read("vcrpy.yaml", text.as_bytes());
        let (_, at) = read[0].locate_in_body(Side::Response, "/id");
        let line = text.split('\n').nth(at.line - 1).unwrap_or_default();
        assert_eq!(line.chars().nth(at.column - 1), Some('7'), "{scalar} {at}");
    }
}

/// Shaped after the fixtures of linodego (MIT), and after what version 3 and 4 write.
#[test]
fn go_vcr() {
    let old = "---\nversion: 1\ninteractions:\n- request:\n    body: \"\"\n    form: {}\n    headers:\n      Accept:\n      - application/json\n    url: https://api.linode.com/v4/regions?page=1\n    method: GET\n  response:\n    body: '{\"data\": [{\"id\": \"ap-west\"}],\n      \"page\": 1}'\n    headers:\n      Content-Type:\n      - application/json\n      Date:\n      - Mon, 08 Jul 2024 13:57:47 GMT\n    status: 200 OK\n    code: 200\n    duration: \"\"\n";
    insta::assert_snapshot!("go_vcr_1", shown("old.yaml", old, &["/page", "/data/0/id"]));
    let new = "---\nversion: 2\ninteractions:\n    - id: 0\n      request:\n        proto: HTTP/1.1\n        proto_major: 1\n        content_length: 0\n        host: a.example\n        url: https://a.example/x\n        method: GET\n      response:\n        proto: HTTP/2.0\n        headers:\n            Content-Type:\n                - application/json\n        body: |\n            {\"id\": 7}\n        status: 201 Created\n        code: 201\n        duration: 50.1ms\n";
    insta::assert_snapshot!("go_vcr_3", shown("new.yaml", new, &["/id"]));
}

#[test]
fn wiremock() {
    let scratch = Scratch::new("wiremock");
    let mapping = r#"{"id": "x", "request": {"url": "/orgs/ä?page=2", "method": "GET", "headers": {"Accept": {"equalTo": "application/json"}}},
  "response": {"status": 200, "bodyFileName": "sub/1.json", "headers": {"Content-Type": "application/json"}}}"#;
    scratch.write("mappings/one.json", mapping);
    scratch.write(
        "mappings/two.json",
        r#"{"mappings": [{"request": {"urlPath": "/a", "queryParameters": {"q": {"equalTo": "b c"}}, "method": "POST",
  "bodyPatterns": [{"equalToJson": "{\"n\": 1}"}]}, "response": {"jsonBody": {"id": [1, 2]}}}]}"#,
    );
    scratch.write("__files/sub/1.json", "{\n  \"login\": \"ä\",\n  \"é\": [1, 2]\n}");
    let files = find(&[scratch.path()]).expect("files");
    assert_eq!(files.len(), 2, "bodies are no recordings");
    let read: Vec<Exchange> = Recordings::new(files).map(|read| read.unwrap_or_else(|trouble| panic!("{trouble}"))).collect();
    let (file, position) = read[0].locate_in_body(Side::Response, "/é/1");
    assert!(file.ends_with("__files/sub/1.json"), "{file}");
    assert_eq!(position.to_string(), "3:12");
    assert_eq!(read[0].locate("/response/status").to_string(), "2:26");
    assert_eq!(read[1].recording.request.url, "/a?q=b+c");
    assert_eq!(read[1].locate_in_body(Side::Response, "/id/1").1.to_string(), "2:89");
    assert_eq!(read[1].locate_in_body(Side::Request, "/n").1.to_string(), "2:45");
    assert!(read[0].recording.lacks_body(Side::Request));
}

#[test]
fn postman() {
    let text = r#"{"info": {"name": "c", "schema": "v2.1.0"}, "variable": [{"key": "who", "value": "7"}], "item": [{"name": "folder", "item": [
  {"name": "r", "request": {"method": "GET", "url": "{{base}}/x"}, "response": [
    {"name": "ok", "originalRequest": {"method": "GET", "header": [{"key": "Accept", "value": "*/*", "disabled": true}], "url": {"raw": "{{base}}/users/{{who}}/posts/:id?a=1", "variable": [{"key": "id", "value": "9"}]}},
     "code": 200, "header": [{"key": "Date", "value": "Sat, 11 Jan 2014 15:50:26 GMT"}, {"key": "Content-Type", "value": "application/json"}], "body": "{\n \"id\": 9}"},
    {"name": "bad", "code": 404, "header": null, "body": null}]}]}]}"#;
    insta::assert_snapshot!(shown("c.json", text, &["/id"]));
}

#[test]
fn ndjson() {
    let scratch = Scratch::new("ndjson");
    let text = "{\"method\":\"GET\",\"url\":\"https://a.example/x\",\"status\":200,\"content_type\":\"application/json\",\"body\":{\"ä\":{\"id\":1}},\"time\":\"2024-05-01T10:00:00Z\"}\n\n{\"request\":{\"method\":\"GET\",\"url\":\"/y\"},\"response\":{\"status\":200,\"headers\":{\"Content-Type\":\"application/json\"},\"body\":\"{\\\"id\\\": 1}\"},\"extra\":1}\n{\"provenance\":{\"source\":\"sandbox\"},\"request\":{\"method\":\"GET\",\"url\":\"https://a.example/z\"},\"response\":{\"status\":200,\"body\":\"text\"}}\n";
    let path = scratch.write("log.jsonl", text);
    let described: Vec<String> = Recordings::new(vec![path])
        .map(|read| describe(&read.unwrap_or_else(|trouble| panic!("{trouble}")), text, &["/ä/id", "/id"]))
        .collect();
    insta::assert_snapshot!(described.join("\n"));
    scratch.write("bodies/1.json", "{\n\"id\": 1}");
    let path = scratch
        .write("manifest.jsonl", "{\"method\":\"GET\",\"url\":\"https://a.example/\",\"status\":200,\"body_file\":\"bodies/1.json\"}\n");
    let read: Vec<_> = Recordings::new(vec![path]).collect();
    let (file, position) = read[0].as_ref().expect("an exchange").locate_in_body(Side::Response, "/id");
    assert!(file.ends_with("bodies/1.json") && position.to_string() == "2:7", "{file}:{position}");
    let path =
        scratch.write("leaves.jsonl", "{\"method\":\"GET\",\"url\":\"https://a.example/\",\"status\":200,\"body_file\":\"../1.json\"}\n");
    let read: Vec<_> = Recordings::new(vec![path]).collect();
    assert_eq!(
        read[0].as_ref().expect_err("refused").why(),
        "the body file is not below the folder of the recording; pass `--root DIR` to allow another one"
    );
}

#[test]
fn http_messages() {
    let text = "### list\nGET /groups?limit=1 HTTP/1.1\r\nHost: api.example.org\r\nCookie: a=secret; b=2\r\n\r\nHTTP/1.1 200 OK\r\nDate: Sat, 11 Jan 2014 15:50:26 GMT\r\nContent-Type: application/json\r\n\r\n{\r\n  \"ä\": {\"id\": 1}}\r\n\r\n###\n# a comment\nPOST https://api.example.org/groups\nContent-Type: application/json\n\n{\"name\": \"x\"}\n\nHTTP/1.1 100 Continue\n\nHTTP/2 201\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n5\r\n{\"id\"\r\n3\r\n:1}\r\n0\r\n\r\n###\nGET https://api.example.org/none\n";
    insta::assert_snapshot!(shown("log.http", text, &["/ä/id"]));
    let read = read("log.http", text.as_bytes());
    assert_eq!(body(&read[1]), "{\"id\":1}");
    assert_eq!(read[1].recording.request.body_text.as_deref(), Some("{\"name\": \"x\"}"));
    assert_eq!(read[0].recording.request.headers.get("cookie"), Some("a=[masked]; b=[masked]"));
}

/// Shaped after the recordings of octokit/fixtures (MIT).
#[test]
fn nock() {
    let text = "[\n  {\n    \"scope\": \"https://api.github.com:443\",\n    \"method\": \"get\",\n    \"path\": \"/orgs/x\",\n    \"body\": \"\",\n    \"status\": 200,\n    \"response\": {\"login\": \"ä\", \"id\": 1},\n    \"rawHeaders\": [\"Server\", \"GitHub.com\", \"Content-Type\", \"application/json\"]\n  }\n]";
    insta::assert_snapshot!(shown("n.json", text, &["/id"]));
    let compressed = "[{\"scope\": \"https://a.example\", \"method\": \"GET\", \"path\": \"/\", \"status\": 200, \"response\": [\"789cab56ca4c51\", \"b252\", \"30ac0500111c02d9\"], \"headers\": {\"content-encoding\": \"deflate\"}}]";
    assert_eq!(Recordings::new(vec![Scratch::new("nock").write("n.json", compressed)]).count(), 1);
}

#[test]
fn our_own() {
    let text = "{\n  \"provenance\": {\"source\": \"live\", \"recorded_at\": \"2024-05-01\"},\n  \"request\": {\"method\": \"GET\", \"url\": \"https://a.example/\"},\n  \"response\": {\"status\": 200, \"headers\": {\"content-type\": \"application/json\"}, \"body\": {\"ä\": [{\"id\": 1}]}}\n}";
    insta::assert_snapshot!(shown("own.json", text, &["/ä/0/id"]));
    let read = read("own.json", text.as_bytes());
    assert_eq!(read[0].recording.provenance.as_ref().map(|provenance| provenance.source), Some(Origin::Live));
}

#[track_caller]
fn refused(name: &str, text: &str, expected: &str) {
    let scratch = Scratch::new(name);
    let path = scratch.write(name, text);
    let troubles: Vec<String> = Recordings::new(vec![path])
        .filter_map(Result::err)
        .map(|trouble| format!("{} {}", trouble.position().map(|at| at.to_string()).unwrap_or_default(), trouble.why()))
        .collect();
    assert_eq!(troubles.join("\n"), expected);
}

#[test]
fn unreadable_parts_are_reported_with_their_place_and_without_values() {
    refused("a.json", "", "1:1 the file is empty");
    refused("b.json", "{\"name\": \"package\"}", "1:1 the format was not recognized");
    refused(
        "c.json",
        "{\"provenance\": {\"source\": \"live\"},\n \"request\": {\"method\": \"GET\", \"url\": \"https://a.example/\"},\n \"response\": {\"status\": \"secret\"}}",
        "3:32 expected an HTTP status as a number, found a string",
    );
    refused(
        "d.har",
        "{\"log\": {\"entries\": [\n {\"request\": {\"method\": \"GET\", \"url\": \"a b\"}},\n {\"ä\": nul, \"request\": {}},\n {\"request\": {\"method\": \"GET\"}},\n {\"request\": {\"method\": \"GET\", \"url\": \"https://a.example/\"}}\n",
        "2:39 the request URL is neither absolute nor a path: relative URL without a base\n3:11 expected `true`, `false` or `null`\n4:14 `url` is missing\n6:1 the file ends within the list",
    );
    refused(
        "e.jsonl",
        "{\"method\": \"GET\", \"url\": \"/a\", \"status\": 200}\n{\"method\"\n{\"method\": \"GET\", \"url\": \"/a\", \"status\": 999}\n",
        "2:9 it ends within an object\n3:42 expected an HTTP status between 100 and 599",
    );
    refused(
        "f.yaml",
        "interactions:\n- request: {method: GET, uri: https://a.example/}\n  response: {status: {code: 200}, body: {string: 1}}\n- request: {method: GET}\n- request: [\n",
        "3:50 expected a string, found a number\n4:12 `uri` is missing\n6:1 while parsing a node, did not find expected node content",
    );
    refused(
        "g.json",
        "{\"request\": {\"urlPattern\": \"/a/.*\", \"method\": \"GET\"}, \"response\": {\"body\": \"\"}}",
        "1:28 the stub matches a pattern of URLs: the request is not known",
    );
    refused(
        "h.http",
        "GET /a HTTP/1.1\nHost: a.example\n\nHTTP/1.1 20 OK\n\n###\nGET /b HTTP/1.1\nä b\n\n",
        "4:10 expected an HTTP status between 100 and 599\n8:1 the headers cannot be read: invalid header name",
    );
}

#[test]
fn two_bodies_are_one_too_many() {
    let text = "{\"request\": {\"method\": \"GET\", \"url\": \"https://a.example/\"},\n \"response\": {\"status\": 200, \"body\": 1,\n  \"body_text\": \"1\"}}";
    let trouble = openapi_drift::Exchange::parse("one.json", text).expect_err("two bodies");
    insta::assert_snapshot!(trouble.to_string(), @"
    cannot read the recording
      -> one.json:3:16
      -> `body` and `body_text` exclude each other
    ");
}

#[test]
fn one_line_that_cannot_be_read_loses_no_other() {
    let line = |body: &str| format!("{{\"method\": \"GET\", \"url\": \"/a\", \"status\": 200, \"body\": {body}}}\n");
    let deep = format!("{}1{}", "[".repeat(127), "]".repeat(127));
    let deepest = format!("{}1{}", "[".repeat(126), "]".repeat(126));
    let text = [line("1"), line("{\"a\": \"\\ud800\"}"), line(&deep), line(&deepest)].concat();
    let scratch = Scratch::new("lines");
    let read: Vec<String> = Recordings::new(vec![scratch.write("a.ndjson", text)])
        .map(|read| match read {
            Ok(exchange) => format!("read {}", exchange.index),
            Err(trouble) => format!("{} {}", trouble.position().expect("a place"), trouble.why()),
        })
        .collect();
    insta::assert_snapshot!(read.join("\n"), @r#"
    read 0
    2:68 this `\u` escape is an unpaired surrogate
    3:181 it is nested more than 127 levels deep, and no deeper JSON is read
    read 3
    "#);
}
