//! Requests by path, for everything that the document does not describe.

use std::fmt;

use progenitor_client::ClientInfo;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Url};
use serde::Serialize;

use crate::call::Caller;
use crate::client::Inner;
use crate::error::{Error, Result};
use crate::operation::Scheme;
use crate::response::{Answer, RawResponse};

/// A request by method and path, made by [`Client::request`](crate::Client::request).
#[must_use = "nothing is sent before `send` is awaited"]
pub struct RawRequest {
    http: reqwest::Client,
    base_url: String,
    caller: Caller,
    scheme: Scheme,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Option<serde_json::Result<Vec<u8>>>,
}

impl RawRequest {
    pub(crate) fn new(client: &impl ClientInfo<Inner>, scheme: Scheme, method: Method, path: String) -> Self {
        let (http, base_url, caller) = (client.client().clone(), client.baseurl().to_owned(), client.inner().0.clone());
        Self { http, base_url, caller, scheme, method, path, query: Vec::new(), body: None }
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the body, which is written as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_vec(body));
        self
    }

    /// Sends the request like an operation: with credentials, redirects, further attempts and time limits.
    ///
    /// # Errors
    ///
    /// The errors of an operation: a status other than success is an error too. Nothing is sent if the body cannot be written, or if
    /// the path does not begin with a slash or has a segment `.` or `..`, as such or as `%2e`, which would leave the base URL.
    pub async fn send(self) -> Result<RawResponse> {
        check_path(&self.path)?;
        let mut url = Url::parse(&format!("{}{}", self.base_url, self.path))
            .map_err(|err| Error::request(format!("the path is not valid: {err}")))?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let mut request = reqwest::Request::new(self.method, url);
        if let Some(body) = self.body {
            let body = body.map_err(|err| Error::request(format!("the body cannot be written as JSON: {err}")))?;
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        let Answer { response, span } = self.caller.run(&self.http, request, None, self.scheme).await?;
        span.close(&response.call, Ok(response.status));
        Ok(response)
    }
}

/// Checks that the path does not leave the base URL.
fn check_path(path: &str) -> Result<()> {
    if !path.starts_with('/') {
        return Err(Error::request("the path of a request must begin with a slash"));
    }
    // URL parsers read a backslash as a slash, and drop tabs and line breaks.
    if path.contains(|character: char| character == '\\' || character.is_ascii_control()) {
        return Err(Error::request("the path of a request must not contain backslashes or control characters"));
    }
    let path = path.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
    match path.split('/').find(|segment| matches!(*segment, "." | "..")) {
        Some(segment) => {
            Err(Error::request(format!("the path of a request must not have the segment `{segment}`, which would leave the base URL")))
        }
        None => Ok(()),
    }
}

/// Shows neither the query nor the body, which may contain personal data.
impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.method)
            .field("path", &self.path.split(['?', '#']).next())
            .finish_non_exhaustive()
    }
}
