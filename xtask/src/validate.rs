//! `validate`: checks the recordings of this repository against its documents.

use openapi_drift::cli::{Deny, ExitStatus, PartialOptions, Validate, ValidateOptions};
use openapi_drift::{Document, Severity};

use crate::{documents, settled};

/// Check the recorded responses against the documents (no network)
///
/// Reports errata that a live recording settles: `settled_by` in openapi/*.errata.toml names it. One that a recording refutes
/// fails the run.
///
/// Reads openapi/*.yaml, openapi/*.exceptions.toml and tests/recordings/. Writes only the files of --output. Warnings fail the
/// run too: in this repository every finding is either fixed or accepted with a reason. With several documents, each has its own
/// output file: --output html=drift.html becomes drift.mobilize.html and drift.mode.html.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  the recordings agree with the documents\n  1  they do not; the findings are on standard output\n  2  could not check, or nothing to check\n\nExamples:\n  cargo xtask validate\n  cargo xtask validate listGroups --format json-lines"
)]
pub struct Arguments {
    /// Only these operationIds (default: all)
    #[arg(value_name = "OPERATION")]
    operations: Vec<String>,
    #[command(flatten)]
    options: ValidateOptions,
}

/// Checks one document after the other and returns the worst exit status.
pub fn run(arguments: &Arguments) -> ExitStatus {
    let mut unassigned = arguments.operations.clone();
    let mut runs = Vec::new();
    for document in documents::ALL {
        // The document's own run reports that it cannot be read.
        let known = |id: &String| Document::load(document.path()).is_ok_and(|document| document.operation(id).is_some());
        let operations: Vec<String> = arguments.operations.iter().filter(|id| known(id)).cloned().collect();
        unassigned.retain(|id| !operations.contains(id));
        if arguments.operations.is_empty() || !operations.is_empty() {
            runs.push((document, operations));
        }
    }
    // The run of the first document reports operations that no document has, and suggests similar names.
    if !unassigned.is_empty() {
        runs.insert(0, (documents::ALL[0], unassigned));
    }
    let several = runs.len() > 1;
    let statuses = runs.into_iter().map(|(document, operations)| {
        let options = arguments.options.clone();
        let options = if several { options.for_one_of_several(document.name()) } else { options };
        let checked = validate(document, operations, options);
        // A run that could not check says enough.
        if matches!(checked, ExitStatus::Trouble) { checked } else { worse(checked, settled::run(document)) }
    });
    statuses.max_by_key(|status| status.code()).unwrap_or(ExitStatus::Trouble)
}

fn worse(one: ExitStatus, other: ExitStatus) -> ExitStatus {
    if other.code() > one.code() { other } else { one }
}

fn validate(document: documents::Document, operations: Vec<String>, options: ValidateOptions) -> ExitStatus {
    Validate {
        document: document.path(),
        exceptions: Some(document.exceptions()),
        recordings: vec![document.recordings()],
        operations,
        deny: vec![Deny::Severity(Severity::Warning)],
        command: "cargo xtask",
        options,
        part: PartialOptions::default(),
    }
    .run()
}
