//! `explain`: what a finding code means.

use std::io::{self, Write};

use clap::Args;

use super::ExitStatus;
use crate::finding::Code;

/// Say what a finding code means and what to do about it
#[derive(Debug, Clone, Args)]
pub struct Explain {
    /// The code, such as `type-mismatch` (default: list them all)
    #[arg(value_name = "CODE", value_parser = parse_code)]
    code: Option<Code>,
}

fn parse_code(name: &str) -> Result<Code, String> {
    name.parse().map_err(|error: crate::finding::UnknownCode| format!("{error}; `explain` without a code lists them"))
}

impl Explain {
    /// Writes the explanation to `out`.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn run(&self, out: &mut dyn Write) -> io::Result<ExitStatus> {
        match self.code {
            Some(code) => writeln!(out, "{code} ({})\n\n{}\n\nWhat to do: {}.", code.severity(), code.meaning(), code.advice())?,
            None => {
                for code in Code::ALL {
                    writeln!(out, "{:<26} {:<8} {}", code.as_str(), code.severity().as_str(), code.meaning())?;
                }
            }
        }
        Ok(ExitStatus::Clean)
    }
}
