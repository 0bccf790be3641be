//! Loads every OpenAPI document of a folder, compiles every schema of its requests and responses, and prints a table of
//! what came of it:
//!
//! ```text
//! cargo run --release -p openapi-drift --example survey -- FOLDER [--lint]
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use openapi_drift::{Document, Error, lint};

struct Outcome {
    file: PathBuf,
    size: u64,
    load: Duration,
    compile: Duration,
    lint: Duration,
    /// Peak memory of the process so far, in bytes.
    memory: u64,
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files)?;
    files.sort_unstable_by_key(|(size, _)| *size);

    let mut refused: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut aside: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let wants_lint = arguments.any(|argument| argument == "--lint");
    let mut lints: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut outcomes, mut schemas, mut operations) = (Vec::new(), 0, 0);
    for (size, file) in files {
        let start = Instant::now();
        let document = match Document::load(&file) {
            Ok(document) => document,
            Err(trouble) => {
                refused.entry(shape_of(trouble.why())).or_default().push(shown(&trouble));
                continue;
            }
        };
        let load = start.elapsed();
        let start = Instant::now();
        let (count, trouble) = document.compile();
        let compile = start.elapsed();
        schemas += count;
        operations += document.operations().len();
        for trouble in trouble {
            aside.entry(shape_of(trouble.why())).or_default().push(shown(&trouble));
        }
        let start = Instant::now();
        if wants_lint {
            for fault in lint(&document) {
                let shown = format!("{}:{}:{} {}", fault.file, fault.line, fault.column, fault.message);
                lints.entry(format!("{} {}", fault.severity, fault.code)).or_default().push(shown);
            }
        }
        outcomes.push(Outcome { file, size, load, compile, lint: start.elapsed(), memory: peak() });
    }

    println!("| outcome | documents |\n| --- | --- |\n| loaded | {} |", outcomes.len());
    refused.iter().for_each(|(why, all)| println!("| refused: {why} | {} |", all.len()));
    println!("\n{operations} operations, {schemas} schemas of requests and responses\n");
    table("set aside", &folder, &aside);
    table("lint", &folder, &lints);
    let time = |outcome: &Outcome| outcome.load + outcome.compile + outcome.lint;
    let total: Duration = outcomes.iter().map(time).sum();
    println!(
        "{:.1} s in all; the slowest:\n\n| document | MB | load s | compile s | lint s | peak so far MB |\n| --- | --- | --- | --- | --- | --- |",
        total.as_secs_f64()
    );
    outcomes.sort_by_key(|outcome| std::cmp::Reverse(time(outcome)));
    for outcome in outcomes.iter().take(8) {
        let Outcome { file, size, load, compile, lint, memory } = outcome;
        let name = file.strip_prefix(&folder).unwrap_or(file).display();
        println!(
            "| {name} | {:.1} | {:.2} | {:.2} | {:.2} | {} |",
            *size as f64 / 1e6,
            load.as_secs_f64(),
            compile.as_secs_f64(),
            lint.as_secs_f64(),
            memory / 1_000_000
        );
    }
    for (title, all) in refused.iter().chain(&aside).chain(&lints) {
        eprintln!("## {title} ({})", all.len());
        all.iter().for_each(|one| eprintln!("{one}"));
    }
    Ok(())
}

fn table(title: &str, folder: &str, all: &BTreeMap<String, Vec<String>>) {
    if !all.is_empty() {
        println!("| {title} | places | for example |\n| --- | --- | --- |");
        all.iter().for_each(|(what, places)| {
            let what = what.replace('|', "\\|");
            println!("| {what} | {} | {} |", places.len(), places[0].replace(&format!("{folder}/"), "").replace('|', "\\|"))
        });
        println!();
    }
}

/// Where, and what is the matter, in one line.
fn shown(trouble: &Error) -> String {
    trouble.to_string().lines().skip(1).map(|line| line.trim_start_matches("  -> ")).collect::<Vec<_>>().join(" ")
}

/// A reason without what is in backquotes, so that equal ones count together.
fn shape_of(why: &str) -> String {
    why.split('`').enumerate().map(|(index, part)| if index % 2 == 0 { part } else { "…" }).collect::<String>().chars().take(80).collect()
}

fn collect(folder: &Path, files: &mut Vec<(u64, PathBuf)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known)) {
            files.push((path.metadata()?.len(), path));
        }
    }
    Ok(())
}

/// The most memory that this process ever held, where the system says so.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
