//! The index of all published files: as JSON, as a page, and as checksums.

use std::fmt::Write;

use serde::Serialize;

use crate::artifact::sha256;
use crate::reference::escape;
use crate::{Artifact, Kind, Source};

/// The published files, their documents, the tools that made them, and the files that were not made.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct Index {
    /// The commit of the documents. None outside a repository.
    pub commit: Option<String>,
    /// True if files of the repository differed from that commit; `None` outside a repository.
    pub uncommitted_changes: Option<bool>,
    documents: Vec<IndexedDocument>,
    not_made: Vec<NotMade>,
    made_with: Vec<Tool>,
}

/// A program that made some of the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// A file that was not made, and the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct NotMade {
    pub what: String,
    pub why: String,
}

#[derive(Debug, Serialize)]
struct IndexedDocument {
    name: String,
    title: String,
    version: String,
    tag: String,
    files: Vec<IndexedFile>,
}

#[derive(Debug, Serialize)]
struct IndexedFile {
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

    /// Adds a document and its files.
    pub fn add(&mut self, source: &Source, artifacts: &[Artifact]) {
        let files = artifacts.iter().map(|artifact| IndexedFile {
            path: artifact.path.clone(),
            kind: artifact.kind,
            about: artifact.kind.about(),
            media_type: artifact.kind.media_type(),
            bytes: artifact.bytes.len(),
            sha256: sha256(&artifact.bytes),
        });
        self.documents.push(IndexedDocument {
            name: source.name().to_owned(),
            title: source.title().to_owned(),
            version: source.version().to_owned(),
            tag: source.tag(),
            files: files.collect(),
        });
    }

    /// Adds a file that was not made.
    pub fn not_made(&mut self, not_made: NotMade) {
        self.not_made.push(not_made);
    }

    /// Adds a program that made some of the files.
    pub fn made_with(&mut self, tool: Tool) {
        self.made_with.push(tool);
    }

    /// The index as JSON.
    pub fn to_json(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_else(|error| unreachable!("an index is JSON: {error}"));
        format!("{value:#}\n")
    }

    /// The index as an HTML page.
    pub fn to_html(&self) -> String {
        let mut page = String::from(HEAD);
        let mut line = |text: &str| {
            // Writing to a string cannot fail.
            let _ = writeln!(page, "{text}");
        };
        let commit = match (&self.commit, self.uncommitted_changes) {
            (Some(commit), None | Some(false)) => format!("Made from commit <code>{}</code>.", escape(commit)),
            (Some(commit), Some(true)) => {
                format!("Made from commit <code>{}</code> with <strong>uncommitted changes</strong>.", escape(commit))
            }
            (None, _) => "Made outside a repository, so the commit is unknown.".to_owned(),
        };
        line(&format!("<p>{commit} <a href=\"index.json\">index.json</a> contains the same for programs; <code>sha256sum --check"));
        line("<a href=\"SHA256SUMS\">SHA256SUMS</a></code> checks the files.</p>");
        line("<p>Insomnia and Bruno import the OpenAPI 3.0 document itself (Import, From File) and need no separate file.");
        line("The <code>$id</code> of a schema is an identifier, not a download address.</p>");
        for document in &self.documents {
            line(&format!("<h2>{} {}</h2>", escape(&document.title), escape(&document.version)));
            line("<table>\n<tr><th>File<th>Purpose<th>Size<th>SHA-256</tr>");
            let (schemas, files): (Vec<&IndexedFile>, Vec<&IndexedFile>) =
                document.files.iter().partition(|file| file.kind == Kind::Schema);
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

fn row(file: &IndexedFile, about: &str) -> String {
    let IndexedFile { path, bytes, sha256, .. } = file;
    let (path, about, start) = (escape(path), escape(about), sha256.get(..12).unwrap_or(sha256));
    format!("<tr><td><a href=\"{path}\">{path}</a><td>{about}<td class=\"n\">{bytes}<td><code title=\"{sha256}\">{start}…</code></tr>")
}

/// The checksums of files in the format of `sha256sum --check`, sorted by path.
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
