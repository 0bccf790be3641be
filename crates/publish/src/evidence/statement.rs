//! Statements and their evidence: data only.

use serde::Serialize;

/// The evidence for each statement of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Evidence {
    /// The name of the document.
    pub document: String,
    /// Its version.
    pub version: String,
    /// The statements in the order of the document.
    pub statements: Vec<Statement>,
}

/// An operation, a webhook, a parameter, a status of a response, or a property, and its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Statement {
    /// The kind of statement.
    pub kind: StatementKind,
    /// The `operationId`, the name of the parameter, the status, or the name of the property.
    pub name: String,
    /// The operation of a response, or the schema of a property. Empty for others.
    pub of: String,
    /// The JSON Pointer of the statement in the document.
    pub pointer: String,
    /// The sources, as `x-source` names them: its own ones, or those of the part that contains it.
    pub sources: Vec<StatementSource>,
    /// The ids of the errata about exactly this place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errata: Vec<String>,
    /// The recordings that contain it.
    pub recordings: RecordingCounts,
}

/// The kind of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StatementKind {
    /// An operation of the service.
    Operation,
    /// A webhook.
    Webhook,
    /// A parameter of an operation.
    Parameter,
    /// A status of a response.
    Response,
    /// A property of a schema.
    Property,
}

/// A source of a statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "by", content = "name")]
#[non_exhaustive]
pub enum StatementSource {
    /// A sentence or a table of the page with this slug.
    Documented(String),
    /// Only a sample of this page.
    Shown(String),
    /// No page: the erratum with this id names the evidence.
    Erratum(String),
}

/// The number of recordings that contain a statement, by their source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordingCounts {
    /// Examples of the vendor's documentation.
    pub documentation: usize,
    /// Exchanges with the live service. None if there is no such recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<LiveRecordings>,
}

/// Recorded exchanges with the live service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LiveRecordings {
    /// Their number.
    pub count: usize,
    /// The days of the first and of the last one, such as `2026-12-01`. None if no recording has a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<[String; 2]>,
}
