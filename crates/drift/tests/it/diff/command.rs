//! The command: exit codes, streams, revisions of a repository, options.

use std::process::Command;

use insta::assert_snapshot;

use crate::support::Folder;

const OLD: &str = "openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        '200':
          description: Orders.
          content:
            application/json:
              schema:
                type: object
                properties:
                  total: {type: integer}
                  note: {type: string}
";

/// The same with one change, and another version.
fn changed(from: &str, to: &str, version: &str) -> String {
    assert!(OLD.contains(from), "{from}");
    OLD.replace(from, to).replace("version: 1.0.0", &format!("version: {version}"))
}

fn folder(new: &str) -> Folder {
    let folder = Folder::new();
    folder.write("old.yaml", OLD);
    folder.write("new.yaml", new);
    folder
}

#[track_caller]
fn check(new: &str, arguments: &[&str], code: i32) {
    let ran = folder(new).run(&[&["diff", "old.yaml", "new.yaml"], arguments].concat());
    assert_eq!(ran.code, code, "{ran}");
}

#[test]
fn a_breaking_change_as_people_see_it() {
    let new = changed("                  note: {type: string}\n", "", "1.1.0");
    assert_snapshot!(folder(&new).run(&["diff", "old.yaml", "new.yaml"]));
}

/// The README of the crate contains the output of the binary.
#[test]
fn the_readme_shows_a_real_change() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(format!("{root}/README.md")).expect("the README can be read");
    let block = readme
        .split("```console\n$ openapi-drift diff")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("the README shows a change");
    let (arguments, shown) = block.split_once('\n').expect("a command and what it says");
    let output = Command::new(env!("CARGO_BIN_EXE_openapi-drift"))
        .arg("diff")
        .args(arguments.split_whitespace())
        .args(["--format", "human"])
        .current_dir(format!("{root}/tests/it/diff/pairs/response-enum-grows"))
        .output()
        .expect("it runs");
    let said = String::from_utf8(output.stdout).expect("text");
    assert_eq!(said.trim_end(), shown.trim_end());
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_version_decides() {
    let removed = |version| changed("                  note: {type: string}\n", "", version);
    check(&removed("1.0.0"), &[], 1);
    check(&removed("1.9.9"), &[], 1);
    check(&removed("2.0.0"), &[], 0);
    let added = |version| changed("note: {type: string}", "note: {type: string}\n                  new: {type: string}", version);
    check(&added("1.0.1"), &[], 1);
    check(&added("1.1.0"), &[], 0);
    check(&OLD.replace("1.0.0", "0.9.0"), &[], 1);
    check(OLD, &[], 0);
}

#[test]
fn options_select_the_reported_changes() {
    let removed = changed("                  note: {type: string}\n", "", "2.0.0");
    check(&removed, &["--deny", "breaking"], 1);
    check(&removed, &["--deny", "response-property-removed"], 1);
    check(&removed, &["--deny", "response-property-added"], 0);
    let patched = removed.replace("2.0.0", "1.0.1");
    check(&patched, &[], 1);
    check(&patched, &["--allow", "response-property-removed"], 0);
    check(&patched, &["--only", "response-property-added"], 0);
    check(&patched, &["--allow", "response-property-gone"], 2);
    check(&patched, &["--format", "html"], 2);
}

#[test]
fn recordings_make_a_correction_of_a_change() {
    let new = changed("total: {type: integer}", "total: {type: string}", "1.0.1");
    let folder = folder(&new);
    folder.write(
        "recordings/one.json",
        r#"{"request": {"method": "GET", "url": "https://api.example.org/orders"}, "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": {"total": "12"}}}"#,
    );
    assert_eq!(folder.run(&["diff", "old.yaml", "new.yaml"]).code, 1);
    assert_snapshot!(folder.run(&["diff", "old.yaml", "new.yaml", "--recordings", "recordings"]));
    let nothing = folder.run(&["diff", "old.yaml", "new.yaml", "--recordings", "elsewhere"]);
    assert_eq!(nothing.code, 2, "{nothing}");
}

/// Changes that could be determined are reported all the same.
#[test]
fn one_unreadable_recording_is_a_separate_error() {
    let folder = folder(&changed("total: {type: integer}", "total: {type: string}", "2.0.0"));
    folder.write("recordings/a.json", "{\"neither\": \"this nor that\"}");
    folder.write(
        "recordings/b.json",
        r#"{"request": {"method": "GET", "url": "https://api.example.org/orders"}, "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": {"total": "12"}}}"#,
    );
    assert_snapshot!(folder.run(&["diff", "old.yaml", "new.yaml", "--recordings", "recordings", "--format", "human"]));
}

#[test]
fn a_circle_of_references_is_an_error() {
    let circle = "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}, C: {$ref: '#/components/schemas/D'}, D: {}}}\n";
    let ran = folder(&format!("{OLD}{circle}")).run(&["diff", "old.yaml", "new.yaml"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(ran.err.matches("is a cycle of references").count(), 2, "{ran}");
}

/// A candidate of the version that is asked for is enough.
#[test]
fn a_candidate_of_the_version_may_come_first() {
    let removed = |version| changed("                  note: {type: string}\n", "", version);
    check(&removed("2.0.0-beta.1"), &[], 0);
    check(&removed("1.9.0-beta.1"), &[], 1);
}

#[test]
fn unreadable_documents_are_errors() {
    let folder = folder("openapi: 3.0.3\ninfo: {}\npaths: []\n");
    for (old, new) in [("old.yaml", "new.yaml"), ("gone.yaml", "old.yaml"), ("v9.9.9:old.yaml", "old.yaml")] {
        let ran = folder.run(&["diff", old, new]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran}");
        assert!(ran.err.starts_with("error: cannot read the document"), "{ran}");
    }
}

/// Runs git in a folder, as nobody in particular.
#[track_caller]
fn git(folder: &Folder, arguments: &[&str]) {
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(folder.path()).output().expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_revision_is_read_with_the_files_that_it_refers_to() {
    let folder = Folder::new();
    let main = OLD.replace("total: {type: integer}", "total: {$ref: '../shared/total.yaml#/Total'}");
    folder.write("api/shop.yaml", &main);
    folder.write("shared/total.yaml", "Total: {type: integer}\n");
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "--message", "shop"]);
    git(&folder, &["tag", "shop-v1.0.0"]);
    folder.write("shared/total.yaml", "Total: {type: string}\n");
    // The binary is run without an environment, and has to find git.
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_openapi-drift")).args(arguments).current_dir(folder.path()).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, out, err) = run(&["diff", "shop-v1.0.0:api/shop.yaml", "api/shop.yaml", "--root", ".", "--format", "human"]);
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.contains("breaking[response-type-changed] listOrders: integer became string"), "{out}");
    assert!(out.contains("shop-v1.0.0:shared/total.yaml:1:9 #/Total/type"), "{out}");
    let (code, out, err) = run(&["diff", "shop-v1.0.0:api/shop.yaml", "HEAD:api/shop.yaml"]);
    assert_eq!((code, out.as_str()), (Some(0), ""), "{err}");
    let (code, _, err) = run(&["diff", "shop-v1.0.0:shop.yaml", "api/shop.yaml"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("the revision has no such file"), "{err}");
}
