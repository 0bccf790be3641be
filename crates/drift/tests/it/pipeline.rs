use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use crate::readers::Scratch;

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Things, version: '1'}
servers: [{url: 'https://api.example.org/v1'}]
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}, {name: key, in: query, required: true, schema: {type: string}}]
      responses:
        '200': {description: a thing, content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}}
";

/// Runs the binary; gives exit code, standard output and standard error.
fn run(scratch: &Scratch, arguments: &[&str]) -> (i32, String, String) {
    let document = scratch.write("document/api.yaml", DOCUMENT);
    let output = Command::new(env!("CARGO_BIN_EXE_openapi-drift"))
        .args(["validate", "--color", "never", "--document"])
        .arg(document)
        .args(arguments)
        .current_dir(scratch.path())
        .output()
        .expect("runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn line(number: usize) -> String {
    let body = match number % 5 {
        0 => format!("{{\"id\": \"{number}\"}}"),
        1 => format!("{{\"id\": {number}, \"extra{}\": 1}}", number % 7),
        _ => format!("{{\"id\": {number}, \"padding\": \"{}\"}}", "x".repeat(300)),
    };
    format!(
        "{{\"method\": \"GET\", \"url\": \"https://api.example.org/v1/things/{number}?key=a\", \"status\": {}, \"body\": {body}}}\n",
        if number.is_multiple_of(11) { 404 } else { 200 }
    )
}

#[test]
fn the_report_does_not_depend_on_the_number_of_threads() {
    let scratch = Scratch::new("threads");
    let mut archive = String::new();
    for number in 0..6000 {
        archive += &line(number);
        if number % 999 == 0 {
            archive += "{broken\n";
        }
    }
    scratch.write("recordings/a.ndjson", archive);
    for number in 0..200 {
        scratch.write(&format!("recordings/{number}.ndjson"), line(number));
    }
    for format in ["human", "json-lines"] {
        let one = run(&scratch, &["recordings", "--format", format, "--show-values", "--threads", "1"]);
        assert_eq!(one.0, 2, "some cannot be read");
        assert!(
            one.1.contains("undocumented-property")
                && one.2.contains("   = note: the same in 6 more places: recordings/a.ndjson:1002:2, recordings/a.ndjson:2002:2, …")
                && one.2.contains("7 recordings could not be read"),
            "{}",
            one.2
        );
        for threads in ["2", "3", "8"] {
            assert_eq!(run(&scratch, &["recordings", "--format", format, "--show-values", "--threads", threads]), one, "{threads} threads");
        }
    }
}

#[test]
fn unreadable_recordings_fail_the_run_unless_allowed() {
    let scratch = Scratch::new("keep-going");
    scratch.write("recordings/a.json", "{\"request\": {\"method\": \"GET\", \"url\": \"https://api.example.org/v1/things/1?key=a\"}, \"response\": {\"status\": 200, \"body\": {\"id\": 1}}}");
    assert_eq!(run(&scratch, &["recordings"]).0, 0);
    scratch.write("recordings/README.md", "# Not a recording");
    scratch.write("recordings/openapi.yaml", "openapi: 3.1.0\n");
    assert_eq!(run(&scratch, &["recordings"]).0, 0, "what is clearly something else is passed over");
    scratch.write("recordings/b.json", "{\"some\": \"thing\"}");
    let (code, _, err) = run(&scratch, &["recordings"]);
    assert!(code == 2 && err.contains("recordings/b.json:1:1") && err.contains("1 recording could not be read"), "{err}");
    let (code, _, err) = run(&scratch, &["recordings", "--keep-going"]);
    assert!(code == 0 && err.contains("recordings/b.json:1:1"), "{err}");
}

#[test]
fn a_stub_has_no_server_and_shows_part_of_the_request() {
    let scratch = Scratch::new("stub");
    for url in ["/v1/things/1", "/things/1"] {
        scratch.write("recordings/stub.json", format!("{{\"id\": \"x\", \"request\": {{\"url\": \"{url}\", \"method\": \"GET\"}}, \"response\": {{\"status\": 200, \"jsonBody\": {{\"id\": 1}}}}}}"));
        let (code, out, err) = run(&scratch, &["recordings"]);
        assert_eq!((code, out.as_str()), (0, ""), "{err}");
    }
    scratch.write("recordings/stub.json", "{\"id\": \"x\", \"request\": {\"url\": \"/things/1\", \"method\": \"GET\"}, \"response\": {\"status\": 200, \"jsonBody\": {\"id\": \"1\"}}}");
    let (code, out, _) = run(&scratch, &["recordings"]);
    assert!(code == 1 && out.contains("type-mismatch") && out.contains("recordings/stub.json:1:110"), "{out}");
}

#[test]
fn standard_input_is_read_and_a_format_can_be_given() {
    use std::io::Write as _;
    use std::process::Stdio;
    let scratch = Scratch::new("stdin");
    let document: PathBuf = scratch.write("api.yaml", DOCUMENT);
    for (arguments, expected) in [(&[][..], 0), (&["--input", "ndjson"], 0), (&["--input", "har"], 2)] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_openapi-drift"))
            .args(["validate", "-", "--document"])
            .arg(&document)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("runs");
        let mut lines = String::new();
        for number in [2, 3, 4] {
            let _ = writeln!(
                lines,
                "{{\"method\": \"GET\", \"url\": \"/v1/things/{number}?key=a\", \"status\": 200, \"body\": {{\"id\": {number}}}}}"
            );
        }
        child.stdin.take().expect("a pipe").write_all(lines.as_bytes()).expect("writes");
        assert_eq!(child.wait().expect("ends").code(), Some(expected), "{arguments:?}");
    }
}

