//! `publish`: what users of other languages, portals and gateways take, made of the documents.

mod foreign;
mod write;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_drift::cli::ExitStatus;
use openapi_publish::{Artifact, Errata, Index, Source, checksums, table};

use crate::documents::{self, Document, root};
use crate::tools;

/// Make what is published of the documents (no network, but for installing npm packages once)
///
/// For each document: OpenAPI 3.0 and 3.1 as YAML and JSON, JSON Schemas, errata as overlays and as a table, a collection for
/// Postman, and the reference as one page; beside them SHA256SUMS, index.json and index.html. The same commit gives the same
/// bytes, on any day and in any folder. Also writes openapi/ERRATA.md, the one file of these that is committed.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  done; with --check: the committed files are as they would be written\n  1  with --check: they are not\n  2  could not make it\n\nExamples:\n  cargo xtask publish\n  cargo xtask publish --check\n  cargo xtask publish --tag mobilize-openapi-v1.0.0"
)]
pub struct Arguments {
    /// Only these documents (default: all)
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<documents::Document>,
    /// The folder to write to; what an earlier run wrote there is removed (default: target/publish of the repository)
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Write nothing; fail if files that are committed are stale
    #[arg(long, conflicts_with_all = ["dry_run", "tag"])]
    check: bool,
    /// Write nothing; list what would be written
    #[arg(long)]
    dry_run: bool,
    /// Leave out what needs Node.js: the collection for Postman and the page of reference
    #[arg(long)]
    without_node: bool,
    /// Publish the document and the version that a tag names, and nothing less than everything
    ///
    /// Where the tag is there already it has to lead to the present commit, and every file has to be as it was committed.
    #[arg(long, value_name = "TAG", conflicts_with = "documents")]
    tag: Option<String>,
    /// With --tag: publish although files differ from what was committed
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
        eprintln!("error: {why}");
        ExitStatus::Trouble
    })
}

fn publish(arguments: &Arguments) -> Result<ExitStatus, String> {
    let all = documents::ALL.into_iter().map(source).collect::<Result<Vec<Source>, String>>()?;
    let derived = (root().join("openapi/ERRATA.md"), table(&all.iter().collect::<Vec<_>>()));
    let chosen = chosen(arguments, &all)?;
    if arguments.check {
        // Whatever cannot be made is trouble, and trouble should be met before a release.
        chosen.iter().try_for_each(|source| source.artifacts().map(|_| ()).map_err(|error| error.to_string()))?;
        return Ok(check(&derived));
    }
    if arguments.dry_run {
        return dry_run(arguments, &chosen, &derived).map(|()| ExitStatus::Clean);
    }
    let state = State::here();
    if let Some(tag) = &arguments.tag {
        state.fits(tag, arguments.allow_dirty)?;
    }
    let mut index = Index::new(state.head, state.changed);
    let foreign = foreign::Programs::find(arguments.without_node, &mut index)?;
    if let (Some(tag), None) = (&arguments.tag, &foreign) {
        let how = if arguments.without_node { "leave out --without-node" } else { "install npm" };
        return Err(format!("{tag} is to be published completely, and what needs Node.js cannot be made\n  -> {how}"));
    }
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for source in chosen {
        let mut artifacts = source.artifacts().map_err(|error| error.to_string())?;
        if let Some(programs) = &foreign {
            artifacts.extend(programs.artifacts(source)?);
        }
        index.add(source, &artifacts);
        files.extend(artifacts.into_iter().map(|Artifact { path, bytes, .. }| (path, bytes)));
    }
    files.push(("index.json".to_owned(), index.to_json().into_bytes()));
    files.push(("index.html".to_owned(), index.to_html().into_bytes()));
    let sums = checksums(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    files.push(("SHA256SUMS".to_owned(), sums.into_bytes()));
    let out = arguments.out();
    write::all(&out, &files)?;
    fs::write(&derived.0, &derived.1).map_err(|error| format!("cannot write {}: {error}", derived.0.display()))?;
    eprintln!("   Published {} files to {}", files.len(), out.display());
    eprintln!("        Page {}", out.join("index.html").display());
    Ok(ExitStatus::Clean)
}

/// Lists what would be written. What other programs make has no size yet: they are not even installed for this.
fn dry_run(arguments: &Arguments, chosen: &[&Source], derived: &(PathBuf, String)) -> Result<(), String> {
    // Whoever closed the pipe has read enough.
    let line = |size: &str, path: &str| drop(writeln!(io::stdout(), "{size:>9}  {}", arguments.out().join(path).display()));
    for source in chosen {
        for artifact in source.artifacts().map_err(|error| error.to_string())? {
            line(&artifact.bytes.len().to_string(), &artifact.path);
        }
        if !arguments.without_node {
            source.converted().iter().for_each(|path| line("?", path));
        }
    }
    ["index.json", "index.html", "SHA256SUMS"].iter().for_each(|path| line("?", path));
    let _ = writeln!(io::stdout(), "{:>9}  {}", derived.1.len(), derived.0.strip_prefix(root()).unwrap_or(&derived.0).display());
    Ok(())
}

/// A document with its errata.
pub fn source(document: Document) -> Result<Source, String> {
    let read = |path: &Path| fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()));
    let errata = errata(&read(&document.errata())?).map_err(|why| format!("{}: {why}", document.errata().display()))?;
    Source::new(document.name(), read(&document.path())?, errata).map_err(|error| error.to_string())
}

