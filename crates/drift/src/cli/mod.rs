//! The command line: arguments in, report out, exit code. The binary and this repository's `cargo xtask` share it.

mod diff;
mod exceptions;
mod exit;
mod explain;
mod lint;
mod options;
mod pipeline;
mod policy;
mod progress;
mod revision;
mod validate;

pub use diff::{Diff, DiffDocuments, DiffOptions};
pub use exceptions::AcceptFindings;
pub use exit::ExitStatus;
pub(crate) use exit::{IgnoreBrokenPipe, ended};
pub use explain::Explain;
pub use lint::{LintDocument, LintOptions};
pub use options::{CheckOptions, ValidateOptions};
pub use policy::Deny;
pub use validate::Validate;
