//! The command `openapi-drift`.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use openapi_drift::cli::{
    AcceptFindings, CheckOptions, DiffDocuments, ExitStatus, Explain, LintDocument, MergeReports, PartialOptions, RedactRecordings,
    Validate, ValidateOptions,
};

/// Check recorded HTTP traffic against an OpenAPI document
#[derive(Parser)]
#[command(
    version,
    after_help = "Exit status:\n  0  the recordings agree with the document\n  1  they do not; the findings are on standard output\n  2  could not check"
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Validate(ValidateArguments),
    Merge(MergeReports),
    #[cfg(feature = "record")]
    Record(openapi_drift::cli::RecordTraffic),
    Redact(RedactRecordings),
    Exceptions(ExceptionsArguments),
    Lint(LintDocument),
    Diff(DiffDocuments),
    Explain(Explain),
}

/// Check recordings against a document
///
/// Findings go to standard output, everything else to standard error. Nothing is sent, and only the files of --output and
/// --partial are written.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  the recordings agree with the document\n  1  they do not; the findings are on standard output\n  2  could not check, or nothing to check\n\nExamples:\n  openapi-drift validate --document openapi.yaml recordings/\n  openapi-drift validate --document openapi.yaml recordings/ --output html=drift.html"
)]
struct ValidateArguments {
    #[command(flatten)]
    input: Input,
    /// Findings that are accepted, each with a reason (TOML)
    #[arg(long, value_name = "FILE")]
    exceptions: Option<PathBuf>,
    #[command(flatten)]
    options: ValidateOptions,
    #[command(flatten)]
    part: PartialOptions,
}

/// Turn today's findings into exceptions, whose reasons are to be filled in
///
/// Adds one exception for each finding to those of the file, which stay as they are. It accepts that finding and no other.
/// The reasons are left empty, and a file with an empty reason is rejected: somebody must say why a finding is accepted.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  the exceptions were written, or there was nothing to accept\n  2  could not check all, or could not write\n\nExamples:\n  openapi-drift exceptions --document openapi.yaml --write exceptions.toml recordings/"
)]
struct ExceptionsArguments {
    #[command(flatten)]
    input: Input,
    /// The file of exceptions to write; without it they go to standard output
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    #[command(flatten)]
    checking: CheckOptions,
}

#[derive(clap::Args)]
struct Input {
    /// The OpenAPI 3.0 or 3.1 document, YAML or JSON
    #[arg(long, value_name = "FILE")]
    document: PathBuf,
    /// Check only recordings of this operation (may be repeated)
    #[arg(long = "operation", value_name = "OPERATION")]
    operations: Vec<String>,
    /// Recordings: files, folders with .json, .yaml, .yml, .har, .ndjson, .jsonl or .http files, or `-` for standard input
    #[arg(required = true)]
    recordings: Vec<PathBuf>,
}

fn main() -> ExitCode {
    match Arguments::parse().task {
        Task::Validate(ValidateArguments { input, exceptions, options, part }) => validate(input, exceptions, options, part).run().into(),
        Task::Merge(merge) => merge.run().into(),
        #[cfg(feature = "record")]
        Task::Record(record) => record.run().into(),
        Task::Redact(redact) => redact.run().into(),
        Task::Exceptions(ExceptionsArguments { input, write, checking }) => {
            let is_written = write.is_some();
            let validate = validate(input, write, ValidateOptions::checking(checking), PartialOptions::default());
            AcceptFindings { validate, write: is_written }.run().into()
        }
        Task::Lint(lint) => lint.run().into(),
        Task::Diff(diff) => diff.run().into(),
        Task::Explain(explain) => explain.run(&mut io::stdout()).unwrap_or(ExitStatus::Trouble).into(),
    }
}

fn validate(input: Input, exceptions: Option<PathBuf>, options: ValidateOptions, part: PartialOptions) -> Validate {
    Validate {
        document: input.document,
        exceptions,
        recordings: input.recordings,
        operations: input.operations,
        deny: Vec::new(),
        command: "openapi-drift",
        options,
        part,
    }
}
