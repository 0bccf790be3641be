//! The command line: arguments in, report out, exit code. The binary and this repository's `cargo xtask` share it.

mod explain;
mod pipeline;
mod validate;

use std::process::ExitCode;

pub use explain::Explain;
pub use validate::{Deny, Validate, ValidateOptions};

/// What a run says by its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: everything that was asked for was checked, and agrees.
    Clean,
    /// 1: it was checked, and there are findings of error severity, or of one that was denied.
    Findings,
    /// 2: it could not be checked: bad arguments, unreadable files, nothing to check.
    Trouble,
}

impl ExitStatus {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Trouble => 2,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}
