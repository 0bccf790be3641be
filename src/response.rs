//! What came: the value that a response was read into, and the response itself.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::error::{Call, Result};

/// What an operation answers: the value, which this dereferences to, and beside it the response that it was read from.
///
/// ```no_run
/// # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
/// let page = client.list_groups().send().await?;
/// println!("{} groups in {} bytes", page.groups.iter().flatten().count(), page.raw().body().len());
/// let page: mobilize::types::GroupList = page.into_inner();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    raw: RawResponse,
}

impl<T: DeserializeOwned> Response<T> {
    /// Called by the generated code. What it could refuse was refused in `call.rs`, which reads the body in the same way.
    pub(crate) async fn from_response(raw: RawResponse) -> Result<Self> {
        Ok(Self { value: raw.json()?, raw })
    }
}

impl<T> Response<T> {
    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    pub(crate) fn into_parts(self) -> (T, RawResponse) {
        (self.value, self.raw)
    }

    /// The status, always a success.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// The response as it came, its body included.
    pub fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The id by which the service knows the request, if it sent one; see [`RawResponse::request_id`].
    pub fn request_id(&self) -> Option<&str> {
        self.raw.request_id()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("value", &self.value).field("raw", &self.raw).finish()
    }
}

/// A response as it came: status, headers and body, before anything was read into types.
///
/// [`Response::raw`] gives it beside the value of any operation, and [`Client::request`](crate::Client::request) gives nothing
/// else. `Debug` shows neither the body nor the values of headers, which may hold personal data.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the body came to its end.
    pub(crate) complete: bool,
    /// What was asked, for the errors of reading it.
    pub(crate) call: Arc<Call>,
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

    /// The body, read as JSON. An empty body is read as null, and what no JSON can hold as [`Tolerant`](crate::Tolerant) describes.
    ///
    /// # Errors
    ///
    /// If the body is no JSON, or does not fit the type; [`Error::path`](crate::Error::path) says where, and the error knows the
    /// request as any other does.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        crate::error::decode(self)
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().collect();
        let mut debug = f.debug_struct("RawResponse");
        debug
            .field("status", &self.status)
            .field("headers", &names)
            .field("body_length", &self.body.len())
            .field("complete", &self.complete)
            .finish()
    }
}
