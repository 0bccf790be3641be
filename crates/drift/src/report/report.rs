//! The report as data: findings with their places, accepted findings, coverage and counts. The renderers only write it.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::code::{Code, Severity};
use crate::finding::finding::Finding;
use crate::report::coverage::Coverage;
use crate::report::errors::RepeatedError;
use openapi_drift_source::Error;

/// The result of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The document's file, as it is shown.
    pub document: String,
    /// The findings that were not accepted, in the order of the document.
    pub findings: Vec<Finding>,
    /// The notes: a lack of evidence rather than a difference.
    pub notes: Vec<Finding>,
    /// The findings that an exception accepts.
    pub accepted: Vec<Finding>,
    /// The share of the document that the recordings show.
    pub coverage: Coverage,
    /// The number of operations, statuses and properties that no recording shows, without the accepted ones.
    /// [`Report::notes`] lists them if that was asked for.
    pub unrecorded: usize,
    /// The number of recordings that were checked.
    pub recordings: usize,
    /// The number of those that are examples of a vendor's documentation rather than traffic.
    pub documentation: usize,
    /// The number of recordings that match an operation or webhook of the document; the others were not checked any further.
    pub matched: usize,
    /// The number of exchanges that are compared with the document: [`Report::recordings`] without [`Report::not_checked`].
    pub comparable: usize,
    /// The numbers of exchanges that are not exchanges with the API, by reason: they are not compared with the document.
    pub not_checked: BTreeMap<String, usize>,
    /// The numbers of exchanges that lack a documented part because the recorder left it out, by part.
    pub not_recorded: BTreeMap<String, usize>,
    /// The numbers of bodies that have a schema and were not checked, because their media type (such as XML) is not supported;
    /// by media type.
    pub unsupported_bodies: BTreeMap<String, usize>,
    /// The number of recordings that could not be read.
    pub unreadable: usize,
    /// The errors of reading, equal ones once, in the order of their first places.
    pub read_errors: Vec<RepeatedError>,
    /// The number of recordings that were left out since they are older than asked for.
    pub too_old: usize,
    /// The number of values about which the recordings say nothing, such as placeholders: no keyword was evaluated on them.
    pub unknown_values: usize,
    /// The hosts of requests that no server of the document has; the first ones by name.
    pub hosts: BTreeSet<String>,
    /// The hosts of all requests; the first ones by name.
    pub all_hosts: BTreeSet<String>,
    /// The servers among the options at which a recording was made.
    pub served: BTreeSet<String>,
    /// Schemas that could not be used.
    pub trouble: Vec<Error>,
}

impl Report {
    /// Returns the number of findings of this severity. Unrecorded parts of the document count as notes, listed or not.
    pub fn count(&self, severity: Severity) -> usize {
        let named = self.findings.iter().chain(&self.notes).filter(|finding| finding.code != Code::NeverRecorded);
        let unrecorded = if severity == Code::NeverRecorded.severity() { self.unrecorded } else { 0 };
        named.filter(|finding| finding.severity == severity).count() + unrecorded
    }

    /// Returns whether something was checked, everything could be checked, and nothing differs. Notes are not differences.
    pub fn is_clean(&self) -> bool {
        self.matched > 0 && self.findings.is_empty() && self.trouble.is_empty()
    }

    /// Returns the first findings to report, and the number of the others.
    pub(crate) fn first(&self, with_notes: bool, most: usize) -> (Vec<&Finding>, usize) {
        let mut all: Vec<&Finding> = self.shown(with_notes).collect();
        let hidden = all.len().saturating_sub(most);
        all.truncate(most);
        (all, hidden)
    }

    /// Returns the findings to report: with the notes about unrecorded parts of the document only if they are wanted, since they
    /// are many.
    pub(crate) fn shown(&self, with_notes: bool) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.notes.iter().filter(move |note| with_notes || note.code != Code::NeverRecorded))
    }
}
