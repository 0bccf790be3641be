//! Our verdicts on single exchanges beside those of other validators.
//!
//! ```text
//! cargo run --release -p openapi-drift --example peer_cases -- CASES.jsonl... [--list]
//! ```
//!
//! A line of a file is a case: `document` (a path beside the file), `rec` (a recording) or `raw` (text of NDJSON), `side` and `part` (the
//! part of the exchange that the case is about), and `expect`, the verdict of the other tool (`ok` or `bad`). `right` and `class` are
//! the judgement of a person about cases on which the tools differed. An error or a warning agrees with `bad`; anything but an error
//! agrees with `ok`. Prints how often both agree in each file, and the classes of the other cases; `--list` names each of them with our
//! observations.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use openapi_drift::{Document, InputFormat, Location, Observation, Options, Recording, Recordings, Severity, check, find};
use serde::Deserialize;
use serde_json::Value;

/// An exchange and the verdict of the other tool.
#[derive(Deserialize)]
struct Case {
    id: String,
    document: String,
    rec: Value,
    raw: Option<String>,
    side: String,
    part: Option<String>,
    expect: String,
    right: String,
    class: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (switches, files): (Vec<&str>, Vec<&str>) = arguments.iter().map(String::as_str).partition(|argument| argument.starts_with("--"));
    if files.is_empty() {
        return Err("usage: peer_cases CASES.jsonl... [--list]".into());
    }
    for file in files {
        let folder = Path::new(file).parent().unwrap_or(Path::new("."));
        let (mut agreed, mut unreadable, mut total) = (0, 0, 0);
        let mut classes: BTreeMap<(String, String), usize> = BTreeMap::new();
        for line in fs::read_to_string(file)?.lines() {
            let case: Case = serde_json::from_str(line)?;
            total += 1;
            let verdict = judge(&case, folder);
            let agrees = match &verdict {
                Ok(observations) if case.expect == "ok" => observations.iter().all(|observation| observation.severity != Severity::Error),
                Ok(observations) => !observations.is_empty(),
                Err(_) => false,
            };
            if agrees {
                agreed += 1;
                continue;
            }
            unreadable += usize::from(verdict.is_err());
            let class = case.class.clone().unwrap_or_else(|| "not classified".to_owned());
            if switches.contains(&"--list") {
                println!("{} expects {} ({}: {class})\n    {}", case.id, case.expect, case.right, case.document);
                match verdict {
                    Ok(observations) => {
                        observations.iter().for_each(|found| println!("    {}: {} {}", found.code, found.pointer, found.message))
                    }
                    Err(error) => println!("    {error}"),
                }
            }
            *classes.entry((case.right, class)).or_default() += 1;
        }
        println!("{file}: {agreed} of {total} agree, {unreadable} documents cannot be read");
        for ((right, class), count) in classes {
            println!("  {count} {right}: {class}");
        }
    }
    Ok(())
}

/// Returns the observations about the part of the exchange that the case is about.
fn judge(case: &Case, folder: &Path) -> Result<Vec<Observation>, Box<dyn Error>> {
    let document = Document::load(folder.join(&case.document))?;
    let recordings: Vec<Recording> = match &case.raw {
        None => vec![serde_json::from_value(case.rec.clone())?],
        Some(raw) => {
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("case.jsonl");
            fs::write(&file, raw)?;
            let read = Recordings::new(find(&[file])?).input(Some(InputFormat::NdJson));
            read.map(|exchange| exchange.map(|exchange| exchange.recording)).collect::<Result<_, _>>()?
        }
    };
    let mut found = Vec::new();
    for recording in &recordings {
        let checked = check(&document, recording, &Options::default());
        found.extend(checked.observations.into_iter().filter(|observation| is_judged(case, observation)));
        found.extend(checked.missing_credentials.filter(|_| case.side != "response"));
    }
    Ok(found)
}

/// Returns whether an observation is about the part that the case is about.
fn is_judged(case: &Case, observation: &Observation) -> bool {
    let is_body = observation.location == Location::Body || observation.code.as_str().ends_with("body");
    // Another server, path or status is about each part.
    if observation.location == Location::Exchange && !is_body {
        return true;
    }
    let side = serde_json::to_value(observation.side).unwrap_or_default();
    let is_side = case.side == "both" || side == case.side.as_str();
    let is_part = match case.part.as_deref() {
        Some("body") => is_body || observation.pointer == "/content-type",
        Some("params") => !is_body && observation.pointer != "/content-type",
        Some("headers") => observation.location == Location::Header,
        Some("security") => false,
        _ => true,
    };
    is_side && is_part
}
