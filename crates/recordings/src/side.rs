//! The two sides of an exchange.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The side of an exchange that a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The request, which the client sent.
    Request,
    /// The response, which the service sent.
    Response,
}

impl Side {
    /// Returns the name: `request` or `response`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}
