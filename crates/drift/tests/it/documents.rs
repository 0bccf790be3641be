//! Documents as published: several files, garbage in them, and text that is hardly one.

use openapi_drift::{Collector, Document, Exceptions, Options, Report, check};

use crate::support::{Folder, HEAD, document, recording};

const ORDER: &str = r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/orders"},
  "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": BODY}
}"#;

/// Returns the report of one recording.
fn report(document: &Document, body: &str) -> Report {
    let folder = Folder::new();
    let path = folder.write("one.json", ORDER.replace("BODY", body));
    let mut collector = Collector::new(document);
    for exchange in openapi_drift::Recordings::new(vec![path]) {
        let exchange = exchange.expect("a recording");
        let checked = check(document, &exchange.recording, &Options::default());
        collector.add(&exchange, checked);
    }
    collector.finish(&Exceptions::default(), "2026-01-01".parse().expect("a day"), &[])
}

/// The findings as `code file:line:column`, and the trouble as `file:line:column why`.
fn said(document: &Document, body: &str) -> Vec<String> {
    let report = report(document, body);
    let findings = report.findings.iter().map(|finding| {
        let place = &finding.document;
        let file = place.file.rsplit('/').next().unwrap_or_default();
        format!("{} {file}:{}:{}", finding.code, place.line, place.column)
    });
    let trouble = report.trouble.iter().map(|trouble| format!("{} {}", trouble.position().expect("a place"), trouble.why()));
    findings.chain(trouble).collect()
}

fn with_schema(schema: &str, components: &str) -> String {
    format!(
        "{HEAD}paths:\n  /orders:\n    get: {{responses: {{200: {{description: All., content: {{application/json: {{schema: {schema}}}}}}}}}}}\n{components}"
    )
}

#[test]
fn a_document_may_stand_in_several_files_that_refer_to_each_other() {
    let folder = Folder::new();
    folder.write("paths/orders.yaml", "get:\n  responses:\n    200:\n      description: All.\n      content:\n        application/json:\n          schema: {$ref: '../schemas/order.json#/Order'}\n");
    folder.write(
        "schemas/order.json",
        r##"{"Order": {"type": "object", "properties": {
        "id": {"type": "integer"}, "parent": {"$ref": "#/Order"}, "buyer": {"$ref": "buyer.yaml"}}}}"##,
    );
    folder.write("schemas/buyer.yaml", "type: object\nproperties:\n  name: {type: string}\n  last: {$ref: './order.json#/Order'}\n  tag: {$ref: '../api.yaml#/components/schemas/Tag'}\n");
    let main = folder.write(
        "api.yaml",
        format!("{HEAD}paths:\n  /orders: {{$ref: ./paths/orders.yaml}}\ncomponents:\n  schemas:\n    Tag: {{type: string}}\n"),
    );
    let document = Document::load(main).expect("a document");
    let agrees = r#"{"id": 1, "parent": {"id": 2}, "buyer": {"name": "A", "last": {"buyer": {"tag": "x"}}}}"#;
    assert_eq!(said(&document, agrees), [""; 0]);
    assert_eq!(said(&document, &agrees.replace("2", "\"2\"")), ["type-mismatch order.json:2:16"]);
    assert_eq!(said(&document, &agrees.replace("\"x\"", "5")), ["type-mismatch api.yaml:8:11"]);
    assert_eq!(said(&document, &agrees.replace("name", "nom")), ["undocumented-property buyer.yaml:1:1"]);
}

