//! `generators`: clients of other languages, generated from the documents, compiled, and used against the sandbox.

mod machine;
mod matrix;
mod sandbox;
mod table;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use openapi_drift::cli::ExitStatus;

use crate::documents;
use matrix::{Generator, Matrix};
use table::{COLUMNS, Table, Verdict, Verdicts};
use work::{Installed, Work};

/// Generate clients in other languages, compile them, and use them against the sandbox (installs from package registries)
///
/// Each row of xtask/generators/matrix.toml: generated from openapi/*.yaml, compiled or type-checked, and, for Mobilize, used
/// against a sandbox that this task starts: groups page by page, a new user, a 404 and its message, a list of activities. The
/// sandbox has to have seen all of that, and nothing in it that the document does not say. Everything is done in
/// target/generators; the logs are there too. A row that needs what this machine does not have is skipped, and said to be.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  every row that ran does what the table in openapi/README.md says, or more; or all were skipped, which the last line says\n  1  a row got worse; its log is named\n  2  could not run; a row that is skipped for want of its tools is no trouble\n\nExamples:\n  cargo xtask generators --list\n  cargo xtask generators --only openapi-typescript\n  cargo xtask generators --only orval --document mode\n  cargo xtask generators --write"
)]
pub struct Arguments {
    /// Only this row; may be given several times (default: all)
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Only this document; may be given several times (default: all)
    #[arg(long, value_name = "DOCUMENT")]
    document: Vec<documents::Document>,
    /// List the rows, what the table says of them and what they lack here, and run nothing
    #[arg(long)]
    list: bool,
    /// Install what is missing on this machine with apt-get (Debian)
    #[arg(long)]
    install_system: bool,
    /// Write the verdicts into the table of openapi/README.md; what was skipped stays as it is there
    #[arg(long)]
    write: bool,
}

pub fn run(arguments: &Arguments) -> ExitStatus {
    run_in(arguments, &mut io::stdout()).unwrap_or_else(|why| {
        // With standard error gone there is nobody left to tell.
        let _ = writeln!(io::stderr(), "error: {why}");
        ExitStatus::Trouble
    })
}

fn run_in(arguments: &Arguments, out: &mut impl Write) -> Result<ExitStatus, String> {
    let (matrix, mut table) = (Matrix::read()?, Table::read()?);
    let rows = chosen(&matrix, &arguments.only)?;
    let documents: Vec<_> = documents::chosen(&arguments.document).collect();
    if arguments.list {
        list(&matrix, &table, &rows, out).map_err(|error| error.to_string())?;
        return Ok(ExitStatus::Clean);
    }
    if arguments.install_system {
        machine::install(&matrix, rows.iter().copied())?;
    }
    let seen = run_rows(&matrix, &rows, &documents, out)?;
    let status = conclude(&table, &seen, out).map_err(|error| error.to_string())?;
    if arguments.write {
        table.update(&matrix, &seen);
        table.write()?;
    }
    Ok(status)
}

fn chosen<'a>(matrix: &'a Matrix, only: &[String]) -> Result<Vec<&'a Generator>, String> {
    let known = |name: &&String| matrix.generator.iter().any(|row| row.name == **name);
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        let names: Vec<&str> = matrix.generator.iter().map(|row| row.name.as_str()).collect();
        return Err(format!("--only {unknown}: there is no such row; there are {}", names.join(", ")));
    }
    Ok(matrix.generator.iter().filter(|row| only.is_empty() || only.contains(&row.name)).collect())
}

fn list(matrix: &Matrix, table: &Table, rows: &[&Generator], out: &mut impl Write) -> io::Result<()> {
    for row in rows {
        writeln!(out, "{} {} ({})", row.name, row.version, row.language)?;
        for (column, verdict) in COLUMNS.iter().zip(table.verdicts(&row.name).unwrap_or([Verdict::Skipped; 5])) {
            writeln!(out, "  {column:<18}{verdict}")?;
        }
        if let Some(lacking) = matrix.lacking(row) {
            writeln!(out, "  would be skipped: {lacking}")?;
        }
    }
    Ok(())
}

/// Goes through all rows, whatever fails.
fn run_rows<'a>(
    matrix: &'a Matrix,
    rows: &[&'a Generator],
    documents: &[documents::Document],
    out: &mut impl Write,
) -> Result<Vec<(&'a Generator, Verdicts)>, String> {
    let mut kits = Kits { matrix, tried: BTreeMap::new() };
    let mut seen = Vec::new();
    for &row in rows {
        let lacking = matrix.lacking(row);
        let lacking = if lacking.is_some() { lacking } else { kits.lacking(row, out)? };
        if let Some(lacking) = lacking {
            line(out, "Skipped", &format!("{}: {lacking}", row.name));
            seen.push((row, [Verdict::Skipped; 5]));
            continue;
        }
        let mut verdicts = Vec::new();
        for &document in documents {
            let mut since = Instant::now();
            let mut tell = |told: &work::Told| {
                let seconds = since.elapsed().as_secs_f32();
                since = Instant::now();
                step(out, told, seconds);
            };
            verdicts.push((document, Work { matrix, generator: row, document }.run(&mut tell)?));
        }
        seen.push((row, work::columns(&verdicts)));
    }
    Ok(seen)
}

