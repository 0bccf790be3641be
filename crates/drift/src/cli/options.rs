//! The options of `validate`, `merge` and `exceptions`, which this repository's own tasks share.

use std::num::NonZero;
use std::path::PathBuf;
use std::str::FromStr;

use anstream::ColorChoice;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::check::checked::{Options, Strictness};
use crate::check::glob::Glob;
use crate::cli::policy::{Deny, MinCoverage, MinMatched};
use crate::finding::code::Code;
use crate::render::format::Format;
use openapi_drift_openapi::server::Server;
use openapi_drift_recordings::{InputFormat, ReadOptions};

/// The options of `validate`, wherever recordings are checked.
#[derive(Debug, Clone, Default, Args)]
pub struct ValidateOptions {
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Show every place of a repeated finding, and what was never recorded
    #[arg(long)]
    pub(crate) all: bool,
    /// Print recorded values (they may be private; never use in CI)
    #[arg(long)]
    pub(crate) show_values: bool,
    #[command(flatten)]
    pub(crate) checking: CheckOptions,
}

/// The report, its formats, and what fails the run.
#[derive(Debug, Clone, Default, Args)]
pub struct OutputOptions {
    /// Format of the report on standard output: human, json-lines, sarif, junit, github, markdown or html
    /// [default: human; github if GITHUB_ACTIONS is set]
    #[arg(long, value_name = "FORMAT", value_parser = str::parse::<Format>)]
    pub(crate) format: Option<Format>,
    /// Write the report to a file too, such as `html=drift.html` (may be repeated)
    #[arg(long = "output", value_name = "FORMAT=FILE")]
    pub(crate) outputs: Vec<Output>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: Color,
    /// Print only the report and errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Fail on findings of this code, or on all `warnings` or `notes` (may be repeated)
    #[arg(long, value_name = "CODE|warnings|notes")]
    pub(crate) deny: Vec<Deny>,
    /// Lower findings of this code to notes, which do not fail the run (may be repeated)
    #[arg(long, value_name = "CODE", value_parser = parse_code)]
    pub(crate) allow: Vec<Code>,
    /// Report findings of this code and no others (may be repeated)
    #[arg(long, value_name = "CODE", value_parser = parse_code)]
    pub(crate) only: Vec<Code>,
    /// Fail if less was recorded, in per cent: of operations, or such as `operations=90,statuses=10,properties=80`
    #[arg(long, value_name = "PERCENT")]
    pub(crate) min_coverage: Option<MinCoverage>,
    /// Fail if fewer of the exchanges match an operation of the document, in per cent
    #[arg(long, value_name = "PERCENT")]
    pub(crate) min_matched: Option<MinMatched>,
    /// Report operations whose newest recording is older than this (see `stale-recording`)
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_age: Option<u32>,
}

/// The options of a run that checks some of the recordings, and whose result is merged with others.
#[derive(Debug, Clone, Default, Args)]
pub struct PartialOptions {
    /// Write a partial report for `merge` instead of a report; `-` is standard output
    #[arg(long, value_name = "OUT")]
    pub partial: Option<PathBuf>,
    /// Name of this part, so that equal recordings in two parts are both counted
    #[arg(long, value_name = "ID", requires = "partial")]
    pub part: Option<String>,
    /// Check only the files of one shard, such as `2/5`; files are divided by the hash of their names
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
}

/// One of several equal shares of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// Returns whether a file belongs to this shard.
    pub(crate) fn has(self, file: &str) -> bool {
        xxhash_rust::xxh3::xxh3_64(file.as_bytes()) % self.count == self.index - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        match numbers {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err("write it as K/N, with K from 1 to N".to_owned()),
        }
    }
}

