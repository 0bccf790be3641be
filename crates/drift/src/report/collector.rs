//! Collects observations: equal ones are counted together, and the first places of each are looked up while the recording is
//! at hand.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};
use jiff::civil::Date;

use crate::check::checked::{BrokenSchema, Checked};
use crate::check::credentials::has_any;
use crate::check::glob::Glob;
use crate::check::not_checked::OTHER_HOST;
use crate::check::opaque_names::{looks_like_id, shown_host};
use crate::exceptions::exception::Exceptions;
use crate::finding::code::Code;
use crate::finding::finding::Excerpt;
use crate::finding::observation::{Location, Observation};
use crate::report::ages::Ages;
use crate::report::build::ReportOptions;
use crate::report::collected::{Collected, FIRST_PLACES, KeptPlace, PlaceOrder, Words, recorded_type};
use crate::report::coverage::CoverageCounter;
use crate::report::credentials;
use crate::report::errors::ReadErrors;
use crate::report::excerpt::{ExcerptPolicy, visible_value};
use crate::report::fingerprint::{Fingerprint, ShownBy};
use crate::report::fold::{CauseGroup, cause_group};
use crate::report::found::Found;
use crate::report::key::{ObservationKey, Subject, operation_name};
use crate::report::partial::{Partial, Scope};
use crate::report::report::Report;
use crate::report::tally::{Tally, add_host};
use openapi_drift_openapi::Document;
use openapi_drift_recordings::{Exchange, Origin, RecordingPart, Side};
use openapi_drift_source::Error;
use openapi_drift_source::Position;

/// Takes the results of [`check`](crate::check()) for one recording after the other, and makes a [`Report`] or a [`Partial`]
/// report of them. The order of the recordings makes no difference.
#[derive(Debug)]
pub struct Collector<'d> {
    document: &'d Document,
    /// The names of the operations, by index.
    names: Vec<Arc<str>>,
    all_places: bool,
    keep_values: bool,
    options: ReportOptions,
    scope: Scope,
    keys: HashMap<Arc<ObservationKey>, usize>,
    /// The observations, by the numbers in `keys`.
    collected: Vec<Collecting>,
    overlaps: HashMap<Vec<usize>, ShownBy>,
    exchanges: HashMap<(Subject, Option<u16>), usize>,
    coverage: CoverageCounter,
    ages: Ages,
    broken: BTreeSet<BrokenSchema>,
    /// The recordings of each input.
    inputs: HashMap<Arc<str>, Fingerprint>,
    errors: ReadErrors,
    tally: Tally,
    /// The scheme and host of the last request, and whether no server of the document has it.
    last_host: Option<(String, bool)>,
    /// Names that are never printed.
    mask: Vec<Glob>,
}

/// Equal observations while they are collected.
#[derive(Debug)]
struct Collecting {
    key: Arc<ObservationKey>,
    /// The cause, if keys of one cause become one finding.
    cause: Option<CauseGroup>,
    collected: Collected,
    /// The exchange that was counted last, and how many of its observations.
    last: (usize, usize),
}

