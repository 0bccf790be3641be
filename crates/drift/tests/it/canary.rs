//! Secrets and personal data in every place of every format of recordings: none of it is in any format of report, nor on standard
//! error.

use std::process::Command;

use crate::support::Folder;

/// Data in the shapes that occur: tokens, addresses, numbers, names of people.
const SECRETS: [&str; 7] = [
    "zqTokenQm8vTn2LxKp4RwYd7HsBf",
    "anna.smith@example.org",
    "sk_live_x7Gq2LmPz9",
    "203.0.113.77",
    "+491701234567",
    "Anna O'Smith",
    "0190a0b2-0000-7000-8000-00000000cafe",
];

/// Unknown hosts, paths, queries, headers and keys; a documented operation whose values differ in each way.
const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Test, version: '1'}
servers: [{url: https://api.example.org/v1}]
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: page, in: query, schema: {type: integer}}
        - {name: X-Mode, in: header, schema: {enum: [a]}}
      responses:
        '200':
          description: The thing.
          headers: {X-Rate: {schema: {type: integer}}}
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: integer}
                  kind: {enum: [a, b]}
                  name: {type: string, maxLength: 1}
                  open: {type: object, properties: {a: {type: integer}}}
                  closed: {type: object, additionalProperties: false, properties: {a: {type: integer}}}
                  map: {type: object, additionalProperties: {type: integer}}
                  choice: {oneOf: [{type: integer}, {type: object, required: [a], properties: {a: {type: integer}}}]}
        '404': {description: None.}
";

fn json(text: &str) -> String {
    serde_json::to_string(text).expect("a string")
}

/// A body with the secret at each place, as JSON.
fn body(secret: &str) -> String {
    let s = json(secret);
    format!(
        r#"{{"id": {s}, "kind": {s}, "name": {s}, {s}: 1, "open": {{{s}: {s}}}, "closed": {{{s}: {s}}}, "map": {{{s}: {s}}}, "choice": {{{s}: {s}}}}}"#
    )
}

/// The addresses of requests with the secret: in a documented value, in an unknown path, as a name in the query, in a host.
fn urls(secret: &str) -> Vec<String> {
    let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>().replace('+', "%20");
    let mut urls = vec![
        format!("https://api.example.org/v1/things/{encoded}?page={encoded}&{encoded}={encoded}#{encoded}"),
        format!("https://api.example.org/v1/things/7/{encoded}"),
        format!("https://api.example.org/v1/{encoded}/things"),
        format!("https://api.example.org/{encoded}/things/7"),
        format!("https://{encoded}:{encoded}@api.example.org/v1/things/7"),
    ];
    if secret.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-') {
        urls.push(format!("https://{secret}/v1/things/7"));
        urls.push(format!("https://{secret}/other"));
    }
    urls
}

/// The secret as the name of a header, if a header can have such a name.
fn header_name(secret: &str) -> &str {
    let is_name = secret.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+".contains(c));
    if is_name { secret } else { "x-plain" }
}

