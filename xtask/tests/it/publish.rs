//! Tests of `cargo xtask publish` with the documents of this repository, without the steps that need Node.js.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use openapi_drift::Document;
use openapi_publish::{Errata, Kind, Source};
use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

const DOCUMENTS: [&str; 2] = ["mobilize", "mode"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn source(name: &str) -> Source {
    let read = |ending: &str| fs::read_to_string(root().join(format!("openapi/{name}.{ending}"))).expect("a file of the repository");
    let errata = Errata::parse(&read("errata.toml")).unwrap_or_else(|error| panic!("{error}"));
    Source::new(name, read("yaml"), errata).unwrap_or_else(|error| panic!("{error}"))
}

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).env("NO_COLOR", "1").output().expect("the task can be started")
}

#[track_caller]
pub fn check(arguments: &[&str], expected: i32) -> (String, String) {
    let output = xtask(arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned());
    assert_eq!(output.status.code(), Some(expected), "{out}{err}");
    (out, err)
}

#[test]
fn the_committed_files_are_fresh() {
    check(&["publish", "--check"], 0);
}

/// All files below a folder, by path.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(folder).expect("below the folder").to_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn two_folders_get_the_same_bytes_and_nothing_else_is_overwritten() {
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    for folder in [&one, &two] {
        let (_, err) = check(&["publish", "--without-node", "--out", folder.path().to_str().expect("text")], 0);
        assert!(err.contains("Skipped the Postman collection: disabled by --without-node"), "{err}");
    }
    let made = files(one.path());
    assert_eq!(made, files(two.path()));
    for name in ["SHA256SUMS", "index.json", "index.html", "mobilize/mobilize.openapi-3.1.yaml", "mode/schemas/Member.json"] {
        assert!(made.contains_key(Path::new(name)), "{name} is missing");
    }
    for name in DOCUMENTS {
        let published: Value = serde_json::from_slice(&made[&PathBuf::from(format!("{name}/{name}.openapi-3.1.json"))]).expect("JSON");
        for operation in published["paths"].as_object().into_iter().flat_map(|paths| paths.values()).flat_map(operations) {
            let samples = operation["x-codeSamples"].as_array().into_iter().flatten();
            let labels: Vec<_> = samples.map(|sample| sample["label"].as_str().unwrap_or_default()).collect();
            assert_eq!(labels, ["curl", "Rust", "Python", "TypeScript"], "{}", operation["operationId"]);
        }
    }
    let sums = String::from_utf8(made[Path::new("SHA256SUMS")].clone()).expect("text");
    assert_eq!(sums.lines().count(), made.len() - 1, "everything but the checksums has one");
    // Files of an earlier run are removed; other files stay.
    fs::write(one.path().join("mode/mine.json"), "{}").expect("a file");
    let folder = one.path().to_str().expect("text");
    check(&["publish", "--without-node", "--out", folder, "mobilize"], 0);
    let left: Vec<PathBuf> = files(one.path()).into_keys().filter(|path| path.starts_with("mode")).collect();
    assert_eq!(left, [Path::new("mode/mine.json")]);
    // Checksums of something else do not make a folder ours.
    let other = tempfile::tempdir().expect("a folder");
    fs::write(other.path().join("SHA256SUMS"), "0  precious\n").expect("a file");
    fs::write(other.path().join("precious"), "").expect("a file");
    let (_, err) = check(&["publish", "--without-node", "--out", other.path().to_str().expect("text")], 2);
    assert!(err.contains("contains files that no earlier run wrote"), "{err}");
    assert!(other.path().join("precious").exists());
}

/// The operations of a path.
fn operations(path: &Value) -> impl Iterator<Item = &Value> {
    path.as_object().into_iter().flat_map(|path| path.values()).filter(|operation| operation.get("operationId").is_some())
}

#[test]
fn a_dry_run_lists_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("publish");
    let (listed, _) = check(&["publish", "--dry-run", "--out", out.to_str().expect("text"), "mode", "mode"], 0);
    assert_eq!(listed.matches("mode.openapi-3.0.json").count(), 1, "{listed}");
    assert!(listed.contains("mode.openapi-3.0.json") && listed.contains("?  ") && !listed.contains("mobilize.openapi"), "{listed}");
    assert!(!out.exists());
}

