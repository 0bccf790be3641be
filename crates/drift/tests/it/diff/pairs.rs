//! Small pairs of documents whose verdicts were compared with those of other tools; DIFF.md has what came of it.

use std::path::Path;

use openapi_drift::{Document, Impact, diff};

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