/// The recordings that are read, and how they are checked.
#[derive(Debug, Clone, Default, Args)]
pub struct CheckOptions {
    /// Leave out recordings made before this day; those without a date stay
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub(crate) since: Option<Date>,
    /// Report response headers that the document does not name
    #[arg(long)]
    pub(crate) undocumented_headers: bool,
    /// Treat this base URL as one of the document's servers, for a proxy (may be repeated)
    #[arg(long = "server", value_name = "URL")]
    pub(crate) servers: Vec<Server>,
    /// Check only exchanges with this host; `*` stands for any characters (may be repeated)
    #[arg(long = "host", value_name = "HOST")]
    pub(crate) hosts: Vec<Glob>,
    /// Do not check exchanges whose path matches, such as `/static/*` (may be repeated)
    #[arg(long = "ignore-path", value_name = "PATTERN")]
    pub(crate) ignored_paths: Vec<Glob>,
    /// Never print undocumented names that match, such as `user-*` (may be repeated)
    #[arg(long, value_name = "PATTERN")]
    pub(crate) mask: Vec<Glob>,
    /// Apply the specification strictly where publishers commonly mean more than it says
    #[arg(long)]
    pub(crate) strict: bool,
    /// Recording format: native, har, vcr, wiremock, postman, ndjson, http, nock, hoverfly, mitmproxy or curl [default: detected from
    /// the content]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input: Option<InputFormat>,
    /// Request of recordings that are a response alone, as `curl -i` prints it: a method and a URL
    #[arg(long, value_name = "METHOD URL", value_parser = parse_request)]
    pub(crate) request: Option<String>,
    /// Read files that the document or a recording names from anywhere below this folder [default: the folder of the document,
    /// the folder of the recording]
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Do not fail when some recordings cannot be read; they are still named
    #[arg(long)]
    pub(crate) keep_going: bool,
    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZero<usize>>,
}

impl CheckOptions {
    /// Returns the options of reading. The result of a run may be a part that is merged with others.
    pub(crate) fn reading(&self, is_part: bool) -> ReadOptions {
        ReadOptions { format: self.input, root: self.root.clone(), request: self.request.clone(), lines_by_hash: is_part }
    }

    /// The options of the checks themselves.
    pub(crate) fn checks(&self) -> Options {
        let strictness = if self.strict { Strictness::Strict } else { Strictness::Lenient };
        Options {
            undocumented_headers: self.undocumented_headers,
            servers: self.servers.clone(),
            hosts: self.hosts.clone(),
            ignored_paths: self.ignored_paths.clone(),
            mask: self.mask.clone(),
            strictness,
            ..Options::default()
        }
    }
}

impl ValidateOptions {
    /// Returns options of the check alone.
    pub fn checking(checking: CheckOptions) -> Self {
        Self { checking, ..Self::default() }
    }

    /// Returns the options for one of several documents: each has its own output files. `drift.html` becomes
    /// `drift.mode.html`.
    #[must_use]
    pub fn for_one_of_several(mut self, name: &str) -> Self {
        for output in &mut self.output.outputs {
            let extension = output.file.extension().map(|extension| format!(".{}", extension.display())).unwrap_or_default();
            output.file.set_extension(format!("{name}{extension}"));
        }
        self
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always, also in files and pipes
    Always,
    /// Never
    Never,
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// A report in a file: `FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    pub format: Format,
    pub file: PathBuf,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("write it as FORMAT=FILE")?;
        Ok(Self { format: format.parse()?, file: file.into() })
    }
}

fn parse_request(text: &str) -> Result<String, String> {
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        [method, url] if method.bytes().all(|byte| byte.is_ascii_alphabetic()) => Ok(format!("{} {url}", method.to_ascii_uppercase())),
        _ => Err("write it as a method and a URL, such as `GET https://api.example.org/items`".to_owned()),
    }
}

fn parse_code(name: &str) -> Result<Code, String> {
    name.parse().map_err(|error: crate::finding::code::UnknownCode| format!("{error}; `explain` without a code lists them"))
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write it as 2027-01-31".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_documents_write_several_files() {
        let files = |outputs: &[&str]| -> Vec<String> {
            let outputs = outputs.iter().map(|output| output.parse().expect("an output")).collect();
            let output = OutputOptions { outputs, ..OutputOptions::default() };
            let options = ValidateOptions { output, ..ValidateOptions::default() }.for_one_of_several("mode");
            options.output.outputs.iter().map(|output| output.file.display().to_string()).collect()
        };
        assert_eq!(files(&["html=target/drift.html", "markdown=summary"]), ["target/drift.mode.html", "summary.mode"]);
    }
}

#[cfg(test)]
mod shard_tests {
    use super::*;

    #[test]
    fn each_file_is_in_one_shard() {
        for count in 1..6 {
            let shards: Vec<Shard> = (1..=count).map(|index| format!("{index}/{count}").parse().expect("a shard")).collect();
            for file in 0..100 {
                let name = format!("recordings/{file}.json");
                assert_eq!(shards.iter().filter(|shard| shard.has(&name)).count(), 1, "{name} of {count}");
            }
        }
        for wrong in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
