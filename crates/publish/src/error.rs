//! The error of everything in this crate.

use openapi_drift::Document;

/// The reason why a file cannot be made from a document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document, or a document that was made from it, cannot be read.
    #[error(transparent)]
    Document(#[from] openapi_drift::Error),
    /// The errata cannot be read, or refer to a place that does not exist.
    #[error("invalid errata\n  -> {0}")]
    Errata(String),
    /// A node of the document cannot be published as it is.
    #[error("cannot publish {document}\n  -> {line}:{column} #{pointer}\n  -> {why}")]
    Statement {
        /// The document's file or name.
        document: String,
        /// The line, counted from 1.
        line: usize,
        /// The column in characters, counted from 1.
        column: usize,
        /// The JSON Pointer of the node.
        pointer: String,
        /// The problem, and a solution.
        why: String,
    },
    /// The output of another program is not as expected.
    #[error("unexpected contents of {what}\n  -> {why}")]
    UnexpectedOutput {
        /// The output that was read.
        what: &'static str,
        /// The difference from the expected output.
        why: String,
    },
    /// A value cannot be written as YAML.
    #[error("cannot write YAML\n  -> {0}")]
    Yaml(#[from] serde_saphyr::SerializeError),
}

impl Error {
    /// An error about a node of the document, with its position.
    pub(crate) fn at(document: &Document, pointer: &str, why: String) -> Self {
        let position = document.locate(pointer);
        let (line, column) = (position.line, position.column);
        Self::Statement { document: document.name().to_owned(), line, column, pointer: pointer.to_owned(), why }
    }
}
