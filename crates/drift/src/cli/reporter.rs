//! Turns a partial report into what a user sees: the report, files, a summary and an exit code. `validate` and `merge` share it.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use jiff::civil::Date;

use crate::cli::options::OutputOptions;
use crate::cli::output_file::write_output;
use crate::cli::policy::{Deny, Policy};
use crate::cli::progress::say;
use crate::cli::validate::today;
use crate::cli::{ExitStatus, IgnoreBrokenPipe, summary};
use crate::exceptions::exception::Exceptions;
use crate::render::escape::CommandGuard;
use crate::render::format::Format;
use crate::render::terminal::Styles;
use crate::report::build::ReportOptions;
use crate::report::partial::Partial;
use crate::report::report::Report;
use crate::report::summary::host_list;
use crate::text::plural;
use openapi_drift_openapi::Document;
use openapi_drift_source::Error;

/// The streams of a run, and how they are seen.
pub(crate) struct Streams<'s> {
    pub out: &'s mut dyn Write,
    pub err: &'s mut dyn Write,
    pub styles: Styles,
    /// The format of the report if the user names none.
    pub format: Format,
    /// Standard error is a terminal on which progress may be shown.
    pub watched: bool,
}

impl<'s> Streams<'s> {
    /// Streams that nobody watches.
    pub fn plain(out: &'s mut dyn Write, err: &'s mut dyn Write) -> Self {
        Self { out, err, styles: Styles::coloured(), format: Format::Human, watched: false }
    }

    /// Writes an error; the run has failed.
    pub fn fail(&mut self, error: &Error) -> io::Result<ExitStatus> {
        writeln!(self.err, "error: {error}")?;
        Ok(ExitStatus::Trouble)
    }
}

/// The settings by which a report is printed and judged.
pub(crate) struct Reporter<'a> {
    pub options: &'a OutputOptions,
    /// Unreadable recordings do not fail the run.
    pub keep_going: bool,
    /// The user asked for everything.
    pub all: bool,
    pub since: Option<Date>,
    pub operations: &'a [String],
    /// Findings that fail the run, in addition to those of the options.
    pub deny: &'a [Deny],
    pub command: &'a str,
    /// The files that the report is made of, for messages.
    pub sources: &'a [PathBuf],
}

