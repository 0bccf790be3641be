//! Publishing of small documents.

// Conversion to OpenAPI 3.1.
mod upgrade;
// Errata as an overlay and as a table.
mod errata;
// Errata that live recordings settle.
mod settle;
// The evidence for the statements of a document.
mod evidence;
// Code samples of operations.
mod samples;
// Everything that one document gives, as a user sees it.
mod artifacts;

use openapi_publish::{Artifact, Errata, Error, Kind, Source};
use serde_json::Value;

/// A document with these components, and paths if any.
fn document(rest: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{title: Books, version: 1.2.0}}\n{rest}")
}

#[track_caller]
fn source(text: &str, errata: &str) -> Source {
    try_source(text, errata).unwrap_or_else(|error| panic!("{error}"))
}

fn try_source(text: &str, errata: &str) -> Result<Source, Error> {
    Source::new("books", text.to_owned(), Errata::parse(errata)?)
}

#[track_caller]
fn artifact(source: &Source, kind: Kind) -> Artifact {
    let artifacts = source.artifacts().unwrap_or_else(|error| panic!("{error}"));
    artifacts.into_iter().find(|artifact| artifact.kind == kind).unwrap_or_else(|| panic!("no {kind:?} was made"))
}

#[track_caller]
fn text(source: &Source, kind: Kind) -> String {
    String::from_utf8(artifact(source, kind).bytes).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn yaml(text: &str) -> Value {
    let wrapped = format!("openapi: 3.0.3\ninfo: {{title: Test, version: '1'}}\npaths: {{}}\nx-value:\n{}", indented(text));
    let document = openapi_drift::Document::parse("test.yaml", &wrapped).unwrap_or_else(|trouble| panic!("{trouble}"));
    document.value()["x-value"].clone()
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
