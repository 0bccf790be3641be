use std::collections::BTreeSet;

use openapi_drift_openapi::Document;
use openapi_drift_openapi::schema::graph::Id;
use openapi_drift_openapi::server::Server;
use openapi_drift_recordings::{Placeholders, RecordingPart};

use serde::{Deserialize, Serialize};

use crate::check::glob::Glob;
use crate::finding::code::Code;
use crate::finding::observation::Observation;

/// The options of a check.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Reports response headers that the document does not name. Off by default: servers and proxies add many.
    pub undocumented_headers: bool,
    /// Recorded base URLs (a proxy, localhost) that replace the servers of the document.
    pub servers: Vec<Server>,
    /// The hosts whose exchanges are checked; all of them if empty. Others are counted in [`Checked::not_checked`].
    pub hosts: Vec<Glob>,
    /// Paths of URLs whose exchanges are not checked.
    pub ignored_paths: Vec<Glob>,
    /// Names that are data, in addition to those that look like it (see [`is_data_name`](crate::is_data_name)): they are never
    /// printed.
    pub mask: Vec<Glob>,
    /// How strictly the specification is applied.
    pub strictness: Strictness,
    /// Texts that recorders write instead of values that are not recorded.
    pub placeholders: Placeholders,
}

/// How strictly the specification is applied where publishers commonly deviate from it. DECISIONS.md, next to the manifest of
/// this crate, explains each deviation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Strictness {
    /// As publishers usually intend it.
    #[default]
    Lenient,
    /// Exactly as specified.
    Strict,
}

/// The result of checking one recording.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Checked {
    /// The index of the operation in [`Document::operations`]; `None` if no operation matches.
    pub operation: Option<usize>,
    /// The recorded path without the server, with ids folded to `*`; used if no operation matches.
    pub path: String,
    /// The recorded status; `None` if no response was recorded.
    pub status: Option<u16>,
    /// The reason why the exchange is not compared with the document, such as `CORS preflight`; `None` if it is.
    pub not_checked: Option<String>,
    /// The differences.
    pub observations: Vec<Observation>,
    /// A request without credentials that the service accepted. It is a difference only if the recorder keeps credentials, which other
    /// recordings show; [`Collector`](crate::Collector) decides.
    pub missing_credentials: Option<Observation>,
    /// The documented key of the status, such as `200` or `4XX`.
    pub(crate) documented_status: Option<String>,
    /// The schemas of the response properties in the recording.
    pub(crate) seen: Vec<Id>,
    /// The schemas of the request properties in the recording.
    pub(crate) seen_in_request: Vec<Id>,
    /// The media types of bodies with a schema that are not read, such as XML.
    pub(crate) unread: Vec<String>,
    /// The documented parts about which the recording says nothing.
    pub(crate) not_recorded: Vec<RecordingPart>,
    /// Number of values that are not known, so that no keyword was evaluated on them.
    pub(crate) unknown_values: usize,
    /// Schemas with keywords that could not be used; the rest was checked.
    pub(crate) broken: Vec<BrokenSchema>,
}

impl Checked {
    /// Returns the documented key of the recorded status, such as `200` or `4XX`; `None` if the document has none for it.
    pub fn documented_status(&self) -> Option<&str> {
        self.documented_status.as_deref()
    }

    /// Returns the JSON Pointers of the schemas of all documented properties in the bodies of the recording, each once. `document` is
    /// the one that the recording was checked against.
    pub fn seen_properties<'d>(&self, document: &'d Document) -> BTreeSet<&'d str> {
        let graph = document.graph();
        self.seen.iter().chain(&self.seen_in_request).map(|id| &*graph.node(*id).pointer).collect()
    }
}

/// A schema that cannot be used: an error in the document, not a finding about traffic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct BrokenSchema {
    pub pointer: String,
    pub why: String,
}

impl BrokenSchema {
    /// A pattern on which the engine of regular expressions gave up, so that a value may or may not match it.
    pub fn undecided(pointer: String) -> Self {
        Self { pointer, why: "the pattern takes too many steps to be decided for a recorded value, so it was not checked".to_owned() }
    }
}

/// Removes duplicates: of several keywords that report the same difference at the same place, the most severe one stays.
/// Constraints and formats stay separate unless their messages are equal, because each has to be fixed or accepted separately.
pub(crate) fn distinct(document: &Document, observations: Vec<Observation>) -> Vec<Observation> {
    let mut kept: Vec<Observation> = Vec::with_capacity(observations.len());
    let mut places = foldhash::HashMap::default();
    for observation in observations {
        let constraint = match observation.code {
            // The message has the keyword and its limit, but not the subschema of `not` or `contains`.
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
