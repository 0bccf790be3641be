//! Comparing a committed file with its generated contents.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use openapi_drift::cli::ExitStatus;

use crate::documents::root;
use crate::messages;

/// Reports a finding if the file differs from its generated contents.
pub fn check(path: &Path, expected: &str) -> ExitStatus {
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    let why = match fs::read_to_string(path) {
        // A checkout on Windows may have other line endings.
        Ok(text) if text.replace("\r\n", "\n") == *expected => {
            messages::progress("Checked", &format!("{name} is up to date"));
            return ExitStatus::Clean;
        }
        Ok(text) => {
            let line = text.lines().zip(expected.lines()).take_while(|(found, expected)| found == expected).count() + 1;
            format!("{name}:{line}: stale; run `cargo xtask publish` and commit the file")
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            format!("{name} is missing; run `cargo xtask publish` and commit the file")
        }
        Err(error) => format!("{name}: {error}"),
    };
    let _ = writeln!(io::stdout(), "error[stale-file] {why}");
    ExitStatus::Findings
}
