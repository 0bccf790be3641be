//! Finds the errata that the live recordings settle.

use openapi_drift::pointer::segments;
use openapi_drift::{Checked, Document, Origin, Recording};
use serde_json::Value;

use super::{Confidence, Errata, Erratum, Side};
use crate::Error;
/// An erratum that a live recording settles.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settled {
    /// The id of the erratum.
    pub id: String,
    /// The verdict on the document.
    pub outcome: Outcome,
    /// The recording that decides it.
    pub file: String,
}

/// The result for the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The service behaves as the document says.
    Confirmed,
    /// The service behaves differently.
    Refuted,
}

/// Compares live recordings with the errata, one recording after the other.
#[derive(Debug)]
pub struct Settling<'a> {
    document: &'a Document,
    open: Vec<Open<'a>>,
}

/// An erratum that can be settled.
#[derive(Debug)]
struct Open<'a> {
    erratum: &'a Erratum,
    holds: Option<jsonschema::Validator>,
    settled: Option<Settled>,
}

impl<'a> Settling<'a> {
    /// Prepares the errata that name a recording.
    ///
    /// # Errors
    ///
    /// [`Error::Errata`] if `settled_by` names an unknown operation, or `holds` is not a JSON Schema.
    pub fn new(document: &'a Document, errata: &'a Errata) -> Result<Self, Error> {
        let mut open = Vec::new();
        for erratum in &errata.erratum {
            let Some(by) = &erratum.settled_by else { continue };
            if document.operation(&by.operation).is_none() {
                return Err(Error::Errata(format!("erratum {}: `settled_by` names the unknown operation {}", erratum.id, by.operation)));
            }
            let compile = |schema| {
                jsonschema::validator_for(schema)
                    .map_err(|error| Error::Errata(format!("erratum {}: `holds` is not a JSON Schema: {error}", erratum.id)))
            };
            open.push(Open { erratum, holds: by.holds.as_ref().map(compile).transpose()?, settled: None });
        }
        Ok(Self { document, open })
    }

    /// Compares one recording. Only live recordings settle anything. The first one that confirms an erratum decides; a later one
    /// that refutes it outweighs it.
    pub fn add(&mut self, file: &str, recording: &Recording, checked: &Checked) {
        let is_live = recording.provenance.as_ref().is_some_and(|provenance| provenance.source == Origin::Live);
        let Some(operation) = checked.operation.filter(|_| is_live).and_then(|index| self.document.operations().get(index)) else { return };
        for open in &mut self.open {
            if let Some(outcome) = open.outcome(&operation.id, recording)
                && open.settled.as_ref().is_none_or(|settled| settled.outcome == Outcome::Confirmed && outcome == Outcome::Refuted)
            {
                open.settled = Some(Settled { id: open.erratum.id.clone(), outcome, file: file.to_owned() });
            }
        }
    }

    /// Returns the settled errata, in the order of the file. A confirmed erratum that is certain already is left out.
    pub fn finish(self) -> Vec<Settled> {
        let news = |open: &Open<'_>| {
            let is_known = open.erratum.confidence == Some(Confidence::Certain);
            open.settled.as_ref().is_some_and(|settled| !is_known || settled.outcome == Outcome::Refuted)
        };
        self.open.into_iter().filter(news).filter_map(|open| open.settled).collect()
    }
}

impl Open<'_> {
    fn outcome(&self, operation: &str, recording: &Recording) -> Option<Outcome> {
        let by = self.erratum.settled_by.as_ref().filter(|by| by.operation == operation)?;
        let response = recording.response.as_ref();
        if by.status.is_some_and(|status| response.map(|response| response.status) != Some(status)) {
            return None;
        }
        let is_delivery = recording.webhook.is_some();
        let body = match by.side {
            Side::Response if !is_delivery => response?.body.as_ref(),
            Side::Request | Side::Response => recording.request.body.as_ref(),
        };
        let Some(holds) = &self.holds else {
            // With a pointer the value has to exist; without one the response is enough.
            let exists = by.pointer.is_empty() || body.is_some_and(|body| !values(body, &by.pointer).is_empty());
            return exists.then_some(Outcome::Confirmed);
        };
        let values = values(body?, &by.pointer);
        let matches = |value: &&Value| holds.is_valid(value);
        if values.is_empty() {
            None
        } else if by.refutes {
            Some(if values.iter().all(matches) { Outcome::Confirmed } else { Outcome::Refuted })
        } else {
            values.iter().any(matches).then_some(Outcome::Confirmed)
        }
    }
}

/// The values at a pointer, in which `*` is every item or property.
fn values<'v>(body: &'v Value, pointer: &str) -> Vec<&'v Value> {
    let mut found = vec![body];
    for segment in segments(pointer) {
        found = found
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(items) if segment == "*" => items.iter().collect::<Vec<_>>(),
                Value::Object(properties) if segment == "*" => properties.values().collect(),
                Value::Array(items) => segment.parse().ok().and_then(|index: usize| items.get(index)).into_iter().collect(),
                Value::Object(properties) => properties.get(segment.as_ref()).into_iter().collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    found
}
