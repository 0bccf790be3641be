//! One finding with many places, whatever the order of the recordings; and no recorded value that nobody asked for.

use insta::assert_snapshot;
use openapi_drift::{
    Code, Collector, Exceptions, Exchange, Format, Options, Recordings, Report, Styles, check, find, write_human, write_json_lines,
};
use proptest::prelude::{Just, ProptestConfig, Strategy, proptest};

use crate::support::{Folder, HEAD, Run, document, render};

const DOCUMENT: &str = "
paths:
  /things:
    get:
      operationId: listThings
      responses:
        200:
          description: Things.
          content:
            application/json:
              schema:
                type: array
                items:
                  type: object
                  required: [id]
                  properties:
                    id: {type: integer}
                    kind: {type: string, x-extensible-enum: [a, b]}
                    size: {oneOf: [{type: integer}, {type: string, enum: [s, m]}]}
";

fn answered(status: u16, body: &str) -> String {
    format!(
        r#"{{"request": {{"method": "GET", "url": "https://api.example.org/v1/things?page=1"}}, "response": {{"status": {status}, "body": {body}}}}}"#
    )
}

fn human(report: &Report) -> String {
    let mut out = Vec::new();
    write_human(report, &Styles::default(), true, &mut out).expect("writing to memory");
    String::from_utf8(out).expect("text")
}

fn json_lines(report: &Report) -> String {
    let mut out = Vec::new();
    write_json_lines(report, true, &mut out).expect("writing to memory");
    String::from_utf8(out).expect("text")
}

