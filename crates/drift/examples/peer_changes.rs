//! Our verdicts on pairs of documents beside those of another tool.
//!
//! ```text
//! cargo run --release -p openapi-drift --example peer_changes -- CASES.jsonl [--list]
//! ```
//!
//! A line of the file is a pair: `old` and `new`, paths beside the file, and `oasdiff`, the other tool's checks with their levels
//! (`error`, `warning` or `info`). Prints how often both agree if a pair breaks clients, and each class of verdicts with its
//! count; `--list` names the checks and our codes of each pair on which they do not agree.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use openapi_drift::{Document, Impact, diff};
use serde::Deserialize;

/// A pair of documents and the verdict of the other tool.
#[derive(Deserialize)]
struct Case {
    old: String,
    new: String,
    oasdiff: Vec<(String, String)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (switches, places): (Vec<&str>, Vec<&str>) = arguments.iter().map(String::as_str).partition(|argument| argument.starts_with("--"));
    let [cases] = places[..] else { return Err("usage: peer_changes CASES.jsonl [--list]".into()) };
    let folder = Path::new(cases).parent().unwrap_or(Path::new("."));
    let mut classes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (mut agreed, mut total) = (0, 0);
    for line in fs::read_to_string(cases)?.lines() {
        let case: Case = serde_json::from_str(line)?;
        let theirs = ["error", "warning", "info"].into_iter().find(|level| case.oasdiff.iter().any(|(_, known)| known == level));
        let theirs = theirs.unwrap_or("nothing");
        let (Ok(old), Ok(new)) = (Document::load(folder.join(&case.old)), Document::load(folder.join(&case.new))) else {
            *classes.entry((theirs, "unreadable")).or_default() += 1;
            continue;
        };
        let changes = diff(&old, &new);
        let ours = changes.iter().map(|change| change.impact).max().map_or("nothing", Impact::as_str);
        *classes.entry((theirs, ours)).or_default() += 1;
        total += 1;
        if matches!(theirs, "error" | "warning") == (ours == "breaking") {
            agreed += 1;
        } else if switches.contains(&"--list") {
            let checks = case.oasdiff.iter().map(|(check, _)| check.as_str()).collect::<Vec<_>>().join(", ");
            let codes = changes.iter().map(|change| change.code.as_str()).collect::<Vec<_>>().join(", ");
            println!("{theirs} / {ours}: {} {}\n    {checks}\n    {codes}", case.old, case.new);
        }
    }
    println!("{agreed} of {total} agree");
    for ((theirs, ours), count) in classes {
        println!("{theirs} / {ours}: {count}");
    }
    Ok(())
}
