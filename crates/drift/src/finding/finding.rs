use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::code::{Code, Severity};
use crate::finding::observation::Location;
use openapi_drift_recordings::Side;

/// One difference between the document and the recordings, with all the places that show it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Finding {
    /// The kind of difference.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// The operation; `None` if no operation matches.
    pub operation: Option<String>,
    /// The method in capitals.
    pub method: String,
    /// The path template; without an operation, the recorded path with ids folded to `*`.
    pub path: String,
    /// The recorded status.
    pub status: Option<u16>,
    /// The half of the exchange: request or response.
    pub side: Side,
    /// The location in that half.
    #[serde(rename = "in")]
    pub location: Location,
    /// The pointer in the body, with array indices and map keys folded to `*`; elsewhere the parameter's name as `/name`.
    pub pointer: String,
    /// The place in the document.
    pub document: DocumentPlace,
    /// Number of places in recordings.
    pub count: usize,
    /// Number of recordings.
    pub recordings: usize,
    /// Number of recordings of the same operation and status.
    pub of: usize,
    /// The places in recordings: the first three, or all on request.
    pub places: Vec<Place>,
    /// The message.
    pub message: String,
    /// The advice.
    pub hint: String,
    /// The reason of the exception that accepts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The recorded values at the places, on request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// All operations in which a shared component causes the finding, in document order; the finding's own operation, status
    /// and pointer are those of the first. Empty if there is only one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<UsedBy>,
}

impl Finding {
    /// Returns whether the finding is an operation that was never recorded.
    pub(crate) fn is_unrecorded_operation(&self) -> bool {
        self.code == Code::NeverRecorded && self.operation.is_some() && !self.document.pointer.contains("/responses/")
    }
}

/// An operation in which a shared component causes a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct UsedBy {
    /// The operation; `None` if no operation matches.
    pub operation: Option<String>,
    /// The method in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The recorded status.
    pub status: Option<u16>,
    /// The pointer in the body or among the parameters, as in [`Finding::pointer`].
    pub pointer: String,
    /// The pointer in the document.
    pub document: String,
    /// Number of places in recordings.
    pub count: usize,
}

impl UsedBy {
    pub(crate) fn of(finding: &Finding) -> Self {
        Self {
            operation: finding.operation.clone(),
            method: finding.method.clone(),
            path: finding.path.clone(),
            status: finding.status,
            pointer: finding.pointer.clone(),
            document: finding.document.pointer.clone(),
            count: finding.count,
        }
    }
}

/// A place in the document, or in the file of exceptions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DocumentPlace {
    /// The file, as it is shown.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The JSON pointer; empty for a place in the file of exceptions.
    pub pointer: String,
    /// The lines around the place.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

impl DocumentPlace {
    /// Returns a place whose file and position are not known yet.
    pub(crate) fn unplaced(pointer: String) -> Self {
        Self { file: String::new(), line: 0, column: 0, pointer, excerpt: None }
    }
}

/// A place in a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Place {
    /// The file, as it is shown.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The index of the exchange in the file, counted from 0.
    pub exchange: usize,
    /// The exchange of a body that has a file of its own, as `manifest.jsonl:12`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
    /// The pointer there, as in [`Finding::pointer`]: a finding may cover several properties.
    pub pointer: String,
    /// The line of the first place of a finding; recorded values are masked unless requested.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

impl Place {
    /// Returns the place as `file:line:column`, followed by the exchange if the file does not identify it.
    pub(crate) fn label(&self) -> String {
        let Self { file, line, column, .. } = self;
        match (&self.manifest, self.exchange) {
            (Some(manifest), _) => format!("{file}:{line}:{column} ({manifest})"),
            (None, 0) => format!("{file}:{line}:{column}"),
            (None, exchange) => format!("{file}:{line}:{column} (exchange {exchange})"),
        }
    }
}

/// A few lines of a file with one marked part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Excerpt {
    /// The number of the first line, counted from 1.
    pub first_line: usize,
    /// The lines without line breaks; long lines are cut.
    pub lines: Vec<String>,
    /// The index of the marked line, counted from 0.
    pub line: usize,
    /// The first marked character of that line, counted from 0.
    pub start: usize,
    /// The number of marked characters; at least one.
    pub length: usize,
}
