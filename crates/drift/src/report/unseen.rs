//! Findings about no recording in particular: what was never recorded, what was not recorded lately, what exceptions are not
//! needed.

use jiff::civil::Date;

use super::collect::Collector;
use super::stale::Ages;
use super::{Coverage, DocumentPlace, Excerpt, Finding, Place};
use crate::document::{Operation, Position, line_start, pointer};
use crate::finding::{Code, Location, Side};
use crate::ledger::{Exception, Exceptions, Unmatched};

/// The place of a note as long as nobody has asked.
pub(super) const NOT_LOOKED_UP: Position = Position { line: 0, column: 0 };

impl Collector<'_> {
    /// What the document describes and no recording shows. Properties are shared by operations, so they are looked at
    /// only where all operations are.
    pub(super) fn never_recorded(&self, coverage: &Coverage, with_properties: bool) -> Vec<Finding> {
        let mut notes = Vec::new();
        for entry in coverage.operations.iter().chain(&coverage.webhooks) {
            let Some(operation) = self.document.operation(&entry.id) else { continue };
            if entry.recordings == 0 {
                notes.push(self.note(Some(operation), &operation.pointer, "no recording shows the operation".to_owned()));
                continue;
            }
            for (status, _) in entry.statuses.iter().filter(|(_, recordings)| *recordings == 0) {
                let at = pointer::join(&pointer::join(&operation.pointer, "responses"), status);
                notes.push(self.note(Some(operation), &at, format!("no recording shows status {status}")));
            }
        }
        if with_properties {
            for at in &coverage.unseen_properties {
                let name = pointer::segments(at).last().unwrap_or_default().into_owned();
                notes.push(self.note(None, at, format!("no recording shows the property `{name}`")));
            }
        }
        notes
    }

    /// The operations of which nothing recent was recorded.
    pub(super) fn stale(&self, ages: Ages, today: Date) -> Vec<Finding> {
        let Some(days) = self.max_age else { return Vec::new() };
        let finding = |(index, message, place): (usize, String, Place)| {
            let operation = &self.document.operations()[index];
            let note = self.note(Some(operation), &operation.pointer, message);
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

    fn note(&self, operation: Option<&Operation>, at: &str, message: String) -> Finding {
        Finding {
            operation: operation.map(|operation| operation.id.clone()),
            method: operation.map(|operation| operation.method.clone()).unwrap_or_default(),
            path: operation.map(|operation| operation.path.clone()).unwrap_or_default(),
            // These are many: where they stand is looked up for those that are shown, and an excerpt says nothing that the
            // pointer does not.
            ..blank(Code::NeverRecorded, self.bare_place(at, NOT_LOOKED_UP), message)
        }
    }
}

pub(super) fn about_exception(exceptions: &Exceptions, exception: &Exception, what: &Unmatched<'_>) -> Finding {
    let code = if matches!(what, Unmatched::Expired) { Code::ExpiredException } else { Code::UnmatchedException };
    let (position, told) = match what {
        Unmatched::Expired => (exception.position, "has expired".to_owned()),
        Unmatched::Whole => (exception.position, "matches nothing".to_owned()),
        Unmatched::Statement(listed) => (listed.position, format!("matches nothing at {}", listed.text)),
        Unmatched::Name(listed) => (listed.position, format!("matches no `{}`", listed.text)),
    };
    let text = exceptions.text();
    let at = DocumentPlace {
        file: exceptions.file().to_owned(),
        line: position.line,
        column: position.column,
        pointer: String::new(),
        excerpt: Excerpt::of_document(|line| &text[line_start(text, line)..], position),
    };
    let hint = match what {
        Unmatched::Statement(_) | Unmatched::Name(_) => "take it off the list",
        Unmatched::Expired | Unmatched::Whole => code.advice(),
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
