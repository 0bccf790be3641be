//! Sightings in: equal ones are counted together, and the first places of each are looked up while the recording is at hand.

use std::collections::hash_map::Entry;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashMap;

use crate::check::checked::{BrokenSchema, Checked};
use crate::finding::code::Code;
use crate::finding::finding::{Excerpt, Place};
use crate::finding::observation::{Location, Observation};
use crate::report::ages::Ages;
use crate::report::collected::{Collected, ObservationKey, Subject, recorded_type};
use crate::report::coverage::CoverageCounter;
use crate::report::excerpt::ExcerptPolicy;
use crate::report::fold::Seen;
use openapi_drift_openapi::document::Document;
use openapi_drift_recordings::{Exchange, Origin, Side};
use openapi_drift_source::position::Position;

/// How many places of a finding are kept unless all are asked for.
pub(crate) const FIRST_PLACES: usize = 3;

/// Takes what [`crate::check::check::check`] found in one recording after the other and makes a [`Report`](crate::report::report::Report) of it.
///
/// The order in which recordings come changes which places are named first, and nothing else.
#[derive(Debug)]
pub struct Collector<'d> {
    pub(crate) document: &'d Document,
    pub(crate) all_places: bool,
    pub(crate) keep_values: bool,
    pub(crate) never_recorded: bool,
    pub(crate) findings: HashMap<ObservationKey, Collected>,
    /// How many recordings there are of an operation (or path) and status.
    pub(crate) exchanges: HashMap<(Subject, Option<u16>), usize>,
    pub(crate) coverage: CoverageCounter<'d>,
    pub(crate) ages: Ages,
    pub(crate) max_age: Option<u32>,
    pub(crate) broken: BTreeSet<BrokenSchema>,
    /// How many bodies of a kind that is not read there are, by media type.
    pub(crate) unread: BTreeMap<String, usize>,
    pub(crate) recordings: usize,
    pub(crate) documentation: usize,
    pub(crate) matched: usize,
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
            coverage: CoverageCounter::new(document),
            ages: Ages::default(),
            max_age: None,
            broken: BTreeSet::new(),
            unread: BTreeMap::new(),
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
    /// large document there are thousands. [`Report::unrecorded`](crate::report::report::Report::unrecorded) counts them all the same.
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
            self.ages.add(operation, exchange, self.document);
        }
        self.broken.extend(checked.broken);
        for media_type in checked.unread {
            *self.unread.entry(media_type).or_default() += 1;
        }
        let subject = match checked.operation {
            Some(index) => Subject::Operation(index),
            None => Subject::Elsewhere(checked.path, exchange.recording.request.method.to_ascii_uppercase()),
        };
        *self.exchanges.entry((subject.clone(), checked.status)).or_default() += 1;
        for observation in checked.observations {
            self.add_sighting(exchange, subject.clone(), checked.status, observation);
        }
    }

    fn add_sighting(&mut self, exchange: &Exchange, subject: Subject, status: Option<u16>, observation: Observation) {
        let key = ObservationKey {
            subject,
            side: observation.side,
            status,
            location: observation.location,
            pointer: observation.pointer.clone(),
            code: observation.code,
            detail: match observation.code {
                Code::TypeMismatch | Code::UndocumentedContentType => observation.message.clone(),
                _ => String::new(),
            },
            document: observation.document.clone(),
            severity: observation.severity,
        };
        let value = observation.value.clone().filter(|_| self.keep_values);
        let collected = self.findings.entry(key).or_insert_with(|| Collected {
            first: observation.clone(),
            types: BTreeSet::new(),
            count: 0,
            seen: Seen::default(),
            places: Vec::new(),
        });
        if self.all_places || collected.places.len() < FIRST_PLACES {
            let (mut place, position) = place(exchange, &observation);
            if collected.count == 0 {
                let is_json = observation.location == Location::Body && observation.code != Code::MalformedBody;
                let within = is_json.then(|| exchange.line_of_body(observation.side, &observation.place)).flatten();
                let shown = ExcerptPolicy { document: self.document, pointer: &observation.pointer, status, with_values: self.keep_values };
                place.excerpt = match within {
                    Some(within) => Some(Excerpt::of_body(within, place.line, shown)),
                    None => position.and_then(|position| Excerpt::of_recording(exchange, position, shown)),
                };
            }
            if observation.code == Code::MalformedBody {
                let (_, position) = exchange.locate_break(observation.side);
                // What is no JSON has no names and values that could be told apart: its own lines are not shown.
                place.excerpt = place.excerpt.filter(|_| position.line == place.line);
                (place.line, place.column) = (position.line, position.column);
            }
            collected.places.push((exchange.order(), place, value));
        }
        collected.types.extend(recorded_type(&observation).map(str::to_owned));
        if observation.weight() > collected.first.weight() {
            collected.first = observation;
        }
        collected.count += 1;
        collected.seen.add(self.recordings);
    }

    /// Takes over what another collector of the same document was given. Which of them was given what makes no
    /// difference to the report, as long as each got its recordings in the order of [`openapi_drift_recordings::Recordings`].
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
        for (media_type, bodies) in other.unread {
            *self.unread.entry(media_type).or_default() += bodies;
        }
        self.recordings += other.recordings;
        self.documentation += other.documentation;
        self.matched += other.matched;
        self
    }
}

/// Where a recording shows a observation, and the position in the recording's own text if that is where it stands: a body may
/// be kept in a file of its own.
fn place(exchange: &Exchange, observation: &Observation) -> (Place, Option<Position>) {
    let here = |position| (Arc::clone(&exchange.file), position);
    let (file, position) = match (observation.location, observation.side) {
        (Location::Body, side) => exchange.locate_in_body(side, &observation.place),
        (Location::Header | Location::Cookie, side) => here(exchange.locate_header(side, observation.pointer.trim_start_matches('/'))),
        (Location::Exchange, Side::Response) => here(exchange.locate("/response/status")),
        (Location::Exchange | Location::Path | Location::Query, _) => here(exchange.locate("/request/url")),
    };
    let own = Arc::ptr_eq(&file, &exchange.file).then_some(position);
    let place = Place {
        file: file.to_string(),
        line: position.line,
        column: position.column,
        exchange: exchange.index,
        pointer: observation.pointer.clone(),
        excerpt: None,
    };
    (place, own)
}
