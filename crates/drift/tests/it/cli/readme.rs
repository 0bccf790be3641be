//! What the repository's README shows is what the binary says.

use std::process::Command;

#[test]
fn the_report_in_the_readme_is_real() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).expect("the README can be read");
    let block = readme.split("```console\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the README shows a report");
    let (command, shown) = block.split_once('\n').expect("a command and what it says");
    let arguments = command.split_once(" -- ").expect("the command has arguments").1;
    let output = Command::new(env!("CARGO_BIN_EXE_openapi-drift")).args(arguments.split(' ')).current_dir(root).output().expect("it runs");
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(said.contains(shown), "the README shows\n{shown}\nand the command says\n{said}");
    assert_eq!(output.status.code(), Some(1));
}
