//! The report in the repository's README is the output of the command beside it.

use std::path::Path;
use std::process::Command;

/// The line that identifies the finding which the README shows.
const SHOWN: &str = "request body /hidden_emails";

#[test]
fn the_report_in_the_readme_is_real() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let path = root.join("README.md");
    let readme = std::fs::read_to_string(&path).expect("the README can be read");
    let blocks = readme.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    let block = blocks.into_iter().find(|block| block.contains(SHOWN)).expect("the README shows a report");
    let (command, shown) = block.split_once('\n').expect("a command and its output");
    let arguments = command.split_once(" -- ").expect("the command has arguments").1;
    let output = Command::new(env!("CARGO_BIN_EXE_openapi-drift")).args(arguments.split(' ')).current_dir(root).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let report = String::from_utf8(output.stdout).expect("text");
    let finding = report.split("\n\n").find(|finding| finding.contains(SHOWN)).expect("the report has the finding");
    let finding = format!("{}\n", finding.trim_end());
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, readme.replace(shown, &finding)).expect("the README can be written");
    } else {
        assert_eq!(shown, finding, "README.md is out of date; UPDATE_README=1 writes the report anew");
    }
}
