//! Reporting every attempt to the user of a client.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::error::{Call, Error, Result};
use crate::response::RawResponse;

/// One attempt at a call, for your own metrics: see [`ClientBuilder::on_attempt`](crate::ClientBuilder::on_attempt).
///
/// It contains no personal data: the path is the template of the operation, without ids.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation, as the document names it; `None` for [`Client::request`](crate::Client::request).
    pub operation: Option<&'static str>,
    /// The method of the request.
    pub method: Method,
    /// The path with its placeholders, like `/groups/{group_id}`.
    pub template: Option<&'static str>,
    /// The number of the attempt; the first is 1.
    pub number: u32,
    /// The status of the response, if one came.
    pub status: Option<StatusCode>,
    /// The wait that the service asked for in `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The wait before the next attempt; `None` if there is none.
    pub wait: Option<Duration>,
}

impl Attempt {
    pub(super) fn new(call: &Call, result: &Result<RawResponse>, wait: Option<Duration>) -> Self {
        let err = result.as_ref().err();
        Self {
            operation: call.operation.map(|operation| operation.id),
            method: call.method.clone(),
            template: call.operation.map(|operation| operation.template),
            number: call.attempts,
            status: result.as_ref().map_or_else(Error::status, |response| Some(response.status)),
            retry_after: err.and_then(Error::retry_after),
            wait,
        }
    }

    /// Returns true if the service asked for fewer requests: the status 429.
    pub fn is_rate_limited(&self) -> bool {
        self.status == Some(StatusCode::TOO_MANY_REQUESTS)
    }
}

/// The function that is called after every attempt.
#[derive(Clone)]
pub(crate) struct Listener(Arc<dyn Fn(&Attempt) + Send + Sync>);

impl Listener {
    pub fn new(listener: impl Fn(&Attempt) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listener))
    }

    pub fn notify(&self, attempt: &Attempt) {
        (self.0)(attempt);
    }
}
