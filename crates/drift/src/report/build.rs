//! Makes a report of a tally: exceptions are matched, findings of one cause are folded, places in the document are looked up.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::check::checked::BrokenSchema;
use crate::exceptions::exception::Exceptions;
use crate::exceptions::matching::Matching;
use crate::finding::code::{Code, Severity};
use crate::finding::finding::{DocumentPlace, Excerpt, Finding};
use crate::report::collected::{Collected, FIRST_PLACES};
use crate::report::fingerprint::ShownBy;
use crate::report::fold::{MatchedFinding, fold, together};
use crate::report::key::{ObservationKey, Subject, operation_name};
use crate::report::report::Report;
use crate::report::tally::Tally;
use crate::report::unrecorded::{Unrecorded, about_exception, stale, unrecorded};
use crate::report::{credentials, rename_hints};
use openapi_drift_openapi::Document;
use openapi_drift_source::Error;

/// The options of a report that are applied after the merge.
#[derive(Debug, Clone)]
pub struct ReportOptions {
    /// Add a note for each operation, status and property that no recording shows. Without it only those are added that an
    /// exception accepts.
    pub never_recorded: bool,
    /// Report operations whose newest recording is older than this number of days.
    pub max_age: Option<u32>,
    /// The operations that were asked for; all of them if empty. Findings about others are left out.
    pub only: Vec<String>,
}

impl Default for ReportOptions {
    fn default() -> Self {
        Self { never_recorded: true, max_age: None, only: Vec::new() }
    }
}

/// The parts of a report that do not change while it is made.
pub(crate) struct ReportBuilder<'a> {
    pub document: &'a Document,
    pub exceptions: &'a Exceptions,
    pub today: Date,
    pub options: &'a ReportOptions,
    /// Keep all places of a finding.
    pub all_places: bool,
}

