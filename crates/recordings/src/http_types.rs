//! Recordings from the types of the crate `http`, which tests of clients and servers have at hand.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde_json::Value;

use crate::body::BodyDraft;
use crate::exchange::BodyLocation;
use crate::headers::Headers;
use crate::media_type::{essence, is_json};
use crate::recording::{Recording, Request, Response};

/// The server of a URL that does not name one.
const NO_SERVER: &str = "http://localhost";

impl Recording {
    /// Returns the recording of an exchange. The values of credentials in headers are masked.
    ///
    /// A URI without a server, as tests of servers write it, is one of `http://localhost`; [`Recording::below`] moves it below
    /// another server. Bodies must be complete. Content codings of bodies (`gzip`, `deflate`, `br`) are decoded; a body that cannot be
    /// decoded stays as it is, in base64.
    pub fn from_http<B: AsRef<[u8]>, C: AsRef<[u8]>>(request: &http::Request<B>, response: &http::Response<C>) -> Self {
        let uri = request.uri();
        let url =
            if uri.authority().is_some() && uri.scheme().is_some() { uri.to_string() } else { format!("{NO_SERVER}{}", path_of(uri)) };
        let headers = headers_of(request.headers());
        let (body, body_text, body_base64) = body_of(&headers, request.body().as_ref());
        let request = Request { method: request.method().to_string(), url, headers, body, body_text, body_base64 };
        let headers = headers_of(response.headers());
        let (body, body_text, body_base64) = body_of(&headers, response.body().as_ref());
        Self::new(request, Some(Response { status: response.status().as_u16(), headers, body, body_text, body_base64 }))
    }

    /// Returns the same recording as if the request had gone to a server of the document, such as `https://api.example.org/v1`:
    /// its path is appended to that address.
    #[must_use]
    pub fn below(mut self, server: &str) -> Self {
        let path = match self.request.url.split_once("://") {
            Some((_, rest)) => rest.find(['/', '?']).map_or("", |at| &rest[at..]),
            None => self.request.url.as_str(),
        };
        self.request.url = format!("{}{path}", server.trim_end_matches('/'));
        self
    }
}

fn path_of(uri: &http::Uri) -> &str {
    match uri.path_and_query().map(http::uri::PathAndQuery::as_str) {
        Some(path) if path.starts_with('/') => path,
        // `OPTIONS *` is about no path.
        _ => "/",
    }
}

fn headers_of(headers: &HeaderMap) -> Headers {
    let pairs = headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
    let mut headers: Headers = pairs.collect();
    headers.mask();
    headers
}

/// Returns the decoded body as JSON if its media type is JSON and it is valid; else as text, else as base64.
fn body_of(headers: &Headers, bytes: &[u8]) -> (Option<Value>, Option<String>, Option<String>) {
    if bytes.is_empty() {
        return (None, None, None);
    }
    let media_type = headers.get("content-type").unwrap_or("application/json");
    let is_json = is_json(&essence(media_type));
    let BodyDraft { text, base64, .. } = BodyDraft::bytes(bytes.to_vec(), headers, "", BodyLocation::Nowhere)
        .unwrap_or_else(|_| BodyDraft { base64: Some(STANDARD.encode(bytes)), ..BodyDraft::default() });
    match text.as_deref().filter(|_| is_json).and_then(|text| serde_json::from_str(text).ok()) {
        Some(json) => (Some(json), None, None),
        None => (None, text, base64),
    }
}
