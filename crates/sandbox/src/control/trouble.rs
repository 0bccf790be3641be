//! What a control endpoint answers when it cannot do as it was told.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::model::Refused;

/// Why a control endpoint refuses, as a status and a sentence.
pub struct Trouble(StatusCode, String);

impl Trouble {
    pub fn bad(why: impl ToString) -> Self {
        Self(StatusCode::BAD_REQUEST, why.to_string())
    }

    pub fn bad_method() -> Self {
        Self(StatusCode::METHOD_NOT_ALLOWED, "this endpoint has other methods, which the header `allow` names".to_owned())
    }

    pub fn forbidden(why: &str) -> Self {
        Self(StatusCode::FORBIDDEN, why.to_owned())
    }

    pub fn unauthorized(why: &str) -> Self {
        Self(StatusCode::UNAUTHORIZED, why.to_owned())
    }

    pub fn missing(what: impl ToString) -> Self {
        Self(StatusCode::NOT_FOUND, format!("{} not found", what.to_string()))
    }
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        let status = match refused {
            Refused::NoGroup(_)
            | Refused::NoUser(_)
            | Refused::NoMember { .. }
            | Refused::NoJob(_)
            | Refused::NoBulk(_)
            | Refused::NoSuch(_) => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        };
        Self(status, refused.to_string())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}
