//! The command line, as a shell sees it: what goes to which stream, and the exit code.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use insta::assert_snapshot;

const SAMPLE: &[&str] = &["validate", "--document", "tests/sample/api.yaml", "tests/sample/recordings"];
const ACCEPTED: &[&str] = &["--exceptions", "tests/sample/exceptions.toml"];

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the binary starts")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openapi-drift"));
    command.args(arguments).env_remove("GITHUB_ACTIONS").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn sample(arguments: &[&str]) -> Output {
    run(&[SAMPLE, ACCEPTED, arguments].concat())
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The exit code, and what standard error says.
#[track_caller]
fn check(arguments: &[&str], code: i32, expected: &str) -> Output {
    let output = sample(arguments);
    let err = err(&output);
    assert!(err.contains(expected), "{err}\ndoes not say: {expected}");
    assert_eq!(output.status.code(), Some(code), "{err}");
    output
}

/// The codes that are reported.
fn codes(output: &Output) -> Vec<String> {
    let lines = out(output);
    let values = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON"));
    let mut codes: Vec<String> = values.filter_map(|line| Some(line.get("code")?.as_str()?.to_owned())).collect();
    codes.dedup();
    codes
}

/// A folder of its own for what a test writes.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

#[test]
fn help() {
    for task in ["", "validate", "exceptions", "explain"] {
        let output = if task.is_empty() { run(&["--help"]) } else { run(&[task, "--help"]) };
        assert_eq!(output.status.code(), Some(0));
        assert_snapshot!(format!("help_{task}"), out(&output));
    }
}

#[test]
fn messages_beside_the_report() {
    assert_snapshot!(err(&check(&[], 1, "Verdict")));
}

#[test]
fn quiet_leaves_the_report_and_trouble() {
    let quiet = sample(&["--quiet"]);
    assert_eq!(err(&quiet), "");
    assert_eq!(out(&quiet), out(&sample(&[])));
    check(&["--quiet", "--operation", "lsitBooks"], 2, "the document has no operation `lsitBooks`");
}

#[test]
fn github_annotates_by_itself() {
    let in_actions = command(&[SAMPLE, ACCEPTED].concat()).env("GITHUB_ACTIONS", "true").output().expect("the binary starts");
    assert_eq!(out(&in_actions), out(&sample(&["--format", "github"])));
    let asked = command(&[SAMPLE, ACCEPTED, &["--format", "human"]].concat()).env("GITHUB_ACTIONS", "true").output().expect("starts");
    assert_eq!(out(&asked), out(&sample(&[])));
}

#[test]
fn colours_follow_the_option_and_the_environment() {
    assert!(!out(&sample(&[])).contains('\u{1b}'), "a pipe takes no colours by itself");
    assert!(out(&sample(&["--color", "always"])).contains('\u{1b}'));
    let no_color = command(&[SAMPLE, ACCEPTED].concat()).env("NO_COLOR", "1").output().expect("the binary starts");
    assert_eq!(out(&no_color), out(&sample(&["--color", "never"])));
}

#[test]
fn several_outputs_in_one_run() {
    let folder = folder("outputs");
    let outputs: Vec<String> = ["html", "sarif", "junit", "markdown", "json-lines", "human", "github"]
        .iter()
        .map(|format| format!("{format}={}", folder.join(format).display()))
        .collect();
    let mut arguments = vec!["--format", "json-lines"];
    outputs.iter().for_each(|output| arguments.extend(["--output", output]));
    let output = check(&arguments, 1, "Verdict failed: the recordings differ from the document (exit code 1)");
    assert_eq!(out(&output), std::fs::read_to_string(folder.join("json-lines")).expect("was written"));
    for (format, start) in [("html", "<!doctype html>"), ("sarif", "{"), ("junit", "<?xml"), ("markdown", "## "), ("human", "warning[")] {
        let text = std::fs::read_to_string(folder.join(format)).expect("was written");
        assert!(text.starts_with(start), "{format}: {text}");
    }
    check(&["--output", "html=/nowhere/at/all.html"], 2, "cannot write the report\n  -> /nowhere/at/all.html");
    check(&["--output", "html"], 2, "write it as FORMAT=FILE");
    check(&["--output", "pdf=x.pdf"], 2, "`pdf` is not a format");
}

#[test]
fn denied_and_allowed_codes() {
    let errors = ["missing-header", "type-mismatch", "format-mismatch", "unknown-enum-value", "unexpected-null", "undocumented-status"];
    let allowed: Vec<&str> = errors.iter().flat_map(|code| ["--allow", *code]).collect();
    let output = check(&allowed, 0, "0 errors, 4 warnings");
    assert!(out(&output).contains("note[type-mismatch] listBooks"), "what is allowed is still told");
    check(&[&allowed[..], &["--deny", "warnings"]].concat(), 1, "0 errors");
    check(&[&allowed[..], &["--deny", "undocumented-property"]].concat(), 1, "0 errors");
    check(&[&allowed[..], &["--deny", "type-mismatch"]].concat(), 1, "0 errors");
    check(&[&allowed[..], &["--deny", "missing-body"]].concat(), 0, "0 errors");
    check(&["--allow", "tpye-mismatch"], 2, "unknown finding code `tpye-mismatch`");
}

#[test]
fn only_some_codes() {
    let output = check(&["--only", "undocumented-property", "--format", "json-lines"], 0, "0 errors, 1 warning");
    assert_eq!(codes(&output), ["undocumented-property"]);
    let output = check(&["--only", "never-recorded", "--format", "json-lines"], 0, "0 errors, 0 warnings");
    assert_eq!(codes(&output), ["never-recorded"]);
}

#[test]
fn coverage_can_be_demanded() {
    let clean = ["--only", "undocumented-property"];
    let check = |least: &str, code: i32, expected: &str| {
        check(&[&clean[..], &["--min-coverage", least]].concat(), code, expected);
    };
    check("66", 0, "passed with 1 warning");
    check("67", 1, "error: 2 of 3 operations were recorded (66 %, 67 % required)");
    check("operations=60,statuses=50,properties=100", 0, "Verdict");
    check("statuses=51", 1, "too little was recorded or matched");
    check("101", 2, "`101` is not a percentage from 0 to 100");
    check("branches=10", 2, "is not one of operations=N");
}

#[test]
fn old_recordings_are_left_out() {
    let output = check(&["--since", "2026-04-01", "--format", "json-lines"], 1, "Left out 2 recordings made before 2026-04-01");
    assert!(!out(&output).contains("listBooks-200.json"));
    assert!(out(&output).contains("getBook-404.json"), "what has no date stays");
    check(&["--since", "2026-05-20"], 1, "Left out 2 recordings");
    check(&["--since", "2026-05-21"], 1, "Left out 3 recordings");
    check(&["--since", "soon"], 2, "write it as 2027-01-31");
    let one = &["validate", "--document", "tests/sample/api.yaml", "tests/sample/recordings/listBooks-200.json", "--since", "2030-01-01"];
    let output = run(one);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("all of 1 recording are older than 2030-01-01"), "{}", err(&output));
}

