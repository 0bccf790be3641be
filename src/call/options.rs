//! What may differ from call to call.

use std::time::Duration;

use reqwest::header::HeaderMap;

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
}
