//! Makes files for other tools and languages from an OpenAPI document: the document as JSON and as OpenAPI 3.1, JSON Schemas,
//! overlays and a table of its errata, a Postman collection, and a reference page.
//!
//! Everything here is a pure function of texts: the same input gives the same bytes on any day and in any folder. The crate knows
//! no vendor, reads no files and runs no programs. The caller runs the converter for Postman and passes its output.
//!
//! Start with [`Source`], a document with its [`Errata`]; it makes [`Artifact`]s, and an [`Index`] lists them.
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
mod as_documented;
mod errata;
mod error;
mod evidence;
mod index;
mod json_path;
mod operation;
mod overlay;
mod postman;
mod reference;
mod samples;
mod schemas;
mod source;
mod upgrade;
mod yaml;

pub use artifact::{Artifact, Kind, sha256};
pub use errata::{Change, Confidence, Errata, Erratum, NotAboutTheWire, Outcome, Settled, SettledBy, Settling, Side, table};
pub use error::Error;
pub use evidence::{
    Evidence, EvidenceCollector, LiveRecordings, RecordingCounts, Statement, StatementKind, StatementSource, evidence_page,
};
pub use index::{Index, NotMade, Tool, checksums};
pub use samples::{Language, Sample, SampleCredentials, Samples, Variables};
pub use source::Source;
pub use upgrade::upgrade;
