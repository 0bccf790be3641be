//! `validate`: recordings against a document.

use std::io::{self, Write};
use std::num::NonZero;
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ExitStatus;
use super::pipeline::Pipeline;
use crate::check::{Checked, Options};
use crate::document::Document;
use crate::finding::{Code, Severity};
use crate::ledger::Exceptions;
use crate::recording::{InputFormat, find};
use crate::report::{Collector, Report, Styles, plural, write_human, write_json_lines};
use crate::trouble::Trouble;

/// How to report. These options are the same wherever recordings are checked.
#[derive(Debug, Clone, Args)]
pub struct ValidateOptions {
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show every place of a repeated finding, and what was never recorded
    #[arg(long)]
    all: bool,
    /// Print recorded values (they may be private; never use in CI)
    #[arg(long)]
    show_values: bool,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    color: Color,
    /// Fail on findings of this code, or on all `warnings` or `notes` (may be repeated)
    #[arg(long, value_name = "CODE|warnings|notes")]
    deny: Vec<Deny>,
    /// Report response headers that the document does not name
    #[arg(long)]
    undocumented_headers: bool,
    /// Read all recordings as this format instead of telling it by their content: native, har, vcr, wiremock, postman,
    /// ndjson, http or nock
    #[arg(long, value_name = "FORMAT")]
    input: Option<InputFormat>,
    /// Let the run pass though some recordings cannot be read; they are still named
    #[arg(long)]
    keep_going: bool,
    /// How many threads check recordings [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs: a JSON object a line.
    JsonLines,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    Always,
    Never,
}

/// What makes a run fail beside findings of error severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deny {
    /// Everything of this severity or a higher one.
    Severity(Severity),
    /// Everything of this code.
    Code(Code),
}

impl std::str::FromStr for Deny {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "warnings" => Ok(Self::Severity(Severity::Warning)),
            "notes" => Ok(Self::Severity(Severity::Note)),
            code => code.parse().map(Self::Code).map_err(|error| format!("{error}, and neither `warnings` nor `notes`")),
        }
    }
}

/// One run: which recordings against which document, and how to report.
#[derive(Debug, Clone)]
pub struct Validate {
    /// The OpenAPI document.
    pub document: PathBuf,
    /// The accepted findings.
    pub exceptions: Option<PathBuf>,
    /// Files and folders of recordings.
    pub recordings: Vec<PathBuf>,
    /// Only these operations; all where empty.
    pub operations: Vec<String>,
    /// What fails the run, beside what the options name.
    pub deny: Vec<Deny>,
    /// How the user calls this task, for hints.
    pub command: &'static str,
    /// How to report.
    pub options: ValidateOptions,
}

impl Validate {
    /// Checks, writes findings to standard output and everything else to standard error.
    pub fn run(&self) -> ExitStatus {
        let choice = match self.options.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let mut out = io::BufWriter::new(AutoStream::new(io::stdout(), choice));
        let mut err = AutoStream::new(io::stderr(), choice);
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let status = self.run_with(today, &mut out, &mut err).and_then(|status| out.flush().map(|()| status));
        match status {
            Ok(status) => status,
            // Whoever reads the report has read enough of it.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitStatus::Clean,
            Err(error) => {
                // Nothing is left to say it to if this fails too.
                let _ = writeln!(err, "error: cannot write the report: {error}");
                ExitStatus::Trouble
            }
        }
    }

    /// The same with a given day and given streams, which take colours as they come.
    ///
    /// # Errors
    ///
    /// Those of the writers.
    pub fn run_with(&self, today: Date, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        match self.check(today, err)? {
            Ok((report, unread)) => self.report(&report, unread, out, err),
            Err(trouble) => {
                writeln!(err, "error: {trouble}")?;
                Ok(ExitStatus::Trouble)
            }
        }
    }

