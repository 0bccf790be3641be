//! What a control endpoint is told: JSON, whatever the content type says, so that a plain `curl -d` will do.
//!
//! A web page of another site that tries the same says where it comes from, and is kept out at the door.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::Trouble;

/// A body that was read.
pub struct Told<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Told<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let body = Bytes::from_request(request, state).await.map_err(|rejection| Trouble::bad(rejection.body_text()))?;
        if body.is_empty() {
            return Err(Trouble::bad("expected a body of JSON; the README of the sandbox shows what it holds"));
        }
        read(&body).map(Self)
    }
}

/// Reads an object. What is none is named before the library would, which speaks of its own types.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Trouble> {
    match body.trim_ascii_start().first() {
        Some(b'{') => serde_json::from_slice(body).map_err(|error| Trouble::bad(plain(&error.to_string()))),
        _ => Err(Trouble::bad("expected a JSON object; the README of the sandbox shows what it holds")),
    }
}

/// What the library says, without the names of types that nobody but us knows.
fn plain(text: &str) -> String {
    match text.split_once("expected struct ") {
        Some((before, rest)) => format!("{before}expected an object{}", rest.find(" at line").map_or("", |at| &rest[at..])),
        None => text.to_owned(),
    }
}

/// The numbers in the path.
pub struct At<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let Path(at) = Path::from_request_parts(parts, state).await.map_err(|rejection| Trouble::bad(rejection.body_text()))?;
        Ok(Self(at))
    }
}
