//! Our verdicts beside those of other validators, which a table has: a column `recording`, and one column for each validator.
//!
//! ```text
//! cargo run --release -p openapi-drift --example verdicts -- DOCUMENT VERDICTS.csv RECORDINGS [--strict] [--list]
//! ```
//!
//! Prints how often each verdict is ours, and each class of disagreement: ours, theirs, whose, and how often. `--list` names the
//! recordings of each. A recording goes by the end of its file's path and its number in the file, counted from 0
//! (`folder/file.yaml#3`); by the path alone where that is its name; and in NDJSON by the `id` of its line.

use std::collections::BTreeMap;
use std::error::Error;
use std::{env, fs};

use openapi_drift::{Code, Document, Observation, Options, Recordings, Severity, Side, Strictness, check, find};
use serde_json::Value;

/// The verdicts, the gravest first. `unread` is a recording that could not be read.
const VERDICTS: [&str; 7] = ["no_op", "no_status", "schema", "schema~", "no_ct", "no_content", "ok"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (switches, places): (Vec<&str>, Vec<&str>) = arguments.iter().map(String::as_str).partition(|argument| argument.starts_with("--"));
    let [document, table, recordings] = places[..] else {
        return Err("usage: verdicts DOCUMENT VERDICTS.csv RECORDINGS [--strict] [--list]".into());
    };
    let strictness = if switches.contains(&"--strict") { Strictness::Strict } else { Strictness::Lenient };
    let ours = judge(&Document::load(document)?, recordings, strictness)?;

    let table = fs::read_to_string(table)?;
    let mut rows = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let validators = rows.next().ok_or("an empty table")?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differ: BTreeMap<(&str, &str), BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for row in rows {
        let own = ours.get(row[0]).copied().unwrap_or("unread");
        *counts.entry(own).or_default() += 1;
        for (validator, theirs) in validators.iter().zip(&row).skip(1).filter(|(_, theirs)| !theirs.is_empty() && **theirs != own) {
            differ.entry((own, theirs)).or_default().entry(validator).or_default().push(row[0]);
        }
    }
    println!("{}\n", counts.iter().map(|(verdict, count)| format!("{verdict} {count}")).collect::<Vec<_>>().join(", "));
    for ((own, theirs), by) in differ {
        let by_count = by.iter().map(|(validator, all)| format!("{validator} {}", all.len())).collect::<Vec<_>>().join(", ");
        println!("{own} / {theirs}: {by_count}");
        for (validator, all) in by.iter().filter(|_| switches.contains(&"--list")) {
            all.iter().for_each(|recording| println!("    {validator} {recording}"));
        }
    }
    Ok(())
}

/// Our verdict on each recording, by every name that it may have in the table.
fn judge(document: &Document, recordings: &str, strictness: Strictness) -> Result<BTreeMap<String, &'static str>, Box<dyn Error>> {
    let mut verdicts = BTreeMap::new();
    let ids = ids(recordings)?;
    for exchange in Recordings::new(find(&[recordings])?) {
        let exchange = match exchange {
            Ok(exchange) => exchange,
            Err(trouble) => {
                eprintln!("{trouble}");
                continue;
            }
        };
        let options = Options { strictness, ..Options::default() };
        let observations = check(document, &exchange.recording, &options).observations;
        let verdict =
            observations.iter().map(verdict).min_by_key(|verdict| VERDICTS.iter().position(|known| known == verdict)).unwrap_or("ok");
        let name = exchange.file.strip_prefix(recordings).unwrap_or(&exchange.file).trim_start_matches('/');
        if exchange.index == 0 {
            verdicts.insert(name.to_owned(), verdict);
        }
        if let Some(id) = ids.get(exchange.index) {
            verdicts.insert(id.clone(), verdict);
        }
        verdicts.insert(format!("{name}#{}", exchange.index), verdict);
    }
    Ok(verdicts)
}

/// The ids of the lines of NDJSON, without the name of the collection that they begin with.
fn ids(recordings: &str) -> Result<Vec<String>, Box<dyn Error>> {
    if !recordings.ends_with(".jsonl") {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(recordings)?;
    let lines = text.lines().map(serde_json::from_str::<Value>).collect::<Result<Vec<_>, _>>()?;
    let id = |line: &Value| Some(line.get("id")?.as_str()?.split_once('/')?.1.to_owned());
    Ok(lines.iter().map(|line| id(line).unwrap_or_default()).collect())
}

/// Returns the verdict of one observation. Other tools check only the response, and none of them checks for undocumented
/// properties of open schemas.
fn verdict(observation: &Observation) -> &'static str {
    match observation.code {
        Code::UndocumentedServer | Code::UndocumentedOperation => "no_op",
        _ if observation.side == Side::Request => "ok",
        Code::UndocumentedStatus => "no_status",
        Code::UndocumentedContentType => "no_ct",
        Code::UnexpectedBody => "no_content",
        Code::MissingHeader | Code::InvalidHeader => "ok",
        Code::UndocumentedProperty if observation.severity == Severity::Warning => "ok",
        _ if observation.severity == Severity::Error => "schema",
        _ => "schema~",
    }
}
