//! The response of an operation, before it is sent.

use serde::Serialize;
use serde_json::Value;

use crate::basis::Basis;

/// A response: status, body and basis.
#[derive(Debug, Clone)]
pub struct ApiResponse {
    /// The status.
    pub status: u16,
    /// The body as JSON; empty for a 204.
    pub body: Vec<u8>,
    /// The basis of status and body.
    pub basis: Basis,
}

impl ApiResponse {
    /// Returns a 200 with a body.
    pub fn ok(body: &impl Serialize, basis: Basis) -> Self {
        // All maps in responses have string keys, so serialization cannot fail.
        Self { status: 200, body: serde_json::to_vec(body).unwrap_or_default(), basis }
    }

    /// Returns a 204.
    pub fn no_content(basis: Basis) -> Self {
        Self { status: 204, body: Vec::new(), basis }
    }

    /// Returns an error with a body.
    pub fn failure(status: u16, body: &Value, basis: Basis) -> Self {
        Self { status, body: body.to_string().into_bytes(), basis }
    }
}
