//! `validate`: checks recordings against a document.

use std::io::{self, Write};
use std::num::NonZero;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::check::checked::Checked;
use crate::cli::ExitStatus;
use crate::cli::loading::{Loaded, load_document};
use crate::cli::options::{CheckOptions, PartialOptions, ValidateOptions};
use crate::cli::pipeline::Pipeline;
use crate::cli::policy::Deny;
use crate::cli::progress::{RecordingCounter, say};
use crate::cli::reporter::{Reporter, Streams};
use crate::report::collector::Collector;
use crate::report::partial::{Partial, Scope};
use crate::report::report::Report;
use crate::text::plural;
use openapi_drift_openapi::Document;
use openapi_drift_recordings::{Exchange, find};
use openapi_drift_source::Error;
use openapi_drift_source::file::display_name;

/// One run: the recordings, the document, and how to report.
#[derive(Debug, Clone)]
pub struct Validate {
    /// The OpenAPI document.
    pub document: PathBuf,
    /// The file of exceptions.
    pub exceptions: Option<PathBuf>,
    /// Files and folders of recordings.
    pub recordings: Vec<PathBuf>,
    /// The operations to check; all of them if empty.
    pub operations: Vec<String>,
    /// Findings that fail the run, in addition to those of the options.
    pub deny: Vec<Deny>,
    /// The command as the user calls it, for hints.
    pub command: &'static str,
    /// The options of the check and of its report.
    pub options: ValidateOptions,
    /// The options of a run that is one of several parts.
    pub part: PartialOptions,
}

impl Validate {
    /// Checks; writes findings to standard output and everything else to standard error.
    pub fn run(&self) -> ExitStatus {
        self.reporter().run(|streams, today| self.run_on(streams, today))
    }

    /// Checks on a given day, and writes to given streams. They receive colours as they are.
    ///
    /// # Errors
    ///
    /// Returns the writers' I/O errors.
    pub fn run_with(&self, today: Date, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        self.run_on(&mut Streams::plain(out, err), today)
    }

    fn load(&self) -> Result<Loaded, Error> {
        load_document(&self.document, self.options.checking.root.as_deref(), self.exceptions.as_deref(), &self.operations)
    }

    fn run_on(&self, streams: &mut Streams<'_>, today: Date) -> io::Result<ExitStatus> {
        let reporter = self.reporter();
        let Loaded { document, exceptions } = match self.load() {
            Ok(loaded) => loaded,
            Err(error) => return streams.fail(&error),
        };
        let partial = match self.check(&document, exceptions.len(), streams)? {
            Ok(partial) => partial,
            Err(error) => return streams.fail(&error),
        };
        if let Some(file) = &self.part.partial {
            return reporter.write_partial(&partial, file, &self.inputs(), streams);
        }
        reporter.report(partial, &document, &exceptions, today, &self.inputs(), streams)
    }

