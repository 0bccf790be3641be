//! What is made: a file and what it is for.

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

/// One file to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Where it stands, below the folder of everything published; with `/` on every system.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Artifact {
    pub(crate) fn new(path: String, kind: Kind, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path, kind, bytes: bytes.into() }
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// The document as OpenAPI 3.0, in YAML: the text as it was written, comments included.
    Openapi30Yaml,
    /// The same as JSON, in the order of the source.
    Openapi30Json,
    /// The document as OpenAPI 3.1, in YAML.
    Openapi31Yaml,
    /// The same as JSON.
    Openapi31Json,
    /// The JSON Schema of one component, complete by itself: those that it refers to are below `$defs`.
    Schema,
    /// All JSON Schemas in one file, below `$defs`; its root takes anything.
    SchemaBundle,
    /// An overlay which writes the errata into the document as OpenAPI 3.0.
    ErrataOverlay30,
    /// The same for the document as OpenAPI 3.1.
    ErrataOverlay31,
    /// An overlay which makes of the document what the vendor's pages literally say.
    PagesOverlay,
    /// The errata as a table for people.
    ErrataTable,
    /// A collection for Postman.
    Postman,
    /// The reference as one page that works without a network.
    Reference,
}

impl Kind {
    /// Who takes it and for what, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Openapi30Yaml => {
                "the document as OpenAPI 3.0, as it was written; for most generators, and to import into Insomnia or Bruno"
            }
            Self::Openapi30Json => "the same as JSON",
            Self::Openapi31Yaml => "the same as OpenAPI 3.1, with webhooks; for portals, gateways and tools that read JSON Schema 2020-12",
            Self::Openapi31Json => "the same as JSON",
            Self::Schema => "the JSON Schema (2020-12) of one component, complete by itself",
            Self::SchemaBundle => {
                "all JSON Schemas (2020-12) in one file, below $defs: point at one, as in #/$defs/NAME, since the root takes anything"
            }
            Self::ErrataOverlay30 => {
                "an OpenAPI Overlay 1.0 which adds each erratum, as x-errata, where it applies, to the document as OpenAPI 3.0"
            }
            Self::ErrataOverlay31 => "the same for the document as OpenAPI 3.1",
            Self::PagesOverlay => {
                "an OpenAPI Overlay 1.0 which turns the document as OpenAPI 3.0 into what the tables of the vendor's pages literally declare; its samples then contradict it, which is to be seen"
            }
            Self::ErrataTable => "the errata as a table",
            Self::Postman => "a collection for Postman 2.1, with examples",
            Self::Reference => "the reference as one page of HTML that works without a network",
        }
    }

    /// The media type of the file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Openapi30Yaml | Self::Openapi31Yaml | Self::ErrataOverlay30 | Self::ErrataOverlay31 | Self::PagesOverlay => {
                "application/yaml"
            }
            Self::Openapi30Json | Self::Openapi31Json | Self::Postman => "application/json",
            Self::Schema | Self::SchemaBundle => "application/schema+json",
            Self::ErrataTable => "text/markdown",
            Self::Reference => "text/html",
        }
    }
}

/// The SHA-256 of some bytes, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // A string takes everything that is written to it.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