impl Reporter<'_> {
    /// Runs on standard output and standard error.
    pub fn run(&self, act: impl FnOnce(&mut Streams<'_>, Date) -> io::Result<ExitStatus>) -> ExitStatus {
        let choice = self.options.color.into();
        let columns = terminal_size::terminal_size_of(io::stdout()).map_or(usize::MAX, |(width, _)| usize::from(width.0));
        let format = if std::env::var_os("GITHUB_ACTIONS").is_some() { Format::Github } else { Format::Human };
        let mut out = io::BufWriter::new(IgnoreBrokenPipe(AutoStream::new(io::stdout(), choice)));
        let mut err = CommandGuard::new(AutoStream::new(io::stderr(), choice));
        // The stream strips colours where none are wanted.
        let styles = Styles::coloured().width(columns);
        let watched = io::stderr().is_terminal() && !self.options.quiet;
        let status = act(&mut Streams { out: &mut out, err: &mut err, styles, format, watched }, today());
        let status = status.and_then(|status| out.flush().map(|()| status));
        crate::cli::ended(status, &mut err)
    }

    /// Writes a partial report to a file, or instead of the report if `file` is `-`.
    pub fn write_partial(&self, partial: &Partial, file: &Path, inputs: &[PathBuf], streams: &mut Streams<'_>) -> io::Result<ExitStatus> {
        let mut line = serde_json::to_vec(partial)?;
        line.push(b'\n');
        if file.as_os_str() == "-" {
            streams.out.write_all(&line)?;
            streams.out.flush()?;
        } else if let Err(error) = write_output("cannot write the partial report", file, &line, inputs) {
            return streams.fail(&error);
        }
        let unreadable = partial.unreadable();
        if !self.options.quiet {
            let parts = plural(partial.parts(), "part");
            let errors = if unreadable > 0 { format!(", {unreadable} unreadable") } else { String::new() };
            say(streams.err, "Partial", &format!("{} in {parts}{errors}", plural(partial.recordings(), "recording")))?;
        }
        Ok(if unreadable > 0 && !self.keep_going { ExitStatus::Trouble } else { ExitStatus::Clean })
    }

    /// Finishes a partial report, prints it and decides the exit code.
    pub fn report(
        &self,
        partial: Partial,
        document: &Document,
        exceptions: &Exceptions,
        today: Date,
        inputs: &[PathBuf],
        streams: &mut Streams<'_>,
    ) -> io::Result<ExitStatus> {
        let servers = partial.scope().servers.clone();
        let mut report = partial.finish(document, exceptions, today, &self.report_options());
        summary::write_read_errors(&report, streams.err)?;
        if let Some(error) = unserved(&report, &servers) {
            return streams.fail(&error);
        }
        let (policy, with_notes) = (self.policy(), self.shows_notes());
        policy.apply(&mut report);
        self.options.format.unwrap_or(streams.format).write(&report, &streams.styles, with_notes, streams.out)?;
        // Findings come before the summary, though the two streams may meet on one terminal.
        streams.out.flush()?;
        let mut errors = report.trouble.clone();
        errors.extend(self.write_outputs(&report, with_notes, inputs).err());
        for error in &errors {
            writeln!(streams.err, "error: {error}")?;
        }
        if report.matched == 0 {
            let help = match report.other_hosts() {
                hosts if hosts.is_empty() => None,
                hosts => Some(format!("the requests went to {hosts}; if one is a proxy for the API, pass it as `--server`")),
            };
            let error = Error::new("nothing was checked", self.why_nothing(&report));
            return streams.fail(&match help {
                Some(help) => error.help(help),
                None => error,
            });
        }
        if !self.options.quiet {
            summary::write(&report, self, streams.err)?;
        }
        if report.unreadable > 0 {
            let unreadable = plural(report.unreadable, "recording");
            writeln!(streams.err, "error: {unreadable} could not be read; the rest was checked")?;
        }
        let missed = self.missed(&report);
        for missed in &missed {
            writeln!(streams.err, "error: {missed}")?;
        }
        let (status, verdict) = if report.unreadable > 0 && !self.keep_going || !errors.is_empty() {
            (ExitStatus::Trouble, "failed: not everything could be checked".to_owned())
        } else if report.findings.iter().chain(&report.notes).any(|finding| policy.fails(finding)) {
            (ExitStatus::Findings, "failed: the recordings differ from the document".to_owned())
        } else if !missed.is_empty() {
            (ExitStatus::Findings, "failed: too little was recorded or matched".to_owned())
        } else if report.findings.is_empty() {
            (ExitStatus::Clean, "passed: the recordings agree with the document".to_owned())
        } else {
            (ExitStatus::Clean, format!("passed with {}", plural(report.findings.len(), "warning")))
        };
        if !self.options.quiet {
            say(streams.err, "Verdict", &format!("{verdict} (exit code {})", status.code()))?;
        }
        Ok(status)
    }

    /// The options of the report itself.
    pub fn report_options(&self) -> ReportOptions {
        ReportOptions { never_recorded: self.shows_notes(), max_age: self.options.max_age, only: self.operations.to_vec() }
    }

    fn policy(&self) -> Policy<'_> {
        let deny = self.deny.iter().chain(&self.options.deny).copied().collect();
        Policy { deny, allow: &self.options.allow, only: &self.options.only }
    }

    /// True if notes about unrecorded parts of the document are shown.
    fn shows_notes(&self) -> bool {
        self.all || self.policy().asks_for_notes()
    }

    fn missed(&self, report: &Report) -> Vec<String> {
        let coverage = self.options.min_coverage.map(|least| least.missed(report)).unwrap_or_default();
        let matched = self.options.min_matched.and_then(|least| least.missed(report));
        coverage.into_iter().chain(matched).collect()
    }

    fn write_outputs(&self, report: &Report, with_notes: bool, inputs: &[PathBuf]) -> Result<(), Error> {
        self.options.outputs.iter().try_for_each(|output| {
            let mut text = Vec::new();
            let what = "cannot write the report";
            let failed = |error: io::Error| Error::new(what, error.to_string()).in_file(output.file.display().to_string());
            output.format.write(report, &Styles::default(), with_notes, &mut text).map_err(failed)?;
            write_output(what, &output.file, &text, inputs)
        })
    }

    fn why_nothing(&self, report: &Report) -> String {
        match (report.recordings, report.too_old, &self.since) {
            (0, 1.., Some(since)) => format!("all of {} are older than {since}", plural(report.too_old, "recording")),
            (0, ..) if !self.operations.is_empty() => format!("no recording shows {}", self.operations.join(", ")),
            (0, ..) if report.unreadable > 0 => "no recording could be read".to_owned(),
            (0, ..) => {
                let files = self.sources.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
                format!("no exchanges found in {files}")
            }
            _ if report.comparable == 0 => {
                format!("no exchange was compared with the document; not checked: {}", report.not_checked_reasons())
            }
            (recordings, ..) if !report.not_checked.is_empty() => format!(
                "none of {} matches an operation of the document; not checked: {}",
                plural(recordings, "recording"),
                report.not_checked_reasons()
            ),
            (recordings, ..) => format!("none of {} matches an operation of the document", plural(recordings, "recording")),
        }
    }
}

/// The error for a server among the options at which no recording was made.
pub(crate) fn unserved(report: &Report, servers: &[String]) -> Option<Error> {
    let server = servers.iter().find(|server| !report.served.contains(*server))?;
    let hosts = host_list(&report.all_hosts);
    let help = match hosts.as_str() {
        "" => "pass the base URL as it is in the recordings".to_owned(),
        hosts => format!("pass the base URL as it is in the recordings, which are of {hosts}"),
    };
    Some(Error::new("nothing to check", format!("no recording matches `--server {server}`")).help(help))
}
