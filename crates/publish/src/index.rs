//! The index of everything published: for programs, for people, and as checksums.

use std::fmt::Write;

use serde::Serialize;

use crate::artifact::sha256;
use crate::reference::escape;
use crate::{Artifact, Kind, Source};

/// What was published, of what, by what, and what was not.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct Index {
    /// The commit that everything was made of; none outside a repository.
    pub commit: Option<String>,
    /// Whether files of the repository differed from that commit; none outside a repository.
    pub uncommitted_changes: Option<bool>,
    documents: Vec<Document>,
    not_made: Vec<NotMade>,
    made_with: Vec<Tool>,
}

/// Another program that something was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// Something that could have been made and was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct NotMade {
    pub what: String,
    pub why: String,
}

#[derive(Debug, Serialize)]
struct Document {
    name: String,
    title: String,
    version: String,
    tag: String,
    files: Vec<File>,
}

#[derive(Debug, Serialize)]
struct File {
    path: String,
    kind: Kind,
    about: &'static str,
    media_type: &'static str,
    bytes: usize,
    sha256: String,
}

impl Index {
    /// An index without documents.
    pub fn new(commit: Option<String>, uncommitted_changes: Option<bool>) -> Self {
        Self { commit, uncommitted_changes, documents: Vec::new(), not_made: Vec::new(), made_with: Vec::new() }
    }

    /// Adds a document and what was made of it.
    pub fn add(&mut self, source: &Source, artifacts: &[Artifact]) {
        let files = artifacts.iter().map(|artifact| File {
            path: artifact.path.clone(),
            kind: artifact.kind,
            about: artifact.kind.about(),
            media_type: artifact.kind.media_type(),
            bytes: artifact.bytes.len(),
            sha256: sha256(&artifact.bytes),
        });
        self.documents.push(Document {
            name: source.name().to_owned(),
            title: source.title().to_owned(),
            version: source.version().to_owned(),
            tag: source.tag(),
            files: files.collect(),
        });
    }

    /// Says that something was not made, and why.
    pub fn not_made(&mut self, not_made: NotMade) {
        self.not_made.push(not_made);
    }

    /// Names another program that something was made with.
    pub fn made_with(&mut self, tool: Tool) {
        self.made_with.push(tool);
    }

    /// The index for programs.
    ///
    /// # Panics
    ///
    /// Never: everything in it can be written as JSON.
    pub fn to_json(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_else(|error| unreachable!("an index is JSON: {error}"));
        format!("{value:#}\n")
    }

    /// The index for people, as a page of HTML.
    pub fn to_html(&self) -> String {
        let mut page = String::from(HEAD);
        let mut line = |text: &str| {
            // A string takes everything that is written to it.
            let _ = writeln!(page, "{text}");
        };
        let commit = match (&self.commit, self.uncommitted_changes) {
            (Some(commit), None | Some(false)) => format!("Made of commit <code>{}</code>.", escape(commit)),
            (Some(commit), Some(true)) => {
                format!("Made of commit <code>{}</code> and <strong>changes that are not committed</strong>.", escape(commit))
            }
            (None, _) => "Made outside a repository, so of no known commit.".to_owned(),
        };
        line(&format!("<p>{commit} <a href=\"index.json\">index.json</a> says the same to programs; <code>sha256sum --check"));
        line("<a href=\"SHA256SUMS\">SHA256SUMS</a></code> checks that the files are complete.</p>");
        line(
            "<p>Insomnia and Bruno import the OpenAPI 3.0 document itself (Import, From File), so there is no file of their own for them.",
        );
        line("The <code>$id</code> of a schema is a name: nothing is served there.</p>");
        for document in &self.documents {
            line(&format!("<h2>{} {}</h2>", escape(&document.title), escape(&document.version)));
            line("<table>\n<tr><th>File<th>What it is<th>Size<th>SHA-256</tr>");
            let (schemas, files): (Vec<&File>, Vec<&File>) = document.files.iter().partition(|file| file.kind == Kind::Schema);
            for file in files {
                line(&row(file, file.about));
            }
            line("</table>");
            if !schemas.is_empty() {
                line(&format!("<details><summary>{} JSON Schemas (2020-12), one for each component</summary>\n<table>", schemas.len()));
                for file in schemas {
                    line(&row(file, ""));
                }
                line("</table>\n</details>");
            }
        }
        if !self.not_made.is_empty() {
            line("<h2>Not made</h2>\n<ul>");
            for NotMade { what, why } in &self.not_made {
                line(&format!("<li>{}: {}</li>", escape(what), escape(why)));
            }
            line("</ul>");
        }
        if !self.made_with.is_empty() {
            let tools: Vec<String> = self.made_with.iter().map(|tool| escape(&format!("{} {}", tool.name, tool.version))).collect();
            line(&format!("<p>Made with {}.</p>", tools.join(", ")));
        }
        line("</body>\n</html>");
        page
    }
}

fn row(file: &File, about: &str) -> String {
    let File { path, bytes, sha256, .. } = file;
    let (path, about, start) = (escape(path), escape(about), sha256.get(..12).unwrap_or(sha256));
    format!("<tr><td><a href=\"{path}\">{path}</a><td>{about}<td class=\"n\">{bytes}<td><code title=\"{sha256}\">{start}…</code></tr>")
}

/// The checksums of some files, as `sha256sum --check` reads them, by path.
pub fn checksums<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut lines: Vec<(&str, String)> = files.into_iter().map(|(path, bytes)| (path, sha256(bytes))).collect();
    lines.sort_unstable();
    lines.iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect()
}

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Published documents</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884 }
.n { text-align: right; font-variant-numeric: tabular-nums }
summary { cursor: pointer; margin: 1rem 0 }
</style>
</head>
<body>
<h1>Published documents</h1>
"#;
