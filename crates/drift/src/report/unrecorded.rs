//! Findings about no recording in particular: what was never recorded, what was not recorded lately, what exceptions are not
//! needed.

use jiff::civil::Date;

use crate::exceptions::exception::{Exception, Exceptions};
use crate::exceptions::matching::UnusedEntry;
use crate::finding::code::Code;
use crate::finding::finding::{DocumentPlace, Excerpt, Finding, Place};
use crate::finding::observation::Location;
use crate::report::ages::Ages;
use crate::report::collector::Collector;
use crate::report::coverage::{Coverage, OperationCoverage};
use openapi_drift_openapi::operation::Operation;
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

/// What the document describes and no recording shows.
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

impl<'d> Collector<'d> {
    /// What was never recorded, of the operations that were asked for. Properties are looked at only where all operations are.
    pub(crate) fn unrecorded<'c>(&'c self, coverage: &'c Coverage, only: &'c [String]) -> impl Iterator<Item = Unrecorded<'c>>
    where
        'd: 'c,
    {
        let entries = coverage.operations.iter().chain(&coverage.webhooks);
        let wanted = entries.filter(|entry| only.is_empty() || only.contains(&entry.id));
        let known = wanted.filter_map(|entry| Some((entry, self.document.operation(&entry.id)?)));
        let of_operation = |(entry, operation): (&'c OperationCoverage, &'c Operation)| {
            let whole = (entry.recordings == 0).then_some(Unrecorded::Operation(operation));
            let statuses = entry.statuses.iter().filter(|(_, recordings)| entry.recordings > 0 && *recordings == 0);
            whole.into_iter().chain(statuses.map(|(status, _)| Unrecorded::Status(operation, status)))
        };
        let properties = coverage.unseen_properties.iter().filter(|_| only.is_empty());
        known.flat_map(of_operation).chain(properties.map(|at| Unrecorded::Property(at)))
    }

    /// The operations of which nothing recent was recorded.
    pub(crate) fn stale(&self, ages: Ages, today: Date) -> Vec<Finding> {
        let Some(days) = self.max_age else { return Vec::new() };
        let finding = |(index, message, place): (usize, String, Place)| {
            let operation = &self.document.operations()[index];
            let note = note(Some(operation), &operation.pointer, message);
            Finding {
                code: Code::StaleRecording,
                severity: Code::StaleRecording.severity(),
                places: vec![place],
                hint: Code::StaleRecording.advice().to_owned(),
                ..note
            }
        };
        ages.stale(days, today).map(finding).collect()
    }
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
    let (position, told) = match what {
        UnusedEntry::Expired => (exception.position, "has expired".to_owned()),
        UnusedEntry::Whole => (exception.position, "matches nothing".to_owned()),
        UnusedEntry::Document(listed) => (listed.position, format!("matches nothing at {}", listed.text)),
        UnusedEntry::Name(listed) => (listed.position, format!("matches no `{}`", listed.text)),
    };
    let at = DocumentPlace {
        file: exceptions.file().to_owned(),
        line: position.line,
        column: position.column,
        pointer: String::new(),
        excerpt: Excerpt::of_document(exceptions.text(), position),
    };
    let hint = match what {
        UnusedEntry::Document(_) | UnusedEntry::Name(_) => "take it off the list",
        UnusedEntry::Expired | UnusedEntry::Whole => code.advice(),
    };
    Finding {
        operation: exception.operation().map(str::to_owned),
        status: exception.status(),
        pointer: exception.pointer(what),
        hint: hint.to_owned(),
        ..blank(code, at, format!("the exception for {} {told} (\"{}\")", exception.code, exception.reason))
    }
}

/// A finding about no recording in particular.
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
