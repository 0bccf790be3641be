//! `diff`: the documents of this repository against those of their last release.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_drift::cli::{Diff, DiffOptions, ExitStatus};

use crate::documents;

/// Compare the documents with their last release, and judge their versions
///
/// A release of a document is a tag such as mobilize-openapi-v1.2.0; the highest one that leads to the present commit counts. Where
/// there is none, or none was fetched, there is nothing to compare with, which is said and fails nothing. The recordings of
/// tests/recordings tell a corrected document from a changed service, as far as they are traffic.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  each version is as high as the changes since the last release ask for, or there was no release\n  1  a version is too low, or something that was denied changed\n  2  could not compare\n\nExamples:\n  cargo xtask diff\n  cargo xtask diff mobilize --all\n  cargo xtask diff --changelog"
)]
pub struct Arguments {
    /// Only these documents, such as mobilize (default: all)
    #[arg(value_name = "DOCUMENT", value_parser = clap::builder::PossibleValuesParser::new(documents::ALL.map(|document| document.name())))]
    documents: Vec<String>,
    /// Print the draft of an entry for openapi/CHANGELOG.md, to be edited by hand
    #[arg(long)]
    changelog: bool,
    /// Another checkout of this repository to look at
    #[arg(long, value_name = "FOLDER")]
    repository: Option<PathBuf>,
    #[command(flatten)]
    options: DiffOptions,
}

/// Compares one document after the other; the worst exit status is that of the run.
pub fn run(arguments: &Arguments) -> ExitStatus {
    let root = arguments.repository.as_deref().unwrap_or(documents::root());
    let wanted = |name: &str| arguments.documents.is_empty() || arguments.documents.iter().any(|wanted| wanted == name);
    let documents = documents::ALL.into_iter().filter(|document| wanted(document.name()));
    let statuses = documents.map(|document| compare(document.name(), root, arguments));
    statuses.max_by_key(|status| status.code()).unwrap_or(ExitStatus::Trouble)
}

fn compare(name: &str, root: &Path, arguments: &Arguments) -> ExitStatus {
    let Some(tag) = last_release(name, root) else {
        let what = format!("openapi/{name}.yaml: there is no tag {name}-openapi-v* here, so there is nothing to compare with");
        let help = if is_shallow(root) { "; this clone is shallow: git fetch --tags --unshallow" } else { "" };
        // With standard error gone there is nobody left to tell.
        let _ = writeln!(io::stderr(), "     Skipped {what}{help}");
        return ExitStatus::Clean;
    };
    let recordings = Path::new("tests/recordings").join(name);
    let mut options = arguments.options.clone();
    if root.join(&recordings).is_dir() {
        options = options.recordings_or(recordings);
    }
    if arguments.changelog {
        options = options.as_changelog();
    }
    let path = format!("openapi/{name}.yaml");
    let status = Diff { old: format!("{tag}:{path}"), new: path, folder: root.to_owned(), options }.run();
    // A draft is asked for while the version is still to be raised.
    if arguments.changelog && status == ExitStatus::Findings { ExitStatus::Clean } else { status }
}

/// The highest version of a document that was tagged on the way to the present commit.
fn last_release(name: &str, root: &Path) -> Option<String> {
    let tags = git(root, &["tag", "--list", &format!("{name}-openapi-v*"), "--merged", "HEAD", "--sort=-version:refname"])?;
    tags.lines().next().map(str::to_owned)
}

fn is_shallow(root: &Path) -> bool {
    git(root, &["rev-parse", "--is-shallow-repository"]).is_some_and(|answer| answer.trim() == "true")
}

/// What git says; `None` where it cannot, as in a source archive.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(root).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