/// Installs each kit once, when the first row needs it.
struct Kits<'a> {
    matrix: &'a Matrix,
    tried: BTreeMap<&'a str, bool>,
}

impl<'a> Kits<'a> {
    fn lacking(&mut self, row: &'a Generator, out: &mut impl Write) -> Result<Option<String>, String> {
        for name in &row.kits {
            let Some(kit) = self.matrix.kit.get(name) else { return Err(format!("{}: there is no kit {name}", row.name)) };
            if !self.tried.contains_key(name.as_str()) {
                let since = Instant::now();
                let installed = work::install(name, kit)?;
                let text = format!("kit {name} ({:.1} s)", since.elapsed().as_secs_f32());
                match &installed {
                    Installed::Before => line(out, "Fresh", &format!("kit {name}")),
                    Installed::Now => line(out, "Installed", &text),
                    Installed::Not(log) => {
                        line(out, "Failed", &text);
                        tail(out, log);
                    }
                }
                let installed = !matches!(installed, Installed::Not(_));
                self.tried.insert(name, installed);
            }
            if self.tried.get(name.as_str()) == Some(&false) {
                return Ok(Some(format!("the kit {name} could not be installed")));
            }
        }
        Ok(None)
    }
}

fn step(out: &mut impl Write, told: &work::Told, seconds: f32) {
    let verb = match (told.verdict, told.step) {
        (Verdict::No, _) => "Failed",
        (Verdict::Warned, _) => "Warned",
        (_, "generate") => "Generated",
        (_, "compile") => "Compiled",
        _ => "Used",
    };
    line(out, verb, &format!("{}: {} of {} ({seconds:.1} s)", told.generator.name, told.step, told.document));
    match told.verdict {
        Verdict::Warned => warnings(out, told),
        Verdict::No => tail(out, told.log),
        _ => {}
    }
}

/// What the generator warned of, each warning once, and where it stands.
fn warnings(out: &mut impl Write, told: &work::Told) {
    let text = fs::read(told.log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let warnings: BTreeSet<&str> = told.generator.warnings_in(&text).collect();
    warnings.iter().for_each(|text| line(out, "|", text));
    line(out, "Log", &told.log.display().to_string());
}

/// The end of a log, where the reason usually stands, and where the rest is.
fn tail(out: &mut impl Write, log: &Path) {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    for text in &lines[lines.len().saturating_sub(12)..] {
        let cut: String = text.chars().take(200).collect();
        line(out, "|", &cut);
    }
    line(out, "Log", &log.display().to_string());
}

/// A line as cargo writes them. Whoever closed the pipe does not want to read on; the run goes on all the same.
fn line(out: &mut impl Write, verb: &str, text: &str) {
    let _ = writeln!(out, "{verb:>12} {text}").and_then(|()| out.flush());
}

/// The table of this run, and what became worse or better than the committed one.
fn conclude(table: &Table, seen: &[(&Generator, Verdicts)], out: &mut impl Write) -> io::Result<ExitStatus> {
    let width = seen.iter().map(|(row, _)| row.name.len()).max().unwrap_or_default();
    writeln!(out, "\n{:width$}  {}", "", COLUMNS.map(|column| format!("{column:<17}")).join("  "))?;
    let (mut worse, mut better) = (Vec::new(), BTreeSet::new());
    for (row, verdicts) in seen {
        writeln!(out, "{:width$}  {}", row.name, verdicts.map(|verdict| format!("{verdict:<17}")).join("  ").trim_end())?;
        let before = table.verdicts(&row.name).unwrap_or([Verdict::Skipped; 5]);
        for ((now, before), column) in verdicts.iter().zip(before).zip(COLUMNS) {
            if now.is_worse_than(before) {
                worse.push(format!("{}, {column}: {now}; the table says {before}", row.name));
            } else if now.is_judged() && before != *now {
                better.insert(row.name.as_str());
            }
        }
    }
    writeln!(out)?;
    worse.iter().for_each(|text| line(out, "Worse", text));
    better.iter().for_each(|name| line(out, "Better", &format!("{name} does more than the table says (--write notes it)")));
    let judged = seen.iter().filter(|(_, verdicts)| verdicts.iter().any(|verdict| verdict.is_judged())).count();
    line(out, "Finished", &format!("{judged} rows ran, {} skipped, {} got worse", seen.len() - judged, worse.len()));
    if judged == 0 {
        line(out, "Skipped", "everything: no row could be tried on this machine, so nothing is known of any");
    }
    Ok(if worse.is_empty() { ExitStatus::Clean } else { ExitStatus::Findings })
}