/// Errata whose pages are there.
fn errata(text: &str) -> Result<Errata, String> {
    let errata = Errata::parse(text).map_err(|error| error.to_string())?;
    let unknown = errata.erratum.iter().find_map(|erratum| {
        let page = erratum.pages.iter().find(|page| !documents::is_page(page))?;
        Some(format!("erratum {}: `{page}` is no page of openapi/pages.toml", erratum.id))
    });
    unknown.map_or(Ok(errata), Err)
}

/// The documents that were asked for, by name or by the tag of a release.
fn chosen<'a>(arguments: &Arguments, all: &'a [Source]) -> Result<Vec<&'a Source>, String> {
    if let Some(tag) = &arguments.tag {
        let tags = || all.iter().map(Source::tag).collect::<Vec<_>>().join(", ");
        return match all.iter().find(|source| source.tag() == *tag) {
            Some(source) => Ok(vec![source]),
            None => {
                Err(format!("the tag {tag} is that of no document\n  -> as the documents stand (info.version) it could be: {}", tags()))
            }
        };
    }
    let named: Vec<&str> = documents::chosen(&arguments.documents).map(documents::Document::name).collect();
    Ok(all.iter().filter(|source| named.contains(&source.name())).collect())
}

/// Whether a committed file is as it would be written.
fn check((path, expected): &(PathBuf, String)) -> ExitStatus {
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    let why = match fs::read_to_string(path) {
        // A checkout may have other line ends.
        Ok(text) if text.replace("\r\n", "\n") == *expected => {
            eprintln!("     Checked {name} is as it would be written");
            return ExitStatus::Clean;
        }
        Ok(text) => {
            let line = text.lines().zip(expected.lines()).take_while(|(is, wanted)| is == wanted).count() + 1;
            format!("{name}:{line}: stale; run `cargo xtask publish` and commit the file")
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            format!("{name} is missing; run `cargo xtask publish` and commit the file")
        }
        Err(error) => format!("{name}: {error}"),
    };
    let _ = writeln!(io::stdout(), "error[stale-file] {why}");
    ExitStatus::Findings
}

/// What git says of the files at hand; nothing without git, or outside a repository.
struct State {
    head: Option<String>,
    changed: Option<bool>,
}

impl State {
    fn here() -> Self {
        let head = git(&["rev-parse", "HEAD"]);
        // Of no commit nothing can differ.
        let changed =
            head.as_ref().and_then(|_| git(&["status", "--porcelain", "--untracked-files=no"])).map(|changes| !changes.is_empty());
        Self { head, changed }
    }

    /// A tag promises the files of its commit.
    fn fits(&self, tag: &str, allow_dirty: bool) -> Result<(), String> {
        let tagged = git(&["rev-parse", "--verify", "--quiet", &format!("refs/tags/{tag}^{{commit}}")]);
        if tagged.is_some() && tagged != self.head {
            return Err(format!("the tag {tag} leads to another commit than this\n  -> git checkout {tag}"));
        }
        if self.changed == Some(true) && !allow_dirty {
            return Err(format!("{tag} promises what was committed, and there are changes\n  -> commit them, or give --allow-dirty"));
        }
        Ok(())
    }
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = tools::output(Command::new("git").arg("-C").arg(root()).args(arguments)).ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{State, errata};

    #[test]
    fn a_tag_promises_what_was_committed() {
        let changed = |changed| State { head: Some("abc".to_owned()), changed: Some(changed) };
        let tag = "books-openapi-v1.0.0";
        assert_eq!(changed(false).fits(tag, false), Ok(()));
        assert_eq!(changed(true).fits(tag, true), Ok(()));
        let why = changed(true).fits(tag, false).expect_err("there are changes");
        assert!(why.contains("commit them, or give --allow-dirty"), "{why}");
        // Outside a repository nobody knows.
        assert_eq!(State { head: None, changed: None }.fits(tag, false), Ok(()));
    }

    #[test]
    fn errata_are_about_pages_that_there_are() {
        let text = |page: &str| {
            format!("[[erratum]]\nid = 'E01'\npages = ['groups', '{page}']\nsays = 'a'\ndocument = 'b'\nwhy = 'c'\npointers = ['/paths']\n")
        };
        assert!(errata(&text("webhooks")).is_ok());
        assert_eq!(errata(&text("webhoks")), Err("erratum E01: `webhoks` is no page of openapi/pages.toml".to_owned()));
    }
}
