//! Settings that may differ from call to call.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;

use crate::retry::Retry;

/// Settings of some calls, made by the `with_…` methods of a client; `None` leaves a setting as the client was built.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub attempt_timeout: Option<Duration>,
    pub total_timeout: Option<Duration>,
    pub retry: Option<Retry>,
    pub repeat_posts: bool,
    /// The error of every call with these options: a setting is not valid.
    pub invalid: Option<String>,
}

/// A function that adds headers to every attempt.
#[derive(Clone)]
pub(crate) struct DynamicHeaders(Arc<dyn Fn(&mut HeaderMap) + Send + Sync>);

impl DynamicHeaders {
    pub fn new(add: impl Fn(&mut HeaderMap) + Send + Sync + 'static) -> Self {
        Self(Arc::new(add))
    }

    pub fn add(&self, headers: &mut HeaderMap) {
        (self.0)(headers);
    }
}
