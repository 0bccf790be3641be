//! A response as it came.

use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::error::Result;

/// A response as it came: status, headers and body, before anything was read into types.
///
/// [`Client::raw`](crate::Client::raw) gives it beside the result of any operation, and
/// [`Client::request`](crate::Client::request) gives nothing else. `Debug` shows neither the body nor the values of headers,
/// which may hold personal data.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl RawResponse {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id by which the service knows the request, if it sent one; no page mentions it, but most services do.
    pub fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 4] = ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"];
        NAMES.iter().find_map(|name| self.headers.get(*name)?.to_str().ok())
    }

    /// The body as it came, JSON or not.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body, read as JSON. An empty body is read as null.
    ///
    /// # Errors
    ///
    /// If the body is no JSON, or does not fit the type; [`Error::path`](crate::Error::path) says where.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        crate::error::decode(self)
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().collect();
        let mut debug = f.debug_struct("RawResponse");
        debug.field("status", &self.status).field("headers", &names).field("body_length", &self.body.len()).finish()
    }
}
