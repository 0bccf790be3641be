//! What was collected, as a report: exceptions matched, one cause folded into one finding, places looked up.

use jiff::civil::Date;

use crate::check::checked::BrokenSchema;
use crate::exceptions::exception::Exceptions;
use crate::exceptions::matching::Matching;

use crate::finding::code::{Code, Severity};
use crate::finding::finding::{DocumentPlace, Excerpt, Finding};
use crate::report::collected::{Collected, ObservationKey, Subject};
use crate::report::collector::{Collector, FIRST_PLACES};
use crate::report::coverage::CoverageCounter;
use crate::report::fold::Seen;
use crate::report::report::Report;
use crate::report::unrecorded::{Unrecorded, about_exception};
use crate::report::{fold as cause, rename_hints as renamed};
use openapi_drift_source::error::Error;

impl Collector<'_> {
    /// The report, with the findings that `exceptions` accept set apart. `only` names the operations that were asked
    /// for, if not all were: what concerns others is then left alone.
    pub fn finish(mut self, exceptions: &Exceptions, today: Date, only: &[String]) -> Report {
        let wanted = |operation: &str| only.is_empty() || only.iter().any(|id| id == operation);
        let ages = std::mem::take(&mut self.ages);
        let coverage = std::mem::replace(&mut self.coverage, CoverageCounter::new(self.document)).finish();
        let mut sighted: Vec<(ObservationKey, Collected)> = std::mem::take(&mut self.findings).into_iter().collect();
        sighted.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let sighted = sighted.into_iter().map(|(key, collected)| self.finding(key, collected));
        let mut unrecorded = self.unrecorded(&coverage, only).count();
        let are_noted = self.never_recorded || exceptions.iter().any(|exception| exception.code == Code::NeverRecorded);
        let never = self.unrecorded(&coverage, only).filter(|_| are_noted).map(Unrecorded::note);
        let stale = self.stale(ages, today).into_iter().filter(|finding| finding.operation.as_deref().is_none_or(wanted));
        let mut matching = Matching::new(exceptions, today);
        // Exceptions are matched before places are folded, so that one for an operation accepts nothing of another.
        let matched = sighted.chain(never.chain(stale).map(|note| (note, Seen::default()))).map(|(finding, seen)| {
            let accepted = matching.accept(&finding);
            (finding, seen, accepted)
        });
        let matched = matched.collect();
        let places = if self.all_places { usize::MAX } else { FIRST_PLACES };
        let mut folded = cause::fold(matched, self.document, places);
        renamed::hint(&mut folded, &coverage);
        let folded = cause::together(folded, places);
        let (mut findings, mut notes, mut accepted) = (Vec::new(), Vec::new(), Vec::new());
        for (mut finding, _, index) in folded {
            finding.reason = index.and_then(|index| exceptions.iter().nth(index)).map(|exception| exception.reason.clone());
            let is_accepted = finding.reason.is_some();
            if finding.code == Code::NeverRecorded && is_accepted {
                unrecorded -= 1;
            } else if finding.code == Code::NeverRecorded && !self.never_recorded {
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
        Report {
            document: self.document.name().to_owned(),
            trouble: self.broken.iter().map(|broken| self.broken_schema(broken)).collect(),
            findings,
            notes,
            accepted,
            coverage,
            unrecorded,
            recordings: self.recordings,
            documentation: self.documentation,
            matched: self.matched,
            unread: self.unread,
        }
    }

    fn broken_schema(&self, broken: &BrokenSchema) -> Error {
        Error::new("cannot use a schema of the document", &broken.why)
            .in_file(self.document.file_of(&broken.pointer))
            .at(self.document.locate(&broken.pointer))
            .help("what it describes was not checked; the rest was")
    }

    /// Looks up where in the document a finding is: of those that were folded into one, only one is told.
    fn place(&self, finding: &mut Finding) {
        let place = &mut finding.document;
        let position = self.document.locate(&place.pointer);
        self.document.file_of(&place.pointer).clone_into(&mut place.file);
        (place.line, place.column) = (position.line, position.column);
        // An excerpt says nothing of a note that its pointer does not.
        if !matches!(finding.code, Code::NeverRecorded | Code::StaleRecording) {
            place.excerpt = Excerpt::of_document(self.document.source_of(&place.pointer), position);
        }
    }

    fn finding(&self, key: ObservationKey, collected: Collected) -> (Finding, Seen) {
        let of = self.exchanges.get(&(key.subject.clone(), key.status)).copied().unwrap_or_default();
        let (operation, method, path) = match key.subject {
            Subject::Operation(index) => {
                let operation = &self.document.operations()[index];
                (Some(operation.id.clone()), operation.method.clone(), operation.path.clone())
            }
            Subject::Elsewhere(path, method) => (None, method, path),
        };
        let message = collected.message();
        let Collected { first: observation, count, seen, places, .. } = collected;
        let (places, values): (_, Vec<_>) = places.into_iter().map(|(_, place, value)| (place, value)).unzip();
        let finding = Finding {
            code: observation.code,
            severity: observation.severity,
            operation,
            method,
            path,
            status: key.status,
            side: key.side,
            location: key.location,
            pointer: key.pointer,
            document: DocumentPlace::unplaced(observation.document),
            count,
            recordings: seen.len(),
            of,
            places,
            message,
            hint: observation.hint.unwrap_or_else(|| observation.code.advice().to_owned()),
            reason: None,
            values: values.into_iter().flatten().collect(),
            used_by: Vec::new(),
        };
        (finding, seen)
    }
}
