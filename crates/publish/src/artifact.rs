//! A published file, its kind and its purpose.

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

/// A published file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// The path below the output folder, with `/` on every system.
    pub path: String,
    /// The kind of file.
    pub kind: Kind,
    /// The contents.
    pub bytes: Vec<u8>,
}

impl Artifact {
    pub(crate) fn new(path: String, kind: Kind, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path, kind, bytes: bytes.into() }
    }
}

/// The kind of a published file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// The document as OpenAPI 3.0 in YAML: the original text with its comments, and with code samples.
    Openapi30Yaml,
    /// The same as JSON, in the order of the source.
    Openapi30Json,
    /// The document as OpenAPI 3.1, in YAML.
    Openapi31Yaml,
    /// The same as JSON.
    Openapi31Json,
    /// The JSON Schema of one component. Complete by itself: the schemas that it refers to are below `$defs`.
    Schema,
    /// All JSON Schemas in one file, below `$defs`. Its root accepts every value.
    SchemaBundle,
    /// An overlay that adds the errata to the document as OpenAPI 3.0.
    ErrataOverlay30,
    /// The same for the document as OpenAPI 3.1.
    ErrataOverlay31,
    /// An overlay that changes the document into what the vendor's pages declare literally.
    PagesOverlay,
    /// The document that the vendor's pages literally declare, as OpenAPI 3.0 in YAML: ours after that overlay.
    PagesYaml,
    /// The same as JSON.
    PagesJson,
    /// The errata as a table for people.
    ErrataTable,
    /// The pages, errata and recordings that each statement rests on, as JSON.
    EvidenceJson,
    /// The same as tables for people.
    EvidenceTable,
    /// Workflows of several operations, as an Arazzo document.
    Workflows,
    /// The same as a guide with all requests and responses.
    WorkflowGuide,
    /// A Postman collection.
    Postman,
    /// The reference as one page that works offline.
    Reference,
}

impl Kind {
    /// The purpose of the file, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Openapi30Yaml => {
                "the document as OpenAPI 3.0, as it was written, with code samples: for most generators, and for import into Insomnia or Bruno"
            }
            Self::Openapi30Json => "the same as JSON",
            Self::Openapi31Yaml => {
                "the document as OpenAPI 3.1, with webhooks: for portals, gateways and tools that read JSON Schema 2020-12"
            }
            Self::Openapi31Json => "the same as JSON",
            Self::Schema => "the JSON Schema (2020-12) of one component, complete by itself",
            Self::SchemaBundle => {
                "all JSON Schemas (2020-12) in one file, below $defs: refer to one as #/$defs/NAME, because the root accepts every value"
            }
            Self::ErrataOverlay30 => {
                "an OpenAPI Overlay 1.0 that adds each erratum as x-errata where it applies, for the document as OpenAPI 3.0"
            }
            Self::ErrataOverlay31 => "the same for the document as OpenAPI 3.1",
            Self::PagesOverlay => {
                "an OpenAPI Overlay 1.0 that changes the document as OpenAPI 3.0 into what the tables of the vendor's pages declare literally, so that their samples contradict it"
            }
            Self::PagesYaml => {
                "the document that the tables of the vendor's pages literally declare, as OpenAPI 3.0: to compare, not to rely on"
            }
            Self::PagesJson => "the same as JSON",
            Self::ErrataTable => "the errata as a table",
            Self::EvidenceJson => "the pages, errata and recordings that each statement of the document rests on",
            Self::EvidenceTable => "the same as tables",
            Self::Workflows => "workflows of several operations, as an Arazzo 1.0 document",
            Self::WorkflowGuide => "the same as a guide, with every request and response",
            Self::Postman => "a Postman 2.1 collection with examples",
            Self::Reference => "the reference as one HTML page that works offline",
        }
    }

    /// The media type of the file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Openapi30Yaml
            | Self::Openapi31Yaml
            | Self::ErrataOverlay30
            | Self::ErrataOverlay31
            | Self::PagesOverlay
            | Self::PagesYaml
            | Self::Workflows => "application/yaml",
            Self::Openapi30Json | Self::Openapi31Json | Self::Postman | Self::PagesJson | Self::EvidenceJson => "application/json",
            Self::Schema | Self::SchemaBundle => "application/schema+json",
            Self::ErrataTable | Self::EvidenceTable | Self::WorkflowGuide => "text/markdown",
            Self::Reference => "text/html",
        }
    }
}

/// The SHA-256 of some bytes, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
