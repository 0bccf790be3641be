//! Responses: the decoded value, and the response itself.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::error::{Call, Result, decode_operation};
use crate::json::RowRanges;
use crate::observe::Span;
use crate::paging::RowDigests;

/// The result of an operation: the value, which this dereferences to, and the response that it was decoded from.
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
    rows: RowRanges,
}

/// The response of an operation before decoding, with the span of its call.
pub struct Answer {
    pub(crate) response: RawResponse,
    pub(crate) span: Span,
}

impl Answer {
    /// The status, for the generated code.
    pub fn status(&self) -> StatusCode {
        self.response.status
    }
}

impl<T: DeserializeOwned> Response<T> {
    /// Decodes the body; called by the generated code. The call ends here, also in its span.
    pub(crate) async fn from_response(answer: Answer) -> Result<Self> {
        let Answer { response, span } = answer;
        let decoded = decode_operation(&response);
        span.close(&response.call, decoded.as_ref().map(|_| response.status));
        let (value, rows) = decoded?;
        Ok(Self { value, raw: response, rows })
    }
}

impl<T> Response<T> {
    /// Returns the value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the value, the response, and the digests of its rows.
    pub(crate) fn into_parts(self) -> (T, RawResponse, RowDigests) {
        let digests = RowDigests::new(&self.raw.body, &self.rows);
        (self.value, self.raw, digests)
    }

    /// The status, always a success.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// The response as it arrived, with its body.
    pub fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The id that the service gave the request, if it sent one; see [`RawResponse::request_id`].
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

/// The rows of an operation that returns a bare array: `for user in client.list_users().send().await?`.
impl<T: IntoIterator> IntoIterator for Response<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.value.into_iter()
    }
}

/// The same by reference.
impl<'a, T> IntoIterator for &'a Response<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("value", &self.value).field("raw", &self.raw).finish()
    }
}

/// A response as it arrived: status, headers and body, before decoding.
///
/// Every operation returns it with its value ([`Response::raw`]), and [`ServiceClient::request`](crate::ServiceClient::request)
/// returns nothing else. `Debug` shows neither the body nor the values of headers, which may contain personal data.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// False if the body broke off.
    pub(crate) complete: bool,
    /// The limit of the memory of decoded values.
    pub(crate) max_decoded_bytes: usize,
    /// The request, for the errors of decoding.
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

    /// The id that the service gave the request, if it sent one; no page mentions it, but most services send one.
    pub fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 4] = ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"];
        NAMES.iter().find_map(|name| self.headers.get(*name)?.to_str().ok())
    }

    /// The body as it arrived, JSON or not.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Decodes the body from JSON. An empty body is null, and invalid JSON is repaired as [`Tolerant`](crate::Tolerant) describes.
    ///
    /// # Errors
    ///
    /// If the body is not JSON, or does not match the type; [`Error::path`](crate::Error::path) says where. The error has the
    /// request like any other.
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
