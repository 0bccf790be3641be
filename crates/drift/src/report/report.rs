//! The report: equal findings folded into one with its places, what was accepted, what was never recorded. It decides
//! nothing; the renderers beside it only write.

use std::collections::BTreeMap;

use crate::finding::code::{Code, Severity};
use crate::finding::finding::Finding;
use crate::report::coverage::Coverage;
use openapi_drift_source::error::Error;

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
    pub trouble: Vec<Error>,
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
    pub(crate) fn shown(&self, with_notes: bool) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.notes.iter().filter(move |note| with_notes || note.code != Code::NeverRecorded))
    }
}
