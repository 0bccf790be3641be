//! `record`: a real proxy between a client and a server on loopback.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::support::Folder;

const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Members, version: '1'}
servers: [{url: 'https://api.example.org/v1'}]
paths:
  /members/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getMember
      security: [{key: []}]
      responses:
        '200': {description: a, content: {application/json: {schema: {type: object, properties: {id: {type: integer}, name: {type: string}, status: {type: string, enum: [active, away]}}}}}}
        '302': {description: moved}
  /members:
    post:
      operationId: createMember
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {'201': {description: a, content: {application/json: {schema: {type: object, properties: {id: {type: integer}}}}}}}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
";

/// Answers each request with what `answer` makes of its first line and its body, and closes the connection.
fn upstream(answer: impl Fn(&str, &[u8]) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let (head, body) = message(&mut stream);
            stream.write_all(&answer(&head, &body)).expect("written");
        }
    });
    address
}

/// Reads a message with a length: its head and its body.
fn message(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut byte).expect("readable") > 0 {
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).expect("text");
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    let mut body = vec![0; length.map_or(0, |length| length.parse().expect("a number"))];
    stream.read_exact(&mut body).expect("a body");
    (head, body)
}

fn respond(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut response = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n", body.len()).into_bytes();
    response.extend_from_slice(body);
    response
}

/// A proxy that is running.
struct Running {
    child: Child,
    address: String,
    messages: Receiver<String>,
}

impl Running {
    fn start(folder: &Folder, upstream: &str, arguments: &[&str]) -> Self {
        folder.write("api.yaml", DOCUMENT);
        let mut child = Command::new(env!("CARGO_BIN_EXE_openapi-drift"))
            .args(["record", "--document", "api.yaml", "--upstream", &format!("http://{upstream}/v1"), "--listen", "127.0.0.1:0"])
            .args(["--out", "out", "--key-file", "key"])
            .args(arguments)
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let (send, messages) = channel();
        let lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line)));
        let first = messages.recv_timeout(Duration::from_secs(30)).expect("it says where it listens");
        let address = first.split("http://").nth(1).and_then(|rest| rest.split(' ').next()).expect("an address").to_owned();
        Self { child, address, messages }
    }

    fn connect(&self, request: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
        stream.write_all(request).expect("written");
        stream
    }

    /// Sends a request and returns the head of the response and its body.
    fn send(&self, request: &[u8]) -> (String, Vec<u8>) {
        message(&mut self.connect(request))
    }

    fn get(&self, path: &str) -> (String, Vec<u8>) {
        let token = "authorization: Bearer sec-ret-token-123456";
        self.send(format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{token}\r\nconnection: close\r\n\r\n", self.address).as_bytes())
    }

    /// Stops the proxy and returns its exit code and what it said.
    fn stop(mut self) -> (Option<i32>, String) {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill runs");
        let status = self.child.wait().expect("it ends");
        (status.code(), self.messages.iter().collect::<Vec<_>>().join("\n"))
    }
}

/// All files below a folder, with their texts.
fn files(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else {
            let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            found.push((name, std::fs::read_to_string(&path).expect("text")));
        }
    }
    found.sort();
    found
}

