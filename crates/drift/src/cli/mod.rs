//! The command line: arguments in, report out, exit code. The binary and this repository's `cargo xtask` share it.

mod diff;
mod exceptions;
mod exit;
mod explain;
mod key_file;
mod lint;
mod loading;
mod merge;
mod options;
mod output_file;
mod pipeline;
mod policy;
mod progress;
#[cfg(feature = "record")]
mod record;
mod redact;
mod redaction;
mod reporter;
mod revision;
mod summary;
mod validate;

pub use diff::{Diff, DiffDocuments, DiffOptions};
pub use exceptions::AcceptFindings;
pub use exit::ExitStatus;
pub(crate) use exit::{IgnoreBrokenPipe, ended};
pub use explain::Explain;
pub use lint::{LintDocument, LintOptions};
pub use merge::MergeReports;
pub use options::{CheckOptions, OutputOptions, PartialOptions, Shard, ValidateOptions};
pub use policy::Deny;
#[cfg(feature = "record")]
pub use record::RecordTraffic;
pub use redact::RedactRecordings;
pub use redaction::KeyOptions;
pub use validate::Validate;