#[test]
fn a_tag_names_the_current_document() {
    let (_, err) = check(&["publish", "--tag", "mobilize-openapi-v0.0.1", "--dry-run"], 2);
    assert!(err.contains("does not match the version of any document") && err.contains(&source("mobilize").tag()), "{err}");
    let (_, err) = check(&["publish", "--tag", &source("mode").tag(), "--allow-dirty", "--without-node"], 2);
    assert!(err.contains("needs all files") && err.contains("leave out --without-node"), "{err}");
    let (_, err) = check(&["publish", "neither", "--dry-run", "--without-node"], 2);
    assert!(err.contains("invalid value 'neither'") && err.contains("[possible values: mobilize, mode]"), "{err}");
}

/// Returns the findings of the recordings about a document, without the places in it.
fn findings(document: &Document, name: &str) -> Vec<String> {
    let report =
        openapi_drift::validate(document, root().join("tests/recordings").join(name)).unwrap_or_else(|trouble| panic!("{trouble}"));
    let mut found: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            let (code, operation, status) = (finding.code, finding.operation.as_deref().unwrap_or_default(), finding.status);
            // Not the message: it names null among the types where `type` does.
            format!("{code} {operation} {status:?} {:?} {} {}", finding.side, finding.pointer, finding.count)
        })
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn recordings_show_the_same_of_both_versions() {
    for name in DOCUMENTS {
        let source = source(name);
        let expected = findings(source.document(), name);
        assert!(!expected.is_empty(), "without findings there is nothing to compare");
        assert_eq!(findings(source.upgraded(), name), expected, "{name}");
        assert_eq!(source.upgraded().operations().len(), source.document().operations().len());
        assert_eq!(openapi_drift::lint(source.upgraded()), [], "{name}");
    }
}

#[test]
fn schemas_accept_the_recordings() {
    let (mut taken, mut refused) = (0, Vec::new());
    for name in DOCUMENTS {
        let source = source(name);
        let schemas: BTreeMap<String, Value> = source
            .artifacts()
            .expect("artifacts")
            .into_iter()
            .filter(|artifact| artifact.kind == Kind::Schema)
            .map(|artifact| serde_json::from_slice::<Value>(&artifact.bytes).expect("JSON"))
            .map(|schema| (schema["$id"].as_str().expect("an id").to_owned(), schema))
            .collect();
        // Each by itself, as somebody takes it who needs no other.
        let validators: BTreeMap<&str, jsonschema::Validator> = schemas
            .iter()
            .map(|(id, schema)| {
                let validator = jsonschema::validator_for(schema).unwrap_or_else(|error| panic!("{id}: {error}"));
                (id.rsplit('/').next().unwrap_or_default(), validator)
            })
            .collect();
        for (recording, component, body) in bodies(source.document(), name) {
            match validators[format!("{component}.json").as_str()].validate(&body) {
                Ok(()) => taken += 1,
                Err(error) => refused.push(format!("{name}/{recording}: {component}{}", error.instance_path())),
            }
        }
    }
    // Each of these is accepted with a reason in the exceptions of the document; the last is a request of another operation.
    insta::assert_snapshot!(format!("{taken} bodies taken, refused:\n{}", refused.join("\n")));
}