fn member(head: &str, _: &[u8]) -> Vec<u8> {
    let json = "content-type: application/json\r\n";
    if head.starts_with("POST") {
        return respond("201 Created", json, br#"{"id": 815}"#);
    }
    match head.split(' ').nth(1).expect("a path") {
        "/v1/members/2" => respond("302 Found", &format!("location: http://{}/v1/members/1\r\n", host(head)), b""),
        "/v1/members/3" => respond("200 OK", json, format!("{{\"name\": \"{}\"}}", "x".repeat(5000)).as_bytes()),
        "/v1/members/4" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(br#"{"id": 4, "name": "Grace Hopper", "nickname": "Amazing"}"#).expect("compresses");
            respond("200 OK", "content-type: application/json\r\ncontent-encoding: gzip\r\n", &encoder.finish().expect("compresses"))
        }
        _ => respond("200 OK", json, br#"{ "id": 77231, "name": "Ada Lovelace", "status": "active" }"#),
    }
}

fn host(head: &str) -> String {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("host:")).expect("a host");
    line["host:".len()..].trim().to_owned()
}

#[test]
fn exchanges_pass_unchanged_and_are_recorded_without_their_values() {
    let folder = Folder::new();
    let upstream = upstream(member);
    let proxy = Running::start(&folder, &upstream, &["--max-body", "2000"]);
    assert_eq!(proxy.get("/members/77231").1, br#"{ "id": 77231, "name": "Ada Lovelace", "status": "active" }"#);
    assert_eq!(proxy.get("/members/77231").1.len(), 59, "the same again shows nothing new");
    let moved = proxy.get("/members/2").0;
    assert!(moved.contains(&format!("location: http://{}/members/1\r\n", proxy.address)), "{moved}");
    assert_eq!(proxy.get("/members/3").1.len(), 5012, "a large body passes");
    let (head, packed) = proxy.get("/members/4");
    assert!(head.contains("content-encoding: gzip") && packed.starts_with(&[0x1f, 0x8b]), "{head}");
    let body = br#"{"name": "Katherine Johnson"}"#;
    let post = format!(
        "POST /members HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    assert_eq!(proxy.send(&[post.as_bytes(), body].concat()).1, br#"{"id": 815}"#);
    let (code, said) = proxy.stop();
    assert_eq!(code, Some(0), "{said}");

    let files = files(&folder.path().join("out"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let expected = ["createMember/201-live.json", "getMember/200-live-2.json", "getMember/200-live.json", "getMember/302-live.json"];
    assert_eq!(names, expected, "{said}");
    for secret in ["sec-ret", "Ada", "Lovelace", "77231", "Grace", "Hopper", "Amazing", "Katherine", "815"] {
        assert!(files.iter().all(|(_, text)| !text.contains(secret)), "{secret}");
        assert!(!said.contains(secret), "{secret} is in the messages");
    }
    let text = &files[2].1;
    assert!(text.contains("\"status\": \"active\"") && text.contains("\"authorization\"") && text.contains("record 0."), "{text}");
    assert!(said.contains("a body above --max-body") && said.contains("with nothing new"), "{said}");
    assert!(said.contains("getMember/200-live-2.json: 0 errors, 1 warning"), "{said}");

    let server = format!("http://{upstream}/v1");
    let validated = Command::new(env!("CARGO_BIN_EXE_openapi-drift"))
        .args(["validate", "--document", "api.yaml", "--server", &server, "--deny", "warnings", "out"])
        .current_dir(folder.path())
        .output()
        .expect("runs");
    let report = String::from_utf8_lossy(&validated.stdout);
    assert!(report.contains("undocumented-property") && report.contains("nickname"), "{report}");
}

#[test]
fn an_upstream_that_is_down_is_an_answer_and_an_error() {
    let folder = Folder::new();
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").to_string();
    let proxy = Running::start(&folder, &closed, &[]);
    let (head, body) = proxy.get("/members/1");
    assert!(head.starts_with("HTTP/1.1 502"), "{head}");
    assert!(String::from_utf8_lossy(&body).contains("cannot reach the upstream"), "{body:?}");
    let (code, said) = proxy.stop();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("cannot reach the upstream") && !said.contains("sec-ret"), "{said}");
    assert!(files(&folder.path().join("out")).is_empty());
}

#[test]
fn events_pass_as_they_come() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (go, wait) = channel::<()>();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        message(&mut stream);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        write!(stream, "{head}9\r\ndata: 1\n\n\r\n").expect("written");
        wait.recv().expect("the first event has arrived");
        write!(stream, "9\r\ndata: 2\n\n\r\n0\r\n\r\n").expect("written");
    });
    let folder = Folder::new();
    let proxy = Running::start(&folder, &address, &[]);
    let mut stream = proxy.connect(b"GET /members/1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let (mut seen, mut part) = (String::new(), [0; 100]);
    while !seen.contains("data: 1") {
        let count = stream.read(&mut part).expect("the first event");
        assert!(count > 0, "{seen}");
        seen += &String::from_utf8_lossy(&part[..count]);
    }
    go.send(()).expect("the upstream waits");
    stream.read_to_string(&mut seen).expect("the rest");
    assert!(seen.contains("data: 2"), "{seen}");
    proxy.stop();
}

#[test]
fn an_address_in_use_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let folder = Folder::new();
    folder.write("api.yaml", DOCUMENT);
    let output = Command::new(env!("CARGO_BIN_EXE_openapi-drift"))
        .args(["record", "--document", "api.yaml", "--upstream", "http://127.0.0.1:9", "--listen", &address, "--out", "out", "--fresh-key"])
        .current_dir(folder.path())
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("cannot listen on {address}")), "{said}");
}
