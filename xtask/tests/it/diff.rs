//! `cargo xtask diff` in a repository with and without releases, and the changelog of the documents.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A copy of the documents in a temporary folder.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a temporary folder");
        fs::create_dir(folder.path().join("openapi")).expect("a folder");
        for name in ["mobilize", "mode"] {
            let path = format!("openapi/{name}.yaml");
            fs::copy(root().join(&path), folder.path().join(&path)).expect("a document");
        }
        Self(folder)
    }

    /// Adds the current document as a release, with the version in its text replaced.
    fn release(&self, name: &str, file: &str, version: &str) {
        let folder = self.0.path().join("openapi/releases").join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let text = fs::read_to_string(self.0.path().join(format!("openapi/{name}.yaml"))).expect("a document");
        fs::write(folder.join(file), text.replacen("version: 1.0.0", &format!("version: {version}"), 1)).expect("a file");
    }

    fn replace(&self, name: &str, from: &str, to: &str) {
        let path = self.0.path().join(format!("openapi/{name}.yaml"));
        let text = fs::read_to_string(&path).expect("a document");
        assert!(text.contains(from), "{name} has no {from}");
        fs::write(&path, text.replacen(from, to, 1)).expect("a file");
    }

    #[track_caller]
    fn check(&self, arguments: &[&str], expected: i32, output_contains: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["diff", "--repository"]).arg(self.0.path()).args(arguments);
        let output = command.env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS").output().expect("the task can be started");
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(expected), "{text}");
        assert!(text.contains(output_contains), "{text}");
    }
}

const RENAMED: (&str, &str) = ("operationId: listGroups", "operationId: findGroups");

#[test]
fn a_document_without_a_release_is_skipped() {
    let repository = Repository::new();
    repository.replace("mobilize", RENAMED.0, RENAMED.1);
    repository.check(&[], 0, "Skipped openapi/mode.yaml: it has no release to compare with");
}

#[test]
fn the_version_must_fit_the_changes_since_the_release() {
    let repository = Repository::new();
    repository.release("mobilize", "0.9.0.yaml", "0.9.0");
    repository.release("mobilize", "1.1.0-rc.1.yaml", "1.1.0-rc.1");
    repository.release("mobilize", "1.0.0.yaml", "1.0.0");
    repository.release("mode", "1.0.0.yaml", "1.0.0");
    repository.check(&[], 0, "openapi/releases/mobilize/1.0.0.yaml");
    repository.replace("mobilize", RENAMED.0, RENAMED.1);
    repository.check(&[], 1, "breaking[operation-id-changed] listGroups: `listGroups` became `findGroups`");
    repository.check(&["mode"], 0, "nothing changed; version 1.0.0 after 1.0.0");
    repository.check(
        &["mobilize", "--changelog"],
        0,
        "## Mobilize API 2.0.0\n\n### Breaking\n\n- `GET /groups`: `listGroups` became `findGroups`\n",
    );
    repository.replace("mobilize", "version: 1.0.0", "version: 1.1.0");
    repository.check(&[], 1, "1.1.0");
    repository.replace("mobilize", "version: 1.1.0", "version: 2.0.0");
    repository.check(&[], 0, "2.0.0");
}

#[test]
fn a_release_has_the_version_of_its_file_name() {
    let repository = Repository::new();
    repository.release("mode", "9.0.0.yaml", "9.0.0");
    repository.release("mode", "10.0.0.yaml", "1.0.0");
    repository.check(&["mode"], 2, "openapi/releases/mode/10.0.0.yaml contains version `1.0.0`");
}

#[test]
fn a_file_that_is_not_a_release_is_an_error() {
    let repository = Repository::new();
    repository.release("mode", "next.yaml", "1.0.0");
    repository.check(&["mode"], 2, "next.yaml is not a released document");
}

#[test]
fn a_document_that_cannot_be_read_is_an_error() {
    let repository = Repository::new();
    repository.release("mode", "1.0.0.yaml", "1.0.0");
    repository.replace("mode", "paths:", "paths: []\nothers:");
    repository.check(&[], 2, "expected an object, found an array");
}

/// The newest entry about each document is about its current version.
#[test]
fn the_changelog_is_up_to_date() {
    let changelog = fs::read_to_string(root().join("openapi/CHANGELOG.md")).expect("the changelog can be read");
    for name in ["mobilize", "mode"] {
        let document = openapi_drift::Document::load(root().join(format!("openapi/{name}.yaml"))).unwrap_or_else(|error| panic!("{error}"));
        let info = |key: &str| document.value()["info"][key].as_str().expect("a text").to_owned();
        let heading = format!("## {} ", info("title"));
        let newest = changelog.lines().find_map(|line| line.strip_prefix(&heading));
        let version = newest.and_then(|rest| rest.split_whitespace().next());
        assert_eq!(version, Some(info("version").as_str()), "openapi/CHANGELOG.md needs an entry: cargo xtask diff {name} --changelog");
    }
}
