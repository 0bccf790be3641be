//! Small pairs of documents whose verdicts were compared with those of other tools; DIFF.md has what came of it.

use std::path::Path;

use openapi_drift::{Document, Impact, diff};

/// Each disagreement is explained, and nothing else is.
#[test]
fn disagreements_are_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect("a file");
    let (verdicts, page) = (read("tests/it/diff/pairs/verdicts.csv"), read("DIFF.md"));
    let plain = |verdict: &str| if matches!(verdict, "nothing" | "documentation") { "compatible".to_owned() } else { verdict.to_owned() };
    for line in verdicts.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let [name, ours, optic, specmatic] = columns[..] else { panic!("{line}") };
        let row = format!("| {name} | {ours} | {optic} | {specmatic} |");
        let differs = plain(ours) != plain(optic) || plain(ours) != plain(specmatic);
        assert_eq!(page.contains(&row), differs, "{row}");
    }
}

/// `verdicts.csv` says what each pair is: by this engine, by optic and by specmatic.
#[test]
fn the_verdicts_are_as_they_were_compared() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/diff/pairs");
    let verdicts = std::fs::read_to_string(folder.join("verdicts.csv")).expect("the verdicts can be read");
    let mut compared = 0;
    for line in verdicts.lines().skip(1) {
        let (name, expected) = line.split_once(',').expect("a name and verdicts");
        let expected = expected.split(',').next().expect("a verdict");
        let load = |file: &str| Document::load(folder.join(name).join(file)).unwrap_or_else(|trouble| panic!("{trouble}"));
        let changes = diff(&load("old.yaml"), &load("new.yaml"));
        let verdict = changes.iter().map(|change| change.impact).max().map_or("nothing", Impact::as_str);
        assert_eq!(verdict, expected, "{name}: {}", super::told(&changes));
        compared += 1;
    }
    let pairs =
        std::fs::read_dir(&folder).expect("a folder").filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_dir())).count();
    assert_eq!(compared, pairs, "every pair has its verdicts");
}
