//! What `cargo xtask diff` says of a repository with and without releases, and of the changelog of the documents.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A repository that holds the documents, gone when it is dropped.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a temporary folder");
        std::fs::create_dir(folder.path().join("openapi")).expect("a folder");
        for name in ["mobilize", "mode"] {
            let path = format!("openapi/{name}.yaml");
            std::fs::copy(root().join(&path), folder.path().join(&path)).expect("a document");
        }
        let repository = Self(folder);
        repository.git(&["init", "--quiet"]);
        repository.git(&["add", "."]);
        repository.git(&["commit", "--quiet", "--message", "documents"]);
        repository
    }

    fn git(&self, arguments: &[&str]) {
        let identity =
            ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"];
        let output = Command::new("git").args(identity).args(arguments).current_dir(self.0.path()).output().expect("git runs");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Changes a document.
    fn replace(&self, name: &str, from: &str, to: &str) {
        let path = self.0.path().join(format!("openapi/{name}.yaml"));
        let text = std::fs::read_to_string(&path).expect("a document");
        assert!(text.contains(from), "{name} has no {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).expect("it can be written");
    }

    fn diff(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["diff", "--repository"]).arg(self.0.path()).args(arguments);
        command.env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS").output().expect("the task can be started")
    }

    #[track_caller]
    fn check(&self, arguments: &[&str], expected: i32, says: &str) {
        let output = self.diff(arguments);
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(expected), "{said}");
        assert!(said.contains(says), "{said}");
    }
}

const REMOVED: (&str, &str) = ("operationId: listGroups", "operationId: findGroups");

#[test]
fn without_a_release_there_is_nothing_to_compare_with() {
    let repository = Repository::new();
    repository.replace("mobilize", REMOVED.0, REMOVED.1);
    repository.check(&[], 0, "openapi/mode.yaml: there is no tag mode-openapi-v* here, so there is nothing to compare with");
}

#[test]
fn the_version_has_to_fit_what_changed_since_the_release() {
    let repository = Repository::new();
    // None of these is a release.
    for tag in ["mobilize-openapi-v9", "mobilize-openapi-vnext", "mobilize-openapi-v1.1.0-rc.1", "mobilize-openapi-v1.0.0.1"] {
        repository.git(&["tag", tag]);
    }
    repository.git(&["tag", "mobilize-openapi-v0.9.0"]);
    repository.git(&["tag", "mobilize-openapi-v1.0.0"]);
    repository.git(&["tag", "mode-openapi-v1.0.0"]);
    repository.check(&[], 0, "mobilize-openapi-v1.0.0:openapi/mobilize.yaml");
    repository.replace("mobilize", REMOVED.0, REMOVED.1);
    repository.check(&[], 1, "breaking[operation-id-changed] listGroups: `listGroups` became `findGroups`");
    repository.check(&["mode"], 0, "nothing changed; version 1.0.0 after 1.0.0");
    repository.check(
        &["mobilize", "--changelog"],
        0,
        "## Mobilize API 2.0.0\n\n### Breaking\n\n- `GET /groups`: `listGroups` became `findGroups`\n",
    );
    repository.replace("mobilize", "version: 1.0.0", "version: 1.1.0");
    repository.check(&[], 1, "1.0.0 asks for 2.0.0 or higher, and 1.1.0 is too low");
    repository.replace("mobilize", "version: 1.1.0", "version: 2.0.0");
    repository.check(&[], 0, "1.0.0 asks for 2.0.0 or higher, and 2.0.0 is enough");
}

#[test]
fn a_tag_is_that_of_the_version_in_its_document() {
    let repository = Repository::new();
    repository.git(&["tag", "mode-openapi-v9.0.0"]);
    repository.git(&["tag", "mode-openapi-v10.0.0"]);
    repository.check(&["mode"], 2, "the document of the tag mode-openapi-v10.0.0 says `info.version: 1.0.0`");
}

#[test]
fn without_a_repository_nothing_is_compared() {
    let repository = Repository::new();
    std::fs::rename(repository.0.path().join(".git"), repository.0.path().join("git")).expect("it can be renamed");
    // The folder may stand within another repository, and that one is not meant.
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["diff", "--repository"]).arg(repository.0.path()).env("GIT_CEILING_DIRECTORIES", env!("CARGO_TARGET_TMPDIR"));
    let output = command.output().expect("the task can be started");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot compare openapi/mobilize.yaml"), "{said}");
}

#[test]
fn a_document_that_cannot_be_read_is_trouble() {
    let repository = Repository::new();
    repository.git(&["tag", "mode-openapi-v1.0.0"]);
    repository.replace("mode", "paths:", "paths: []\nothers:");
    repository.check(&[], 2, "expected an object, found an array");
}

/// The newest entry about each document is about the version that it has.
#[test]
fn the_changelog_is_up_to_date() {
    let changelog = std::fs::read_to_string(root().join("openapi/CHANGELOG.md")).expect("the changelog can be read");
    for name in ["mobilize", "mode"] {
        let document =
            openapi_drift::Document::load(root().join(format!("openapi/{name}.yaml"))).unwrap_or_else(|trouble| panic!("{trouble}"));
        let info = |key: &str| document.value()["info"][key].as_str().expect("a text").to_owned();
        let heading = format!("## {} ", info("title"));
        let newest = changelog.lines().find_map(|line| line.strip_prefix(&heading));
        let written = newest.and_then(|rest| rest.split_whitespace().next());
        assert_eq!(written, Some(info("version").as_str()), "openapi/CHANGELOG.md needs an entry: cargo xtask diff {name} --changelog");
    }
}
