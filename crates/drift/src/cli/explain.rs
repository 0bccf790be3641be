//! `explain`: what a finding code means.

use std::io::{self, Write};

use clap::Args;

use super::ExitStatus;
use super::options::parse_code;
use crate::examples;
use crate::finding::Code;

/// Say what a finding code means and what to do about it
///
/// Shows a small document and a recording that differs from it, and the finding as it would be reported.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  openapi-drift explain type-mismatch")]
pub struct Explain {
    /// The code, such as `type-mismatch` (default: list them all)
    #[arg(value_name = "CODE", value_parser = parse_code)]
    code: Option<Code>,
}

impl Explain {
    /// Writes the explanation to `out`.
    ///
    /// # Errors
    ///
    /// Those of the writer. That nobody reads on is none.
    pub fn run(&self, out: &mut dyn Write) -> io::Result<ExitStatus> {
        let written = match self.code {
            Some(code) => page(code, out),
            None => list(out),
        };
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitStatus::Clean),
            written => written.map(|()| ExitStatus::Clean),
        }
    }
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    for code in Code::ALL {
        writeln!(out, "{:<26} {:<8} {}", code.as_str(), code.severity().as_str(), code.meaning())?;
    }
    writeln!(out, "\nWith a code, `explain` shows an example and what to do about it.")
}

fn page(code: Code, out: &mut dyn Write) -> io::Result<()> {
    let wrap = |text: &str| textwrap::fill(text, 90);
    writeln!(out, "{code} ({})\n\n{}\n", code.severity(), wrap(code.meaning()))?;
    writeln!(out, "{}", wrap(&format!("What to do: {}.", code.advice())))?;
    let Some(example) = examples::of(code) else { return Ok(()) };
    let mut section = |title: &str, text: &str| {
        writeln!(out, "\n{title}\n")?;
        text.trim_end().lines().try_for_each(|line| writeln!(out, "{}", format!("    {line}").trim_end()))
    };
    section("The document", &example.document)?;
    section("The recording", &example.recording)?;
    if let Some(exceptions) = &example.exceptions {
        section("The exceptions", exceptions)?;
    }
    if let Some(arguments) = &example.arguments {
        section("Asked for with", arguments)?;
    }
    match example.finding() {
        Ok(finding) => section("The finding", &finding),
        // A test sees to it that there is always one.
        Err(trouble) => section("The finding", &trouble.to_string()),
    }
}
