//! `diff`: the changes from one document to another, and the version that they require.

use std::io::{self, Write};
use std::path::PathBuf;
use std::str::FromStr;

use anstream::AutoStream;
use clap::Args;

use crate::cli::options::Color;
use crate::cli::progress::say;
use crate::cli::{ExitStatus, IgnoreBrokenPipe, ended, revision};
use crate::diff::change::Change;
use crate::diff::code::{ChangeCode, Impact};
use crate::diff::diff::{circles, diff};
use crate::diff::evidence::Evidence;
use crate::diff::version::required_version;
use crate::finding::code::Severity;
use crate::render::changes::{DiffFormat, Difference};
use crate::render::escape::CommandGuard;
use crate::render::terminal::Styles;
use crate::text::plural;
use openapi_drift_openapi::Document;
use openapi_drift_recordings::{InputFormat, Recordings, find};
use openapi_drift_source::Error;

/// Compare two documents, and state the version that the changes require
///
/// Each change is breaking, compatible or documentation, judged from the client's side: requests may only accept more, and
/// responses may only promise more. Different spellings of the same meaning are no change.
#[derive(Debug, Clone, Args)]
#[command(
    name = "diff",
    after_help = "Exit status:\n  0  the version of NEW is as high as the changes require\n  1  it is lower, or there is a denied change\n  2  the documents could not be compared\n\nExamples:\n  openapi-drift diff old.yaml new.yaml\n  openapi-drift diff v1.2.0:openapi/shop.yaml openapi/shop.yaml\n  openapi-drift diff v1.2.0:shop.yaml shop.yaml --recordings recordings/ --format markdown"
)]
pub struct DiffDocuments {
    /// The old document: a file, or `REVISION:PATH` of the git repository here
    #[arg(value_name = "OLD")]
    old: String,
    /// The new document: a file, or `REVISION:PATH`
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    options: DiffOptions,
}

impl DiffDocuments {
    /// Compares the documents, writes the changes to standard output and everything else to standard error.
    pub fn run(self) -> ExitStatus {
        Diff { old: self.old, new: self.new, folder: PathBuf::new(), options: self.options }.run()
    }
}

/// Options of the report, and of the changes that fail a run.
#[derive(Debug, Clone, Args)]
pub struct DiffOptions {
    /// The report format: human, json-lines, markdown or github [default: human; github if GITHUB_ACTIONS is set]
    #[arg(long, value_name = "FORMAT", value_parser = str::parse::<DiffFormat>)]
    format: Option<DiffFormat>,
    /// Recordings that distinguish a corrected document from a changed service: files or folders (may be repeated)
    #[arg(long, value_name = "PATH")]
    recordings: Vec<PathBuf>,
    /// Read all recordings as this format instead of detecting it
    #[arg(long, value_name = "FORMAT", requires = "recordings")]
    input: Option<InputFormat>,
    /// Show changes of documentation in full too
    #[arg(long)]
    all: bool,
    /// Allow references to files below this folder [default: the folder of the document]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    color: Color,
    /// Print only changes and errors
    #[arg(long, short)]
    quiet: bool,
    /// Fail on changes of this code, or of this impact or a higher one: `breaking`, `compatible`, `documentation` (may be repeated)
    #[arg(long, value_name = "CODE|IMPACT")]
    deny: Vec<DenyChange>,
    /// Count changes of this code as documentation, which requires a patch (may be repeated)
    #[arg(long, value_name = "CODE", value_parser = parse_code)]
    allow: Vec<ChangeCode>,
    /// Report only changes of this code (may be repeated)
    #[arg(long, value_name = "CODE", value_parser = parse_code)]
    only: Vec<ChangeCode>,
}

impl DiffOptions {
    /// Returns the options for a draft of a changelog: Markdown, without a summary.
    #[must_use]
    pub fn as_changelog(self) -> Self {
        Self { format: Some(DiffFormat::Markdown), quiet: true, ..self }
    }

    /// Returns the options with these recordings, unless others were given.
    #[must_use]
    pub fn recordings_or(mut self, recordings: PathBuf) -> Self {
        if self.recordings.is_empty() {
            self.recordings.push(recordings);
        }
        self
    }
}

/// A change that fails a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DenyChange {
    Impact(Impact),
    Code(ChangeCode),
}

impl FromStr for DenyChange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let impact = Impact::ALL.iter().find(|impact| impact.as_str() == text).map(|impact| Self::Impact(*impact));
        impact.map_or_else(|| parse_code(text).map(Self::Code), Ok)
    }
}

fn parse_code(name: &str) -> Result<ChangeCode, String> {
    name.parse().map_err(|error: crate::diff::code::UnknownChangeCode| format!("{error}; `explain` without a code lists them"))
}

/// One comparison.
#[derive(Debug, Clone)]
pub struct Diff {
    /// The old document: a file or `REVISION:PATH`.
    pub old: String,
    /// The new document: the same.
    pub new: String,
    /// The folder that relative paths refer to. The working directory if it is empty.
    pub folder: PathBuf,
    /// The options of the comparison.
    pub options: DiffOptions,
}

