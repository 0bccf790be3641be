//! Predicates of errors, and the data that they have.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};

use super::error_type::{Call, Error, Kind};
use super::vendor::{self, VendorError};
use crate::response::RawResponse;
use crate::retry;

/// Predicates, for deciding how to react.
impl Error {
    /// Returns true if the object of the request does not exist.
    ///
    /// This is the status 404, or the status 500 with a message like `Couldn't find Group with 'id'=123`, which one page shows
    /// for the same case (page: `groupsid`).
    pub fn is_not_found(&self) -> bool {
        match self.refused() {
            Some(StatusCode::NOT_FOUND) => true,
            Some(StatusCode::INTERNAL_SERVER_ERROR) => self.message().is_some_and(vendor::is_not_found),
            _ => false,
        }
    }

    /// Returns true if the credentials are missing or wrong: the status 401 (page: `getting-started`).
    pub fn is_unauthorized(&self) -> bool {
        self.refused() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns true if the credentials are right but not sufficient: the status 403 (page: `getting-started`).
    pub fn is_forbidden(&self) -> bool {
        self.refused() == Some(StatusCode::FORBIDDEN)
    }

    /// Returns true if the service asks for fewer requests: the status 429, which no page mentions.
    pub fn is_rate_limited(&self) -> bool {
        self.refused() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns true if the same request may succeed later: the statuses 429, 502, 503 and 504, and every failure to receive a
    /// complete response.
    ///
    /// The client has then tried as often as its [`Retry`](crate::Retry) allows. This says nothing about the harm of sending it
    /// again: a `POST` whose response was lost may have had its effect.
    pub fn is_retryable(&self) -> bool {
        match &self.0.kind {
            Kind::Transport(_) | Kind::Deadline(_) => true,
            Kind::Status(_) => self.status().is_some_and(retry::is_transient),
            _ => false,
        }
    }

    /// Returns true if a body cannot be decoded: it is not JSON, or does not match the requested type. See [`body`](Self::body) and
    /// [`path`](Self::path).
    ///
    /// The types of operations accept nearly everything: only text that is not JSON, and a value in place of a bare array, are
    /// refused.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(_))
    }

    /// Returns true if a time limit was reached: of connecting, of one attempt, or of the call.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Transport(error) => error.is_timeout(),
            Kind::Deadline(_) => true,
            _ => false,
        }
    }

    /// Returns true if there was no connection, so that the request cannot have had any effect.
    pub fn is_connect(&self) -> bool {
        matches!(&self.0.kind, Kind::Transport(error) if error.is_connect())
    }

    /// Returns true if bulk work is finished, but for batches that failed or were refused:
    /// [`BulkState::failed`](crate::bulk::BulkState::failed) has them.
    pub fn is_bulk(&self) -> bool {
        matches!(self.0.kind, Kind::Bulk(_))
    }

    /// Returns true if the rows of bulk work differ from those of its state. Nothing was sent after the first difference; decide with
    /// [`start_over`](crate::bulk::BulkState::start_over), [`only_the_rest`](crate::bulk::BulkState::only_the_rest) or
    /// [`accept_rows`](crate::bulk::BulkState::accept_rows) of the state.
    pub fn is_rows_changed(&self) -> bool {
        matches!(self.0.kind, Kind::RowsChanged(_))
    }

    /// Returns true if a list cannot be read to its end: the service repeats the same pages, or a response lacks its list.
    pub fn is_paging(&self) -> bool {
        matches!(self.0.kind, Kind::Paging(_))
    }
}

/// The request and the response.
impl Error {
    /// The operation, by its name in the document: `listGroups`. `None` if the error is not of an operation, or the request was made
    /// by path.
    pub fn operation(&self) -> Option<&'static str> {
        let operation = self.call().map_or(self.0.operation, |call| call.operation);
        operation.map(|operation| operation.id)
    }

    /// The method of the request. `None` if nothing was sent.
    pub fn method(&self) -> Option<&Method> {
        Some(&self.call()?.method)
    }

    /// The URL of the request without its query, which may contain e-mail addresses. `None` if nothing was sent.
    pub fn url(&self) -> Option<&str> {
        Some(&self.call()?.url)
    }

    /// The number of times that the request was sent.
    pub fn attempts(&self) -> u32 {
        self.call().map_or(0, |call| call.attempts)
    }

    /// The status of the response, if there was one; a success if its body could not be decoded.
    pub fn status(&self) -> Option<StatusCode> {
        self.response().map(RawResponse::status)
    }

    /// The headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response().map(RawResponse::headers)
    }

    /// The id that the service gave the request, if it sent one; see [`RawResponse::request_id`].
    pub fn request_id(&self) -> Option<&str> {
        self.response()?.request_id()
    }

    /// The wait that the service asks for in the header `Retry-After`, in seconds or as a date.
    pub fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(self.headers()?)
    }

    /// The body of the response, JSON or not, as far as it arrived; it may contain personal data.
    pub fn body(&self) -> Option<&[u8]> {
        self.response().map(|response| &*response.body)
    }

    /// The response, if there was one.
    pub fn response(&self) -> Option<&RawResponse> {
        self.0.response.as_ref()
    }

    /// The message of the service: `error_message` of the body, or `message`.
    pub fn message(&self) -> Option<&str> {
        self.vendor()?.message.as_deref()
    }

    /// The code in the body, which the pages call `status_code` or `error_code`.
    ///
    /// It may differ from the status: some pages show 404 with the status 400 (page: `delete-a-single-user`). Trust the status.
    pub fn code(&self) -> Option<i64> {
        self.vendor()?.code
    }

    /// The path of the value that could not be decoded, such as `users[3].id`; `.` is the root. `None` unless
    /// [`is_decode`](Self::is_decode), or if the body is not JSON.
    pub fn path(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Decode(error) => error.path.as_deref(),
            _ => None,
        }
    }

    pub(super) fn call(&self) -> Option<&Call> {
        self.0.call.as_ref()
    }

    fn vendor(&self) -> Option<&VendorError> {
        match &self.0.kind {
            Kind::Status(vendor) => Some(vendor),
            _ => None,
        }
    }

    /// The status, if it is the error.
    fn refused(&self) -> Option<StatusCode> {
        self.vendor().and(self.status())
    }
}