/// The recorded bodies that a component describes, one by one where they are lists of it.
fn bodies(document: &Document, name: &str) -> Vec<(String, String, Value)> {
    let resolve = |node: &'_ Value| -> Value {
        let target = node.get("$ref").and_then(Value::as_str).and_then(|target| document.value().pointer(target.trim_start_matches('#')));
        target.unwrap_or(node).clone()
    };
    let mut found = Vec::new();
    for operation in document.operations() {
        let folder = root().join("tests/recordings").join(name).join(&operation.id);
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        for path in paths {
            let recording: Value = serde_json::from_slice(&fs::read(&path).expect("a recording")).expect("JSON");
            let status = recording["response"]["status"].to_string();
            let operation = document.node(&operation.pointer).expect("the operation");
            let sides = [
                (resolve(&operation["requestBody"]), &recording["request"]["body"]),
                (resolve(&operation["responses"][&status]), &recording["response"]["body"]),
            ];
            for (declared, body) in sides.into_iter().filter(|(_, body)| !body.is_null()) {
                let schema = &declared["content"]["application/json"]["schema"];
                let component = |schema: &Value| Some(schema["$ref"].as_str()?.rsplit('/').next()?.to_owned());
                let file = path.strip_prefix(folder.parent().expect("a folder")).expect("below it").display().to_string();
                match (component(schema), component(&schema["items"]), body) {
                    (Some(component), ..) => found.push((file, component, body.clone())),
                    (None, Some(component), Value::Array(items)) => {
                        found.extend(items.iter().map(|item| (file.clone(), component.clone(), item.clone())));
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

#[test]
fn the_overlay_of_errata_can_be_applied() {
    for name in DOCUMENTS {
        let source = source(name);
        for (kind, document) in [(Kind::ErrataOverlay30, source.document()), (Kind::ErrataOverlay31, source.upgraded())] {
            let applied = applied(&source, kind, document);
            let text = applied.to_string();
            for erratum in &source.errata().erratum {
                let id = format!("{:?}:{{\"pages\"", erratum.id);
                assert!(text.contains(&id), "{name}: {} is nowhere", erratum.id);
            }
            // Nothing but the errata was added.
            assert_eq!(&without_errata(applied), document.value(), "{name}");
        }
    }
}

#[test]
fn declarations_and_examples_of_the_pages_differ() {
    let mut shown = String::new();
    for name in DOCUMENTS {
        let source = source(name);
        let applied = applied(&source, Kind::PagesOverlay, source.document());
        let published = source.artifacts().expect("artifacts").into_iter().find(|artifact| artifact.kind == Kind::PagesJson);
        assert_eq!(serde_json::from_slice::<Value>(&published.expect("a document").bytes).expect("JSON"), applied, "{name}");
        let text = applied.to_string();
        let literal = Document::parse("as-documented.json", &text).unwrap_or_else(|trouble| panic!("{trouble}"));
        let (_, trouble) = literal.compile();
        assert!(trouble.is_empty(), "{name}: {trouble:?}");
        let known = findings(source.document(), name);
        let new = findings(&literal, name).into_iter().filter(|finding| !known.contains(finding));
        new.for_each(|finding| shown.push_str(&format!("{name}: {finding}\n")));
    }
    // The samples of the vendors, checked against the vendors' own tables.
    insta::assert_snapshot!(shown);
}

fn without_errata(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            members.into_iter().filter(|(name, _)| name != "x-errata").map(|(name, member)| (name, without_errata(member))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_errata).collect(),
        plain => plain,
    }
}

/// The document after an overlay, applied as the specification has it.
fn applied(source: &Source, kind: Kind, document: &Document) -> Value {
    let artifact = source.artifacts().expect("artifacts").into_iter().find(|artifact| artifact.kind == kind).expect("an overlay");
    let text = String::from_utf8(artifact.bytes).expect("text");
    // The engine reads YAML, if it is a document.
    let wrapped = format!("openapi: 3.0.3\ninfo: {{title: Overlay, version: '1'}}\npaths: {{}}\nx-overlay:\n{}", indented(&text));
    let overlay = Document::parse("overlay.yaml", &wrapped).unwrap_or_else(|trouble| panic!("{trouble}"));
    let overlay = &overlay.value()["x-overlay"];
    assert_eq!(overlay["overlay"], "1.0.0");
    assert_eq!(overlay["info"]["version"].as_str(), Some(source.version()));
    let mut document = document.value().clone();
    for action in overlay["actions"].as_array().expect("actions") {
        let target = action["target"].as_str().expect("a target");
        let path = JsonPath::parse(target).unwrap_or_else(|error| panic!("{target}: {error}"));
        let place = path.query_located(&document).exactly_one().unwrap_or_else(|error| panic!("{target}: {error}"));
        let pointer: String = place.location().iter().map(segment).collect();
        if action["remove"] == true {
            let (parent, last) = pointer.rsplit_once('/').expect("the whole document is not removed");
            let last = last.replace("~1", "/").replace("~0", "~");
            match document.pointer_mut(parent) {
                Some(Value::Object(members)) => drop(members.shift_remove(&last)),
                Some(Value::Array(items)) => drop(items.remove(last.parse().expect("an index"))),
                other => panic!("{target} is in {other:?}"),
            }
        } else {
            merge(document.pointer_mut(&pointer).expect("the target"), &action["update"]);
        }
    }
    document
}

fn segment(element: &PathElement<'_>) -> String {
    match element {
        PathElement::Name(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        PathElement::Index(index) => format!("/{index}"),
    }
}

/// Objects are merged, anything else takes the place of what was there; lists are not merged here, see the crate.
fn merge(target: &mut Value, update: &Value) {
    match (target, update) {
        (Value::Object(members), Value::Object(updates)) => {
            updates.iter().for_each(|(name, update)| merge(members.entry(name).or_insert(Value::Null), update));
        }
        (target, update) => *target = update.clone(),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