    /// The report, and how many recordings could not be read.
    fn check(&self, today: Date, err: &mut dyn Write) -> io::Result<Result<(Report, usize), Trouble>> {
        let (document, exceptions, files) = match self.load() {
            Ok(loaded) => loaded,
            Err(trouble) => return Ok(Err(trouble)),
        };
        progress(err, "Loading", &loading(&document, files.len(), &exceptions))?;
        let wanted = |checked: &Checked| {
            let id = checked.operation.map(|index| document.operations()[index].id.as_str());
            self.operations.is_empty() || id.is_some_and(|id| self.operations.iter().any(|wanted| wanted == id))
        };
        let pipeline = Pipeline {
            document: &document,
            options: Options { undocumented_headers: self.options.undocumented_headers, ..Options::default() },
            input: self.options.input,
            threads: self.options.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN),
            wanted: &wanted,
        };
        let empty = || Collector::new(&document).all_places(self.options.all).keep_values(self.options.show_values);
        let (collector, unread) = pipeline.run(files, &empty);
        for trouble in &unread {
            writeln!(err, "error: {trouble}")?;
        }
        Ok(Ok((collector.finish(&exceptions, today, &self.operations), unread.len())))
    }

    /// What the run needs, or why there is nothing to check.
    fn load(&self) -> Result<(Document, Exceptions, Vec<PathBuf>), Trouble> {
        let document = Document::load(&self.document)?;
        let exceptions = self.exceptions.as_ref().map(Exceptions::load).transpose()?.unwrap_or_default();
        for wanted in &self.operations {
            if document.operation(wanted).is_none() {
                return Err(unknown_operation(&document, wanted));
            }
        }
        if let Some(unknown) =
            exceptions.iter().find(|exception| exception.operation != "*" && document.operation(&exception.operation).is_none())
        {
            return Err(Trouble::new("cannot use an exception", format!("the document has no operation `{}`", unknown.operation))
                .in_file(exceptions.file())
                .at(unknown.position));
        }
        let files = find(&self.recordings)?;
        if files.is_empty() {
            let places = self.recordings.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
            return Err(Trouble::new("nothing to check", "there are no recordings here")
                .in_file(places)
                .help("name files, or folders with .json, .yaml, .yml, .har, .ndjson, .jsonl or .http files; a run that checks nothing proves nothing"));
        }
        Ok((document, exceptions, files))
    }

    fn report(&self, report: &Report, unread: usize, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        let denies = |deny: &Deny| self.deny.contains(deny) || self.options.deny.contains(deny);
        let with_notes = self.options.all || denies(&Deny::Severity(Severity::Note)) || denies(&Deny::Code(Code::NeverRecorded));
        match self.options.format {
            Format::Human => {
                // The stream strips colours where none are wanted.
                write_human(report, &Styles::coloured(), with_notes, out)?;
            }
            Format::JsonLines => write_json_lines(report, with_notes, out)?,
        }
        for trouble in &report.trouble {
            writeln!(err, "error: {trouble}")?;
        }
        if report.matched == 0 {
            let why = match (report.recordings, self.operations.is_empty()) {
                (0, false) => format!("no recording shows {}", self.operations.join(", ")),
                (0, true) => "no recording could be read".to_owned(),
                (recordings, _) => format!("none of {} belongs to an operation of the document", plural(recordings, "recording")),
            };
            writeln!(err, "error: {}", Trouble::new("nothing was checked", why))?;
            return Ok(ExitStatus::Trouble);
        }
        self.summary(report, err)?;
        let fails = |severity: Severity, code: Code| {
            severity == Severity::Error
                || denies(&Deny::Severity(severity))
                || denies(&Deny::Code(code))
                || severity == Severity::Warning && denies(&Deny::Severity(Severity::Note))
        };
        let failed = report.findings.iter().chain(&report.notes).any(|finding| fails(finding.severity, finding.code));
        if unread > 0 {
            writeln!(err, "error: {} could not be read; the rest was checked", plural(unread, "recording"))?;
        }
        if unread > 0 && !self.options.keep_going || !report.trouble.is_empty() {
            return Ok(ExitStatus::Trouble);
        }
        Ok(if failed { ExitStatus::Findings } else { ExitStatus::Clean })
    }

    fn summary(&self, report: &Report, err: &mut dyn Write) -> io::Result<()> {
        let coverage = &report.coverage;
        let documentation = match report.documentation {
            0 => String::new(),
            all if all == report.recordings => " (all of them documentation examples)".to_owned(),
            some => format!(" ({} documentation examples)", some),
        };
        let checked = format!(
            "{}{documentation} of {}: {}, {}, {} accepted",
            plural(report.recordings, "recording"),
            plural(coverage.seen_operations(), "operation"),
            plural(report.count(Severity::Error), "error"),
            plural(report.count(Severity::Warning), "warning"),
            report.accepted.len(),
        );
        progress(err, "Checked", &checked)?;
        let (statuses, documented) = coverage.statuses();
        let seen = format!(
            "{} of {} operations, {statuses} of {documented} statuses, {} of {} response properties",
            coverage.seen_operations(),
            coverage.operations.len(),
            coverage.seen_properties(),
            coverage.properties,
        );
        progress(err, "Coverage", &seen)?;
        if let Some(finding) = report.findings.first() {
            progress(err, "Help", &format!("{} explain {}", self.command, finding.code))?;
        } else if !report.notes.is_empty() && !self.options.all {
            progress(
                err,
                "Note",
                &format!("{} never recorded ({} validate --all lists them)", plural(report.notes.len(), "statement"), self.command),
            )?;
        }
        Ok(())
    }
}

/// A line as cargo writes them: a verb in twelve columns, then what it is about.
fn progress(err: &mut dyn Write, verb: &str, text: &str) -> io::Result<()> {
    let style = anstyle::AnsiColor::BrightGreen.on_default().bold();
    writeln!(err, "{style}{verb:>12}{style:#} {text}")
}

fn loading(document: &Document, files: usize, exceptions: &Exceptions) -> String {
    let webhooks = document.operations().iter().filter(|operation| operation.webhook).count();
    let mut described = plural(document.operations().len() - webhooks, "operation");
    if webhooks > 0 {
        described = format!("{described}, {}", plural(webhooks, "webhook"));
    }
    format!("{} ({described}), {}, {}", document.name(), plural(files, "file"), plural(exceptions.len(), "exception"))
}

fn unknown_operation(document: &Document, wanted: &str) -> Trouble {
    let lower = wanted.to_ascii_lowercase();
    let near = |id: &str| {
        let id = id.to_ascii_lowercase();
        id.contains(&lower) || lower.contains(&id) || strsim::jaro_winkler(&id, &lower) > 0.85
    };
    let near: Vec<&str> = document.operations().iter().map(|operation| operation.id.as_str()).filter(|id| near(id)).take(3).collect();
    let help =
        if near.is_empty() { "name an operationId of the document".to_owned() } else { format!("did you mean {}?", near.join(", ")) };
    Trouble::new("nothing to check", format!("the document has no operation `{wanted}`")).in_file(document.name()).help(help)
}
