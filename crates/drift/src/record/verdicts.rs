//! Compares the verdicts on an exchange before and after redaction.

use std::collections::BTreeMap;

use crate::check::checked::Checked;
use crate::finding::code::Code;
use crate::finding::observation::{Location, Observation};
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

/// A difference of the document and an exchange, without recorded values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Verdict {
    code: Code,
    document: String,
    /// The pointer into the recording; `None` for the exchange as a whole.
    pub at: Option<String>,
    location: Location,
}

impl Verdict {
    /// The kind of finding.
    pub fn code(&self) -> Code {
        self.code
    }
}

/// Counts the verdicts of a check. Names are replaced as in the redacted recording.
pub(crate) fn verdicts(checked: &Checked, names: &BTreeMap<String, String>) -> BTreeMap<Verdict, usize> {
    let mut verdicts = BTreeMap::new();
    for observation in &checked.observations {
        let verdict = Verdict {
            code: observation.code,
            document: observation.document.clone(),
            at: place(observation, names),
            location: observation.location,
        };
        *verdicts.entry(verdict).or_default() += 1;
    }
    verdicts
}

/// Returns the place of an observation in the recording.
fn place(observation: &Observation, names: &BTreeMap<String, String>) -> Option<String> {
    let side = if observation.side == Side::Request { "/request" } else { "/response" };
    let renamed = |text: &str| {
        let segments = pointer::segments(text).map(|segment| names.get(&*segment).cloned().unwrap_or_else(|| segment.into_owned()));
        segments.fold(String::new(), |at, segment| pointer::join(&at, &segment))
    };
    match observation.location {
        Location::Body => Some(format!("{side}/body{}", renamed(&observation.place))),
        Location::Path => Some(format!("/request/url/path{}", renamed(&observation.pointer))),
        Location::Query => Some(format!("/request/url/query{}", renamed(&observation.pointer))),
        Location::Header => Some(format!("{side}/headers{}", renamed(&observation.pointer).to_ascii_lowercase())),
        Location::Cookie | Location::Exchange => None,
    }
}