#[test]
fn evidence_grows_stale() {
    let fresh = check(&["--max-age", "36500", "--format", "json-lines"], 1, "Verdict");
    assert!(!codes(&fresh).contains(&"stale-recording".to_owned()));
    let stale = check(&["--max-age", "0", "--only", "stale-recording"], 0, "Verdict passed: the recordings agree with the document");
    assert!(out(&stale).starts_with("note[stale-recording] listBooks: the newest recording is from 2026-03-01, "), "{}", out(&stale));
    let places = "the limit is 0 (tests/sample/api.yaml:7:5, tests/sample/recordings/listBooks-200.json:2:52)";
    assert!(out(&stale).contains(places), "{}", out(&stale));
    check(&["--max-age", "0", "--only", "stale-recording", "--deny", "stale-recording"], 1, "Verdict");
}

#[test]
fn todays_findings_become_exceptions_that_ask_for_reasons() {
    let folder = folder("exceptions");
    let file = folder.join("exceptions.toml");
    let kept = "# Why this file is here.\n[[exception]]\ncode = \"missing-property\" # to be settled\noperation = \"getBook\"\npointer = \"/title\"\nreason = \"drafts\"\n";
    std::fs::write(&file, kept).expect("the file can be written");
    let name = file.display().to_string();
    let arguments = ["exceptions", "--document", "tests/sample/api.yaml", "--write", &name, "tests/sample/recordings"];
    let output = run(&arguments);
    assert!(err(&output).contains("Wrote 9 exceptions; fill in `reason`, which must not be empty"), "{}", err(&output));
    assert_eq!(output.status.code(), Some(0));
    let written = std::fs::read_to_string(&file).expect("the file is there");
    assert_snapshot!(written);
    assert!(written.starts_with(kept), "what was there stays as it was");

    // Until someone says why, the file is refused, at the line that asks.
    let with = |file: &str| run(&[SAMPLE, &["--exceptions", file, "--deny", "warnings"]].concat());
    let refused = with(&name);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("exceptions.toml:15:10\n  -> 9 reasons are empty, in lines 15, "), "{}", err(&refused));

    // Then every finding is accepted, and there is nothing left to accept.
    std::fs::write(&file, written.replace("reason = \"\"", "reason = \"known\"")).expect("the file can be written");
    assert_eq!(with(&name).status.code(), Some(0), "{}", err(&with(&name)));
    assert!(err(&run(&arguments)).contains("Accepted every finding already has an exception"), "{}", err(&run(&arguments)));
}

#[test]
fn exceptions_without_a_file_are_printed() {
    let output = run(&["exceptions", "--document", "tests/sample/api.yaml", "tests/sample/recordings/getBook-404.json"]);
    assert_eq!(
        out(&output),
        "# status 404 is not documented (has 200)\n# error, in 1 of 1 recording\n[[exception]]\ncode = \"undocumented-status\"\noperation = \"getBook\"\nstatus = 404\nreason = \"\"\n"
    );
}

#[test]
fn a_reader_that_goes_away_changes_no_verdict() {
    for (arguments, code) in [([SAMPLE, ACCEPTED].concat(), 1), (vec!["explain"], 0)] {
        let mut child = command(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
        drop(child.stdout.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn explanations() {
    let list = run(&["explain"]);
    assert_snapshot!("explain", out(&list));
    let pages: String =
        openapi_drift::Code::ALL.iter().map(|code| out(&run(&["explain", code.as_str()]))).collect::<Vec<_>>().join("\n===\n\n");
    assert_snapshot!("explain_every_code", pages);
    let unknown = run(&["explain", "tpye-mismatch"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        err(&unknown).contains("`tpye-mismatch` is neither a finding code nor a code of a change; `explain` without a code lists them"),
        "{}",
        err(&unknown)
    );
}
