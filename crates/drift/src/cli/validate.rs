//! `validate`: recordings against a document.

use std::io::{self, IsTerminal, Write};
use std::num::NonZero;
use std::path::PathBuf;

use anstream::AutoStream;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::check::checked::Checked;
use crate::cli::options::ValidateOptions;
use crate::cli::pipeline::{Pipeline, RunResult};
use crate::cli::policy::{Deny, Policy};
use crate::cli::progress::{RecordingCounter, say};
use crate::cli::{ExitStatus, IgnoreBrokenPipe};
use crate::exceptions::exception::Exceptions;
use crate::finding::code::Severity;
use crate::render::format::Format;
use crate::render::terminal::Styles;
use crate::report::collector::Collector;
use crate::report::report::Report;
use crate::text::{plural, sanitize};
use openapi_drift_openapi::document::Document;
use openapi_drift_recordings::{Exchange, find};
use openapi_drift_source::error::Error;

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

/// How a run is seen.
struct OutputStyle {
    format: Format,
    styles: Styles,
    watched: bool,
}

/// What a run found, and what it could not look at.
pub(crate) struct RunOutcome {
    pub report: Report,
    /// How many recordings could not be read.
    pub unread: usize,
    /// How many are older than asked for.
    left_out: usize,
}

impl Validate {
    /// Checks, writes findings to standard output and everything else to standard error.
    pub fn run(&self) -> ExitStatus {
        let choice = self.options.color.into();
        let columns = terminal_size::terminal_size_of(io::stdout()).map_or(usize::MAX, |(width, _)| usize::from(width.0));
        let default = if std::env::var_os("GITHUB_ACTIONS").is_some() { Format::Github } else { Format::Human };
        let look = OutputStyle {
            format: self.options.format.unwrap_or(default),
            // The stream strips colours where none are wanted.
            styles: Styles::coloured().width(columns),
            watched: io::stderr().is_terminal() && !self.options.quiet,
        };
        let mut out = io::BufWriter::new(IgnoreBrokenPipe(AutoStream::new(io::stdout(), choice)));
        let mut err = AutoStream::new(io::stderr(), choice);
        let status = self.run_as(&look, today(), &mut out, &mut err).and_then(|status| out.flush().map(|()| status));
        crate::cli::ended(status, &mut err)
    }

    /// The same with a given day and given streams, which take colours as they come.
    ///
    /// # Errors
    ///
    /// Those of the writers.
    pub fn run_with(&self, today: Date, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        let look = OutputStyle { format: self.options.format.unwrap_or(Format::Human), styles: Styles::coloured(), watched: false };
        self.run_as(&look, today, out, err)
    }

    fn run_as(&self, look: &OutputStyle, today: Date, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        match self.check(today, look.watched, err)? {
            Ok(outcome) => self.report(outcome, look, out, err),
            Err(trouble) => {
                writeln!(err, "error: {trouble}")?;
                Ok(ExitStatus::Trouble)
            }
        }
    }