    /// Checks all recordings.
    fn check(&self, document: &Document, exceptions: usize, streams: &mut Streams<'_>) -> io::Result<Result<Partial, Error>> {
        let files = match self.find() {
            Ok(files) => files,
            Err(error) => return Ok(Err(error)),
        };
        if !self.options.output.quiet {
            say(streams.err, "Loading", &loading(document, files.len(), exceptions))?;
        }
        let wanted = |checked: &Checked| {
            let id = checked.operation.map(|index| document.operations()[index].id.as_str());
            self.operations.is_empty() || id.is_some_and(|id| self.operations.iter().any(|wanted| wanted == id))
        };
        let checking = &self.options.checking;
        let pipeline = Pipeline {
            document,
            options: checking.checks(),
            reading: checking.reading(self.part.partial.is_some()),
            threads: checking.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN),
            too_old: &|exchange| is_too_old(checking, exchange),
            wanted: &wanted,
        };
        let scope = self.scope();
        let empty = || {
            let collector = Collector::new(document).all_places(self.options.all).keep_values(self.options.show_values);
            collector.mask(checking.mask.clone()).scope(scope.clone())
        };
        let partial = pipeline.run(files, &empty, RecordingCounter::new(streams.watched));
        Ok(Ok(match &self.part.part {
            Some(name) => partial.part(name),
            None => partial,
        }))
    }

    /// The report of a run, for those who do more with it than print it.
    pub(crate) fn report(&self, today: Date, streams: &mut Streams<'_>) -> io::Result<Result<Report, Error>> {
        let loaded = self.load();
        let Loaded { document, exceptions } = match loaded {
            Ok(loaded) => loaded,
            Err(error) => return Ok(Err(error)),
        };
        let partial = match self.check(&document, exceptions.len(), streams)? {
            Ok(partial) => partial,
            Err(error) => return Ok(Err(error)),
        };
        let servers = partial.scope().servers.clone();
        let report = partial.finish(&document, &exceptions, today, &self.reporter().report_options());
        Ok(match crate::cli::reporter::unserved(&report, &servers) {
            Some(error) => Err(error),
            None => Ok(report),
        })
    }

    fn reporter(&self) -> Reporter<'_> {
        Reporter {
            options: &self.options.output,
            keep_going: self.options.checking.keep_going,
            all: self.options.all,
            since: self.options.checking.since,
            operations: &self.operations,
            deny: &self.deny,
            command: self.command,
            sources: &self.recordings,
        }
    }

    /// The options that must be the same in all parts of a report.
    fn scope(&self) -> Scope {
        let checking = &self.options.checking;
        let mut options: Vec<String> = Vec::new();
        let mut set = |is_set: bool, option: String| options.extend(is_set.then_some(option));
        set(checking.strict, "--strict".to_owned());
        set(checking.undocumented_headers, "--undocumented-headers".to_owned());
        checking.hosts.iter().for_each(|host| set(true, format!("--host {host}")));
        checking.ignored_paths.iter().for_each(|path| set(true, format!("--ignore-path {path}")));
        checking.mask.iter().for_each(|name| set(true, format!("--mask {name}")));
        checking.since.iter().for_each(|since| set(true, format!("--since {since}")));
        checking.input.iter().for_each(|input| set(true, format!("--input {}", input.as_str())));
        let mut operations: Vec<&String> = self.operations.iter().collect();
        operations.sort_unstable();
        operations.into_iter().for_each(|operation| set(true, format!("--operation {operation}")));
        let servers = checking.servers.iter().map(|server| server.as_str().to_owned()).collect();
        Scope { options, servers, ..Scope::default() }
    }

    /// The files of recordings; in a part, those of its shard.
    fn find(&self) -> Result<Vec<PathBuf>, Error> {
        let mut files = find(&self.recordings)?;
        if files.is_empty() {
            let places = self.recordings.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
            let help = "name files, or folders with .json, .yaml, .yml, .har, .ndjson, .jsonl or .http files; a run that checks nothing \
                        proves nothing";
            return Err(Error::new("nothing to check", "there are no recordings here").in_file(places).help(help));
        }
        if let Some(shard) = self.part.shard {
            files.retain(|file| shard.has(&display_name(file)));
        }
        Ok(files)
    }

    /// The files that no output may replace.
    fn inputs(&self) -> Vec<PathBuf> {
        let named = [Some(&self.document), self.exceptions.as_ref()];
        named.into_iter().flatten().chain(&self.recordings).cloned().collect()
    }
}

fn is_too_old(checking: &CheckOptions, exchange: &Exchange) -> bool {
    let date = exchange.recording.provenance.as_ref().and_then(|provenance| provenance.date());
    checking.since.zip(date).is_some_and(|(since, date)| date < since)
}

/// Returns the current day (UTC): exceptions expire and recordings age by it.
pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn loading(document: &Document, files: usize, exceptions: usize) -> String {
    let webhooks = document.operations().iter().filter(|operation| operation.webhook).count();
    let mut described = plural(document.operations().len() - webhooks, "operation");
    if webhooks > 0 {
        described = format!("{described}, {}", plural(webhooks, "webhook"));
    }
    format!("{} ({described}), {}, {}", document.name(), plural(files, "file"), plural(exceptions, "exception"))
}