#[test]
fn the_same_finding_in_many_recordings_is_one_with_count_and_places() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let texts: Vec<(String, String)> = (0..5)
        .map(|number| {
            (format!("{number}.json"), answered(200, if number == 4 { "[]" } else { r#"[{"id": "1"}, {"id": 2}, {"id": "3"}]"# }))
        })
        .collect();
    let recordings: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();

    let report = Run::default().report(&document, &recordings);
    let finding = report.findings.iter().find(|finding| finding.pointer == "/*/id").expect("a finding");
    assert_eq!((finding.count, finding.recordings, finding.of), (8, 4, 5));
    assert_snapshot!(render(finding), @"
    error[type-mismatch] expected integer, recorded string
      at listThings GET /things 200, response body /*/id
      document api.yaml:20:26 /paths/~1things/get/responses/200/content/application~1json/schema/items/properties/id/type
      recorded 0.json:1:127
      recorded 0.json:1:151
      recorded 1.json:1:127
    ");
    assert_snapshot!(human(&report), @r#"
    warning[undocumented-parameter] listThings: the query parameter `page` is not documented
            at: GET /things, query parameter page
      document: api.yaml:7:5 #/paths/~1things/get/parameters
          |
        7 |     get:
          |     ^^^^
      recorded: 0.json:1:38
          |
        1 | {"request": {"method": "…", "url": "…"}, "response": {"status": 200, "body": [{"id": "…"}...
          |                                    ^^^
           and: 1.json:1:38
           and: 2.json:1:38
           and: 2 more places (--all shows them)
          seen: in 5 of 5 recordings
          hint: document the parameter, or accept the finding with a reason

    error[type-mismatch] listThings: expected integer, recorded string
            at: GET /things → 200, body /*/id
      document: api.yaml:20:26
                #/paths/~1things/get/responses/200/content/application~1json/schema/items/properties/id/type
           |
        20 |                     id: {type: integer}
           |                          ^^^^^^^^^^^^^^
      recorded: 0.json:1:127
          |
        1 | ...sponse": {"status": 200, "body": [{"id": "…"}, {"id": …}, {"id": "…"}]}}
          |                                             ^^^
           and: 0.json:1:151
           and: 1.json:1:127
           and: 5 more places (--all shows them)
          seen: in 4 of 5 recordings, 8 places
          hint: the service sends the number as a string: use `type: string`

    note[never-recorded] no recording shows the property `kind` (api.yaml:21:21)
    note[never-recorded] no recording shows the property `size` (api.yaml:22:21)
    "#);

    let report = Run { all: true, ..Run::default() }.report(&document, &recordings);
    let finding = report.findings.iter().find(|finding| finding.pointer == "/*/id").expect("a finding");
    assert_eq!(finding.places.len(), 8);
    assert!(!human(&report).contains("more places"));
}

#[test]
fn other_statuses_pointers_and_sides_are_other_findings() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let report = Run::default().report(
        &document,
        &[
            ("a.json", &answered(200, r#"[{"id": "1", "kind": 1}]"#)),
            ("b.json", &answered(404, "null")),
            ("c.json", &answered(500, "null")),
        ],
    );
    let told: Vec<String> =
        report.findings.iter().map(|finding| format!("{} {:?} {}", finding.code, finding.status, finding.pointer)).collect();
    assert_snapshot!(told.join("\n"), @"
    undocumented-parameter Some(200) /page
    type-mismatch Some(200) /*/id
    type-mismatch Some(200) /*/kind
    undocumented-status Some(404) 
    undocumented-status Some(500)
    ");
}

/// Recordings that disagree about what stands at one place: other types, other variants, a closed and an open finding.
fn odd_recordings(folder: &Folder) -> Vec<Exchange> {
    let bodies = [
        r#"[{"id": "1", "size": true}]"#,
        r#"[{"id": true, "kind": "c", "size": "xl"}]"#,
        r#"[{"id": 1.5, "kind": 5}, {"id": null}]"#,
        r#"[{"name": "x"}, {"id": 1, "size": null}]"#,
        r#"{"id": 1}"#,
        "[]",
    ];
    let mut paths = Vec::new();
    for (number, body) in bodies.iter().enumerate() {
        paths.push(folder.write(&format!("{number}.json"), answered(200, body)));
        paths.push(folder.write(&format!("{number}-error.json"), answered(500, body)));
    }
    Recordings::new(paths).map(|exchange| exchange.unwrap_or_else(|trouble| panic!("{trouble}"))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_order_of_the_recordings_makes_no_difference(order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle()) {
        let folder = Folder::new();
        let document = document(&format!("{HEAD}{DOCUMENT}"));
        let exchanges = odd_recordings(&folder);
        let report = |order: &[usize]| {
            let mut collector = Collector::new(&document).all_places(true);
            for &index in order {
                collector.add(&exchanges[index], check(&document, &exchanges[index].recording, &Options::default()));
            }
            json_lines(&collector.finish(&Exceptions::default(), "2026-06-01".parse().expect("a date"), &[]))
        };
        assert_eq!(report(&order), report(&(0..12).collect::<Vec<_>>()));
    }
}

#[test]
fn a_file_named_twice_is_read_once() {
    let folder = Folder::new();
    let path = folder.write("a.json", answered(200, "[]"));
    folder.write("notes.txt", "no recording");
    assert_eq!(find(&[folder.path(), &path]).expect("a readable folder"), [path]);
}

const CANARY: &str = "canary-7f3a";

/// A canary in every place of a recording that holds recorded data: no vocabulary, such as the name of a property, does.
fn canaries() -> Vec<String> {
    let value = format!("\"{CANARY}\"");
    let mut texts: Vec<String> = [
        format!(r#"[{{"id": {value}}}]"#),
        format!(r#"[{{"id": 1, "kind": {value}}}]"#),
        format!(r#"[{{"id": 1, "size": {value}}}]"#),
        format!(r#"[{{"id": 1, "name": {value}}}]"#),
        format!(r#"[{{"kind": {value}}}]"#),
        value.clone(),
        format!("[{value}]"),
        format!(r#"{{"id": {value}}}"#),
    ]
    .iter()
    .flat_map(|body| [answered(200, body), answered(500, body)])
    .collect();
    let exchange = |url: &str, request: &str, response: &str| {
        format!(r#"{{"request": {{"method": "GET", "url": "{url}"{request}}}, "response": {{"status": 200{response}}}}}"#)
    };
    let url = "https://api.example.org/v1/things";
    texts.push(exchange(&format!("{url}?page={CANARY}"), "", ", \"body\": []"));
    texts.push(exchange(url, &format!(r#", "body": {value}"#), r#", "body": []"#));
    texts.push(exchange(url, &format!(r#", "headers": {{"x-user": {value}}}"#), r#", "body": []"#));
    texts.push(exchange(url, "", &format!(r#", "headers": {{"x-user": {value}}}, "body": []"#)));
    texts.push(exchange(url, "", &format!(r#", "headers": {{"content-type": "application/json"}}, "body_text": "[{CANARY}""#)));
    texts.push(exchange(url, "", &format!(r#", "body_text": "{CANARY}""#)));
    texts
}

#[test]
fn no_recorded_value_is_printed_unless_asked_for() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    for text in canaries() {
        let report = Run { all: true, undocumented_headers: true, ..Run::default() }.report(&document, &[("a.json", &text)]);
        assert!(!human(&report).contains(CANARY), "{text}\n{}", human(&report));
        assert!(!json_lines(&report).contains(CANARY), "{text}\n{}", json_lines(&report));
    }
}

#[test]
fn values_that_are_asked_for_stand_beside_their_places() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let text = answered(200, &format!(r#"[{{"id": "{CANARY}"}}]"#));
    let report = Run { show_values: true, ..Run::default() }.report(&document, &[("a.json", &text)]);
    assert!(human(&report).contains(&format!("a.json:1:{}  \"{CANARY}\"", text.find(CANARY).expect("there"))), "{}", human(&report));
    assert!(json_lines(&report).contains(&format!(r#""values":["\"{CANARY}\""]"#)), "{}", json_lines(&report));
}

#[test]
fn a_limit_that_several_types_break_names_them_all() {
    let document = document(&format!(
        "{HEAD}paths: {{/things: {{get: {{responses: {{200: {{description: ok, content: {{application/json: {{schema: {{maximum: 5}}}}}}}}}}}}}}}}\n"
    ));
    let report = Run::default().report(&document, &[("1.json", &answered(200, "9")), ("2.json", &answered(200, "9.5"))]);
    let messages: Vec<&str> =
        report.findings.iter().filter(|finding| finding.pointer.is_empty()).map(|finding| finding.message.as_str()).collect();
    assert!(messages.contains(&"the recorded integer or number violates `maximum 5`"), "{messages:?}");
}

const VARIANTS: &str = "
paths:
  /things:
    get:
      responses:
        200:
          description: One.
          content:
            application/json:
              schema:
                oneOf:
                  - {type: object, required: [kind], properties: {kind: {enum: [a]}}, additionalProperties: false}
                  - {type: object, required: [kind], properties: {kind: {enum: [b]}}}
";

#[test]
fn errors_of_one_branch_are_not_reported_for_another() {
    let document = document(&format!("{HEAD}{VARIANTS}"));
    let open = answered(200, r#"{"kind": "b", "w": 1}"#);
    let closed = answered(200, r#"{"kind": "a", "w": 1}"#);
    let report = Run::default().report(&document, &[("1.json", &open), ("2.json", &closed)]);
    let said: Vec<String> = report.findings.iter().filter(|finding| finding.pointer == "/w").map(render).collect();
    assert_snapshot!(said.join(""), @"
    warning[undocumented-property] property `w` is not documented
      at GET /things GET /things 200, response body /w
      document api.yaml:13:15 /paths/~1things/get/responses/200/content/application~1json/schema
      recorded 1.json:1:138
    error[undocumented-property] property `w` is not allowed: `additionalProperties` is `false`
      at GET /things GET /things 200, response body /w
      document api.yaml:15:87 /paths/~1things/get/responses/200/content/application~1json/schema/oneOf/0/additionalProperties
      recorded 2.json:1:138
    ");
}

#[test]
fn each_place_of_a_finding_about_several_properties_names_its_own() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let report = Run::default().report(&document, &[("1.json", &answered(200, r#"[{"id": 1, "p": 1, "q": 2, "r": 3, "s": 4}]"#))]);
    let finding = report.findings.iter().find(|finding| finding.message.contains("4 properties")).expect("one finding");
    let pointers: Vec<&str> = finding.places.iter().map(|place| place.pointer.as_str()).collect();
    assert_eq!(pointers, ["/*/p", "/*/q", "/*/r"]);
}

const MAP: &str = "
paths:
  /maps:
    get:
      responses:
        200:
          description: A map.
          content:
            application/json:
              schema:
                type: object
                additionalProperties: {type: object, properties: {age: {type: integer}, full name: {type: string}}}
            text/plain: {schema: {type: integer}}
";

/// The excerpt of the first finding in a body.
#[track_caller]
fn excerpt(name: &str, recording: &str) -> String {
    let report = Run::default().report(&document(&format!("{HEAD}{MAP}")), &[(name, recording)]);
    let finding = report.findings.iter().find(|finding| finding.code == Code::TypeMismatch).expect("a finding");
    finding.places[0].excerpt.as_ref().expect("an excerpt").meant().to_owned()
}

#[test]
fn keys_of_maps_are_data_and_stand_in_no_excerpt() {
    let recorded = |body: &str| format!(r#"{{"method": "GET", "url": "/maps", "status": 200, {body}}}"#);
    let body = r#"{"sk_live_AbCd4242": {"age": "x", "full name": "y"}, "anna_smith": {"age": 7}}"#;
    let masked = r#"{"…": {"age": "…", "full name": "…"}, "…": {"age": …}}"#;
    let inline = excerpt("a.ndjson", &recorded(&format!(r#""body": {body}"#)));
    assert!(inline.ends_with(&format!(r#""status": 200, "body": {masked}}}"#)), "{inline}");
    let text = serde_json::to_string(body).expect("a text");
    assert_eq!(excerpt("b.ndjson", &recorded(&format!(r#""body": {text}"#))), masked);
}

#[test]
fn lines_of_text_that_look_like_members_are_data_too() {
    let cassette = |body: &str| {
        format!(
            "http_interactions:\n- request:\n    method: get\n    uri: https://api.example.org/v1/maps\n  response:\n    status: {{code: 200}}\n    \
             headers: {{Content-Type: text/plain}}\n    body:\n      string: |\n        {body}\n        more\n"
        )
    };
    let check = |body: &str, expected: &str| assert_eq!(excerpt("a.yaml", &cassette(body)), format!("        {expected}"));
    check("Annasmith: one", "…: …");
    check("- Annasmith: one", "- …: …");
    check(r#""Annasmith": {"bobsmith": 1}"#, r#""…": {"…": …}"#);
    check("Annasmith", "…");
    check("Anna, [Smith]", "…, […]");
}

#[test]
fn text_that_looks_like_json_is_data_too() {
    let message = "GET /v1/maps HTTP/1.1\n\nHTTP/1.1 200 OK\nContent-Type: text/plain\n\n{\"Annasmith\": {\"age\": 1}}\nmore\n";
    assert_eq!(excerpt("a.http", message), r#"{"…": {"age": …}}"#);
}

#[test]
fn ids_as_names_are_one_finding_and_are_not_shown() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let recorded = |name: &str| {
        format!(
            r#"{{"request": {{"method": "GET", "url": "https://api.example.org/v1/things?{name}=1&{name}=2"}},
                "response": {{"status": 200, "body": [{{"id": 1, "{name}": 1}}]}}}}"#
        )
    };
    let told = |names: [&str; 2]| {
        let report = Run::default().report(&document, &[("a.json", &recorded(names[0])), ("b.json", &recorded(names[1]))]);
        let is_shown = human(&report).contains(names[0]);
        assert_eq!(is_shown, json_lines(&report).contains(names[0]));
        let lines = report.findings.iter().map(|finding| format!("{} in {}: {}", finding.pointer, finding.recordings, finding.message));
        format!("{}\nshown: {is_shown}", lines.collect::<Vec<_>>().join("\n"))
    };
    assert_snapshot!(told(["sk_live_AbCd4242", "sk_live_x7Gq2LmPz"]), @"
    /* in 2: query parameters with ids as names are not documented
    /*/* in 2: properties with ids as names are not documented (`additionalProperties`)
    shown: false
    ");
    assert_snapshot!(told(["addressLine1", "addressLine1"]), @"
    /addressLine1 in 2: the query parameter `addressLine1` is not documented
    /*/addressLine1 in 2: property `addressLine1` is not documented
    shown: true
    ");
}

#[test]
fn control_characters_are_made_visible_for_people() {
    let document = document(&format!("{HEAD}{DOCUMENT}"));
    let recorded = answered(200, r#"[{"id": 1, "a\u0000b\u0007c\u001b[31md\u202ee": 1}]"#);
    let report = Run::default().report(&document, &[("a.json", &recorded)]);
    for format in [Format::Human, Format::Markdown, Format::Html, Format::Github] {
        let mut out = Vec::new();
        format.write(&report, &Styles::default(), true, &mut out).expect("writing to memory");
        let text = String::from_utf8(out).expect("text");
        let is_unsafe_char = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || c == '\u{202e}';
        assert_eq!(text.lines().find(|line| line.contains(is_unsafe_char)), None, "{format:?}");
        assert!(text.contains("a\u{fffd}b\u{fffd}c\u{fffd}[31md\u{fffd}e"), "{format:?}\n{text}");
    }
}