#[test]
fn a_reference_to_a_missing_file_is_an_error_with_a_place() {
    let folder = Folder::new();
    let main = folder.write("api.yaml", with_schema("{properties: {a: {$ref: gone.yaml}, b: {type: string}}}", ""));
    let document = Document::load(main).expect("a document");
    assert_eq!(said(&document, r#"{"a": 1, "b": 2}"#).len(), 2);
    assert!(said(&document, "{}")[0].ends_with("cannot resolve `$ref: gone.yaml`"));
}

#[test]
fn a_broken_schema_breaks_nothing_else() {
    let text = with_schema(
        "{$ref: '#/components/schemas/A'}",
        "components:\n  schemas:\n    A:\n      properties:\n        x: {type: string, pattern: '('}\n        y: {type: integer}\n        z: {type: int}\n    B: {pattern: ')'}\n",
    );
    let said = said(&document(&text), r#"{"x": "a", "y": "b", "z": 1}"#);
    assert_eq!(
        said,
        [
            "type-mismatch api.yaml:12:13",
            "11:27 `(` is not a supported regular expression",
            "13:13 `type: \"int\"` is not a JSON Schema type"
        ]
    );
}

#[test]
fn ignored_keywords_make_no_other_keyword_stricter() {
    let pattern = "{type: string, pattern: '^[a-z'}";
    for (schema, body) in [
        ("{not: P}", r#""x""#),
        ("{not: {properties: {a: P}}}", "{}"),
        ("{not: {$ref: '#/components/schemas/A'}}", r#""x""#),
        ("{not: {$ref: '#/nowhere'}}", r#""x""#),
        ("{not: text}", r#""x""#),
        ("{if: P, then: {minLength: 5}, else: {minLength: 6}}", r#""x""#),
        ("{type: array, contains: P, maxContains: 1}", r#"["a", "b"]"#),
        ("{oneOf: [P, {enum: [b]}]}", r#""b""#),
        ("{oneOf: [{$ref: '#/components/schemas/B'}, {type: string}]}", r#""b""#),
        ("{oneOf: [{$ref: '#/nowhere'}, {type: string}]}", r#""b""#),
        ("{patternProperties: {'^[a-z': {}}, additionalProperties: false}", r#"{"a": 1}"#),
        ("{properties: text, additionalProperties: false}", r#"{"a": 1}"#),
        ("{allOf: [{$ref: '#/nowhere'}], properties: {b: {}}}", r#"{"a": 1}"#),
        ("{allOf: [{$ref: '#/nowhere'}], unevaluatedProperties: false}", r#"{"a": 1}"#),
    ] {
        let components = format!("components:\n  schemas:\n    A: {pattern}\n    B: {{allOf: [{{$ref: '#/components/schemas/A'}}]}}\n");
        let text = with_schema(&schema.replace(": P", &format!(": {pattern}")).replace("[P", &format!("[{pattern}")), &components);
        let said = said(&document(&text.replace("openapi: 3.0.3", "openapi: 3.1.0")), body);
        assert!(!said.is_empty() && said.iter().all(|line| line.starts_with(|c: char| c.is_ascii_digit())), "{schema} {said:?}");
    }
}

#[test]
fn a_keyword_with_the_wrong_type_is_ignored() {
    for schema in [
        "{allOf: {type: integer}}",
        "{oneOf: {type: integer}}",
        "{anyOf: text}",
        "{allOf: [text]}",
        "{items: text}",
        "{enum: text}",
        "{properties: [a]}",
        "{properties: {a: text}}",
        "{additionalProperties: 'false'}",
        "{uniqueItems: 'true'}",
        "{format: 5}",
        "{required: 5}",
    ] {
        let said = said(&document(&with_schema(schema, "")), r#"{"a": 1}"#);
        assert!(said.iter().any(|line| line.contains("expected")), "{schema} {said:?}");
    }
}

#[test]
fn garbage_without_effect_is_ignored() {
    for schema in [
        "{properties: {required: [a], b: {type: string, required: true}}}",
        "{properties: {b: {type: string, enum: []}}, additionalProperties: null}",
        "{properties: {b: {type: string, nullable: 'no', readOnly: 1, title: [], minLength: '1'}}, allOf: []}",
        "{example: {$ref: '#/nowhere'}, properties: {b: {type: string, example: 5}, 404: {}}}",
    ] {
        let document = document(&with_schema(schema, ""));
        assert_eq!(said(&document, r#"{"b": "x"}"#), [""; 0], "{schema}");
        assert!(!said(&document, r#"{"b": 5}"#).is_empty(), "{schema}");
    }
}

#[test]
fn schemas_of_31_keep_their_meaning() {
    let components = "components:\n  schemas:\n    Tree: {$id: 'tree.json', $dynamicAnchor: node, type: object, properties: {data: true, children: {type: array, items: {$dynamicRef: '#node'}}}}\n    Strict: {$id: 'strict.json', $dynamicAnchor: node, $ref: 'tree.json', unevaluatedProperties: false}\n";
    for (schema, agrees, differs) in [
        ("{type: [string, 'null']}", "null", "1"),
        ("{const: 1}", "1", "2"),
        ("{$defs: {a: {$anchor: here, type: integer}}, properties: {v: {$ref: '#here'}}}", r#"{"v": 1}"#, r#"{"v": "1"}"#),
        ("{$ref: '#/components/schemas/Strict'}", r#"{"children": [{"data": 1}]}"#, r#"{"children": [{"daat": 1}]}"#),
        ("{type: string, nullable: true}", "null", "1"),
        // An anchor of another schema, met on the way: the outermost one of that name decides.
        (
            "{$id: 'outer', $dynamicAnchor: it, properties: {v: {const: 1}, w: {$ref: 'inner'}}, $defs: {i: {$id: 'inner', $dynamicRef: 'first#it'}, f: {$id: 'first', $dynamicAnchor: it}}}",
            r#"{"w": {"v": 1}}"#,
            r#"{"w": {"v": 2}}"#,
        ),
        ("{allOf: [{properties: {a: true}}], unevaluatedProperties: false}", r#"{"a": 1}"#, r#"{"b": 1}"#),
    ] {
        let schema = format!("{{properties: {{value: {schema}}}}}");
        let text = with_schema(&schema, components).replace("openapi: 3.0.3", "openapi: 3.1.0");
        let document = document(&text);
        assert_eq!(said(&document, &format!("{{\"value\": {agrees}}}")), [""; 0], "{schema}");
        assert_ne!(said(&document, &format!("{{\"value\": {differs}}}")), [""; 0], "{schema}");
    }
}

#[test]
fn dynamic_anchors_are_bound_without_identifiers() {
    let template = |id: &str| {
        format!("    List: {{{id}$defs: {{item: {{$dynamicAnchor: T, not: {{}}}}}}, type: array, items: {{$dynamicRef: '#T'}}}}\n")
    };
    let tree = |id: &str| {
        format!(
            "    Tree: {{{id}$dynamicAnchor: node, type: object, properties: {{data: true, children: {{type: array, items: {{$dynamicRef: '#node'}}}}}}}}\n"
        )
    };
    let using = "    Strings: {$defs: {s: {$dynamicAnchor: T, type: string}}, $ref: '#/components/schemas/List'}\n    \
                 Strict: {$dynamicAnchor: node, $ref: '#/components/schemas/Tree', unevaluatedProperties: false}\n";
    for (list, tree) in [(template("$id: 'https://a.example/list', "), tree("$id: tree, ")), (template(""), tree(""))] {
        let components = format!("components:\n  schemas:\n{list}{tree}{using}");
        let check = |schema: &str, body: &str, is_valid: bool| {
            let text = with_schema(schema, &components).replace("openapi: 3.0.3", "openapi: 3.1.0");
            assert_eq!(said(&document(&text), body).is_empty(), is_valid, "{schema} {body}\n{components}");
        };
        check("{$ref: '#/components/schemas/Strings'}", r#"["a", "b"]"#, true);
        check("{$ref: '#/components/schemas/Strings'}", r#"["a", 1]"#, false);
        check("{$defs: {i: {$dynamicAnchor: T, type: integer}}, $ref: '#/components/schemas/List'}", "[1]", true);
        check("{$defs: {i: {$dynamicAnchor: T, type: integer}}, $ref: '#/components/schemas/List'}", r#"["a"]"#, false);
        check("{$ref: '#/components/schemas/List'}", "[1]", false);
        check("{$ref: '#/components/schemas/Strict'}", r#"{"children": [{"data": 1}]}"#, true);
        check("{$ref: '#/components/schemas/Strict'}", r#"{"children": [{"daat": 1}]}"#, false);
        check("{$ref: '#/components/schemas/Tree', maxProperties: 9}", r#"{"children": [{"data": 1}]}"#, true);
    }
}

#[test]
fn text_that_is_hardly_a_document_is_refused_with_a_place() {
    let folder = Folder::new();
    let deep = format!("{{\"openapi\": {}", "[".repeat(200_000));
    let bomb = (1..12).fold("a0: &a0 [1,2,3,4,5,6,7,8,9]\n".to_owned(), |bomb, level| {
        let previous = format!("*a{}", level - 1);
        bomb + &format!("a{level}: &a{level} [{}]\n", [previous.as_str(); 9].join(","))
    });
    for (name, bytes) in [
        ("deep.json", deep.as_bytes()),
        ("deep.yaml", "[".repeat(100_000).as_bytes()),
        ("bomb.yaml", bomb.as_bytes()),
        ("latin.yaml", b"openapi: 3.0.3\ninfo: {title: gr\xfc\xdfe}\n"),
        ("cut.json", br#"{"openapi": "3.0.3", "info": {"#),
        ("nul.json", b"{\"openapi\": \"3.0.3\0\"}"),
        ("tab.yaml", b"openapi: 3.0.3\ninfo:\n\ttitle: x\n"),
        ("huge.json", br#"{"openapi": "3.0.3", "x": 1e999}"#),
        ("empty.json", b""),
    ] {
        let trouble = Document::load(folder.write(name, bytes)).expect_err(name);
        assert!(trouble.position().is_some(), "{name}: {trouble}");
    }
}

#[test]
fn a_byte_order_mark_and_carriage_returns_change_nothing() {
    let text = with_schema("{type: object, properties: {b: {type: string}}}", "");
    let plain = said(&document(&text), r#"{"b": 5}"#);
    assert_eq!(said(&document(&format!("\u{feff}{}", text.replace('\n', "\r\n"))), r#"{"b": 5}"#), plain);
    assert_eq!(plain.len(), 1);
}

#[test]
fn positions_in_json_lead_to_keys() {
    let text = "{\"openapi\": \"3.0.3\", \"info\": {},\n \"paths\": {\"/ä\\\"\": {\"get\": {\n  \"responses\": {}}}}}";
    let document = Document::parse("api.json", text).expect("a document");
    let at = |pointer: &str| document.locate(pointer).to_string();
    assert_eq!([at("/paths"), at("/paths/~1ä\""), at("/paths/~1ä\"/get/responses"), at("/gone")], ["2:2", "2:12", "3:3", "1:1"]);
    let recording = recording(&ORDER.replace("BODY", "1"));
    assert_eq!(check(&document, &recording, &Options::default()).observations.len(), 1);
}

#[test]
fn a_dialect_is_heeded_or_named() {
    let at = |dialect: &str| {
        let schema = "{$ref: '#/components/schemas/Id', maximum: 5}";
        let text = with_schema(schema, "components: {schemas: {Id: {type: integer}}}\n").replace("openapi: 3.0.3", "openapi: 3.1.0");
        Document::parse("api.yaml", &format!("{text}jsonSchemaDialect: {dialect}\n"))
    };
    let said_of_nine = |dialect: &str| said(&at(dialect).expect("a document"), "9").len();
    assert_eq!(said_of_nine("https://spec.openapis.org/oas/3.1/dialect/base"), 1);
    assert_eq!(said_of_nine("https://json-schema.org/draft/2020-12/schema"), 1);
    // There, `$ref` hides what stands beside it.
    assert_eq!(said_of_nine("http://json-schema.org/draft-07/schema#"), 0);
    let trouble = at("https://example.org/own").expect_err("an unknown dialect");
    assert_eq!(trouble.position().expect("a place").line, 8);
    assert!(trouble.to_string().contains("unsupported JSON Schema dialect `https://example.org/own`"), "{trouble}");

    let own = "{$schema: 'https://example.org/own', type: integer}";
    let document = document(&with_schema(own, "").replace("openapi: 3.0.3", "openapi: 3.1.0"));
    let said = said(&document, "\"x\"");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].ends_with("the schema was read as JSON Schema 2020-12"), "{said:?}");
}

#[test]
fn dependencies_of_older_drafts_are_checked() {
    let schema = "{$schema: 'http://json-schema.org/draft-07/schema#', dependencies: {a: [b], c: {properties: {d: {type: integer}}}}}";
    let document = document(&with_schema(schema, "").replace("openapi: 3.0.3", "openapi: 3.1.0"));
    let errors =
        |body: &str| report(&document, body).findings.iter().filter(|finding| finding.severity == openapi_drift::Severity::Error).count();
    assert_eq!([errors(r#"{"a": 1, "b": 1}"#), errors(r#"{"a": 1}"#), errors(r#"{"c": 1, "d": "x"}"#)], [0, 1, 1]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_rather_than_waited_for() {
    let folder = Folder::new();
    let pipe = folder.path().join("x.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let why = |trouble: openapi_drift::Error| trouble.why().to_owned();
    let expected = "not a regular file; use `-` to read from standard input";
    assert_eq!(why(Document::load(&pipe).expect_err("a pipe")), expected);
    let read: Vec<_> = openapi_drift::Recordings::new(vec![pipe]).collect();
    assert_eq!(read.into_iter().map(|read| why(read.expect_err("a pipe"))).collect::<Vec<_>>(), [expected]);
}

#[test]
fn properties_that_the_validator_accepts_are_not_forbidden() {
    let schema = "{properties: {a: {type: integer}}, dependentSchemas: {a: {properties: {a: {}, b: {}}, additionalProperties: false}}}";
    let document = document(&with_schema(schema, "").replace("openapi: 3.0.3", "openapi: 3.1.0"));
    let errors =
        |body: &str| report(&document, body).findings.iter().filter(|finding| finding.severity == openapi_drift::Severity::Error).count();
    assert_eq!([errors(r#"{"c": 1}"#), errors(r#"{"a": 1, "c": 1}"#)], [0, 1]);
}

/// A document whose one response is described through so many references, which end with the schema given.
fn chained(links: usize, last: &str) -> Document {
    let links: String = (0..links)
        .map(|link| format!("    S{link}: {{$ref: '#/components/schemas/S{}'}}\n", link + 1))
        .chain([format!("    {last}\n")])
        .collect();
    document(&with_schema("{$ref: '#/components/schemas/S0'}", &format!("components:\n  schemas:\n{links}")))
}

#[test]
fn a_chain_of_references_may_have_any_length() {
    for links in [1, 31, 32, 33, 3000] {
        let document = chained(links, &format!("S{links}: {{type: integer}}"));
        assert_eq!(said(&document, "1"), [""; 0], "{links}");
        assert_eq!(said(&document, "[]"), [format!("type-mismatch api.yaml:{}:{}", 9 + links, 9 + links.to_string().len())], "{links}");
        assert!(openapi_drift::lint(&document).is_empty(), "{links}");
    }
}

#[test]
fn a_circle_of_references_is_reported() {
    for links in [1, 40] {
        let document = chained(links, &format!("S{links}: {{$ref: '#/components/schemas/S0'}}"));
        let said = said(&document, "1");
        assert!(said.iter().any(|said| said.ends_with("refers to itself")), "{said:?}");
    }
    let parameter = format!(
        "{HEAD}paths: {{/a: {{get: {{parameters: [{{$ref: '#/components/parameters/A'}}], responses: {{}}}}}}}}\ncomponents: {{parameters: {{A: {{$ref: '#/components/parameters/A'}}}}}}\n"
    );
    let trouble = Document::parse("api.yaml", &parameter).expect_err("a circle");
    assert_eq!(trouble.why(), "`$ref: #/components/parameters/A` refers to itself");
}

#[test]
fn json_that_is_nested_too_deep_is_refused_with_its_place() {
    let deep = format!("{{\"openapi\": \"3.0.3\", \"x-deep\":\n{}1{}}}", "[".repeat(200), "]".repeat(200));
    let trouble = Document::parse("api.json", &deep).expect_err("too deep");
    assert_eq!(trouble.why(), "it is nested more than 127 levels deep, and no deeper JSON is read");
    assert_eq!(trouble.position().map(|at| at.to_string()).as_deref(), Some("2:127"));
}

/// The validator knows rules for the values of keywords that the conversion does not.
#[test]
fn names_that_are_listed_twice_are_required_once() {
    let schema = "{type: object, properties: {n: {type: integer}, o: {type: object, dependentRequired: {a: [b, b]}}}}";
    let text = with_schema(schema, "").replace("3.0.3", "3.1.0");
    let said = said(&document(&text), r#"{"n": "x", "o": {"a": 1}}"#);
    assert_eq!(said, ["type-mismatch api.yaml:6:117", "missing-property api.yaml:6:151"]);
}

#[test]
fn of_a_document_in_one_line_the_part_around_the_place_is_shown() {
    let schemas: String = (0..500).map(|index| format!(r#""S{index}":{{"type":"string"}},"#)).collect();
    let text = format!(
        r##"{{"openapi":"3.0.3","info":{{"title":"T","version":"1"}},"servers":[{{"url":"https://api.example.org/v1"}}],"components":{{"schemas":{{{schemas}"Last":{{"type":"integer"}}}}}},"paths":{{"/orders":{{"get":{{"responses":{{"200":{{"description":"All","content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/Last"}}}}}}}}}}}}}}}}}}"##
    );
    let report = report(&document(&text), "[]");
    let excerpt = report.findings[0].document.excerpt.as_ref().expect("an excerpt");
    let meant: String = excerpt.meant().chars().skip(excerpt.start).take(excerpt.length).collect();
    assert_eq!(meant, r#""type":"integer""#);
    assert!(excerpt.meant().starts_with('…') && excerpt.meant().chars().count() < 200, "{}", excerpt.meant());
}

#[test]
fn lines_may_end_by_carriage_returns_alone() {
    let text = "openapi: 3.0.3\rinfo: {title: T}\r\npaths:\n  /a: {}\rx-last: 1\r";
    let document = document(text);
    assert_eq!(document.locate("/paths").to_string(), "3:1");
    assert_eq!(document.locate("/x-last").to_string(), "5:1");
}
