//! The task `publish`: its options and its steps.

use std::io::{self, Write};
use std::path::PathBuf;

use openapi_drift::cli::ExitStatus;
use openapi_publish::{Artifact, Index, Source, checksums};

use super::commit::WorkingCopy;
use super::external::ExternalTools;
use super::generated::{Committed, artifacts, committed};
use super::{published, stale, write};
use crate::documents::{self, root};
use crate::{files, messages};

/// Make the published files of the documents (network only to install npm packages once)
///
/// For each document: OpenAPI 3.0 and 3.1 as YAML and JSON, JSON Schemas, errata as overlays and as a table, the evidence for each
/// statement, workflows, a Postman collection, and the reference as one page; next to them SHA256SUMS, index.json and index.html. The
/// same commit gives the same bytes on any day and in any folder. Also writes openapi/ERRATA.md and openapi/EVIDENCE.md, which are
/// committed.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  done; with --check: the committed files are up to date\n  1  with --check: they are not\n  2  could not make the files\n\nExamples:\n  cargo xtask publish\n  cargo xtask publish --check\n  cargo xtask publish --tag mobilize-openapi-v1.0.0"
)]
pub struct Arguments {
    /// Only these documents (default: all)
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<documents::Document>,
    /// Folder to write to; files of an earlier run are removed from it (default: target/publish of the repository)
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Write nothing; fail if committed files are stale
    #[arg(long, conflicts_with_all = ["dry_run", "tag"])]
    check: bool,
    /// Write nothing; list the files
    #[arg(long)]
    dry_run: bool,
    /// Leave out the files that need Node.js: the Postman collection and the reference page
    #[arg(long)]
    without_node: bool,
    /// Publish the document and version of a tag, with all of its files
    ///
    /// If the tag exists, it must belong to the current commit, and no tracked file may differ from that commit.
    #[arg(long, value_name = "TAG", conflicts_with = "documents")]
    tag: Option<String>,
    /// With --tag: publish even if files differ from the commit
    #[arg(long, requires = "tag")]
    allow_dirty: bool,
}

impl Arguments {
    fn out(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| root().join("target/publish"))
    }
}

pub fn run(arguments: &Arguments) -> ExitStatus {
    publish(arguments).unwrap_or_else(|why| {
        messages::error(&why);
        ExitStatus::Trouble
    })
}

fn publish(arguments: &Arguments) -> Result<ExitStatus, String> {
    let all = documents::ALL.into_iter().map(published).collect::<Result<Vec<Source>, String>>()?;
    let committed = committed()?;
    let chosen = chosen(arguments, &all)?;
    if arguments.check {
        // Errors are better found here than at the release.
        chosen.iter().try_for_each(|source| artifacts(source).map(drop))?;
        let checks: Vec<ExitStatus> = committed.iter().map(|file| stale::check(&file.path, &file.text)).collect();
        return Ok(checks.into_iter().find(|status| *status != ExitStatus::Clean).unwrap_or(ExitStatus::Clean));
    }
    if arguments.dry_run {
        return dry_run(arguments, &chosen, &committed).map(|()| ExitStatus::Clean);
    }
    let working_copy = WorkingCopy::read();
    if let Some(tag) = &arguments.tag {
        working_copy.check_tag(tag, arguments.allow_dirty)?;
    }
    let mut index = Index::new(working_copy.head, working_copy.is_changed);
    let tools = ExternalTools::find(arguments.without_node, &mut index)?;
    if let (Some(tag), None) = (&arguments.tag, &tools) {
        let hint = if arguments.without_node { "leave out --without-node" } else { "install npm" };
        return Err(format!("{tag} needs all files, and those that need Node.js cannot be made\n  -> {hint}"));
    }
    let mut published: Vec<(String, Vec<u8>)> = Vec::new();
    for source in chosen {
        let mut artifacts = artifacts(source)?;
        if let Some(tools) = &tools {
            artifacts.extend(tools.artifacts(source)?);
        }
        index.add(source, &artifacts);
        published.extend(artifacts.into_iter().map(|Artifact { path, bytes, .. }| (path, bytes)));
    }
    published.push(("index.json".to_owned(), index.to_json().into_bytes()));
    published.push(("index.html".to_owned(), index.to_html().into_bytes()));
    let sums = checksums(published.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    published.push(("SHA256SUMS".to_owned(), sums.into_bytes()));
    let out = arguments.out();
    write::all(&out, &published)?;
    committed.iter().try_for_each(|file| files::write(&file.path, &file.text))?;
    messages::progress("Published", &format!("{} files to {}", published.len(), out.display()));
    messages::progress("Page", &out.join("index.html").display().to_string());
    Ok(ExitStatus::Clean)
}

/// Lists the files with their sizes. The size of a file that another program makes is unknown: the program is not installed here.
fn dry_run(arguments: &Arguments, chosen: &[&Source], committed: &[Committed]) -> Result<(), String> {
    // A closed pipe is ignored.
    let line = |size: &str, path: &str| drop(writeln!(io::stdout(), "{size:>9}  {}", arguments.out().join(path).display()));
    for source in chosen {
        for artifact in artifacts(source)? {
            line(&artifact.bytes.len().to_string(), &artifact.path);
        }
        if !arguments.without_node {
            source.converted().iter().for_each(|path| line("?", path));
        }
    }
    ["index.json", "index.html", "SHA256SUMS"].iter().for_each(|path| line("?", path));
    for file in committed {
        let path = file.path.strip_prefix(root()).unwrap_or(&file.path);
        let _ = writeln!(io::stdout(), "{:>9}  {}", file.text.len(), path.display());
    }
    Ok(())
}

/// The documents that were chosen by name or by the tag of a release.
fn chosen<'a>(arguments: &Arguments, all: &'a [Source]) -> Result<Vec<&'a Source>, String> {
    if let Some(tag) = &arguments.tag {
        let tags = || all.iter().map(Source::tag).collect::<Vec<_>>().join(", ");
        return match all.iter().find(|source| source.tag() == *tag) {
            Some(source) => Ok(vec![source]),
            None => Err(format!(
                "the tag {tag} does not match the version of any document\n  -> tags for the current versions (info.version): {}",
                tags()
            )),
        };
    }
    let named: Vec<&str> = documents::chosen(&arguments.documents).map(documents::Document::name).collect();
    Ok(all.iter().filter(|source| named.contains(&source.name())).collect())
}
