//! The order of imports inside the engine: a folder imports only the folders below it.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers from the bottom to the top. Folders of one layer do not import each other, and only the last line may use anything.
const LAYERS: &[&[&str]] = &[
    &["text", "proxy"],
    &["finding"],
    &["check"],
    &["redact"],
    &["exceptions"],
    &["report"],
    &["lint", "diff"],
    &["fix", "infer", "record"],
    &["render"],
    &["validate", "examples", "change_examples"],
    &["cli"],
    &["lib", "main"],
];

/// Imports that go upwards, each with the reason. This list shrinks.
const ACCEPTED: &[(&str, &str, &str)] = &[("report", "render", "the doc test of a report prints it")];

#[test]
fn imports_run_downwards() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut imports = 0;
    for file in rust_files(&source) {
        let own = folder(&file, &source);
        let text = fs::read_to_string(&file).expect("a source file");
        // Tests at the end of a file may use what is above.
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for import in text.match_indices("crate::").map(|(at, _)| &text[at + "crate::".len()..]) {
            let target: String = import.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(below) = layer(&target) else { continue };
            imports += 1;
            let above = layer(&own).unwrap_or_else(|| panic!("`{own}` is not in the list of layers"));
            let is_accepted = ACCEPTED.iter().any(|(from, to, _)| *from == own && *to == target);
            if (below > above || below == above && target != own) && !is_accepted {
                wrong.push(format!("{} imports `{target}`", file.strip_prefix(&source).unwrap_or(&file).display()));
            }
        }
    }
    assert!(imports > 100, "the test reads the imports");
    assert!(wrong.is_empty(), "imports that run upwards:\n{}", wrong.join("\n"));
}

fn layer(folder: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&folder))
}

/// The first folder below `source`, or the name of a file that is directly in it.
fn folder(file: &Path, source: &Path) -> String {
    let first = file.strip_prefix(source).expect("a file below src").components().next().expect("a name");
    let name = PathBuf::from(first.as_os_str());
    name.file_stem().expect("a name").to_string_lossy().into_owned()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
