use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::code::{Code, Severity};
use crate::finding::observation::Location;
use openapi_drift_recordings::Side;

/// One difference between the document and the recordings, with all the places that show it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of difference it is.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// The operation; `None` where the document has none.
    pub operation: Option<String>,
    /// The method in capitals.
    pub method: String,
    /// The path template; where there is no operation, the recorded path with ids folded.
    pub path: String,
    /// The recorded status.
    pub status: Option<u16>,
    /// Which half of the exchange it is about.
    pub side: Side,
    /// Where in that half.
    #[serde(rename = "in")]
    pub location: Location,
    /// Where in the body, with array indices and map keys folded to `*`; elsewhere the parameter's name as `/name`.
    pub pointer: String,
    /// The statement of the document at stake.
    pub document: DocumentPlace,
    /// How many places show it.
    pub count: usize,
    /// How many recordings show it.
    pub recordings: usize,
    /// How many recordings could have shown it: those of the same operation and status.
    pub of: usize,
    /// The places: the first three, or all where that was asked for.
    pub places: Vec<Place>,
    /// What is the matter.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// The reason of the exception that accepts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The recorded values at the places, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// All places where a shared component brings the finding about, in the order of the document; the finding's own
    /// operation, status and pointer are those of the first. Empty where there is one place only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<UsedBy>,
}

impl Finding {
    /// Whether it says that an operation was never recorded.
    pub(crate) fn is_unrecorded_operation(&self) -> bool {
        self.code == Code::NeverRecorded && self.operation.is_some() && !self.document.pointer.contains("/responses/")
    }
}

/// One of the places where a shared component brings a finding about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct UsedBy {
    /// The operation; `None` where the document has none.
    pub operation: Option<String>,
    /// The method in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The recorded status.
    pub status: Option<u16>,
    /// Where in the body or among the parameters, as in [`Finding::pointer`].
    pub pointer: String,
    /// The statement of the document there, as a pointer: a document may say the same in several places.
    pub document: String,
    /// How many places of recordings show it.
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
    /// The lines there.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

impl DocumentPlace {
    /// A place that is still to be looked up.
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
    /// Which of the file's exchanges, counted from 0.
    pub exchange: usize,
    /// What the finding is about there, as in [`Finding::pointer`]: a finding may tell of several properties at once.
    pub pointer: String,
    /// The line there, for the first place of a finding; recorded values are masked unless they were asked for.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

/// A few lines of a file, and which part of them is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpt {
    /// The number of the first line, counted from 1.
    pub first_line: usize,
    /// The lines without their ends. Of a long line only a part is kept.
    pub lines: Vec<String>,
    /// Which of the lines is meant, counted from 0.
    pub line: usize,
    /// Where in that line the part begins, in characters counted from 0.
    pub start: usize,
    /// How many characters it has; at least one.
    pub length: usize,
}
