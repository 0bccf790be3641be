//! Proves on recorded traffic that a report does not depend on how its recordings were divided.
//!
//! ```text
//! divisions [--count N] [--seed N] [--binary OPENAPI_DRIFT] DOCUMENT RECORDINGS...
//! ```
//!
//! Checks every exchange once, then divides the results `--count` times among a random number of parts, in random order, writes
//! each part as JSON, reads it again and merges the parts in a random tree. The report of each division must equal that of one
//! run, byte for byte. With `--binary`, a tenth as many divisions run as processes: `validate --shard` with a random number of
//! threads, and trees of `merge`. A seed gives the same divisions again.

use std::error::Error;
use std::process::{Command, Stdio};

use fastrand::Rng;
use openapi_drift::{
    Checked, Collector, Document, Exceptions, Exchange, Format, Options, Partial, Recordings, ReportOptions, Styles, check, find,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

struct Arguments {
    count: usize,
    seed: u64,
    binary: Option<String>,
    document: String,
    recordings: Vec<String>,
}

fn main() -> Result<()> {
    let arguments = arguments()?;
    let mut random = Rng::with_seed(arguments.seed);
    divide_in_process(&arguments, &mut random)?;
    if let Some(binary) = &arguments.binary {
        divide_among_processes(binary, &arguments, &mut random)?;
    }
    Ok(())
}

fn arguments() -> Result<Arguments> {
    let (mut count, mut seed, mut binary, mut paths) = (1000, 1, None, Vec::new());
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--count" => count = value()?.parse()?,
            "--seed" => seed = value()?.parse()?,
            "--binary" => binary = Some(value()?),
            _ => paths.push(word),
        }
    }
    if paths.len() < 2 {
        return Err("usage: divisions [--count N] [--seed N] [--binary OPENAPI_DRIFT] DOCUMENT RECORDINGS...".into());
    }
    Ok(Arguments { count, seed, binary, document: paths.remove(0), recordings: paths })
}

fn divide_in_process(arguments: &Arguments, random: &mut Rng) -> Result<()> {
    let document = Document::load(&arguments.document)?;
    let checked: Vec<(Exchange, Checked)> = Recordings::new(find(&arguments.recordings)?)
        .flatten()
        .map(|exchange| {
            let checked = check(&document, &exchange.recording, &Options::default());
            (exchange, checked)
        })
        .collect();
    let whole = printed(&document, partial(&document, checked.iter()))?;
    let mut sizes = 0;
    for number in 0..arguments.count {
        let mut order: Vec<usize> = (0..checked.len()).collect();
        random.shuffle(&mut order);
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); random.usize(1..=12)];
        let count = parts.len();
        order.into_iter().for_each(|index| parts[random.usize(..count)].push(index));
        let mut written = Vec::new();
        for part in parts {
            let part = partial(&document, part.iter().map(|index| &checked[*index]));
            written.push(serde_json::to_string(&part)?);
        }
        sizes += written.iter().map(String::len).max().unwrap_or_default();
        let read: Vec<Partial> = written.iter().map(|text| serde_json::from_str(text)).collect::<std::result::Result<_, _>>()?;
        if printed(&document, merged(read, random)?)? != whole {
            return Err(format!("division {number} of seed {} gives another report", arguments.seed).into());
        }
    }
    let mean = sizes / arguments.count.max(1);
    println!(
        "{}: {} divisions of {} exchanges give the {} bytes of one run; the largest part has {mean} bytes in the mean",
        arguments.document,
        arguments.count,
        checked.len(),
        whole.len(),
    );
    Ok(())
}

fn partial<'c>(document: &Document, checked: impl Iterator<Item = &'c (Exchange, Checked)>) -> Partial {
    let mut collector = Collector::new(document);
    checked.for_each(|(exchange, checked)| collector.add(exchange, checked.clone()));
    collector.partial()
}

/// Merges in a random tree.
fn merged(mut parts: Vec<Partial>, random: &mut Rng) -> Result<Partial> {
    while parts.len() > 1 {
        let one = parts.swap_remove(random.usize(..parts.len()));
        let other = parts.swap_remove(random.usize(..parts.len()));
        parts.push(one.merge(other)?);
    }
    Ok(parts.pop().unwrap_or_default())
}

/// The report in two formats, which together show everything.
fn printed(document: &Document, partial: Partial) -> Result<Vec<u8>> {
    let report = partial.finish(document, &Exceptions::default(), "2026-01-01".parse()?, &ReportOptions::default());
    let mut text = Vec::new();
    for format in [Format::JsonLines, Format::Human] {
        format.write(&report, &Styles::default(), true, &mut text)?;
    }
    Ok(text)
}

fn divide_among_processes(binary: &str, arguments: &Arguments, random: &mut Rng) -> Result<()> {
    let common = ["--keep-going", "--quiet"];
    let validate = |options: &[&str]| {
        let mut command = Command::new(binary);
        command.args(["validate", "--document", &arguments.document]).args(common).args(options).args(&arguments.recordings);
        output(&mut command)
    };
    let whole = validate(&["--format", "json-lines"])?;
    let folder = std::env::temp_dir().join(format!("divisions-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = |name: String| folder.join(name).to_string_lossy().into_owned();
    let count = arguments.count / 10;
    for number in 0..count {
        let shards = random.usize(1..=8);
        let mut parts = Vec::new();
        for shard in 1..=shards {
            let part = file(format!("{shard}.partial"));
            validate(&["--threads", &random.usize(1..=4).to_string(), "--shard", &format!("{shard}/{shards}"), "--partial", &part])?;
            parts.push(part);
        }
        let mut step = 0;
        let report = loop {
            random.shuffle(&mut parts);
            let taken: Vec<String> = parts.drain(..random.usize(1..=parts.len())).collect();
            let mut command = Command::new(binary);
            command.args(["merge", "--document", &arguments.document]).args(common);
            if parts.is_empty() {
                break output(command.args(["--expect", &shards.to_string(), "--format", "json-lines"]).args(&taken))?;
            }
            step += 1;
            let part = file(format!("tree-{step}.partial"));
            output(command.args(["--partial", &part]).args(&taken))?;
            parts.push(part);
        };
        if report != whole {
            return Err(format!("division {number} of seed {} among processes gives another report", arguments.seed).into());
        }
    }
    std::fs::remove_dir_all(&folder)?;
    println!("{}: {count} divisions among processes give the {} bytes of one run", arguments.document, whole.len());
    Ok(())
}

/// Runs a command and returns its standard output. Findings are not a failure.
fn output(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.stdin(Stdio::null()).output()?;
    match output.status.code() {
        Some(0 | 1) => Ok(output.stdout),
        _ => Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into()),
    }
}