    /// Loads everything and checks all recordings.
    pub(crate) fn check(&self, today: Date, watched: bool, err: &mut dyn Write) -> io::Result<Result<RunOutcome, Error>> {
        let (document, exceptions, files) = match self.load() {
            Ok(loaded) => loaded,
            Err(trouble) => return Ok(Err(trouble)),
        };
        if !self.options.quiet {
            say(err, "Loading", &loading(&document, files.len(), &exceptions))?;
        }
        let wanted = |checked: &Checked| {
            let id = checked.operation.map(|index| document.operations()[index].id.as_str());
            self.operations.is_empty() || id.is_some_and(|id| self.operations.iter().any(|wanted| wanted == id))
        };
        let pipeline = Pipeline {
            document: &document,
            options: self.options.checking.checks(),
            input: self.options.checking.input,
            threads: self.options.checking.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN),
            too_old: &|exchange| self.is_too_old(exchange),
            wanted: &wanted,
        };
        let with_notes = self.shows_notes();
        let empty = || {
            let collector = Collector::new(&document).all_places(self.options.all).keep_values(self.options.show_values);
            collector.max_age(self.options.max_age).never_recorded(with_notes)
        };
        let RunResult { collector, troubles, left_out, idle } = pipeline.run(files, &empty, RecordingCounter::new(watched));
        for trouble in &troubles {
            writeln!(err, "error: {trouble}")?;
        }
        if let Some(server) = idle.first() {
            let why = format!("no recording was made at `--server {}`", server.as_str());
            return Ok(Err(Error::new("nothing to check", why).help("name the base URL as the recordings have it")));
        }
        let report = collector.finish(&exceptions, today, &self.operations);
        // The process is about to end. Giving back a large document node by node would take a tenth of the run.
        std::mem::forget(document);
        Ok(Ok(RunOutcome { report, unread: troubles.len(), left_out }))
    }

    fn is_too_old(&self, exchange: &Exchange) -> bool {
        let date = exchange.recording.provenance.as_ref().and_then(|provenance| provenance.date());
        self.options.checking.since.zip(date).is_some_and(|(since, date)| date < since)
    }

    /// What the run needs, or why there is nothing to check.
    fn load(&self) -> Result<(Document, Exceptions, Vec<PathBuf>), Error> {
        let document = Document::load(&self.document)?;
        let exceptions = self.exceptions.as_ref().map(Exceptions::load).transpose()?.unwrap_or_default();
        for wanted in &self.operations {
            if document.operation(wanted).is_none() {
                return Err(unknown_operation(&document, wanted));
            }
        }
        exceptions.check(&document)?;
        let files = find(&self.recordings)?;
        if files.is_empty() {
            let places = self.recordings.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
            return Err(Error::new("nothing to check", "there are no recordings here")
                .in_file(places)
                .help("name files, or folders with .json, .yaml, .yml, .har, .ndjson, .jsonl or .http files; a run that checks nothing proves nothing"));
        }
        Ok((document, exceptions, files))
    }

    fn policy(&self) -> Policy<'_> {
        let deny = self.deny.iter().chain(&self.options.deny).copied().collect();
        Policy { deny, allow: &self.options.allow, only: &self.options.only }
    }

    /// Whether what was never recorded is shown.
    fn shows_notes(&self) -> bool {
        self.options.all || self.policy().asks_for_notes()
    }

    fn report(&self, outcome: RunOutcome, look: &OutputStyle, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        let RunOutcome { mut report, unread, left_out } = outcome;
        let (policy, with_notes) = (self.policy(), self.shows_notes());
        policy.apply(&mut report);
        look.format.write(&report, &look.styles, with_notes, out)?;
        // Findings come before what is said about them, though the two streams may meet on one terminal.
        out.flush()?;
        let mut trouble = report.trouble.clone();
        trouble.extend(self.write_outputs(&report, with_notes).err());
        for trouble in &trouble {
            writeln!(err, "error: {trouble}")?;
        }
        if report.matched == 0 {
            writeln!(err, "error: {}", Error::new("nothing was checked", self.why_nothing(&report, unread, left_out)))?;
            return Ok(ExitStatus::Trouble);
        }
        if !self.options.quiet {
            self.summary(&report, left_out, err)?;
        }
        if unread > 0 {
            writeln!(err, "error: {} could not be read; the rest was checked", plural(unread, "recording"))?;
        }
        let missed = self.options.min_coverage.map(|least| least.missed(&report)).unwrap_or_default();
        for missed in &missed {
            writeln!(err, "error: {missed}")?;
        }
        let (status, verdict) = if unread > 0 && !self.options.checking.keep_going || !trouble.is_empty() {
            (ExitStatus::Trouble, "fails: not everything could be checked".to_owned())
        } else if report.findings.iter().chain(&report.notes).any(|finding| policy.fails(finding)) {
            (ExitStatus::Findings, "fails: the recordings differ from the document".to_owned())
        } else if !missed.is_empty() {
            (ExitStatus::Findings, "fails: too little was recorded".to_owned())
        } else if report.findings.is_empty() {
            (ExitStatus::Clean, "passes: the recordings agree with the document".to_owned())
        } else {
            (ExitStatus::Clean, format!("passes: {}, none of them denied", plural(report.findings.len(), "warning")))
        };
        if !self.options.quiet {
            say(err, "Verdict", &format!("{verdict} (exit code {})", status.code()))?;
        }
        Ok(status)
    }

    fn write_outputs(&self, report: &Report, with_notes: bool) -> Result<(), Error> {
        self.options.outputs.iter().try_for_each(|output| {
            let mut text = Vec::new();
            let written = output.format.write(report, &Styles::default(), with_notes, &mut text);
            written
                .and_then(|()| std::fs::write(&output.file, text))
                .map_err(|error| Error::new("cannot write the report", error.to_string()).in_file(output.file.display().to_string()))
        })
    }

    fn why_nothing(&self, report: &Report, unread: usize, left_out: usize) -> String {
        match (report.recordings, left_out, &self.options.checking.since) {
            (0, 1.., Some(since)) => format!("all of {} are older than {since}", plural(left_out, "recording")),
            (0, ..) if !self.operations.is_empty() => format!("no recording shows {}", self.operations.join(", ")),
            (0, ..) if unread > 0 => "no recording could be read".to_owned(),
            (0, ..) => {
                let files = self.recordings.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
                format!("there is not one exchange in {files}")
            }
            (recordings, ..) => format!("none of {} belongs to an operation of the document", plural(recordings, "recording")),
        }
    }

    fn summary(&self, report: &Report, left_out: usize, err: &mut dyn Write) -> io::Result<()> {
        let coverage = &report.coverage;
        let documentation = match report.documentation {
            0 => String::new(),
            all if all == report.recordings => " (all of them documentation examples)".to_owned(),
            some => format!(" ({})", plural(some, "documentation example")),
        };
        let checked = format!(
            "{}{documentation} of {}: {}, {}, {} accepted",
            plural(report.recordings, "recording"),
            plural(coverage.seen_operations(), "operation"),
            plural(report.count(Severity::Error), "error"),
            plural(report.count(Severity::Warning), "warning"),
            report.accepted.len(),
        );
        say(err, "Checked", &checked)?;
        if let (Some(since), 1..) = (self.options.checking.since, left_out) {
            say(err, "Left out", &format!("{} made before {since}", plural(left_out, "recording")))?;
        }
        if !report.unread.is_empty() {
            let types = sanitize(&report.unread.keys().map(String::as_str).collect::<Vec<_>>().join(", "));
            let bodies = match report.unread.values().sum() {
                1_usize => "1 body".to_owned(),
                many => format!("{many} bodies"),
            };
            say(err, "Not read", &format!("{bodies} of a kind that is not checked by its schema: {types}"))?;
        }
        let (statuses, documented) = coverage.statuses();
        let seen = format!(
            "{} of {} operations, {statuses} of {documented} statuses, {} of {} response properties",
            coverage.seen_operations(),
            coverage.operations.len(),
            coverage.seen_properties(),
            coverage.properties,
        );
        say(err, "Coverage", &seen)?;
        if let Some(finding) = report.findings.first() {
            say(err, "Help", &format!("{} explain {}", self.command, finding.code))?;
        } else if report.unrecorded > 0 && !self.options.all {
            let statements = plural(report.unrecorded, "statement");
            say(err, "Note", &format!("{statements} never recorded ({} validate --all lists them)", self.command))?;
        }
        Ok(())
    }
}

/// The day, by which exceptions expire and recordings age.
pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn loading(document: &Document, files: usize, exceptions: &Exceptions) -> String {
    let webhooks = document.operations().iter().filter(|operation| operation.webhook).count();
    let mut described = plural(document.operations().len() - webhooks, "operation");
    if webhooks > 0 {
        described = format!("{described}, {}", plural(webhooks, "webhook"));
    }
    format!("{} ({described}), {}, {}", document.name(), plural(files, "file"), plural(exceptions.len(), "exception"))
}

fn unknown_operation(document: &Document, wanted: &str) -> Error {
    let lower = wanted.to_ascii_lowercase();
    let near = |id: &str| {
        let id = id.to_ascii_lowercase();
        id.contains(&lower) || lower.contains(&id) || strsim::jaro_winkler(&id, &lower) > 0.85
    };
    let near: Vec<&str> = document.operations().iter().map(|operation| operation.id.as_str()).filter(|id| near(id)).take(3).collect();
    let help =
        if near.is_empty() { "name an operationId of the document".to_owned() } else { format!("did you mean {}?", near.join(", ")) };
    Error::new("nothing to check", format!("the document has no operation `{wanted}`")).in_file(document.name()).help(help)
}
