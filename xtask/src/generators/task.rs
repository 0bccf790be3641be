//! The task `generators`: its options, and the loop over the rows.

use std::io::{self, Write};
use std::time::Instant;

use openapi_drift::cli::ExitStatus;

use super::matrix::{Generator, Matrix};
use super::report;
use super::table::{Table, Verdict, Verdicts};
use super::work::{self, Work};
use crate::kits::{Installer, Unavailable};
use crate::{documents, messages};

/// Generate clients in other languages, compile them, and use them against the sandbox (installs from package registries)
///
/// Each row of xtask/generators/matrix.toml is generated from openapi/*.yaml and compiled or type-checked. The Mobilize client is
/// also used against a sandbox that this task starts: groups page by page, a new user, a 404 and its message, a list of activities.
/// The sandbox must have received these requests, and must have found nothing that the document does not declare. Everything,
/// including the logs, is in target/generators. A row is skipped, with a message, if this machine lacks a program that it needs.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  every row that ran gives the results in openapi/README.md, or better ones; or all rows were skipped, as the last line says\n  1  a row got worse; its log is named\n  2  could not run; a skipped row is not an error\n\nExamples:\n  cargo xtask generators --list\n  cargo xtask generators --only openapi-typescript\n  cargo xtask generators --only orval --document mode\n  cargo xtask generators --write"
)]
pub struct Arguments {
    /// Only this row; may be given several times (default: all)
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Only this document; may be given several times (default: all)
    #[arg(long, value_name = "DOCUMENT")]
    document: Vec<documents::Document>,
    /// List the rows, their results in the table and the programs that are missing here; run nothing
    #[arg(long)]
    list: bool,
    /// Install missing programs on this machine with apt-get (Debian)
    #[arg(long)]
    install_system: bool,
    /// Write the results into the table of openapi/README.md; cells of skipped rows stay as they are
    #[arg(long)]
    write: bool,
}

pub fn run(arguments: &Arguments) -> ExitStatus {
    run_in(arguments, &mut io::stdout()).unwrap_or_else(|why| {
        messages::error(&why);
        ExitStatus::Trouble
    })
}

fn run_in(arguments: &Arguments, out: &mut impl Write) -> Result<ExitStatus, String> {
    let (matrix, mut table, mut installer) = (Matrix::read()?, Table::read()?, Installer::new()?);
    let rows = chosen(&matrix, &arguments.only)?;
    let documents: Vec<_> = documents::chosen(&arguments.document).collect();
    if arguments.list {
        report::list(installer.kits(), &table, &rows, out).map_err(|error| error.to_string())?;
        return Ok(ExitStatus::Clean);
    }
    if arguments.install_system {
        installer.kits().install_missing(rows.iter().flat_map(|row| row.needs(installer.kits())))?;
    }
    let results = run_rows(&rows, &documents, &mut installer, out)?;
    let status = report::conclude(&table, &results, out).map_err(|error| error.to_string())?;
    if arguments.write {
        table.update(&matrix, &results);
        table.write()?;
    }
    Ok(status)
}

fn chosen<'a>(matrix: &'a Matrix, only: &[String]) -> Result<Vec<&'a Generator>, String> {
    let known = |name: &&String| matrix.generator.iter().any(|row| row.name == **name);
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        let names: Vec<&str> = matrix.generator.iter().map(|row| row.name.as_str()).collect();
        return Err(format!("unknown row `{unknown}`; the rows are {}", names.join(", ")));
    }
    Ok(matrix.generator.iter().filter(|row| only.is_empty() || only.contains(&row.name)).collect())
}

/// Runs all rows, including those after a failure.
fn run_rows<'a>(
    rows: &[&'a Generator],
    documents: &[documents::Document],
    installer: &mut Installer,
    out: &mut impl Write,
) -> Result<Vec<(&'a Generator, Verdicts)>, String> {
    let mut results = Vec::new();
    for &row in rows {
        let kits = match kits(row, installer) {
            Ok(kits) => kits,
            Err(unavailable) => {
                report::line(out, "Skipped", &format!("{}: {}", row.name, unavailable.reason()));
                results.push((row, [Verdict::Skipped; 5]));
                continue;
            }
        };
        let mut verdicts = Vec::new();
        for &document in documents {
            let mut start = Instant::now();
            let mut on_step = |step: &work::Step| {
                let seconds = start.elapsed().as_secs_f32();
                start = Instant::now();
                report::step(out, step, seconds);
            };
            verdicts.push((document, Work { generator: row, document, kits: &kits }.run(&mut on_step)?));
        }
        results.push((row, work::columns(&verdicts)));
    }
    Ok(results)
}

/// The installed kits of a row, by name.
fn kits<'a>(row: &'a Generator, installer: &mut Installer) -> Result<work::RowKits<'a>, Unavailable> {
    if let Some(missing) = installer.kits().describe_missing(row.needs(installer.kits())) {
        return Err(Unavailable::Missing(missing));
    }
    row.kits.iter().map(|name| Ok((name.as_str(), installer.get(name)?))).collect()
}