/// Recordings of all formats, by file name.
fn recordings(secret: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (index, url) in urls(secret).iter().enumerate() {
        let (s, u, body, text) = (json(secret), json(url), body(secret), json(&body(secret)));
        let broken = json(&format!("{{\"id\": {s}"));
        let name = json(header_name(secret));
        let ct = r#""content-type": "application/json""#;
        let mut add = |file: &str, text: String| all.push((format!("{index}-{file}"), text));
        add(
            "native.json",
            format!(
                r#"{{"provenance": {{"source": "live", "recorded_at": "2026-01-01", "recorded_by": "a tool", "note": {s}}},
                  "request": {{"method": "GET", "url": {u}, "headers": {{"x-mode": {s}, {name}: {s}, "cookie": {s}, "authorization": {s}}}}},
                  "response": {{"status": 200, "headers": {{{ct}, "x-rate": {s}, {name}: {s}, "set-cookie": {s}}}, "body": {body}}}}}"#
            ),
        );
        add(
            "broken.json",
            format!(
                r#"{{"request": {{"method": "GET", "url": {u}}}, "response": {{"status": 200, "headers": {{{ct}}}, "body_text": {broken}}}}}"#
            ),
        );
        add("unknown.json", format!(r#"{{"request": {{"method": "GET", "url": {u}, {s}: {s}}}, "response": {{"status": 200}}}}"#));
        let headers = format!(
            r#"[{{"name": "x-mode", "value": {s}}}, {{"name": {name}, "value": {s}}}, {{"name": "content-type", "value": "application/json"}}]"#
        );
        add(
            "a.har",
            format!(
                r#"{{"log": {{"version": "1.2", "comment": {s}, "entries": [{{"comment": {s}, "request": {{"method": "GET", "url": {u}, "headers": {headers},
                  "cookies": [{{"name": {s}, "value": {s}}}], "postData": {{"mimeType": "text/plain", "text": {s}}}}},
                  "response": {{"status": 200, "headers": {headers}, "content": {{"size": 9, "mimeType": "application/json", "text": {text}}}}}}}]}}}}"#
            ),
        );
        add(
            "vcr.yml",
            format!(
                "http_interactions:\n- request: {{method: get, uri: {u}, body: {{encoding: UTF-8, string: {s}}}, headers: {{X-Mode: [{s}], {name}: [{s}]}}}}\n  response: {{status: {{code: 200, message: {s}}}, headers: {{Content-Type: [application/json], {name}: [{s}]}}, body: {{encoding: UTF-8, string: {text}}}}}\n  recorded_at: Thu, 01 Jan 2026 00:00:00 GMT\nrecorded_with: VCR 6\n"
            ),
        );
        add(
            "wiremock.json",
            format!(
                r#"{{"mappings": [{{"name": {s}, "request": {{"method": "GET", "url": {}}}, "response": {{"status": 200, "headers": {{{ct}, {name}: {s}}}, "body": {text}}}}}]}}"#,
                json(url.strip_prefix("https://api.example.org").unwrap_or("/v1/things/7"))
            ),
        );
        add(
            "postman.json",
            format!(
                r#"{{"info": {{"name": {s}, "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}, "item": [{{"name": {s},
                  "request": {{"method": "GET", "url": {u}, "header": [{{"key": {name}, "value": {s}}}]}},
                  "response": [{{"name": {s}, "originalRequest": {{"method": "GET", "url": {u}, "header": [{{"key": "x-mode", "value": {s}}}]}},
                  "code": 200, "header": [{{"key": "Content-Type", "value": "application/json"}}, {{"key": {name}, "value": {s}}}], "body": {text}}}]}}]}}"#
            ),
        );
        let line = format!(
            r#"{{"method":"GET","url":{u},"status":200,"request_headers":{{{name}:{s}}},"response_headers":{{"content-type":"application/json",{name}:{s}}},"body":{}}}"#,
            body.replace('\n', " ")
        );
        add("a.ndjson", format!("{line}\n{line}\n{{\"method\":\"GET\",\"url\":{u},\"status\":{s}}}\n"));
        let target = url.split_once("api.example.org").map_or("/v1/things/7", |(_, rest)| rest);
        add(
            "a.http",
            format!(
                "GET {target} HTTP/1.1\nHost: api.example.org\nX-Mode: {secret}\n{}: {secret}\n\nHTTP/1.1 200 OK\nContent-Type: application/json\n{}: {secret}\n\n{body}\n",
                header_name(secret),
                header_name(secret)
            ),
        );
        add(
            "nock.json",
            format!(
                r#"[{{"scope": "https://api.example.org:443", "method": "GET", "path": {}, "body": "", "status": 200, "response": {body}, "rawHeaders": ["Content-Type", "application/json", {name}, {s}]}}]"#,
                json(target)
            ),
        );
        add(
            "hoverfly.json",
            format!(
                r#"{{"data": {{"pairs": [{{"request": {{"method": [{{"matcher": "exact", "value": "GET"}}], "scheme": [{{"matcher": "exact", "value": "https"}}],
                  "destination": [{{"matcher": "exact", "value": "api.example.org"}}], "path": [{{"matcher": "exact", "value": {}}}]}},
                  "response": {{"status": 200, "body": {text}, "headers": {{"Content-Type": ["application/json"], {name}: [{s}]}}}}}}]}}, "meta": {{"schemaVersion": "v5"}}}}"#,
                json(target.split(['?', '#']).next().unwrap_or_default())
            ),
        );
    }
    all
}

