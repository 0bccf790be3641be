//! The command `openapi-drift`.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use openapi_drift::cli::{ExitStatus, Explain, Validate, ValidateOptions};

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
    Explain(Explain),
}

/// Check recordings against a document
///
/// Findings go to standard output, everything else to standard error. Nothing is written, nothing is sent.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  the recordings agree with the document\n  1  they do not; the findings are on standard output\n  2  could not check, or nothing to check\n\nExamples:\n  openapi-drift validate --document openapi.yaml recordings/\n  openapi-drift validate --document openapi.yaml --operation listGroups recordings/ --format json-lines"
)]
struct ValidateArguments {
    /// The OpenAPI 3.0 or 3.1 document, YAML or JSON
    #[arg(long, value_name = "FILE")]
    document: PathBuf,
    /// Findings that are accepted, each with a reason (TOML)
    #[arg(long, value_name = "FILE")]
    exceptions: Option<PathBuf>,
    /// Check only recordings of this operation (may be repeated)
    #[arg(long = "operation", value_name = "OPERATION")]
    operations: Vec<String>,
    /// Recordings: files, folders with .json, .yaml, .yml, .har, .ndjson, .jsonl or .http files, or `-` for standard input
    #[arg(required = true)]
    recordings: Vec<PathBuf>,
    #[command(flatten)]
    options: ValidateOptions,
}

fn main() -> ExitCode {
    match Arguments::parse().task {
        Task::Validate(arguments) => validate(arguments).into(),
        Task::Explain(explain) => explain.run(&mut io::stdout()).unwrap_or(ExitStatus::Trouble).into(),
    }
}

fn validate(arguments: ValidateArguments) -> ExitStatus {
    Validate {
        document: arguments.document,
        exceptions: arguments.exceptions,
        recordings: arguments.recordings,
        operations: arguments.operations,
        deny: Vec::new(),
        command: "openapi-drift",
        options: arguments.options,
    }
    .run()
}
