//! The report: equal findings folded into one with its places, what was accepted, what was never recorded. It decides
//! nothing; the renderers beside it only write.

mod cause;
mod collect;
mod collected;
mod coverage;
mod excerpt;
mod finish;
mod format;
mod github;
mod html;
mod human;
mod json_lines;
mod junit;
mod known;
mod markdown;
mod renamed;
mod sarif;
mod stale;
mod unseen;
mod words;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

pub use collect::Collector;
pub use coverage::{Coverage, OperationCoverage};
pub use excerpt::Excerpt;
pub use format::Format;
pub use github::write_github;
pub use html::write_html;
pub use human::{Styles, write_human};
pub use json_lines::{finding_schema, write_json_lines};
pub use junit::write_junit;
pub use markdown::write_markdown;
pub use sarif::write_sarif;
// What the comparison of documents is written with too.
pub(crate) use github::annotate;
pub(crate) use human::{VISIBLE, harmless, steers, wrap, write_excerpt, write_line};
pub(crate) use renamed::is_near;
pub(crate) use words::plural;

use crate::finding::{Code, Location, Severity, Side};
use crate::trouble::Trouble;

/// Everything that a run found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The document's file, as it is shown.
    pub document: String,
    /// The findings that were not accepted, in the order of the document.
    pub findings: Vec<Finding>,
    /// What is no difference but a lack of evidence.
    pub notes: Vec<Finding>,
    /// The findings that an exception accepts.
    pub accepted: Vec<Finding>,
    /// What the recordings show of the document.
    pub coverage: Coverage,
    /// How many statements no recording shows, without those that are accepted: [`Report::notes`] names them where that was
    /// asked for.
    pub unrecorded: usize,
    /// How many recordings were checked.
    pub recordings: usize,
    /// How many of those are examples of a vendor's documentation rather than traffic.
    pub documentation: usize,
    /// How many recordings belong to an operation or webhook of the document; the others were not checked beyond that.
    pub matched: usize,
    /// How many bodies were not looked at though they have a schema, since they are of a kind that is not read (such as XML), by
    /// media type.
    pub unread: BTreeMap<String, usize>,
    /// Schemas that could not be used.
    pub trouble: Vec<Trouble>,
}

impl Report {
    /// How many findings have this severity; as notes, statements that were never recorded count whether they are named or not.
    pub fn count(&self, severity: Severity) -> usize {
        let named = self.findings.iter().chain(&self.notes).filter(|finding| finding.code != Code::NeverRecorded);
        let unrecorded = if severity == Code::NeverRecorded.severity() { self.unrecorded } else { 0 };
        named.filter(|finding| finding.severity == severity).count() + unrecorded
    }

    /// Whether something was checked, all of it could be, and nothing differs. Notes are no difference.
    pub fn is_clean(&self) -> bool {
        self.matched > 0 && self.findings.is_empty() && self.trouble.is_empty()
    }

    /// What is reported: the findings, the notes that answer a question, and those about what was never recorded if
    /// they are wanted, since they are many.
    fn shown(&self, with_notes: bool) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.notes.iter().filter(move |note| with_notes || note.code != Code::NeverRecorded))
    }
}

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
    pub used_by: Vec<Use>,
}

/// One of the places where a shared component brings a finding about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Use {
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

impl Use {
    fn of(finding: &Finding) -> Self {
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

impl Finding {
    /// Whether it says that an operation was never recorded.
    fn is_unrecorded_operation(&self) -> bool {
        self.code == Code::NeverRecorded && self.operation.is_some() && !self.document.pointer.contains("/responses/")
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
    fn unplaced(pointer: String) -> Self {
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
