//! `release`: does every step of a release that needs no credentials, and prints the others.

use std::io::{self, Write};

use openapi_drift::cli::ExitStatus;
use semver::Version;

use crate::documents::{self, ADDRESS, Document, root};
use crate::{diff, files, messages, package, process, publish, releases};

/// Prepare a release of documents and crates, and print the steps that need credentials (no network)
///
/// Adds each document whose version is not released yet to openapi/releases, after checking that the version fits the changes and
/// that openapi/CHANGELOG.md has an entry for it, and updates openapi/ERRATA.md and openapi/EVIDENCE.md. Then prints the remaining commands: committing,
/// tagging, and publishing the crates in order. Run `cargo xtask package` before that.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  prepared; the remaining steps are on standard output\n  1  a document is not ready: its version or its changelog\n  2  could not prepare\n\nExamples:\n  cargo xtask release\n  cargo xtask release mobilize\n  cargo xtask release --dry-run"
)]
pub struct Arguments {
    /// Only these documents (default: all)
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<Document>,
    /// Check and print, but write nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(arguments: &Arguments) -> ExitStatus {
    release(arguments).unwrap_or_else(|why| {
        messages::error(&why);
        ExitStatus::Trouble
    })
}

fn release(arguments: &Arguments) -> Result<ExitStatus, String> {
    let mut tags = Vec::new();
    let mut is_ready = true;
    for document in documents::chosen(&arguments.documents) {
        let source = publish::source(document)?;
        let version =
            Version::parse(source.version()).map_err(|error| format!("openapi/{}.yaml: info.version: {error}", document.name()))?;
        let path = releases::path(document.name(), &version);
        if releases::last(document.name(), root())?.is_some_and(|last| last == version) {
            if files::read(&document.path())? != files::read(&root().join(&path))? {
                print_line(&format!(
                    "error[released] openapi/{}.yaml has changed since version {version}\n  -> raise `info.version`; `cargo xtask diff {0}` reports by how much",
                    document.name()
                ));
                is_ready = false;
            }
            continue;
        }
        match diff::check_version(document) {
            ExitStatus::Clean => {}
            ExitStatus::Findings => {
                is_ready = false;
                continue;
            }
            ExitStatus::Trouble => return Ok(ExitStatus::Trouble),
        }
        if !has_entry(source.title(), source.version())? {
            let name = document.name();
            print_line(&format!(
                "error[changelog] openapi/CHANGELOG.md has no entry `## {} {version}`\n  -> cargo xtask diff {name} --changelog",
                source.title()
            ));
            is_ready = false;
            continue;
        }
        if !arguments.dry_run {
            files::write(&root().join(&path), files::read(&document.path())?)?;
        }
        messages::progress(if arguments.dry_run { "Would add" } else { "Added" }, &path.display().to_string());
        tags.push(source.tag());
    }
    if !is_ready {
        return Ok(ExitStatus::Findings);
    }
    if !arguments.dry_run {
        publish::write_committed()?;
    }
    print_line(&remaining(&tags)?);
    Ok(ExitStatus::Clean)
}

/// The steps that a person with credentials does.
fn remaining(tags: &[String]) -> Result<String, String> {
    let mut text = String::from("# Remaining steps; each needs credentials.\n");
    if ADDRESS.is_empty() {
        text += "# First: set `repository` in the Cargo.toml of the workspace. It is empty.\n";
    }
    if tags.is_empty() {
        text += "# No document has a new version.\n";
    } else {
        text += &format!("git add openapi && git commit -m '[documents] Release {}'\n", tags.join(", "));
        for tag in tags {
            text += &format!("git tag {tag} && git push origin {tag}   # the workflow `release` publishes the files\n");
        }
    }
    text += "# The crates, in this order. A version that the registry has is skipped by hand.\ncargo xtask package\n";
    for package in package::in_order()? {
        text += &format!("cargo publish --locked --package {}   # {}\n", package.name, package.version);
    }
    let changed = process::git(root(), &["status", "--porcelain", "--untracked-files=no"]).unwrap_or_default();
    if !changed.is_empty() {
        text += "# Tracked files have uncommitted changes:\n";
        changed.lines().for_each(|line| text += &format!("#   {line}\n"));
    }
    Ok(text)
}

fn has_entry(title: &str, version: &str) -> Result<bool, String> {
    let changelog = files::read(&root().join("openapi/CHANGELOG.md"))?;
    let heading = format!("## {title} {version}");
    Ok(changelog.lines().any(|line| line == heading || line.starts_with(&format!("{heading} "))))
}

/// Prints a line to standard output. A closed pipe is ignored.
fn print_line(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}
