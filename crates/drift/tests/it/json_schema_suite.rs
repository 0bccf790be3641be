//! The JSON Schema test suite, each case as the schema of a response in another file. `JSON_SCHEMA_SUITE` names the folder
//! with `draft2020-12` and `draft4`; without it the excerpt beside this file is run.
//!
//! Each case that differs is listed in `tests/json-schema-suite.md` under its reason. A case that is not listed must pass, and
//! a listed one must not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use openapi_drift::{Code, Document, Options, Severity, check};
use serde_json::{Value, json};

use crate::support::{Folder, recording};

/// Keywords of draft 4 that OpenAPI 3.0 has.
const OF_30: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "enum",
    "format",
    "infinite-loop-detection",
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
    "ref",
    "required",
    "type",
    "uniqueItems",
];

#[test]
fn the_suite_passes_except_for_the_listed_cases() {
    let excerpt = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/json-schema-suite");
    let given = std::env::var_os("JSON_SCHEMA_SUITE").map(PathBuf::from);
    let suite = given.clone().unwrap_or(excerpt);
    let mut run = Run { folder: Folder::new(), differ: BTreeSet::new(), seen: BTreeSet::new() };
    for draft in ["draft2020-12", "draft2020-12/optional", "draft2020-12/optional/format"] {
        run.draft(&suite, draft, "3.1.0", |_| true);
    }
    run.draft(&suite, "draft4", "3.0.3", |name| OF_30.contains(&name));
    // Schemas of 3.0 have no `id`.
    run.draft(&suite, "draft4/optional", "3.0.3", |name| name != "id");
    run.draft(&suite, "draft4/optional/format", "3.0.3", |_| true);
    let listed = listed(include_str!("../json-schema-suite.md"), &run.seen);
    println!("{} cases, {} differ", run.seen.len(), run.differ.len());
    let missing: Vec<_> = run.differ.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&run.differ).collect();
    assert!(missing.is_empty() && stale.is_empty(), "differ and are not listed: {missing:#?}\nlisted and pass: {stale:#?}");
    assert!(run.seen.len() > 100);
    // A misspelt case would never become stale.
    assert!(given.is_none() || unknown(include_str!("../json-schema-suite.md"), &run.seen).is_empty());
}

/// A case: its group as `draft/file: description`, and its own description.
type Case = (String, String);

/// Returns the entries of a list: a group with the names of its cases, or without names for all of them.
fn entries(text: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    text.lines().filter_map(|line| {
        let mut quoted = line.strip_prefix("- `")?.split('`').step_by(2);
        Some((quoted.next()?, quoted.filter(|case| !case.is_empty()).collect()))
    })
}

/// The cases seen that are listed.
fn listed(text: &str, seen: &BTreeSet<Case>) -> BTreeSet<Case> {
    let all: Vec<_> = entries(text).collect();
    let is_listed =
        |(group, case): &&Case| all.iter().any(|(listed, cases)| listed == group && (cases.is_empty() || cases.contains(&case.as_str())));
    seen.iter().filter(is_listed).cloned().collect()
}

/// The entries that name nothing seen.
fn unknown<'t>(text: &'t str, seen: &BTreeSet<Case>) -> Vec<&'t str> {
    let has = |group: &str, case: Option<&str>| seen.iter().any(|(known, own)| known == group && case.is_none_or(|case| case == own));
    let is_unknown = |(group, cases): &(&str, Vec<&str>)| !has(group, None) || cases.iter().any(|case| !has(group, Some(case)));
    entries(text).filter(is_unknown).map(|(group, _)| group).collect()
}

struct Run {
    folder: Folder,
    /// The cases on which the verdict differs, or whose schema could not be read whole.
    differ: BTreeSet<Case>,
    seen: BTreeSet<Case>,
}

impl Run {
    fn draft(&mut self, suite: &Path, draft: &str, version: &str, wanted: impl Fn(&str) -> bool) {
        // The excerpt does not have all of them.
        let Ok(folder) = std::fs::read_dir(suite.join(draft)) else { return };
        let mut files: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.is_file()) {
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            if !wanted(&name) {
                continue;
            }
            let groups: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("a file")).expect("JSON");
            for group in groups.as_array().expect("groups") {
                self.group(version, &format!("{draft}/{name}: {}", description(group)), group);
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
            let name = (title.to_owned(), description(case));
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
            let valid = checked.observations.iter().all(|observation| open(observation.severity, observation.code));
            if !trouble.is_empty() || Some(valid) != case["valid"].as_bool() {
                self.differ.insert(name.clone());
            }
            self.seen.insert(name);
        }
    }
}

fn description(of: &Value) -> String {
    of["description"].as_str().expect("a description").replace('`', "'")
}
