//! The JSON Schema test suite, each case as the schema of a response in another file. `JSON_SCHEMA_SUITE` names the folder
//! with `draft2020-12` and `draft4`; without it the excerpt beside this file is run.
//!
//! Cases that differ are listed in `tests/json-schema-suite.md` with the reason; a case that is not listed must pass, and
//! a listed one must not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use openapi_drift::{Code, Document, Options, Severity, check};
use serde_json::{Value, json};

use crate::support::{Folder, recording};

/// What OpenAPI 3.0 has of draft 4.
const OF_30: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "enum",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "type",
    "uniqueItems",
];

#[test]
fn the_suite_passes_but_for_what_is_listed() {
    let excerpt = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/json-schema-suite");
    let given = std::env::var_os("JSON_SCHEMA_SUITE").map(PathBuf::from);
    let suite = given.clone().unwrap_or(excerpt);
    let mut run = Run { folder: Folder::new(), cases: 0, differ: BTreeSet::new(), seen: BTreeSet::new() };
    run.draft(&suite, "draft2020-12", "3.1.0", |_| true);
    run.draft(&suite, "draft4", "3.0.3", |name| OF_30.contains(&name));
    let table = include_str!("../json-schema-suite.md");
    let listed: BTreeSet<String> = table.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split('`').next()?.to_owned())).collect();
    let missing: Vec<_> = run.differ.difference(&listed).collect();
    let stale: Vec<_> = listed.intersection(&run.seen).filter(|name| !run.differ.contains(*name)).collect();
    println!("{} cases, {} groups differ", run.cases, run.differ.len());
    assert!(missing.is_empty() && stale.is_empty(), "differ and are not listed: {missing:#?}\nlisted and pass: {stale:#?}");
    assert!(run.cases > 100);
}

struct Run {
    folder: Folder,
    cases: usize,
    /// Groups of cases of which one differs, as `draft/file: description`.
    differ: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Run {
    fn draft(&mut self, suite: &Path, draft: &str, version: &str, wanted: impl Fn(&str) -> bool) {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(suite.join(draft)).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.is_file()) {
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            if !wanted(&name) {
                continue;
            }
            let groups: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("a file")).expect("JSON");
            for group in groups.as_array().expect("groups") {
                let title = format!("{draft}/{name}: {}", group["description"].as_str().expect("a description").replace('`', "'"));
                self.group(version, &title, group);
                self.seen.insert(title);
            }
        }
    }

    fn group(&mut self, version: &str, title: &str, group: &Value) {
        // In a file of its own, so that the pointers in references count from the schema as they do in the suite.
        self.folder.write("case.json", group["schema"].to_string());
        let schema = json!({ "type": "object", "properties": { "value": { "$ref": "./case.json" } } });
        let responses = json!({ "200": { "description": "a case", "content": { "application/json": { "schema": schema } } } });
        let document = json!({ "openapi": version, "info": {}, "paths": { "/case": { "get": { "responses": responses } } } });
        let document = Document::load(self.folder.write("api.json", document.to_string())).expect("a document");
        let (_, trouble) = document.compile();
        for case in group["tests"].as_array().expect("tests") {
            self.cases += 1;
            let recording = recording(
                &json!({
                    "request": { "method": "GET", "url": "https://example.org/case" },
                    "response": { "status": 200, "headers": { "content-type": "application/json" }, "body": { "value": case["data"] } }
                })
                .to_string(),
            );
            let checked = check(&document, &recording, &Options::default());
            let open =
                |severity, code| severity == Severity::Warning && matches!(code, Code::UndocumentedProperty | Code::UnknownEnumValue);
            let valid = checked.sightings.iter().all(|sighting| open(sighting.severity, sighting.code));
            if !trouble.is_empty() || Some(valid) != case["valid"].as_bool() {
                self.differ.insert(title.to_owned());
            }
        }
    }
}