impl<'d> Collector<'d> {
    /// Returns an empty collector of findings about `document`.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            names: document.operations().iter().map(operation_name).collect(),
            all_places: false,
            keep_values: false,
            options: ReportOptions::default(),
            scope: Scope::default(),
            keys: HashMap::new(),
            collected: Vec::new(),
            overlaps: HashMap::new(),
            exchanges: HashMap::new(),
            coverage: CoverageCounter::new(document),
            ages: Ages::default(),
            broken: BTreeSet::new(),
            inputs: HashMap::new(),
            errors: ReadErrors::default(),
            tally: Tally::default(),
            last_host: None,
            mask: Vec::new(),
        }
    }

    /// Keeps all places of a finding instead of the first three.
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

    /// Adds a note for each operation, status and property that no recording shows. Without it only those are added that an
    /// exception accepts, since a large document has thousands. [`Report::unrecorded`] counts them all the same.
    #[must_use]
    pub fn never_recorded(mut self, yes: bool) -> Self {
        self.options.never_recorded = yes;
        self
    }

    /// Reports operations whose newest recording is older than this number of days.
    #[must_use]
    pub fn max_age(mut self, days: Option<u32>) -> Self {
        self.options.max_age = days;
        self
    }

    /// Never prints hosts that match one of these patterns, as [`Options::mask`](crate::Options::mask) does for other names.
    #[must_use]
    pub fn mask(mut self, patterns: Vec<Glob>) -> Self {
        self.mask = patterns;
        self
    }

    /// Names the options of the check, so that partial reports of other options are not merged with these.
    #[cfg(feature = "cli")]
    #[must_use]
    pub(crate) fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Adds the result of one recording.
    pub fn add(&mut self, exchange: &Exchange, checked: Checked) {
        let fingerprint = self.add_input(exchange);
        self.tally.recordings += 1;
        self.add_host(exchange, &checked);
        if let Some(reason) = checked.not_checked {
            *self.tally.not_checked.entry(reason).or_default() += 1;
            return;
        }
        for part in &checked.not_recorded {
            *self.tally.not_recorded.entry(part_name(*part).to_owned()).or_default() += 1;
        }
        self.tally.matched += usize::from(checked.operation.is_some());
        self.tally.unknown_values += checked.unknown_values;
        let origin = exchange.recording.provenance.as_ref().map(|provenance| provenance.source);
        self.tally.documentation += usize::from(origin == Some(Origin::Documentation));
        self.coverage.add(&checked);
        self.broken.extend(checked.broken);
        for media_type in checked.unread {
            *self.tally.unsupported_bodies.entry(media_type).or_default() += 1;
        }
        let subject = match checked.operation {
            Some(index) => {
                let name = &self.names[index];
                self.ages.add(name, exchange);
                Subject::Operation(Arc::clone(name))
            }
            None => {
                let method = exchange.recording.request.method.to_ascii_uppercase();
                let method = if looks_like_id(&method) { "*".to_owned() } else { method };
                Subject::Elsewhere(checked.path, method)
            }
        };
        let has_credential = has_any(self.document, &exchange.recording.request);
        if has_credential {
            *self.tally.credentials.entry(credentials::input_of(exchange)).or_default() += 1;
        }
        let mut shown: Vec<usize> = Vec::new();
        for observation in checked.observations.into_iter().chain(checked.missing_credentials) {
            let number = self.add_observation(exchange, &subject, checked.status, observation, has_credential);
            if !shown.contains(&number) {
                shown.push(number);
                self.collected[number].collected.shown_by.insert(fingerprint);
            }
        }
        if shown.len() > 1 {
            self.add_overlaps(shown, fingerprint);
        }
        *self.exchanges.entry((subject, checked.status)).or_default() += 1;
    }

    /// Adds an error of reading.
    pub fn add_error(&mut self, error: &Error) {
        let text = Fingerprint::of_bytes(error.to_string().as_bytes());
        self.inputs.entry(error.file().unwrap_or_default().into()).or_default().add(text);
        self.errors.add(error);
    }

    /// Counts a recording that is older than asked for.
    pub fn add_too_old(&mut self, exchange: &Exchange) {
        self.add_input(exchange);
        self.tally.too_old += 1;
    }

    /// Counts a recording of an operation that was not asked for.
    pub fn add_other_operation(&mut self, exchange: &Exchange) {
        self.add_input(exchange);
        self.tally.other_operations += 1;
    }

    fn add_input(&mut self, exchange: &Exchange) -> Fingerprint {
        let fingerprint = Fingerprint::of(exchange);
        match self.inputs.get_mut(&exchange.file) {
            Some(sum) => sum.add(fingerprint),
            None => drop(self.inputs.insert(Arc::clone(&exchange.file), fingerprint)),
        }
        fingerprint
    }

    /// Remembers that a recording was made at this server of the options.
    pub fn add_served(&mut self, server: &str) {
        if !self.tally.served.contains(server) {
            self.tally.served.insert(server.to_owned());
        }
    }

    fn add_host(&mut self, exchange: &Exchange, checked: &Checked) {
        let url = &exchange.recording.request.url;
        let is_other = |observation: &Observation| observation.code == Code::UndocumentedServer;
        let is_unmatched =
            checked.not_checked.as_deref() == Some(OTHER_HOST) || checked.operation.is_none() && checked.observations.iter().any(is_other);
        let Some(end) = url.find("://").map(|at| at + "://".len()) else { return };
        let end = url[end..].find(['/', '?', '#']).map_or(url.len(), |at| end + at);
        // Most requests are of the same host as the one before.
        let is_known = self.last_host.as_ref().is_some_and(|(host, was_unmatched)| *host == url[..end] && *was_unmatched == is_unmatched);
        if is_known || !url.starts_with("http") {
            return;
        }
        self.last_host = Some((url[..end].to_owned(), is_unmatched));
        let Ok(url) = url::Url::parse(&url[..end]) else { return };
        let is_data = |label: &str| looks_like_id(label) || self.mask.iter().any(|pattern| pattern.matches(label));
        let (name, port) = (shown_host(url.host_str().unwrap_or_default(), is_data), url.port());
        let host = format!("{}://{name}{}", url.scheme(), port.map(|port| format!(":{port}")).unwrap_or_default());
        if is_unmatched {
            add_host(&mut self.tally.hosts, host.clone());
        }
        add_host(&mut self.tally.all_hosts, host);
    }

    /// Adds an observation and returns the number of its key.
    fn add_observation(
        &mut self,
        exchange: &Exchange,
        subject: &Subject,
        status: Option<u16>,
        observation: Observation,
        has_credential: bool,
    ) -> usize {
        let key = ObservationKey {
            subject: subject.clone(),
            side: observation.side,
            status,
            location: observation.location,
            pointer: observation.pointer.clone(),
            code: observation.code,
            detail: match observation.code {
                Code::TypeMismatch | Code::UndocumentedContentType | Code::UndocumentedServer => observation.message.clone(),
                Code::MissingCredentials => credentials::detail(exchange, has_credential),
                _ => String::new(),
            },
            document: observation.document.clone(),
            severity: observation.severity,
        };
        let words = Words { message: observation.message.clone(), hint: observation.hint.clone() };
        let number = match self.keys.get(&key) {
            Some(number) => *number,
            None => {
                let key = Arc::new(key);
                self.keys.insert(Arc::clone(&key), self.collected.len());
                let (words, shown_by) = (words.clone(), ShownBy::default());
                let collected = Collected { words, types: BTreeSet::new(), count: 0, shown_by, places: Vec::new() };
                self.collected.push(Collecting { cause: cause_group(&key), key, collected, last: (0, 0) });
                self.collected.len() - 1
            }
        };
        let value = observation.value.as_deref().filter(|_| self.keep_values);
        let value = value.map(|value| visible_value(&observation.pointer, value));
        let recording = self.tally.recordings;
        let Collecting { collected, last, .. } = &mut self.collected[number];
        *last = if last.0 == recording { (recording, last.1 + 1) } else { (recording, 0) };
        let order = PlaceOrder { file: &exchange.file, exchange: exchange.index, nth: last.1 };
        let at = collected.places.partition_point(|place| place.order().compare(order).is_lt());
        let most = if self.all_places { usize::MAX } else { FIRST_PLACES };
        if at < most {
            let policy = ExcerptPolicy { document: self.document, pointer: &observation.pointer, status, with_values: self.keep_values };
            // Only the first place is shown with its line.
            let place = kept_place(exchange, &observation, order.nth, (at == 0).then_some(policy));
            let place = KeptPlace { value, ..place };
            collected.places.insert(at, place);
            collected.places.truncate(most);
            if let Some(second) = collected.places.get_mut(1) {
                second.excerpt = None;
            }
        }
        collected.types.extend(recorded_type(observation.code, &observation.message).map(str::to_owned));
        if words < collected.words {
            collected.words = words;
        }
        collected.count += 1 + observation.repeated;
        number
    }

    /// Remembers which keys of one cause a recording shows together.
    fn add_overlaps(&mut self, shown: Vec<usize>, recording: Fingerprint) {
        let mut groups: HashMap<&CauseGroup, Vec<usize>> = HashMap::new();
        for number in shown {
            if let Some(cause) = &self.collected[number].cause {
                groups.entry(cause).or_default().push(number);
            }
        }
        for mut numbers in groups.into_values().filter(|numbers| numbers.len() > 1) {
            numbers.sort_unstable();
            self.overlaps.entry(numbers).or_default().insert(recording);
        }
    }

    /// Returns the tally by names and pointers, and the fingerprints of the inputs.
    fn tally(self) -> (Tally, HashMap<Arc<str>, Fingerprint>) {
        let overlaps = self.overlaps.into_iter().map(|(numbers, shown)| {
            let mut keys: Vec<_> = numbers.into_iter().map(|number| Arc::clone(&self.collected[number].key)).collect();
            keys.sort_unstable();
            (keys, shown)
        });
        let overlaps = overlaps.collect();
        let observations = self.collected.into_iter().map(|Collecting { key, collected, .. }| (key, collected));
        let found = Found { observations: observations.collect(), overlaps };
        let tally = Tally {
            found,
            exchanges: self.exchanges.into_iter().collect(),
            coverage: self.coverage.finish(self.document, &self.names),
            ages: self.ages,
            broken: self.broken,
            errors: self.errors,
            ..self.tally
        };
        (tally, self.inputs)
    }

    /// Returns the partial report of these recordings.
    pub fn partial(self) -> Partial {
        self.partial_with(Vec::new())
    }

    /// Returns the partial report of these recordings and of those of other collectors with the same settings. They may have
    /// taken turns at one file.
    pub(crate) fn partial_with(self, others: Vec<Self>) -> Partial {
        let scope = Scope { all_places: self.all_places, values: self.keep_values, ..self.scope.clone() };
        let (document, most) = (self.document, if self.all_places { usize::MAX } else { FIRST_PLACES });
        let (mut tally, mut inputs) = self.tally();
        for (other, files) in others.into_iter().map(Self::tally) {
            tally.merge(other, most);
            files.into_iter().for_each(|(file, sum)| inputs.entry(file).or_default().add(sum));
        }
        Partial::seal(document, scope, tally, inputs.into_iter())
    }

    /// Returns the report of these recordings; the findings that `exceptions` accept are in [`Report::accepted`]. `only` names
    /// the operations that were asked for, if not all were: findings about others are then left out.
    pub fn finish(self, exceptions: &Exceptions, today: Date, only: &[String]) -> Report {
        let (document, options) = (self.document, ReportOptions { only: only.to_vec(), ..self.options.clone() });
        self.partial().finish(document, exceptions, today, &options)
    }
}

