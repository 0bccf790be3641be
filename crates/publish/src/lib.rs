//! Makes of an OpenAPI document what those take who do not read it as it stands: the same document as JSON and as OpenAPI 3.1,
//! JSON Schemas, its errata as an overlay and as a table, a collection for Postman, and one page of reference.
//!
//! Everything here is a pure function of texts: the same input gives the same bytes, on any day and in any folder. What other
//! programs have to do (the conversion for Postman) is done by the caller, who hands in what they wrote.
//!
//! ```
//! use openapi_publish::{Source, Errata};
//!
//! let text = "openapi: 3.0.3\ninfo: {title: Books, version: 1.2.0}\npaths: {}\n";
//! let source = Source::new("books", text.to_owned(), Errata::default())?;
//! let paths: Vec<String> = source.artifacts()?.into_iter().map(|artifact| artifact.path).collect();
//! assert_eq!(paths[..2], ["books/books.openapi-3.0.yaml", "books/books.openapi-3.0.json"]);
//! # Ok::<(), openapi_publish::Error>(())
//! ```

mod artifact;
mod errata;
mod index;
mod overlay;
mod pointer;
mod postman;
mod reference;
mod schemas;
mod source;
mod upgrade;
mod yaml;

pub use artifact::{Artifact, Kind, sha256};
pub use errata::{Change, Errata, Erratum, NotAboutTheWire, table};
pub use index::{Index, NotMade, Tool, checksums};
pub use source::Source;
pub use upgrade::upgrade;

/// Why something cannot be made of a document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document cannot be read, or what was made of it is no document any more.
    #[error(transparent)]
    Document(#[from] openapi_drift::Trouble),
    /// The errata cannot be read.
    #[error("cannot read the errata\n  -> {0}")]
    Errata(String),
    /// A statement of the document cannot be published as it is.
    #[error("cannot publish {document}\n  -> {line}:{column} #{pointer}\n  -> {why}")]
    Statement {
        /// The document's file or name.
        document: String,
        /// The line, counted from 1.
        line: usize,
        /// The column in characters, counted from 1.
        column: usize,
        /// Where it stands, as a JSON pointer.
        pointer: String,
        /// What is the matter, and what to do.
        why: String,
    },
    /// What another program wrote is not what it is taken for.
    #[error("{what} is not as expected\n  -> {why}")]
    Foreign {
        /// What was read.
        what: &'static str,
        /// What is the matter with it.
        why: String,
    },
    /// YAML cannot be written.
    #[error("cannot write YAML\n  -> {0}")]
    Yaml(#[from] serde_saphyr::SerializeError),
}
