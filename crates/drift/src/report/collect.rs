//! Sightings in, findings out.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use foldhash::HashMap;
use jiff::civil::Date;

use super::cause::{self, Seen};
use super::collected::{Collected, Key, Subject, recorded_type};
use super::coverage::Counter;
use super::renamed;
use super::stale::Ages;
use super::unseen::{Unrecorded, about_exception};
use super::{DocumentPlace, Excerpt, Finding, Place, Report};
use crate::check::{BrokenSchema, Checked};
use crate::document::{Document, Position};
use crate::finding::{Code, Location, Severity, Side, Sighting};
use crate::ledger::{Exceptions, Matching};
use crate::recording::{Exchange, Origin};
use crate::trouble::Trouble;

/// How many places of a finding are kept unless all are asked for.
pub(super) const FIRST_PLACES: usize = 3;

/// Takes what [`crate::check`] found in one recording after the other and makes a [`Report`] of it.
///
/// The order in which recordings come changes which places are named first, and nothing else.
#[derive(Debug)]
pub struct Collector<'d> {
    pub(super) document: &'d Document,
    all_places: bool,
    keep_values: bool,
    never_recorded: bool,
    findings: HashMap<Key, Collected>,
    /// How many recordings there are of an operation (or path) and status.
    exchanges: HashMap<(Subject, Option<u16>), usize>,
    coverage: Counter<'d>,
    ages: Ages,
    pub(super) max_age: Option<u32>,
    broken: BTreeSet<BrokenSchema>,
    recordings: usize,
    documentation: usize,
    matched: usize,
}

