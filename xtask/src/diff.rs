//! `diff`: compares the documents of this repository with their last releases.

use std::path::{Path, PathBuf};

use openapi_drift::cli::{Diff, DiffOptions, ExitStatus};

use crate::{documents, messages, releases};

/// Compare the documents with their last releases, and check their versions
///
/// The last release of a document is the highest version in `openapi/releases/<document>`; pre-releases do not count. A document
/// without a release is skipped with a message. Live recordings in tests/recordings distinguish a corrected document from a changed
/// service.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  each version is as high as the changes since the last release require, or there is no release\n  1  a version is too low, or a denied change was found\n  2  could not compare\n\nExamples:\n  cargo xtask diff\n  cargo xtask diff mobilize --all\n  cargo xtask diff --changelog"
)]
pub struct Arguments {
    /// Only these documents (default: all)
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<documents::Document>,
    /// Print the draft of an entry for openapi/CHANGELOG.md, to be edited by hand
    #[arg(long)]
    changelog: bool,
    /// Another checkout of this repository
    #[arg(long, value_name = "FOLDER")]
    repository: Option<PathBuf>,
    #[command(flatten)]
    options: DiffOptions,
}

/// Compares one document after the other and returns the worst exit status.
pub fn run(arguments: &Arguments) -> ExitStatus {
    let root = arguments.repository.as_deref().unwrap_or(documents::root());
    let statuses = documents::chosen(&arguments.documents).map(|document| compare(document.name(), root, arguments));
    statuses.max_by_key(|status| status.code()).unwrap_or(ExitStatus::Trouble)
}

/// Compares one document with its last release. Prints the changes since then.
pub fn check_version(document: documents::Document) -> ExitStatus {
    /// The default options.
    #[derive(clap::Parser)]
    struct Defaults {
        #[command(flatten)]
        arguments: Arguments,
    }
    let Defaults { arguments } = clap::Parser::parse_from(["diff", "--quiet"]);
    compare(document.name(), documents::root(), &arguments)
}

fn compare(name: &str, root: &Path, arguments: &Arguments) -> ExitStatus {
    let version = match releases::last(name, root) {
        Ok(Some(version)) => version,
        Ok(None) => {
            messages::progress("Skipped", &format!("openapi/{name}.yaml: it has no release to compare with"));
            return ExitStatus::Clean;
        }
        Err(why) => {
            messages::error(&format!("cannot compare openapi/{name}.yaml\n  -> {why}"));
            return ExitStatus::Trouble;
        }
    };
    let recordings = Path::new("tests/recordings").join(name);
    let mut options = arguments.options.clone();
    if root.join(&recordings).is_dir() {
        options = options.recordings_or(recordings);
    }
    if arguments.changelog {
        options = options.as_changelog();
    }
    let old = releases::path(name, &version).to_string_lossy().into_owned();
    let status = Diff { old, new: format!("openapi/{name}.yaml"), folder: root.to_owned(), options }.run();
    // A draft is printed before the version is raised.
    if arguments.changelog && status == ExitStatus::Findings { ExitStatus::Clean } else { status }
}
