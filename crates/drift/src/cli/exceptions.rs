//! `exceptions`: the findings of today as exceptions, which still have to be given their reasons.

use std::io::{self, Write};
use std::path::PathBuf;

use anstream::AutoStream;
use jiff::civil::Date;

use crate::cli::ExitStatus;
use crate::cli::progress::say;
use crate::cli::validate::{Validate, today};
use crate::exceptions::generate::append;
use crate::text::plural;
use openapi_drift_source::error::Error;

/// Turns what a run finds into exceptions.
#[derive(Debug, Clone)]
pub struct AcceptFindings {
    /// The run. Its file of exceptions is read where it exists.
    pub validate: Validate,
    /// Whether that file is written; else what it would become goes to standard output.
    pub write: bool,
}

impl AcceptFindings {
    /// Checks, and adds an exception to the file for each finding that none accepts yet.
    pub fn run(&self) -> ExitStatus {
        let mut out = io::stdout().lock();
        let mut err = AutoStream::new(io::stderr(), self.validate.options.color.into());
        let status = self.run_with(today(), &mut out, &mut err).and_then(|status| out.flush().map(|()| status));
        crate::cli::ended(status, &mut err)
    }

    /// The same with a given day and given streams.
    ///
    /// # Errors
    ///
    /// Those of the writers.
    pub fn run_with(&self, today: Date, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        let known = self.validate.exceptions.as_ref().filter(|file| file.exists());
        let run = Validate { exceptions: known.cloned(), ..self.validate.clone() };
        let accepted = match run.check(today, false, err)? {
            Ok(outcome) => self.accept(&outcome.report.findings, known).map(|accepted| (accepted, outcome)),
            Err(trouble) => Err(trouble),
        };
        let ((text, added), outcome) = match accepted {
            Ok(accepted) => accepted,
            Err(trouble) => {
                writeln!(err, "error: {trouble}")?;
                return Ok(ExitStatus::Trouble);
            }
        };
        if !self.write {
            write!(out, "{text}")?;
        }
        for trouble in &outcome.report.trouble {
            writeln!(err, "error: {trouble}")?;
        }
        let told = match added {
            0 => "nothing: there is no finding without an exception".to_owned(),
            added => format!("{} written; say why in `reason`, or the file is refused", plural(added, "exception")),
        };
        say(err, "Accepted", &told)?;
        if outcome.unread > 0 {
            writeln!(err, "error: {} could not be read; what stands there is not accepted", plural(outcome.unread, "recording"))?;
        }
        // What was not checked may still differ.
        let is_whole = outcome.report.trouble.is_empty() && (outcome.unread == 0 || self.validate.options.checking.keep_going);
        Ok(if is_whole { ExitStatus::Clean } else { ExitStatus::Trouble })
    }

    /// The text of the file with the new exceptions, and how many they are.
    fn accept(&self, findings: &[crate::finding::finding::Finding], known: Option<&PathBuf>) -> Result<(String, usize), Error> {
        let file = self.validate.exceptions.as_deref();
        let trouble = |error: io::Error| {
            let name = file.map(|file| file.display().to_string()).unwrap_or_default();
            Error::new("cannot write the exceptions", error.to_string()).in_file(name)
        };
        let text = known.map(std::fs::read_to_string).transpose().map_err(trouble)?.unwrap_or_default();
        let (text, added) = append(&text, findings)?;
        if let (Some(file), true, 1..) = (file, self.write, added) {
            std::fs::write(file, &text).map_err(trouble)?;
        }
        Ok((text, added))
    }
}
