//! The errors of control endpoints.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::model::Refusal;

/// An error of a control endpoint: a status and a sentence.
pub struct ControlError(StatusCode, String);

impl ControlError {
    pub fn bad_request(reason: impl ToString) -> Self {
        Self(StatusCode::BAD_REQUEST, reason.to_string())
    }

    pub fn method_not_allowed() -> Self {
        Self(StatusCode::METHOD_NOT_ALLOWED, "the endpoint has other methods; see the header `allow`".to_owned())
    }

    pub fn forbidden(reason: &str) -> Self {
        Self(StatusCode::FORBIDDEN, reason.to_owned())
    }

    pub fn unauthorized(reason: &str) -> Self {
        Self(StatusCode::UNAUTHORIZED, reason.to_owned())
    }

    pub fn not_found(name: impl ToString) -> Self {
        Self(StatusCode::NOT_FOUND, format!("{} not found", name.to_string()))
    }
}

impl From<Refusal> for ControlError {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::NoGroup(_)
            | Refusal::NoUser(_)
            | Refusal::NoMember { .. }
            | Refusal::NoJob(_)
            | Refusal::NoBulk(_)
            | Refusal::NotFound(_) => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        };
        Self(status, refusal.to_string())
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}