fn part_name(part: RecordingPart) -> &'static str {
    match part {
        RecordingPart::RequestQuery => "query",
        RecordingPart::RequestHeaders => "request headers",
        RecordingPart::RequestBody => "request body",
        RecordingPart::ResponseHeaders => "response headers",
        RecordingPart::ResponseBody => "response body",
    }
}

/// The place of an observation, with the line there where it is asked for.
fn kept_place(exchange: &Exchange, observation: &Observation, nth: usize, policy: Option<ExcerptPolicy<'_>>) -> KeptPlace {
    let here = |position| (Arc::clone(&exchange.file), position);
    let (file, mut position) = match (observation.location, observation.side) {
        (Location::Body, side) => exchange.locate_in_body(side, &observation.place),
        (Location::Header | Location::Cookie, side) => here(exchange.locate_header(side, observation.pointer.trim_start_matches('/'))),
        (Location::Exchange, Side::Response) => here(exchange.locate("/response/status")),
        (Location::Exchange | Location::Path | Location::Query, _) => here(exchange.locate("/request/url")),
    };
    let mut excerpt = policy.and_then(|policy| {
        let own: Option<Position> = Arc::ptr_eq(&file, &exchange.file).then_some(position);
        let is_json = observation.location == Location::Body && observation.code != Code::MalformedBody;
        let within = is_json.then(|| exchange.line_of_body(observation.side, &observation.place)).flatten();
        match within {
            Some(within) => Some(Excerpt::of_body(within, position.line, policy)),
            None => own.and_then(|position| Excerpt::of_recording(exchange, position, policy)),
        }
    });
    if observation.code == Code::MalformedBody {
        let (_, fault) = exchange.locate_break(observation.side);
        // Names and values cannot be told apart in text that is not JSON: its own lines are not shown.
        excerpt = excerpt.filter(|_| fault.line == position.line);
        position = fault;
    }
    let manifest = (!Arc::ptr_eq(&file, &exchange.file)).then(|| format!("{}:{}", exchange.file, exchange.locate("").line));
    KeptPlace {
        recording: (exchange.file.to_string(), exchange.index),
        manifest,
        nth,
        file: file.to_string(),
        line: position.line,
        column: position.column,
        excerpt,
        value: None,
    }
}
