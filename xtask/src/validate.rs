//! `validate`: the recordings of this repository against its documents.

use std::path::Path;

use openapi_drift::Severity;
use openapi_drift::cli::{Deny, ExitStatus, Validate, ValidateOptions};

/// Check the recorded responses against the document (no network)
///
/// Reads openapi/mobilize.yaml, openapi/mobilize.exceptions.toml and tests/recordings/mobilize/. Writes nothing but the files of --output.
/// Warnings fail the run too: in this repository every finding is either mended or accepted with a reason.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  the recordings agree with the document\n  1  they do not; the findings are on standard output\n  2  could not check, or nothing to check\n\nExamples:\n  cargo xtask validate\n  cargo xtask validate listGroups --format json-lines"
)]
pub struct Arguments {
    /// Only these operationIds (default: all)
    #[arg(value_name = "OPERATION")]
    operations: Vec<String>,
    #[command(flatten)]
    options: ValidateOptions,
}

pub fn run(arguments: Arguments) -> ExitStatus {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    Validate {
        document: root.join("openapi/mobilize.yaml"),
        exceptions: Some(root.join("openapi/mobilize.exceptions.toml")),
        recordings: vec![root.join("tests/recordings/mobilize")],
        operations: arguments.operations,
        deny: vec![Deny::Severity(Severity::Warning)],
        command: "cargo xtask",
        options: arguments.options,
    }
    .run()
}
