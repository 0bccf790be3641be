//! Exit codes, and standard output whose reader may close it.

use std::io::{self, Write};
use std::process::ExitCode;

/// The outcome of a run, as an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: everything that was asked for was checked and agrees.
    Clean,
    /// 1: it was checked, and there are findings of error severity, or of one that was denied.
    Findings,
    /// 2: it could not be checked: bad arguments, unreadable files, nothing to check.
    Trouble,
}

impl ExitStatus {
    /// Returns the number for the shell.
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

/// Standard output that its reader may close early: the rest is dropped, and the verdict stays.
pub(crate) struct IgnoreBrokenPipe<W>(pub(crate) W);

impl<W: Write> IgnoreBrokenPipe<W> {
    fn or_drop<T>(written: io::Result<T>, dropped: T) -> io::Result<T> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(dropped),
            written => written,
        }
    }
}

impl<W: Write> Write for IgnoreBrokenPipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Self::or_drop(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Self::or_drop(self.0.flush(), ())
    }
}

/// Returns the status of a run that may have failed to write.
pub(crate) fn ended(status: io::Result<ExitStatus>, err: &mut dyn Write) -> ExitStatus {
    status.unwrap_or_else(|error| {
        // If this fails too, there is nowhere left to report it.
        let _ = writeln!(err, "error: cannot write the report: {error}");
        ExitStatus::Trouble
    })
}