/// Lines with dates, more than one unit of them, and a proxy in place of the server.
fn dated(scratch: &Scratch) {
    let mut archive = String::new();
    for number in 0..5000 {
        let day = if number % 10 == 0 { "2026-03-01" } else { "2025-01-01" };
        archive +=
            &line(number).replacen('{', &format!("{{\"recorded_at\": \"{day}\", "), 1).replace("https://api.example.org", "http://proxy:1");
    }
    scratch.write("recordings/a.ndjson", archive);
}

#[test]
fn age_servers_and_excerpts_do_not_depend_on_the_number_of_threads_either() {
    let scratch = Scratch::new("dated");
    dated(&scratch);
    let options = ["recordings", "--server", "http://proxy:1/v1", "--since", "2026-01-01", "--max-age", "1", "--all"];
    let run = |threads| run(&scratch, &[&options[..], &["--threads", threads]].concat());
    let one = run("1");
    assert!(one.2.contains("Left out 4500 recordings made before 2026-01-01"), "{}", one.2);
    assert!(one.1.contains("stale-recording") && one.1.contains("recordings/a.ndjson:1:17)"), "{}", one.1);
    for threads in ["2", "5"] {
        assert_eq!(run(threads), one, "{threads} threads");
    }
}

#[test]
fn a_server_that_no_recording_was_made_at_is_trouble_whatever_the_number_of_threads() {
    let scratch = Scratch::new("idle");
    dated(&scratch);
    for threads in ["1", "4"] {
        let (code, out, err) =
            run(&scratch, &["recordings", "--server", "http://proxy:1/v1", "--server", "http://other:2", "--threads", threads]);
        assert!(code == 2 && out.is_empty() && err.contains("no recording matches `--server http://other:2`"), "{out}{err}");
    }
}

#[test]
fn a_body_has_an_excerpt() {
    let scratch = Scratch::new("excerpt");
    scratch.write("recordings/a.ndjson", line(1) + &line(5));
    let (_, out, _) = run(&scratch, &["recordings"]);
    let shown = "\n      |\n    2 | {\"method\": \"…\", \"url\": \"…\", \"status\": 200, \"body\": {\"id\": \"…\"}}\n      | ";
    assert!(out.contains("recorded: recordings/a.ndjson:2:") && out.contains(shown), "{out}");
    let scratch = Scratch::new("no-excerpt");
    scratch.write("recordings/__files/body.json", "{\"id\": \"1\"}");
    scratch.write(
        "recordings/stub.json",
        "{\"id\": \"x\", \"request\": {\"url\": \"/things/1\", \"method\": \"GET\"}, \"response\": {\"bodyFileName\": \"body.json\"}}",
    );
    let (_, out, _) = run(&scratch, &["recordings"]);
    let shown =
        "recorded: recordings/__files/body.json:1:8 (recordings/stub.json:1)\n      |\n    1 | {\"id\": \"…\"}\n      |        ^^^\n";
    assert!(out.contains(shown), "{out}");
    let scratch = Scratch::new("string");
    let archive =
        "{\"method\": \"GET\", \"url\": \"https://api.example.org/v1/things/1\", \"status\": 200, \"body\": \"{\\\"id\\\": \\\"1\\\"}\"}\n";
    scratch.write("recordings/a.ndjson", archive);
    let (_, out, _) = run(&scratch, &["recordings"]);
    assert!(out.contains("    1 | {\"id\": \"…\"}\n"), "{out}");
}
