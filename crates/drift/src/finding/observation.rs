use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::code::{Code, Severity, excerpt};
use openapi_drift_recordings::Side;

/// One difference between the document and one recording. [`crate::Report`] folds equal ones into one finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The kind of difference.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// The half of the exchange: request or response.
    pub side: Side,
    /// The location in that half.
    pub location: Location,
    /// The pointer in the body, with array indices and map keys folded to `*`; elsewhere the parameter's name as `/name`.
    pub pointer: String,
    /// The pointer in the recorded body, with indices.
    pub place: String,
    /// The pointer in the document.
    pub document: String,
    /// The message, one sentence without recorded values.
    pub message: String,
    /// Advice for this case, if it is more specific than the code's advice.
    pub hint: Option<String>,
    /// The recorded value, cut to one line. Printed only on request, because it may be private.
    pub value: Option<String>,
    /// The number of equal observations in the same body that are not listed; more than zero only after the first 1,000.
    pub repeated: usize,
}

impl Observation {
    /// Returns an observation about the whole exchange, with the code's severity.
    pub(crate) fn new(code: Code, side: Side, document: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            side,
            location: Location::Exchange,
            pointer: String::new(),
            place: String::new(),
            document: document.into(),
            message: message.into(),
            hint: None,
            value: None,
            repeated: 0,
        }
    }

    /// Places the observation in the body.
    pub(crate) fn in_body(mut self, folded: String, place: String) -> Self {
        self.location = Location::Body;
        (self.pointer, self.place) = (folded, place);
        self
    }

    /// Places the observation at a parameter or header.
    pub(crate) fn at(mut self, location: Location, name: &str) -> Self {
        self.location = location;
        self.pointer = openapi_drift_source::pointer::join("", name);
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    pub(crate) fn value(mut self, value: &serde_json::Value) -> Self {
        self.value = Some(excerpt(&value.to_string()));
        self
    }
}

/// A location in a request or response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// The exchange as a whole: its URL, its status.
    Exchange,
    /// A parameter in the path.
    Path,
    /// A parameter in the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body.
    Body,
}

impl Location {
    /// The location's name, such as `query`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exchange => "exchange",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Body => "body",
        }
    }
}
