//! Findings that do not belong to one recording: parts of the document that were never or not recently recorded, and exceptions
//! that match nothing.

use jiff::civil::Date;

use crate::exceptions::exception::{Exception, Exceptions};
use crate::exceptions::matching::UnusedEntry;
use crate::finding::code::Code;
use crate::finding::finding::{DocumentPlace, Excerpt, Finding};
use crate::finding::observation::Location;
use crate::report::ages::Ages;
use crate::report::coverage::{Coverage, OperationCoverage};
use crate::report::key::operation_name;
use openapi_drift_openapi::Document;
use openapi_drift_openapi::Operation;
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

/// A part of the document that no recording shows.
pub(crate) enum Unrecorded<'c> {
    Operation(&'c Operation),
    Status(&'c Operation, &'c str),
    /// A response property, which operations share.
    Property(&'c str),
}

impl Unrecorded<'_> {
    pub fn note(self) -> Finding {
        match self {
            Self::Operation(operation) => note(Some(operation), &operation.pointer, "no recording shows the operation".to_owned()),
            Self::Status(operation, status) => {
                let at = pointer::join(&pointer::join(&operation.pointer, "responses"), status);
                note(Some(operation), &at, format!("no recording shows status {status}"))
            }
            Self::Property(at) => {
                let name = pointer::last(at);
                note(None, at, format!("no recording shows the property `{name}`"))
            }
        }
    }
}

/// Returns the parts of the document that no recording shows, of the operations that were asked for. Properties are shared by
/// operations, so they are only returned if all operations were asked for.
pub(crate) fn unrecorded<'c>(document: &'c Document, coverage: &'c Coverage, only: &'c [String]) -> impl Iterator<Item = Unrecorded<'c>> {
    let entries = coverage.operations.iter().chain(&coverage.webhooks);
    let wanted = entries.filter(|entry| only.is_empty() || only.contains(&entry.id));
    let known = wanted.filter_map(|entry| Some((entry, document.operation(&entry.id)?)));
    let of_operation = |(entry, operation): (&'c OperationCoverage, &'c Operation)| {
        let all = (entry.recordings == 0).then_some(Unrecorded::Operation(operation));
        let statuses = entry.statuses.iter().filter(|(_, recordings)| entry.recordings > 0 && *recordings == 0);
        all.into_iter().chain(statuses.map(|(status, _)| Unrecorded::Status(operation, status)))
    };
    let properties = coverage.unseen_properties.iter().filter(|_| only.is_empty());
    known.flat_map(of_operation).chain(properties.map(|at| Unrecorded::Property(at)))
}

/// Returns a finding for each operation whose newest recording is older than `days`.
pub(crate) fn stale(document: &Document, ages: &Ages, days: Option<u32>, today: Date) -> Vec<Finding> {
    let Some(days) = days else { return Vec::new() };
    let finding = |operation: &Operation| {
        let age = ages.get(&operation_name(operation))?;
        let is_old = u32::try_from((today - age.newest).get_days()).unwrap_or(0);
        let message = format!("the newest recording is from {}, {is_old} days ago; the limit is {days}", age.newest);
        let note = note(Some(operation), &operation.pointer, message);
        let code = Code::StaleRecording;
        let (places, hint) = (vec![age.place()], code.advice().to_owned());
        (is_old > days).then(|| Finding { code, severity: code.severity(), places, hint, ..note })
    };
    document.operations().iter().filter_map(finding).collect()
}

fn note(operation: Option<&Operation>, at: &str, message: String) -> Finding {
    Finding {
        operation: operation.map(|operation| operation.id.clone()),
        method: operation.map(|operation| operation.method.clone()).unwrap_or_default(),
        path: operation.map(|operation| operation.path.clone()).unwrap_or_default(),
        ..blank(Code::NeverRecorded, DocumentPlace::unplaced(at.to_owned()), message)
    }
}

pub(crate) fn about_exception(exceptions: &Exceptions, exception: &Exception, what: &UnusedEntry<'_>) -> Finding {
    let code = if matches!(what, UnusedEntry::Expired) { Code::ExpiredException } else { Code::UnmatchedException };
    let (position, problem) = match what {
        UnusedEntry::Expired => (exception.position, "has expired".to_owned()),
        UnusedEntry::Whole => (exception.position, "matches nothing".to_owned()),
        UnusedEntry::Document(listed) => (listed.position, format!("matches nothing at {}", listed.text)),
        UnusedEntry::Name(listed) => (listed.position, format!("does not match `{}`", listed.text)),
    };
    let at = DocumentPlace {
        file: exceptions.file().to_owned(),
        line: position.line,
        column: position.column,
        pointer: String::new(),
        excerpt: Excerpt::of_document(exceptions.text(), position),
    };
    let hint = match what {
        UnusedEntry::Document(_) | UnusedEntry::Name(_) => "remove it from the list",
        UnusedEntry::Expired | UnusedEntry::Whole => code.advice(),
    };
    Finding {
        operation: exception.operation().map(str::to_owned),
        status: exception.status(),
        pointer: exception.pointer(what),
        hint: hint.to_owned(),
        ..blank(code, at, format!("the exception for {} {problem} (\"{}\")", exception.code, exception.reason))
    }
}

/// A finding that does not belong to a recording.
fn blank(code: Code, document: DocumentPlace, message: String) -> Finding {
    Finding {
        code,
        severity: code.severity(),
        operation: None,
        method: String::new(),
        path: String::new(),
        status: None,
        side: Side::Response,
        location: Location::Exchange,
        pointer: String::new(),
        document,
        count: 0,
        recordings: 0,
        of: 0,
        places: Vec::new(),
        message,
        hint: code.advice().to_owned(),
        reason: None,
        values: Vec::new(),
        used_by: Vec::new(),
    }
}
