//! `merge`: partial reports in, one report out.

use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use crate::cli::ExitStatus;
use crate::cli::loading::{Loaded, load_document};
use crate::cli::options::OutputOptions;
use crate::cli::reporter::{Reporter, Streams};
use crate::report::partial::Partial;
use openapi_drift_openapi::Document;
use openapi_drift_source::Error;
use openapi_drift_source::file::display_name;

/// Merge partial reports into one report
///
/// Partial reports are written by `validate --partial`. The report is the same as that of one run over all recordings, whatever
/// part each run had and in whatever order they are merged.
#[derive(Debug, Clone, Args)]
#[command(
    name = "merge",
    after_help = "Exit status:\n  0  the recordings agree with the document\n  1  they do not; the findings are on standard output\n  2  could not check, a part is missing, repeated or of another run\n\nExamples:\n  openapi-drift validate --document api.yaml --shard 1/2 --partial 1.partial recordings/\n  openapi-drift validate --document api.yaml --shard 2/2 --partial 2.partial recordings/\n  openapi-drift merge --document api.yaml --expect 2 1.partial 2.partial"
)]
pub struct MergeReports {
    /// The OpenAPI document that the partial reports are about
    #[arg(long, value_name = "FILE")]
    document: PathBuf,
    /// Findings that are accepted, each with a reason (TOML)
    #[arg(long, value_name = "FILE")]
    exceptions: Option<PathBuf>,
    /// Fail unless there are exactly this many parts
    #[arg(long, value_name = "N")]
    expect: Option<usize>,
    /// Read files that the document names from anywhere below this folder [default: the folder of the document]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Write a partial report again instead of a report; `-` is standard output
    #[arg(long, value_name = "OUT")]
    partial: Option<PathBuf>,
    /// Do not fail when some recordings could not be read
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    output: OutputOptions,
    /// Partial reports: files with one or more lines each, or `-` for standard input
    #[arg(required = true, value_name = "PARTIAL")]
    partials: Vec<PathBuf>,
}

impl MergeReports {
    /// Merges; writes findings to standard output and everything else to standard error.
    pub fn run(&self) -> ExitStatus {
        self.reporter(false).run(|streams, today| self.run_on(streams, today))
    }

    fn run_on(&self, streams: &mut Streams<'_>, today: Date) -> io::Result<ExitStatus> {
        let merged = load_document(&self.document, self.root.as_deref(), self.exceptions.as_deref(), &[])
            .and_then(|loaded| self.merge(&loaded.document).map(|partial| (loaded, partial)));
        let (Loaded { document, exceptions }, partial) = match merged {
            Ok(merged) => merged,
            Err(error) => return streams.fail(&error),
        };
        let inputs: Vec<PathBuf> =
            [Some(&self.document), self.exceptions.as_ref()].into_iter().flatten().chain(&self.partials).cloned().collect();
        let reporter = self.reporter(partial.scope().all_places);
        match &self.partial {
            Some(file) => reporter.write_partial(&partial, file, &inputs, streams),
            None => reporter.report(partial, &document, &exceptions, today, &inputs, streams),
        }
    }

    fn merge(&self, document: &Document) -> Result<Partial, Error> {
        let mut merged = Partial::default();
        for path in &self.partials {
            merged = merge_file(merged, path, document)?;
        }
        match self.expect {
            Some(expected) if expected != merged.parts() => {
                let why = format!("expected {expected} parts, found {}", merged.parts());
                Err(Error::new("cannot merge the partial reports", why).help("a part is missing, or there is one too many"))
            }
            _ => Ok(merged),
        }
    }

    fn reporter(&self, all: bool) -> Reporter<'_> {
        Reporter {
            options: &self.output,
            keep_going: self.keep_going,
            all,
            since: None,
            operations: &[],
            deny: &[],
            command: "openapi-drift",
            sources: &self.partials,
        }
    }
}

/// Merges the lines of a file.
fn merge_file(mut merged: Partial, path: &Path, document: &Document) -> Result<Partial, Error> {
    let is_input = path.as_os_str() == "-";
    let name = if is_input { "<stdin>".to_owned() } else { display_name(path) };
    let failed = |why: String| Error::new("cannot merge the partial report", why).in_file(&name);
    let input: Box<dyn BufRead> = if is_input {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(openapi_drift_source::file::open_file(path).map_err(|error| failed(error.to_string()))?))
    };
    let mut lines = 0;
    for (index, line) in input.lines().enumerate() {
        let at = |why: String| failed(why).at(openapi_drift_source::Position { line: index + 1, column: 1 });
        let line = line.map_err(|error| at(error.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        lines += 1;
        let partial: Partial = serde_json::from_str(&line).map_err(|error| {
            at(format!("it is not a complete partial report: {error}")).help("write it again with `validate --partial`")
        })?;
        partial.belongs_to(document).map_err(|error| at(error.to_string()))?;
        merged = merged
            .merge(partial)
            .map_err(|error| at(error.to_string()).help("merge each part once; `validate --part ID` tells equal contents apart"))?;
    }
    if lines == 0 {
        return Err(failed("it is empty".to_owned()));
    }
    Ok(merged)
}
