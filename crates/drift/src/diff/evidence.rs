//! Corrections: changes of the document without a change of the service. Recordings show one if they contradict the old document
//! and agree with the new one.

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::check::check::check;
use crate::check::checked::{Checked, Options};
use crate::diff::change::Change;
use crate::diff::code::ChangeCode;
use crate::finding::code::Code;
use crate::finding::observation::Observation;
use openapi_drift_openapi::Document;
use openapi_drift_recordings::{Exchange, Origin};
use openapi_drift_source::pointer;

/// The recordings that show that a change is a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Correction {
    /// The number of recordings that contradict the old document here. No recording contradicts the new one.
    pub recordings: usize,
    /// The first of them, as `file:line`.
    pub first: String,
}

/// Counts recordings for and against each change.
///
/// Only live traffic counts. Examples of documentation show the vendor's text, and a sandbox follows the document: neither shows
/// the behaviour of the service.
#[derive(Debug)]
pub struct Evidence<'d> {
    old: &'d Document,
    new: &'d Document,
    options: Options,
    weighed: Vec<Weighed>,
    /// The changes by the places that findings about them have, in the old and in the new document.
    in_old: HashMap<String, Vec<usize>>,
    in_new: HashMap<String, Vec<usize>>,
    traffic: usize,
    others: usize,
}

#[derive(Debug, Default)]
struct Weighed {
    name: Option<String>,
    code: Option<ChangeCode>,
    new: String,
    against_old: usize,
    against_new: usize,
    first: Option<String>,
}

impl<'d> Evidence<'d> {
    /// No recordings yet.
    pub fn new(old: &'d Document, new: &'d Document, changes: &[Change]) -> Self {
        let (mut in_old, mut in_new) = (HashMap::new(), HashMap::new());
        for (index, change) in changes.iter().enumerate() {
            for (old, new) in &change.pointers {
                for (places, at) in [(&mut in_old, old), (&mut in_new, new)] {
                    for place in owners(at) {
                        places.entry(place).or_insert_with(Vec::new).push(index);
                    }
                }
            }
        }
        let weighed = changes.iter().map(|change| Weighed {
            name: change.name.clone(),
            code: Some(change.code),
            new: change.pointers.first().map(|(_, new)| new.clone()).unwrap_or_default(),
            ..Weighed::default()
        });
        let options = Options { undocumented_headers: true, ..Options::default() };
        Self { old, new, options, weighed: weighed.collect(), in_old, in_new, traffic: 0, others: 0 }
    }

    /// Checks a recording against both documents.
    pub fn add(&mut self, exchange: &Exchange) {
        let source = exchange.recording.provenance.as_ref().map(|provenance| provenance.source);
        if matches!(source, Some(Origin::Documentation | Origin::Sandbox)) {
            self.others += 1;
            return;
        }
        self.traffic += 1;
        let before = check(self.old, &exchange.recording, &self.options);
        let after = check(self.new, &exchange.recording, &self.options);
        let mut against_old = self.contradicted(&before, &self.in_old);
        let against_new = self.contradicted(&after, &self.in_new);
        // The old document does not have the operation, so it was not checked further.
        if let (None, Some(operation)) = (before.operation, after.operation) {
            let pointer = &self.new.operations()[operation].pointer;
            let is_it = |weighed: &Weighed| weighed.code == Some(ChangeCode::OperationAdded) && weighed.new == *pointer;
            against_old.extend(self.weighed.iter().position(is_it));
        }
        for index in against_old {
            let weighed = &mut self.weighed[index];
            weighed.against_old += 1;
            weighed.first.get_or_insert_with(|| format!("{}:{}", exchange.file, exchange.locate("").line));
        }
        for index in against_new {
            self.weighed[index].against_new += 1;
        }
    }

    fn contradicted(&self, checked: &Checked, places: &HashMap<String, Vec<usize>>) -> HashSet<usize> {
        let mut found = HashSet::new();
        for observation in &checked.observations {
            let (at, name) = site(observation, checked.status);
            // A finding about a keyword concerns its schema. One with a name, or about a parameter, has its own place.
            let is_keyword = name.is_none() && !matches!(observation.code, Code::MissingParameter | Code::MissingHeader);
            let parent = at.rsplit_once('/').map(|(parent, _)| parent.to_owned());
            for place in [Some(at.clone()), parent.filter(|_| is_keyword)].into_iter().flatten() {
                let changes = places.get(&place).into_iter().flatten().copied();
                found.extend(changes.filter(|index| is_about(self.weighed[*index].name.as_deref(), name.as_deref())));
            }
        }
        found
    }

    /// Returns the number of recordings of live traffic, and of all others.
    pub fn counts(&self) -> (usize, usize) {
        (self.traffic, self.others)
    }

    /// Marks the changes that are corrections.
    pub fn apply(self, changes: &mut [Change]) {
        for (change, weighed) in changes.iter_mut().zip(self.weighed) {
            if let (1.., 0, Some(first)) = (weighed.against_old, weighed.against_new, weighed.first) {
                change.correction = Some(Correction { recordings: weighed.against_old, first });
            }
        }
    }
}

/// Returns true if a change of one name explains a finding about another. A finding without a name concerns the whole place.
fn is_about(changed: Option<&str>, found: Option<&str>) -> bool {
    match (changed, found) {
        (Some(changed), Some(found)) => {
            let range = changed.split_at_checked(1).filter(|(_, rest)| rest.eq_ignore_ascii_case("xx")).map(|(class, _)| class);
            changed.eq_ignore_ascii_case(found) || range.is_some_and(|class| found.starts_with(class)) || changed == "default"
        }
        (_, None) => true,
        (None, Some(_)) => false,
    }
}

/// Returns the schema or part of an operation that an observation concerns, and the name in it.
fn site(observation: &Observation, status: Option<u16>) -> (String, Option<String>) {
    let name = || pointer::segments(&observation.pointer).last().map(std::borrow::Cow::into_owned);
    let at = observation.document.as_str();
    match observation.code {
        Code::MissingProperty => (at.trim_end_matches("/required").to_owned(), name()),
        Code::UndocumentedProperty => (at.trim_end_matches("/additionalProperties").to_owned(), name()),
        Code::UndocumentedParameter | Code::UndocumentedHeader => (at.to_owned(), name()),
        Code::UndocumentedStatus => (at.to_owned(), status.map(|status| status.to_string())),
        _ => (at.to_owned(), None),
    }
}

/// Returns the places that an observation about a statement may have: the statement, its owner, and the schema that includes it.
fn owners(at: &str) -> Vec<String> {
    let mut places = vec![at.to_owned()];
    let mut place = at;
    while let Some((parent, segment)) = place.rsplit_once('/') {
        let is_index = !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
        // One step up; further only out of `allOf`.
        if places.len() > 1 && !is_index && segment != "allOf" {
            break;
        }
        places.push(parent.to_owned());
        place = parent;
        if places.len() > 8 {
            break;
        }
    }
    places
}
