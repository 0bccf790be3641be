//! The confidence in a decision, and the recording that would settle it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The confidence that the service behaves as the document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// No evidence decides; another reading is as likely.
    #[default]
    Guess,
    /// The evidence supports this reading more than any other.
    Likely,
    /// The pages allow no other reading, or production code depends on this one.
    Certain,
}

impl Confidence {
    /// The word in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// The live recording that settles an erratum: of one operation, with a value at one place that matches a schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SettledBy {
    /// The operationId.
    pub operation: String,
    /// The HTTP status of the response; any status without it, and in the delivery of a webhook, which has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The side with the value: `response` or, also for deliveries of webhooks, `request`.
    #[serde(default)]
    pub side: Side,
    /// The JSON Pointer of the value in the body; `*` is every item or property. Empty for the whole body.
    #[serde(default)]
    pub pointer: String,
    /// The JSON Schema that the value matches if the document is right. Without it, it is enough that the response exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Value>,
    /// True if a value that does not match proves the document wrong; otherwise it settles nothing.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub refutes: bool,
}

/// One side of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The request, or the delivery of a webhook.
    Request,
    /// The response.
    #[default]
    Response,
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_true(value: &bool) -> bool {
    *value
}