impl<'d> Collector<'d> {
    /// An empty collector for findings about `document`.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            all_places: false,
            keep_values: false,
            never_recorded: true,
            findings: HashMap::default(),
            exchanges: HashMap::default(),
            coverage: Counter::new(document),
            ages: Ages::default(),
            max_age: None,
            broken: BTreeSet::new(),
            recordings: 0,
            documentation: 0,
            matched: 0,
        }
    }

    /// Keeps all places of a finding, not only the first three.
    #[must_use]
    pub fn all_places(mut self, yes: bool) -> Self {
        self.all_places = yes;
        self
    }

    /// Keeps recorded values. They may be private.
    #[must_use]
    pub fn keep_values(mut self, yes: bool) -> Self {
        self.keep_values = yes;
        self
    }

    /// Makes a note of each statement that no recording shows. Without it only those are made that exceptions accept: of a
    /// large document there are thousands. [`Report::unrecorded`] counts them all the same.
    #[must_use]
    pub fn never_recorded(mut self, yes: bool) -> Self {
        self.never_recorded = yes;
        self
    }

    /// Reports operations whose newest recording is more than so many days old.
    #[must_use]
    pub fn max_age(mut self, days: Option<u32>) -> Self {
        self.max_age = days;
        self
    }

    /// Adds what one recording says.
    pub fn add(&mut self, exchange: &Exchange, checked: Checked) {
        self.recordings += 1;
        self.matched += usize::from(checked.operation.is_some());
        let origin = exchange.recording.provenance.as_ref().map(|provenance| provenance.source);
        self.documentation += usize::from(origin == Some(Origin::Documentation));
        self.coverage.add(&checked);
        if let (Some(operation), Some(_)) = (checked.operation, self.max_age) {
            self.ages.add(operation, exchange);
        }
        self.broken.extend(checked.broken);
        let subject = match checked.operation {
            Some(index) => Subject::Operation(index),
            None => Subject::Elsewhere(checked.path, exchange.recording.request.method.to_ascii_uppercase()),
        };
        *self.exchanges.entry((subject.clone(), checked.status)).or_default() += 1;
        for sighting in checked.sightings {
            self.add_sighting(exchange, subject.clone(), checked.status, sighting);
        }
    }

    fn add_sighting(&mut self, exchange: &Exchange, subject: Subject, status: Option<u16>, sighting: Sighting) {
        let key = Key {
            subject,
            side: sighting.side,
            status,
            location: sighting.location,
            pointer: sighting.pointer.clone(),
            code: sighting.code,
            detail: match sighting.code {
                Code::TypeMismatch | Code::UndocumentedContentType => sighting.message.clone(),
                _ => String::new(),
            },
            document: sighting.document.clone(),
            severity: sighting.severity,
        };
        let value = sighting.value.clone().filter(|_| self.keep_values);
        let collected = self.findings.entry(key).or_insert_with(|| Collected {
            first: sighting.clone(),
            types: BTreeSet::new(),
            count: 0,
            seen: Seen::default(),
            places: Vec::new(),
        });
        if self.all_places || collected.places.len() < FIRST_PLACES {
            let (mut place, position) = place(exchange, &sighting);
            if collected.count == 0 {
                let is_json = sighting.location == Location::Body && sighting.code != Code::MalformedBody;
                let within = is_json.then(|| exchange.line_of_body(sighting.side, &sighting.place)).flatten();
                place.excerpt = match within {
                    Some(within) => Some(Excerpt::of_body(within, place.line, self.keep_values)),
                    None => position.and_then(|position| Excerpt::of_recording(exchange, position, self.keep_values, status)),
                };
            }
            collected.places.push((exchange.order(), place, value));
        }
        collected.types.extend(recorded_type(&sighting).map(str::to_owned));
        if sighting.weight() > collected.first.weight() {
            collected.first = sighting;
        }
        collected.count += 1;
        collected.seen.add(self.recordings);
    }

    /// Takes over what another collector of the same document was given. Which of them was given what makes no
    /// difference to the report, as long as each got its recordings in the order of [`crate::Recordings`].
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (key, mut theirs) in other.findings {
            // Each collector counts its recordings for itself; in one count, theirs come after ours.
            theirs.seen = theirs.seen.after(self.recordings);
            match self.findings.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(theirs)),
                Entry::Occupied(mut entry) => entry.get_mut().merge(theirs, self.all_places),
            }
        }
        for (subject, recordings) in other.exchanges {
            *self.exchanges.entry(subject).or_default() += recordings;
        }
        self.coverage.merge(other.coverage);
        self.ages.merge(other.ages);
        self.broken.extend(other.broken);
        self.recordings += other.recordings;
        self.documentation += other.documentation;
        self.matched += other.matched;
        self
    }

    /// The report, with the findings that `exceptions` accept set apart. `only` names the operations that were asked
    /// for, if not all were: what concerns others is then left alone.
    pub fn finish(mut self, exceptions: &Exceptions, today: Date, only: &[String]) -> Report {
        let wanted = |operation: &str| only.is_empty() || only.iter().any(|id| id == operation);
        let ages = std::mem::take(&mut self.ages);
        let coverage = std::mem::replace(&mut self.coverage, Counter::new(self.document)).finish();
        let mut sighted: Vec<(Key, Collected)> = std::mem::take(&mut self.findings).into_iter().collect();
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
        }
    }

    fn broken_schema(&self, broken: &BrokenSchema) -> Trouble {
        Trouble::new("cannot use a schema of the document", &broken.why)
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

    fn finding(&self, key: Key, collected: Collected) -> (Finding, Seen) {
        let of = self.exchanges.get(&(key.subject.clone(), key.status)).copied().unwrap_or_default();
        let (operation, method, path) = match key.subject {
            Subject::Operation(index) => {
                let operation = &self.document.operations()[index];
                (Some(operation.id.clone()), operation.method.clone(), operation.path.clone())
            }
            Subject::Elsewhere(path, method) => (None, method, path),
        };
        let message = collected.message();
        let Collected { first: sighting, count, seen, places, .. } = collected;
        let (places, values): (_, Vec<_>) = places.into_iter().map(|(_, place, value)| (place, value)).unzip();
        let finding = Finding {
            code: sighting.code,
            severity: sighting.severity,
            operation,
            method,
            path,
            status: key.status,
            side: key.side,
            location: key.location,
            pointer: key.pointer,
            document: DocumentPlace::unplaced(sighting.document),
            count,
            recordings: seen.len(),
            of,
            places,
            message,
            hint: sighting.hint.unwrap_or_else(|| sighting.code.advice().to_owned()),
            reason: None,
            values: values.into_iter().flatten().collect(),
            used_by: Vec::new(),
        };
        (finding, seen)
    }
}

/// Where a recording shows a sighting, and the position in the recording's own text if that is where it stands: a body may
/// be kept in a file of its own.
fn place(exchange: &Exchange, sighting: &Sighting) -> (Place, Option<Position>) {
    let here = |position| (Arc::clone(&exchange.file), position);
    let (file, position) = match (sighting.location, sighting.side) {
        (Location::Body, side) => exchange.locate_in_body(side, &sighting.place),
        (Location::Header | Location::Cookie, side) => here(exchange.locate_header(side, sighting.pointer.trim_start_matches('/'))),
        (Location::Exchange, Side::Response) => here(exchange.locate("/response/status")),
        (Location::Exchange | Location::Path | Location::Query, _) => here(exchange.locate("/request/url")),
    };
    let own = Arc::ptr_eq(&file, &exchange.file).then_some(position);
    let place = Place {
        file: file.to_string(),
        line: position.line,
        column: position.column,
        exchange: exchange.index,
        pointer: sighting.pointer.clone(),
        excerpt: None,
    };
    (place, own)
}
