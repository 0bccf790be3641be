//! What is kept of equal observations until they are told.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::finding::code::{Code, Severity};
use crate::finding::finding::Place;
use crate::finding::observation::{Location, Observation};
use crate::report::collector::FIRST_PLACES;
use crate::report::fold::Seen;
use openapi_drift_recordings::{Order, Side};

/// What a finding is about: an operation by its index, so that findings come in the order of the document, or else a
/// method and path that the document does not have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    Operation(usize),
    Elsewhere(String, String),
}

/// What makes two observations the same finding.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ObservationKey {
    pub subject: Subject,
    pub side: Side,
    pub status: Option<u16>,
    pub location: Location,
    pub pointer: String,
    pub code: Code,
    /// What else tells findings apart: which type or media type was recorded.
    pub detail: String,
    /// The statement of the document: variants of a union say different things of one place.
    pub document: String,
    /// What one recording breaks may be no more than news in another.
    pub severity: Severity,
}

#[derive(Debug)]
pub(crate) struct Collected {
    pub first: Observation,
    /// The types of the values that a limit was not kept by: what speaks for all of them names them all.
    pub types: BTreeSet<String>,
    pub count: usize,
    pub seen: Seen,
    /// The places with their order, and the values there where they are kept.
    pub places: Vec<(Order, Place, Option<String>)>,
}

impl Collected {
    pub fn message(&self) -> String {
        match recorded_type(&self.first) {
            Some(own) if self.types.len() > 1 => {
                let types = self.types.iter().map(String::as_str).collect::<Vec<_>>().join(" or ");
                self.first.message.replacen(own, &types, 1)
            }
            _ => self.first.message.clone(),
        }
    }

    pub fn merge(&mut self, other: Self, all_places: bool) {
        if other.first.weight() > self.first.weight() {
            self.first = other.first;
        }
        self.types.extend(other.types);
        self.count += other.count;
        self.seen.join(&other.seen);
        self.places.extend(other.places);
        // Stable, so that the places within one recording stay as they came.
        self.places.sort_by_key(|(order, ..)| *order);
        if !all_places {
            self.places.truncate(FIRST_PLACES);
        }
        // The first place of all was the first of its collector too, so it has its excerpt.
        self.places.iter_mut().skip(1).for_each(|(_, place, _)| place.excerpt = None);
    }
}

/// The type of the value that does not keep to a limit: `the recorded integer violates …`.
pub(crate) fn recorded_type(observation: &Observation) -> Option<&str> {
    let message = observation.message.strip_prefix("the recorded ").filter(|_| observation.code == Code::ConstraintViolation)?;
    message.split_once(' ').map(|(name, _)| name)
}

impl Observation {
    /// Which of the observations folded into one finding speaks for it, whatever the order in which they came: the one whose
    /// words come first.
    pub(crate) fn weight(&self) -> impl Ord {
        Reverse((self.message.as_str(), self.hint.as_deref()))
    }
}
