//! `diff`: the documents of this repository against those of their last release.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_drift::Document;
use openapi_drift::cli::{Diff, DiffOptions, ExitStatus};
use semver::Version;
use serde_json::Value;

use crate::{documents, process};

/// Compare the documents with their last release, and judge their versions
///
/// A release of a document is a tag such as mobilize-openapi-v1.2.0; the highest one that leads to the present commit counts, and
/// pre-releases do not. Where there is none, or none was fetched, there is nothing to compare with, which is said and fails nothing.
/// Where git does not answer, nothing could be compared, and that is exit status 2. The recordings of
/// tests/recordings tell a corrected document from a changed service, as far as they are traffic.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  each version is as high as the changes since the last release ask for, or there was no release\n  1  a version is too low, or something that was denied changed\n  2  could not compare\n\nExamples:\n  cargo xtask diff\n  cargo xtask diff mobilize --all\n  cargo xtask diff --changelog"
)]
pub struct Arguments {
    /// Only these documents (default: all)
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<documents::Document>,
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
    let statuses = documents::chosen(&arguments.documents).map(|document| compare(document.name(), root, arguments));
    statuses.max_by_key(|status| status.code()).unwrap_or(ExitStatus::Trouble)
}

fn compare(name: &str, root: &Path, arguments: &Arguments) -> ExitStatus {
    let tag = match last_release(name, root) {
        Ok(tag) => tag,
        Err(why) => {
            let _ = writeln!(io::stderr(), "error: cannot compare openapi/{name}.yaml\n  -> {why}");
            return ExitStatus::Trouble;
        }
    };
    let Some(tag) = tag else {
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

/// The highest released version of a document that was tagged on the way to the present commit.
fn last_release(name: &str, root: &Path) -> Result<Option<String>, String> {
    let prefix = format!("{name}-openapi-v");
    let tags = git(root, &["tag", "--list", &format!("{prefix}*"), "--merged", "HEAD"])?;
    let versions = tags.lines().filter_map(|tag| Version::parse(tag.strip_prefix(&prefix)?).ok());
    let Some(version) = versions.filter(|version| version.pre.is_empty()).max() else { return Ok(None) };
    let tag = format!("{prefix}{version}");
    let text = git(root, &["show", &format!("{tag}:openapi/{name}.yaml")])?;
    let released = Document::parse(&format!("{tag}:openapi/{name}.yaml"), &text).map_err(|trouble| trouble.to_string())?;
    match released.node("/info/version").and_then(Value::as_str) {
        Some(declared) if declared == version.to_string() => Ok(Some(tag)),
        declared => Err(format!(
            "the document of the tag {tag} says `info.version: {}`; a tag is that of the version in its document, so tag the right commit",
            declared.unwrap_or("nothing")
        )),
    }
}

fn is_shallow(root: &Path) -> bool {
    git(root, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer.trim() == "true")
}

/// What git says, or why it says nothing.
fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = process::run(Command::new("git").args(arguments).current_dir(root))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
