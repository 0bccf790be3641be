//! The input of control endpoints: a JSON body with any content type, so that a plain `curl -d` works, and numbers in the path.
//!
//! A web page of another site that sends the same has an `Origin`, and is refused before.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use super::error::ControlError;
use crate::json_error;

/// The query parameters of control endpoints; all others have none.
const QUERIES: [(&str, &[&str]); 1] = [("/users", &["offset", "keywords"])];

/// Reads a JSON object.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    json_error::read(body).map_err(ControlError::bad_request)
}

/// A JSON object.
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ControlError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ControlError> {
        read(&bytes(request, state).await?).map(Self)
    }
}

/// An empty body. An endpoint without settings refuses a body instead of ignoring it.
pub struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = ControlError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ControlError> {
        match bytes(request, state).await?.trim_ascii() {
            b"" | b"{}" => Ok(Self),
            _ => Err(ControlError::bad_request("the endpoint takes no body")),
        }
    }
}

async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ControlError> {
    Bytes::from_request(request, state).await.map_err(|_| ControlError::bad_request("the body is too long, or broke off"))
}

/// The numbers in the path.
pub struct PathNumbers<const N: usize>(pub [u64; N]);

impl<S: Send + Sync, const N: usize> FromRequestParts<S> for PathNumbers<N> {
    type Rejection = ControlError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ControlError> {
        let invalid = || ControlError::bad_request("expected a whole number in the path");
        let parameters = RawPathParams::from_request_parts(parts, state).await.map_err(|_| invalid())?;
        let mut numbers = [0; N];
        for (number, (_, text)) in numbers.iter_mut().zip(&parameters) {
            *number = text.parse().map_err(|_| invalid())?;
        }
        Ok(Self(numbers))
    }
}

/// Refuses query parameters that the endpoint does not have.
pub async fn refuse_unknown_query(request: Request, next: Next) -> Response {
    let known = QUERIES.iter().find(|(path, _)| *path == request.uri().path()).map(|(_, names)| *names).unwrap_or_default();
    let query = request.uri().query().unwrap_or_default();
    let unknown =
        url::form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()).find(|name| !known.contains(&name.as_str()));
    match unknown {
        None => next.run(request).await,
        Some(name) if known.is_empty() => {
            ControlError::bad_request(format!("unknown parameter `{name}`; the endpoint has none")).into_response()
        }
        Some(name) => {
            ControlError::bad_request(format!("unknown parameter `{name}`; expected one of {}", known.join(", "))).into_response()
        }
    }
}
