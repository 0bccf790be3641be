//! `exceptions`: writes today's findings as exceptions, whose reasons are still to be filled in.

use std::io::{self, Write};
use std::path::PathBuf;

use anstream::AutoStream;
use jiff::civil::Date;

use crate::cli::ExitStatus;
use crate::cli::output_file::write_output;
use crate::cli::progress::say;
use crate::cli::reporter::Streams;
use crate::cli::summary::write_read_errors;
use crate::cli::validate::{Validate, today};
use crate::exceptions::generate::append;
use crate::finding::finding::Finding;
use crate::render::escape::CommandGuard;
use crate::text::plural;
use openapi_drift_source::Error;

/// Turns the findings of a run into exceptions.
#[derive(Debug, Clone)]
pub struct AcceptFindings {
    /// The run. Its file of exceptions is read if it exists.
    pub validate: Validate,
    /// True if that file is written; otherwise its new text goes to standard output.
    pub write: bool,
}

impl AcceptFindings {
    /// Checks, and adds an exception to the file for each finding that has none yet.
    pub fn run(&self) -> ExitStatus {
        let mut out = io::stdout().lock();
        let mut err = CommandGuard::new(AutoStream::new(io::stderr(), self.validate.options.output.color.into()));
        let status = self.run_with(today(), &mut out, &mut err).and_then(|status| out.flush().map(|()| status));
        crate::cli::ended(status, &mut err)
    }

    /// Does the same on a given day, with given streams.
    ///
    /// # Errors
    ///
    /// Returns the writers' I/O errors.
    pub fn run_with(&self, today: Date, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        let known = self.validate.exceptions.as_ref().filter(|file| file.exists());
        let run = Validate { exceptions: known.cloned(), ..self.validate.clone() };
        let accepted = match run.report(today, &mut Streams::plain(&mut io::sink(), &mut *err))? {
            Ok(report) => self.accept(&report.findings, known).map(|accepted| (accepted, report)),
            Err(error) => Err(error),
        };
        let ((text, added), report) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                writeln!(err, "error: {error}")?;
                return Ok(ExitStatus::Trouble);
            }
        };
        write_read_errors(&report, err)?;
        if !self.write {
            write!(out, "{text}")?;
        }
        for error in &report.trouble {
            writeln!(err, "error: {error}")?;
        }
        match added {
            0 => say(err, "Accepted", "every finding already has an exception")?,
            added => say(err, "Wrote", &format!("{}; fill in `reason`, which must not be empty", plural(added, "exception")))?,
        }
        if report.unreadable > 0 {
            let unreadable = plural(report.unreadable, "recording");
            writeln!(err, "error: {unreadable} could not be read; no exceptions were written for them")?;
        }
        // Recordings that were not checked may still differ.
        let is_complete = report.trouble.is_empty() && (report.unreadable == 0 || self.validate.options.checking.keep_going);
        Ok(if is_complete { ExitStatus::Clean } else { ExitStatus::Trouble })
    }

    /// Returns the text of the file with the new exceptions, and their number.
    fn accept(&self, findings: &[Finding], known: Option<&PathBuf>) -> Result<(String, usize), Error> {
        const WHAT: &str = "cannot write the exceptions";
        let file = self.validate.exceptions.as_deref();
        let failed = |error: io::Error| {
            let name = file.map(|file| file.display().to_string()).unwrap_or_default();
            Error::new(WHAT, error.to_string()).in_file(name)
        };
        let text = known.map(std::fs::read_to_string).transpose().map_err(failed)?.unwrap_or_default();
        let (text, added) = append(&text, findings)?;
        if let (Some(file), true, 1..) = (file, self.write, added) {
            let inputs: Vec<PathBuf> = std::iter::once(&self.validate.document).chain(&self.validate.recordings).cloned().collect();
            write_output(WHAT, file, text.as_bytes(), &inputs)?;
        }
        Ok((text, added))
    }
}
