//! Requests that no operation makes: for what the document does not describe.

use std::fmt;

use progenitor_client::ClientInfo;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Url};
use serde::Serialize;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::response::RawResponse;

/// A request by method and path, made by [`Client::request`].
#[must_use = "nothing is sent before `send` is awaited"]
pub struct RawRequest<'a> {
    client: &'a Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Option<serde_json::Result<Vec<u8>>>,
}

impl<'a> RawRequest<'a> {
    pub(crate) fn new(client: &'a Client, method: Method, path: String) -> Self {
        Self { client, method, path, query: Vec::new(), body: None }
    }

    /// A query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// A body, written as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_vec(body));
        self
    }

    /// Sends the request, with all that the client does for operations: credentials, redirects, further attempts, times.
    ///
    /// # Errors
    ///
    /// As an operation: a status other than success is an error too. If the path does not begin with a slash, or the body
    /// cannot be written, nothing is sent.
    pub async fn send(self) -> Result<RawResponse> {
        let base_url = self.client.base_url();
        // Anything that follows the base URL otherwise could change its host.
        if !self.path.starts_with('/') {
            return Err(Error::request("the path of a request begins with a slash"));
        }
        let mut url =
            Url::parse(&format!("{base_url}{}", self.path)).map_err(|err| Error::request(format!("the path cannot be read: {err}")))?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let mut request = reqwest::Request::new(self.method, url);
        if let Some(body) = self.body {
            let body = body.map_err(|err| Error::request(format!("the body cannot be written as JSON: {err}")))?;
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        self.client.caller().run(self.client.client(), request, None).await
    }
}

/// Neither the query nor the body, which may hold personal data.
impl fmt::Debug for RawRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}
