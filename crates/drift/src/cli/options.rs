//! The options that are the same wherever recordings are checked.

use std::num::NonZero;
use std::path::PathBuf;
use std::str::FromStr;

use anstream::ColorChoice;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::check::checked::{Options, Strictness};
use crate::cli::policy::{Deny, MinCoverage};
use crate::finding::code::Code;
use crate::render::format::Format;
use openapi_drift_openapi::server::Server;
use openapi_drift_recordings::InputFormat;

/// What to report, how, and what fails the run. These options are the same wherever recordings are checked.
#[derive(Debug, Clone, Default, Args)]
pub struct ValidateOptions {
    /// How the report is written to standard output: human, json-lines, sarif, junit, github, markdown or html
    /// [default: human; github if GITHUB_ACTIONS is set]
    #[arg(long, value_name = "FORMAT", value_parser = str::parse::<Format>)]
    pub(crate) format: Option<Format>,
    /// Write the report to a file too, such as `html=drift.html` (may be repeated)
    #[arg(long = "output", value_name = "FORMAT=FILE")]
    pub(crate) outputs: Vec<Output>,
    /// Show every place of a repeated finding, and what was never recorded
    #[arg(long)]
    pub(crate) all: bool,
    /// Print recorded values (they may be private; never use in CI)
    #[arg(long)]
    pub(crate) show_values: bool,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: Color,
    /// Say nothing but the report, and what went wrong
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
    /// Report operations whose newest recording is older than this (see `stale-recording`)
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_age: Option<u32>,
    #[command(flatten)]
    pub(crate) checking: CheckOptions,
}

/// Which recordings are read, and how they are checked: whatever finds the same differences takes the same of these.
#[derive(Debug, Clone, Default, Args)]
pub struct CheckOptions {
    /// Leave out recordings made before this day; those without a date stay
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub(crate) since: Option<Date>,
    /// Report response headers that the document does not name
    #[arg(long)]
    pub(crate) undocumented_headers: bool,
    /// A recorded base URL that stands for the document's servers, such as a proxy (may be repeated)
    #[arg(long = "server", value_name = "URL")]
    pub(crate) servers: Vec<Server>,
    /// Apply the specification strictly where publishers commonly mean more than it says
    #[arg(long)]
    pub(crate) strict: bool,
    /// Read all recordings as this format instead of telling it by their content: native, har, vcr, wiremock, postman,
    /// ndjson, http or nock
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input: Option<InputFormat>,
    /// Let the run pass though some recordings cannot be read; they are still named
    #[arg(long)]
    pub(crate) keep_going: bool,
    /// How many threads check recordings [default: one for each core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZero<usize>>,
}

impl CheckOptions {
    /// What the checks are told of them.
    pub(crate) fn checks(&self) -> Options {
        let strictness = if self.strict { Strictness::Strict } else { Strictness::Lenient };
        Options { undocumented_headers: self.undocumented_headers, servers: self.servers.clone(), strictness, ..Options::default() }
    }
}

impl ValidateOptions {
    /// Options that say nothing but how recordings are checked.
    pub fn checking(checking: CheckOptions) -> Self {
        Self { checking, ..Self::default() }
    }
}

impl ValidateOptions {
    /// The same for one of several documents that are checked in one go: files get its name into theirs, so that no report
    /// overwrites another. `drift.html` becomes `drift.mode.html`.
    #[must_use]
    pub fn for_one_of_several(mut self, name: &str) -> Self {
        for output in &mut self.outputs {
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
    /// Always, into files and pipes too
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
            let options = ValidateOptions { outputs, ..ValidateOptions::default() }.for_one_of_several("mode");
            options.outputs.iter().map(|output| output.file.display().to_string()).collect()
        };
        assert_eq!(files(&["html=target/drift.html", "markdown=summary"]), ["target/drift.mode.html", "summary.mode"]);
    }
}
