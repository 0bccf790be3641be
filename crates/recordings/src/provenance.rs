//! Where a recording comes from, and what was changed in it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a recording comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The kind of evidence that the recording is.
    pub source: Origin,
    /// The page of the vendor's documentation that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The time of the recording: a date, or date and time (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<String>,
    /// The program that recorded it, with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
    /// The type of the resource that a browser loaded: `fetch`, `xhr`, `document`, `image`, `websocket` and more. Only
    /// archives of browsers have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// A note about changes to the recording and their reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The redaction that the recording has passed through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redaction: Option<Redaction>,
}

/// The kind of evidence that a recording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// An example of the vendor's documentation: not traffic.
    Documentation,
    /// An exchange with the real service.
    Live,
    /// An exchange with the sandbox.
    Sandbox,
}

/// The redaction of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// The version of the rules of redaction.
    pub policy: u32,
    /// JSON Pointers into the recording of the values that were withheld, such as `/response/body/note`. A withheld JSON value is `null`;
    /// in a URL, header or form it is `<WITHHELD>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
    /// The keyed digest of the recording, which shows that it was not changed afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
}

impl Provenance {
    /// Returns the provenance of which only the source is known.
    pub fn new(source: Origin) -> Self {
        Self { source, page: None, recorded_at: None, recorded_by: None, resource_type: None, note: None, redaction: None }
    }

    /// Returns the day of the recording, if it is stated. Of a date and time the day is taken as written, without regard to
    /// its zone.
    pub fn date(&self) -> Option<Date> {
        self.recorded_at.as_deref()?.get(..10)?.parse().ok()
    }
}
