//! Every format on the same report, and what its own readers ask of it.

use insta::assert_snapshot;
use openapi_drift::{Format, Styles};
use serde_json::Value;

use crate::sample::{report, text};

fn rendered(format: Format) -> String {
    text(|out| format.write(&report(), &Styles::default(), true, out))
}

#[test]
fn json_lines() {
    assert_snapshot!(rendered(Format::JsonLines));
}

/// `UPDATE_SCHEMAS=1 cargo test` writes the file anew.
#[test]
fn the_schema_of_json_lines_is_published() {
    let schema = format!("{:#}\n", openapi_drift::finding_schema());
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::create_dir_all("schemas")
            .and_then(|()| std::fs::write("schemas/finding.schema.json", &schema))
            .expect("the schema is written");
    }
    let published = std::fs::read_to_string("schemas/finding.schema.json").unwrap_or_default();
    assert!(schema == published, "schemas/finding.schema.json is out of date; UPDATE_SCHEMAS=1 writes it anew");
}

#[test]
fn every_line_conforms_to_its_schema() {
    let validator = jsonschema::validator_for(&openapi_drift::finding_schema()).expect("the schema compiles");
    let with_values = crate::sample::report_of(|collector| collector.keep_values(true).all_places(true));
    for report in [report(), with_values] {
        let lines = text(|out| openapi_drift::write_json_lines(&report, true, out));
        for line in lines.lines() {
            let value: Value = serde_json::from_str(line).expect("each line is JSON");
            let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert_eq!(errors, [""; 0], "{line}");
        }
        assert!(validator.validate(&serde_json::json!({ "type": "finding" })).is_err(), "the schema asks for something");
    }
}

#[test]
fn sarif() {
    assert_snapshot!(rendered(Format::Sarif));
}

/// The schema is that of OASIS (sarif-schema-2.1.0.json), as published for implementers.
#[test]
fn sarif_conforms_to_its_schema() {
    // One of its patterns has a bracket too many, and is no regular expression.
    let schema = include_str!("../schemas/sarif-schema-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema compiles");
    let log: Value = serde_json::from_str(&rendered(Format::Sarif)).expect("the log is JSON");
    let errors: Vec<String> = validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn sarif_fingerprints_tell_findings_apart_and_survive_moved_lines() {
    let keys = |report: &openapi_drift::Report| -> Vec<String> {
        report.findings.iter().chain(&report.notes).chain(&report.accepted).map(openapi_drift::Finding::key).collect()
    };
    let keys_of_report = keys(&report());
    let distinct: std::collections::HashSet<&String> = keys_of_report.iter().collect();
    assert_eq!(distinct.len(), keys_of_report.len(), "{keys_of_report:#?}");
    let moved = openapi_drift::Document::parse("moved.yaml", &format!("\n\n{}", include_str!("../sample/api.yaml"))).expect("parses");
    let files = openapi_drift::find(&["tests/sample/recordings"]).expect("the recordings are there");
    let mut collector = openapi_drift::Collector::new(&moved);
    for exchange in openapi_drift::Recordings::new(files).flatten() {
        collector.add(&exchange, openapi_drift::check(&moved, &exchange.recording, &openapi_drift::Options::default()));
    }
    let moved = collector.finish(&openapi_drift::Exceptions::default(), "2026-06-01".parse().expect("a date"), &[]);
    for finding in &moved.findings {
        assert!(keys_of_report.contains(&finding.key()), "{}", finding.key());
    }
}

#[test]
fn junit() {
    assert_snapshot!(rendered(Format::Junit));
}

#[test]
fn junit_can_be_read_back() {
    let xml = rendered(Format::Junit);
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut failures = 0;
    loop {
        match reader.read_event().expect("the XML is well-formed") {
            quick_xml::events::Event::Start(element) if element.name().as_ref() == "failure" => failures += 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(failures, report().count(openapi_drift::Severity::Error));
}

#[test]
fn github() {
    let annotations = rendered(Format::Github);
    assert_snapshot!(annotations);
    assert!(annotations.lines().all(|line| line.starts_with("::")), "each annotation is one line");
}

#[test]
fn markdown() {
    assert_snapshot!(rendered(Format::Markdown));
}

#[test]
fn no_format_tells_recorded_values() {
    for format in Format::ALL {
        let rendered = rendered(*format).replace("private_note", "");
        for secret in ["private-", "Private Person", "private text", "private reason", "hush", "last week"] {
            assert!(!rendered.contains(secret), "{format} tells `{secret}`");
        }
    }
}

#[test]
fn formats_are_known_by_name() {
    for format in Format::ALL {
        assert_eq!(format.as_str().parse::<Format>().as_ref(), Ok(format));
    }
    assert_eq!(
        "xml".parse::<Format>(),
        Err("`xml` is not a format (expected one of human, json-lines, sarif, junit, github, markdown, html)".to_owned())
    );
}