impl ReportBuilder<'_> {
    /// Makes the report.
    pub fn build(&self, mut tally: Tally) -> Report {
        let places = if self.all_places { usize::MAX } else { FIRST_PLACES };
        credentials::decide(&mut tally.found, &tally.credentials, places);
        let (exceptions, only) = (self.exceptions, self.options.only.as_slice());
        let wanted = |operation: &str| only.is_empty() || only.iter().any(|id| id == operation);
        let coverage = tally.coverage.coverage(self.document);
        let observed = self.in_document_order(&tally);
        let mut unrecorded_count = unrecorded(self.document, &coverage, only).count();
        let are_noted = self.options.never_recorded || exceptions.iter().any(|exception| exception.code == Code::NeverRecorded);
        let never = unrecorded(self.document, &coverage, only).filter(|_| are_noted).map(Unrecorded::note);
        let stale = stale(self.document, &tally.ages, self.options.max_age, self.today);
        let stale = stale.into_iter().filter(|finding| finding.operation.as_deref().is_none_or(wanted));
        let mut matching = Matching::new(exceptions, self.today);
        // Exceptions are matched before places are folded, so that one for an operation accepts nothing of another.
        let findings = observed.chain(never.chain(stale).map(|note| (note, Vec::new(), ShownBy::default())));
        let matched =
            findings.map(|(finding, keys, shown_by)| MatchedFinding { accepted: matching.accept(&finding), finding, shown_by, keys });
        let matched = matched.collect();
        let mut folded = fold(matched, &tally.found, self.document, places);
        rename_hints::hint(&mut folded, &coverage);
        let folded = together(folded, places);
        let (mut findings, mut notes, mut accepted) = (Vec::new(), Vec::new(), Vec::new());
        for MatchedFinding { mut finding, accepted: index, .. } in folded {
            finding.reason = index.and_then(|index| exceptions.iter().nth(index)).map(|exception| exception.reason.clone());
            let is_accepted = finding.reason.is_some();
            if finding.code == Code::NeverRecorded && is_accepted {
                unrecorded_count -= 1;
            } else if finding.code == Code::NeverRecorded && !self.options.never_recorded {
                continue;
            }
            self.place(&mut finding);
            match finding.severity {
                _ if is_accepted => accepted.push(finding),
                Severity::Note => notes.push(finding),
                _ => findings.push(finding),
            }
        }
        let about = |(exception, what): (_, _)| about_exception(exceptions, exception, &what);
        findings.extend(matching.unmatched(only).into_iter().map(about));
        let comparable = tally.comparable();
        let unreadable = tally.errors.count();
        let (read_errors, _) = tally.errors.finish();
        Report {
            document: self.document.name().to_owned(),
            trouble: tally.broken.iter().map(|broken| self.broken_schema(broken)).collect(),
            findings,
            notes,
            accepted,
            coverage,
            unrecorded: unrecorded_count,
            recordings: tally.recordings,
            comparable,
            documentation: tally.documentation,
            matched: tally.matched,
            not_checked: tally.not_checked,
            not_recorded: tally.not_recorded,
            unsupported_bodies: tally.unsupported_bodies,
            unreadable,
            read_errors,
            too_old: tally.too_old,
            unknown_values: tally.unknown_values,
            hosts: tally.hosts,
            all_hosts: tally.all_hosts,
            served: tally.served,
        }
    }

    fn broken_schema(&self, broken: &BrokenSchema) -> Error {
        Error::new("cannot use a schema of the document", &broken.why)
            .in_file(self.document.file_of(&broken.pointer))
            .at(self.document.locate(&broken.pointer))
            .help("its values were not checked; the rest was")
    }

    /// Looks up the place of a finding in the document; of findings that were folded into one, only that of the first.
    fn place(&self, finding: &mut Finding) {
        let place = &mut finding.document;
        let position = self.document.locate(&place.pointer);
        self.document.file_of(&place.pointer).clone_into(&mut place.file);
        (place.line, place.column) = (position.line, position.column);
        // The excerpt of a note would only repeat its pointer.
        if !matches!(finding.code, Code::NeverRecorded | Code::StaleRecording) {
            place.excerpt = Excerpt::of_document_node(self.document, &place.pointer, position);
        }
    }

    /// The observations as findings, in the order of the document. Subjects that are not in the document come last.
    fn in_document_order<'t>(&'t self, tally: &'t Tally) -> impl Iterator<Item = (Finding, Vec<(Arc<ObservationKey>, ShownBy)>, ShownBy)> {
        let operations = self.document.operations();
        let indices: BTreeMap<Arc<str>, usize> =
            operations.iter().enumerate().map(|(index, operation)| (operation_name(operation), index)).collect();
        let index = move |key: &ObservationKey| match &key.subject {
            Subject::Operation(name) => indices.get(name).copied(),
            Subject::Elsewhere(..) => None,
        };
        let mut sorted: Vec<_> = tally.found.observations.iter().map(|(key, collected)| (index(key), key, collected)).collect();
        sorted.sort_by(|(one_index, one, _), (other_index, other, _)| {
            let rank = |index: &Option<usize>| index.unwrap_or(usize::MAX);
            rank(one_index).cmp(&rank(other_index)).then_with(|| one.cmp(other))
        });
        sorted.into_iter().map(move |(index, key, collected)| {
            let of = tally.exchanges.get(&(key.subject.clone(), key.status)).copied().unwrap_or_default();
            let finding = self.finding(index, key, collected, of);
            (finding, vec![(Arc::clone(key), collected.shown_by)], collected.shown_by)
        })
    }

    fn finding(&self, index: Option<usize>, key: &ObservationKey, collected: &Collected, of: usize) -> Finding {
        let operation = index.map(|index| &self.document.operations()[index]);
        let (operation, method, path) = match (operation, &key.subject) {
            (Some(operation), _) => (Some(operation.id.clone()), operation.method.clone(), operation.path.clone()),
            (None, Subject::Elsewhere(path, method)) => (None, method.clone(), path.clone()),
            (None, Subject::Operation(name)) => (None, String::new(), name.to_string()),
        };
        let (places, values): (_, Vec<_>) = collected.places.iter().map(|place| place.clone().place(&key.pointer)).unzip();
        Finding {
            code: key.code,
            severity: key.severity,
            operation,
            method,
            path,
            status: key.status,
            side: key.side,
            location: key.location,
            pointer: key.pointer.clone(),
            document: DocumentPlace::unplaced(key.document.clone()),
            count: collected.count,
            recordings: collected.shown_by.recordings,
            of,
            places,
            message: collected.message(key.code),
            hint: collected.words.hint.clone().unwrap_or_else(|| key.code.advice().to_owned()),
            reason: None,
            values: values.into_iter().flatten().collect(),
            used_by: Vec::new(),
        }
    }
}