#[test]
fn no_report_has_a_secret() {
    let formats = ["human", "json-lines", "sarif", "junit", "github", "markdown", "html"];
    for secret in SECRETS {
        let folder = Folder::new();
        folder.write("api.yaml", DOCUMENT);
        let files = recordings(secret);
        files.iter().for_each(|(name, text)| drop(folder.write(&format!("recordings/{name}"), text)));
        let mut command = Command::new(env!("CARGO_BIN_EXE_openapi-drift"));
        command.current_dir(folder.path()).env_remove("GITHUB_ACTIONS");
        command.args(["validate", "--document", "api.yaml", "--keep-going", "--all", "--undocumented-headers", "recordings"]);
        for format in &formats {
            command.args(["--output", &format!("{format}=report.{format}")]);
        }
        let output = command.output().expect("the command starts");
        let found = |name: &str, bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} is on {name}");
        };
        found("standard output", &output.stdout);
        found("standard error", &output.stderr);
        for format in formats {
            found(format, &std::fs::read(folder.path().join(format!("report.{format}"))).expect("the report"));
        }
        let all = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(all.contains("Checked ") && all.contains("undocumented") || !output.stdout.is_empty(), "{all}");
    }
}

#[test]
fn keys_of_closed_objects_are_masked_as_those_of_open_ones() {
    let told = |additional: &str, key: &str| {
        let document = crate::support::document(&format!(
            "openapi: 3.0.3\ninfo: {{title: x, version: '1'}}\npaths: {{/x: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: object, properties: {{a: {{}}}}{additional}}}}}}}}}}}}}}}}}"
        ));
        let recording = format!(
            r#"{{"request": {{"method": "GET", "url": "https://a.example/x"}}, "response": {{"status": 200, "body": {{{}: 1}}}}}}"#,
            json(key)
        );
        let report = crate::support::Run::default().report(&document, &[("a.json", &recording)]);
        report.findings.iter().map(|finding| format!("{} {}", finding.pointer, finding.message)).collect::<Vec<_>>().join("\n")
    };
    for key in SECRETS {
        assert_eq!(told("", key), "/* properties with ids as names are not documented (`additionalProperties`)", "{key}");
        assert_eq!(
            told(", additionalProperties: false", key),
            "/* properties with ids as names are not allowed: `additionalProperties` is `false`",
            "{key}"
        );
    }
    assert_eq!(told(", additionalProperties: false", "extra"), "/extra property `extra` is not allowed: `additionalProperties` is `false`");
}

#[test]
fn patterns_of_the_user_are_masked_too() {
    let folder = Folder::new();
    folder.write("api.yaml", DOCUMENT);
    folder.write(
        "a.json",
        r#"[{"method": "GET", "url": "https://api.example.org/v1/things/7?anna_smith=1", "status": 200, "content_type": "application/json", "response_headers": {"content-type": "application/json", "anna_smith": "1"}, "body": {"anna_smith": 1, "closed": {"anna_smith": 1}}},
            {"method": "GET", "url": "https://api.example.org/v1/people/anna_smith/x", "status": 200},
            {"method": "GET", "url": "https://anna_smith.example.org/v1/things/7", "status": 200}]"#,
    );
    let run = |options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openapi-drift"));
        command.current_dir(folder.path()).args([
            "validate",
            "--document",
            "api.yaml",
            "--undocumented-headers",
            "--format",
            "json-lines",
            "a.json",
        ]);
        let output = command.args(options).output().expect("the command starts");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).matches("anna_smith").count()
    };
    assert!(run(&[]) > 5);
    assert_eq!(run(&["--mask", "anna_*"]), 0);
}

#[test]
fn no_line_of_lint_or_diff_is_a_workflow_command() {
    let folder = Folder::new();
    let document = |key: &str| {
        format!(
            "{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"x\", \"version\": \"1\"}}, \"paths\": {{{key}: {{\"get\": {{\"responses\": {{}}, \"operationId\": {key}, \"parameters\": 7}}}}}}}}"
        )
    };
    folder.write("old.json", document(r#""/a""#));
    folder.write("new.json", document(r#""/\n::error::##[error]x\u001b[31m""#));
    for arguments in [
        &["lint", "new.json"][..],
        &["lint", "--format", "json-lines", "new.json"],
        &["diff", "old.json", "new.json"],
        &["diff", "new.json", "old.json"],
        &["diff", "--format", "markdown", "new.json", "old.json"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openapi-drift"));
        let output = command.current_dir(folder.path()).env_remove("GITHUB_ACTIONS").args(arguments).output().expect("the command starts");
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!text.is_empty());
        let line = text.lines().find(|line| line.trim_start().starts_with("::") || line.contains("##[") || line.contains('\u{1b}'));
        assert_eq!(line, None, "{arguments:?}");
    }
}
