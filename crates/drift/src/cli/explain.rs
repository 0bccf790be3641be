//! `explain`: the meaning of a code.

use std::io::{self, Write};
use std::str::FromStr;

use clap::Args;

use crate::change_examples;
use crate::cli::ExitStatus;
use crate::diff::code::{ChangeCode, Impact};
use crate::examples;
use crate::finding::code::Code;

/// Explain the code of a finding or of a change, and what to do about it
///
/// Shows a small document, a recording that differs from it, and the reported finding; for a code of `diff` the old and the new
/// document, and the reported change.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  openapi-drift explain type-mismatch")]
pub struct Explain {
    /// The code, such as `type-mismatch` or `response-property-removed` (default: list them all)
    #[arg(value_name = "CODE")]
    code: Option<AnyCode>,
}

/// A code of `validate` or of `diff`; no name is both.
#[derive(Debug, Clone, Copy)]
enum AnyCode {
    Finding(Code),
    Change(ChangeCode),
}

impl FromStr for AnyCode {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let change = || name.parse().map(Self::Change).ok();
        name.parse()
            .map(Self::Finding)
            .ok()
            .or_else(change)
            .ok_or_else(|| format!("`{name}` is neither a finding code nor a code of a change; `explain` without a code lists them"))
    }
}

impl Explain {
    /// Writes the explanation to `out`.
    ///
    /// # Errors
    ///
    /// Errors of the writer, but not a closed pipe.
    pub fn run(&self, out: &mut dyn Write) -> io::Result<ExitStatus> {
        let written = match self.code {
            Some(AnyCode::Finding(code)) => page(code, out),
            Some(AnyCode::Change(code)) => page_of_change(code, out),
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
    writeln!(out, "\nThe codes of `diff`:\n")?;
    for code in ChangeCode::ALL {
        writeln!(out, "{:<38} {:<13} {}", code.as_str(), code.impact().as_str(), code.meaning())?;
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

fn page_of_change(code: ChangeCode, out: &mut dyn Write) -> io::Result<()> {
    let step = match code.impact() {
        Impact::Breaking => "a new major version",
        Impact::Compatible => "a new minor version",
        Impact::Documentation => "a new patch version",
    };
    writeln!(out, "{code} ({}, {})\n\n{}\n", code.impact(), code.severity(), textwrap::fill(code.meaning(), 90))?;
    writeln!(out, "It asks for {step}, or for a patch where recordings show that the service always behaved so.")?;
    let Some(example) = change_examples::of(code) else { return Ok(()) };
    let mut section = |title: &str, text: &str| {
        writeln!(out, "\n{title}\n")?;
        text.trim_end().lines().try_for_each(|line| writeln!(out, "{}", format!("    {line}").trim_end()))
    };
    section(&format!("The old {}", example.part()), &example.old)?;
    section(&format!("The new {}", example.part()), &example.new)?;
    match example.change() {
        Ok(change) => section("The change", &change),
        // A test sees to it that there is always one.
        Err(trouble) => section("The change", &trouble.to_string()),
    }
}
