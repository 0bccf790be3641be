//! Files that documents and recordings name: below one folder, regular, and shown only if they are parts of documents.

use std::path::Path;

use openapi_drift::{Document, Recordings};

use crate::support::{Folder, HEAD};

/// A document whose only response has the schema of another file.
fn main_document(reference: &str) -> String {
    format!(
        "{HEAD}paths:\n  /orders:\n    get: {{responses: {{200: {{description: All., content: {{application/json: {{schema: {{$ref: '{reference}'}}}}}}}}}}}}\n"
    )
}

/// Loads `inner/api.yaml` with a reference, and returns the reason and the line of the failure.
#[track_caller]
fn check_reference(folder: &Folder, reference: &str, root: Option<&Path>, expected: Result<(), &str>) {
    let main = folder.write("inner/api.yaml", main_document(reference));
    let loaded = match root {
        Some(root) => Document::load_below(&main, root),
        None => Document::load(&main),
    };
    let outcome = loaded.map(|_| ()).map_err(|error| {
        assert_eq!(error.file().map(|file| file.ends_with("inner/api.yaml")), Some(true), "{error}");
        assert_eq!(error.position().map(|at| at.line), Some(6), "{error}");
        error.why().split(" the folder").next().unwrap_or_default().to_owned()
    });
    assert_eq!(outcome.as_ref().copied().map_err(String::as_str), expected, "{reference}");
}

#[test]
fn referenced_files_are_below_the_folder_of_the_document_or_the_root() {
    let folder = Folder::new();
    folder.write("outer.yaml", "type: string\n");
    folder.write("inner/schemas/own.yaml", "type: string\n");
    const OUTSIDE: Result<(), &str> = Err("it is not below");
    check_reference(&folder, "schemas/own.yaml", None, Ok(()));
    check_reference(&folder, "schemas/../schemas/own.yaml#", None, Ok(()));
    check_reference(&folder, "schemas/missing.yaml", None, Ok(()));
    check_reference(&folder, "../outer.yaml", None, OUTSIDE);
    check_reference(&folder, "..%2fouter.yaml", None, OUTSIDE);
    check_reference(&folder, "../missing.yaml", None, OUTSIDE);
    check_reference(&folder, "../../../../../../../../../../proc/self/environ", None, OUTSIDE);
    check_reference(&folder, "../outer.yaml", Some(folder.path()), Ok(()));
    check_reference(&folder, "../missing.yaml", Some(folder.path()), Ok(()));
    check_reference(&folder, "../../missing.yaml", Some(folder.path()), OUTSIDE);
}

#[cfg(unix)]
#[test]
fn symbolic_links_and_devices_lead_nowhere_else() {
    let folder = Folder::new();
    folder.write("outer.yaml", "type: string\n");
    folder.write("inner/own.yaml", "type: string\n");
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, folder.path().join(name)).expect("a link");
    link("../outer.yaml", "inner/out.yaml");
    link("..", "inner/up");
    link("own.yaml", "inner/same.yaml");
    link("/dev/zero", "inner/zero.yaml");
    check_reference(&folder, "same.yaml", None, Ok(()));
    check_reference(&folder, "out.yaml", None, Err("it is not below"));
    check_reference(&folder, "up/outer.yaml", None, Err("it is not below"));
    check_reference(&folder, "zero.yaml", None, Err("it is not below"));
    check_reference(&folder, "zero.yaml", Some(Path::new("/")), Err("it is not a regular file"));
    let pipe = folder.path().join("inner/pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    check_reference(&folder, "pipe.yaml", None, Err("it is not a regular file"));
}

#[test]
fn body_files_are_below_the_folder_of_the_recording_or_the_root() {
    let folder = Folder::new();
    folder.write("outer.json", "{}");
    let stub = r#"{"request": {"method": "GET", "urlPath": "/orders"}, "response": {"status": 200, "bodyFileName": "NAME"}}"#;
    let why = |name: &str, root: Option<&Path>| {
        let file = folder.write("inner/mappings/stub.json", stub.replace("NAME", name));
        folder.write("inner/__files/own.json", "{}");
        let read: Vec<_> = Recordings::new(vec![file]).root(root).collect();
        read.into_iter().map(|read| read.err().map_or_else(String::new, |error| error.why().to_owned())).collect::<String>()
    };
    const OUTSIDE: &str = "the body file is not below the folder of the recording; pass `--root DIR` to allow another one";
    for (name, root, expected) in [
        ("own.json", None, ""),
        ("../../outer.json", None, OUTSIDE),
        ("../../../missing.json", None, OUTSIDE),
        ("/etc/passwd", None, OUTSIDE),
        ("../../outer.json", Some(folder.path()), ""),
        ("../../../../../../../../../../proc/self/environ", Some(folder.path()), OUTSIDE),
    ] {
        assert_eq!(why(name, root), expected, "{name}");
    }
}

/// Lines of a file that is not part of a document are not in reports: a `$ref` could show any YAML file.
#[test]
fn files_that_are_not_parts_of_documents_are_not_shown() {
    for (file, is_shown) in [
        ("type: object\nrequired: [name]\n", true),
        ("required: [name]\n", true),
        ("required: [name]\npassword: hunter2\n", false),
        ("password: hunter2\nservices:\n  required: [name]\n", false),
    ] {
        let folder = Folder::new();
        folder.write("other.yaml", file);
        let reference = if file.contains("services") { "other.yaml#/services" } else { "other.yaml" };
        let main = folder.write("api.yaml", main_document(reference));
        let recording = r#"{"request": {"method": "GET", "url": "https://api.example.org/v1/orders"}, "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": {}}}"#;
        let recording = folder.write("one.json", recording);
        let document = Document::load(main).expect("a document");
        let mut collector = openapi_drift::Collector::new(&document);
        for exchange in Recordings::new(vec![recording]) {
            let exchange = exchange.expect("a recording");
            let checked = openapi_drift::check(&document, &exchange.recording, &openapi_drift::Options::default());
            collector.add(&exchange, checked);
        }
        let report = collector.finish(&openapi_drift::Exceptions::default(), "2026-01-01".parse().expect("a day"), &[]);
        let missing: Vec<_> = report.findings.iter().filter(|finding| finding.code.as_str() == "missing-property").collect();
        assert_eq!(missing.len(), 1, "{file}");
        let places = format!("{:?}", missing[0].document);
        assert_eq!(missing[0].document.excerpt.is_some(), is_shown, "{file}: {places}");
    }
}
