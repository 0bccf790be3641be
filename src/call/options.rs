//! What may differ from call to call.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderMap;

use crate::response::RawResponse;
use crate::retry::Retry;

/// Settings of some calls, made by the `with_…` methods of a client; what is `None` is as the client was built.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub attempt_timeout: Option<Duration>,
    pub total_timeout: Option<Duration>,
    pub retry: Option<Retry>,
    pub repeat_posts: bool,
    pub tap: Option<Tap>,
}

/// Keeps the last response that came.
#[derive(Clone, Default)]
pub(crate) struct Tap(Arc<Mutex<Option<RawResponse>>>);

impl Tap {
    pub fn fill(&self, response: RawResponse) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
    }

    pub fn take(&self) -> Option<RawResponse> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
