use openapi_drift_openapi::document::Document;
use openapi_drift_openapi::schema::graph::Id;
use openapi_drift_openapi::server::Server;
use openapi_drift_recordings::Placeholders;

use crate::finding::code::Code;
use crate::finding::observation::Observation;

/// What to look for beyond the ordinary.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Report response headers that the document does not name. Off by default: servers and proxies add many.
    pub undocumented_headers: bool,
    /// Recorded base URLs (a proxy, localhost) that stand for the servers of the document.
    pub servers: Vec<Server>,
    /// How the document is read where its publisher may have meant more than its letter says.
    pub strictness: Strictness,
    /// Texts that stand for values that were not recorded.
    pub placeholders: Placeholders,
}

/// How a document is read where publishers and the letter of the specification differ. Each difference is a decision
/// of DECISIONS.md, beside this crate's manifest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Strictness {
    /// As publishers mean it.
    #[default]
    Lenient,
    /// As the specification says.
    Strict,
}

/// What one recording says about the document.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Checked {
    /// The index of the recording's operation in [`Document::operations`]; `None` where the document has none.
    pub operation: Option<usize>,
    /// The path without server, as it is reported where there is no operation, with ids folded to `*`.
    pub path: String,
    /// The recorded status; `None` where no answer was recorded.
    pub status: Option<u16>,
    /// The differences.
    pub observations: Vec<Observation>,
    /// The key under which the document has the status, such as `200` or `4XX`.
    pub(crate) documented_status: Option<String>,
    /// The response properties that the recording shows.
    pub(crate) seen: Vec<Id>,
    /// The media types of bodies that have a schema and are of a kind that is not read, such as XML.
    pub(crate) unread: Vec<String>,
    /// Why a schema could not be used; the rest was checked all the same.
    pub(crate) broken: Vec<BrokenSchema>,
}

/// A schema that does not compile. That is trouble with the document, and no finding about traffic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BrokenSchema {
    pub pointer: String,
    pub why: String,
}

/// Two keywords may find the same difference at the same place; the heavier statement stays, at the place of the first.
/// Constraints and formats are different differences unless they say the same: each has to be mended, or accepted, by itself.
pub(crate) fn distinct(document: &Document, observations: Vec<Observation>) -> Vec<Observation> {
    let mut kept: Vec<Observation> = Vec::with_capacity(observations.len());
    let mut places = foldhash::HashMap::default();
    for observation in observations {
        let constraint = match observation.code {
            // The message has the keyword and its limit, but not what stands below `not` or `contains`.
            Code::ConstraintViolation => {
                let limit = document.node(&observation.document).filter(|limit| limit.is_object()).map(ToString::to_string);
                Some((observation.message.clone(), limit))
            }
            Code::FormatMismatch => Some((observation.message.clone(), None)),
            _ => None,
        };
        match places.entry((
            observation.code,
            observation.side,
            observation.location,
            observation.place.clone(),
            observation.pointer.clone(),
            constraint,
        )) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(observation);
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let known = &mut kept[*entry.get()];
                if observation.severity > known.severity {
                    *known = observation;
                }
            }
        }
    }
    kept
}