/// The changes, the number of recordings of live traffic and of others, and all errors.
struct Compared {
    changes: Vec<Change>,
    weighed: Option<(usize, usize)>,
    troubles: Vec<Error>,
}

impl Diff {
    /// Compares the documents, writes the changes to standard output and everything else to standard error.
    pub fn run(&self) -> ExitStatus {
        let choice = self.options.color.into();
        let columns = terminal_size::terminal_size_of(io::stdout()).map_or(usize::MAX, |(width, _)| usize::from(width.0));
        let mut out = io::BufWriter::new(IgnoreBrokenPipe(AutoStream::new(io::stdout(), choice)));
        let mut err = CommandGuard::new(AutoStream::new(io::stderr(), choice));
        let status = self.run_with(&Styles::coloured().width(columns), &mut out, &mut err);
        let status = status.and_then(|status| out.flush().map(|()| status));
        ended(status, &mut err)
    }

    fn run_with(&self, styles: &Styles, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        let load = |name: &str| revision::load(name, &self.folder, self.options.root.as_deref());
        let documents = load(&self.old).and_then(|old| Ok((old, load(&self.new)?)));
        let compared = documents.and_then(|(old, new)| self.compare(&old, &new).map(|compared| (old, new, compared)));
        match compared {
            Ok((old, new, compared)) => self.report((&old, &new), &compared, styles, out, err),
            Err(trouble) => {
                writeln!(err, "error: {trouble}")?;
                Ok(ExitStatus::Trouble)
            }
        }
    }

    /// Returns the changes that the options select.
    fn compare(&self, old: &Document, new: &Document) -> Result<Compared, Error> {
        let mut changes = diff(old, new);
        if !self.options.only.is_empty() {
            changes.retain(|change| self.options.only.contains(&change.code));
        }
        for change in changes.iter_mut().filter(|change| self.options.allow.contains(&change.code)) {
            (change.impact, change.severity) = (Impact::Documentation, Severity::Note);
        }
        let mut troubles: Vec<Error> = [old, new].into_iter().flat_map(circles).collect();
        if self.options.recordings.is_empty() {
            return Ok(Compared { changes, weighed: None, troubles });
        }
        let paths: Vec<PathBuf> = self.options.recordings.iter().map(|path| self.folder.join(path)).collect();
        let mut evidence = Evidence::new(old, new, &changes);
        let files = find(&paths)?;
        if files.is_empty() {
            let places = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
            return Err(Error::new("nothing to weigh", "there are no recordings here").in_file(places));
        }
        for exchange in Recordings::new(files).input(self.options.input).root(self.options.root.as_deref()) {
            match exchange {
                Ok(exchange) => evidence.add(&exchange),
                Err(trouble) => troubles.push(trouble),
            }
        }
        let counts = evidence.counts();
        evidence.apply(&mut changes);
        Ok(Compared { changes, weighed: Some(counts), troubles })
    }

    fn report(
        &self,
        (old, new): (&Document, &Document),
        Compared { changes, weighed, troubles }: &Compared,
        styles: &Styles,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> io::Result<ExitStatus> {
        let demand = required_version(info(old, "version"), info(new, "version"), changes);
        let difference = Difference { old: old.name(), new: new.name(), title: info(new, "title"), changes, demand: &demand };
        let default = if std::env::var_os("GITHUB_ACTIONS").is_some() { DiffFormat::Github } else { DiffFormat::Human };
        self.options.format.unwrap_or(default).write(&difference, styles, self.options.all, out)?;
        out.flush()?;
        let denied = changes.iter().find(|change| self.denies(change));
        let status = if demand.is_met && denied.is_none() { ExitStatus::Clean } else { ExitStatus::Findings };
        let status = if troubles.is_empty() { status } else { ExitStatus::Trouble };
        for trouble in troubles {
            writeln!(err, "error: {trouble}")?;
        }
        if self.options.quiet {
            return Ok(status);
        }
        say(err, "Compared", &format!("{} with {}: {}", old.name(), new.name(), difference.counts()))?;
        if let Some((traffic, others)) = *weighed {
            let others = if others > 0 { format!("; {others} are documentation or sandbox, which show no traffic") } else { String::new() };
            say(err, "Weighed", &format!("{} of traffic{others}", plural(traffic, "recording")))?;
        }
        say(err, "Version", &difference.verdict())?;
        if let Some(change) = denied {
            say(err, "Denied", change.code.as_str())?;
        }
        let verdict = match status {
            ExitStatus::Clean => "passes",
            ExitStatus::Trouble => "trouble; what could be compared is above",
            _ => "fails",
        };
        say(err, "Verdict", &format!("{verdict} (exit code {})", status.code()))?;
        Ok(status)
    }

    /// Returns true if the options deny a change. A correction has no impact.
    fn denies(&self, change: &Change) -> bool {
        self.options.deny.iter().any(|deny| match deny {
            DenyChange::Impact(least) => change.impact >= *least && change.correction.is_none(),
            DenyChange::Code(code) => change.code == *code,
        })
    }
}

fn info<'d>(document: &'d Document, name: &str) -> &'d str {
    document.value().get("info").and_then(|info| info.get(name)).and_then(serde_json::Value::as_str).unwrap_or_default()
}
