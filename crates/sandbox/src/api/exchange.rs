//! Requests and responses of the sandbox as exchanges of the engine.

use openapi_drift::{Document, Headers, Observation, Options, Recording, Request, Response, check};
use serde_json::Value;

use crate::vendor::Vendor;

/// The greatest number of JSON values in the body of a request.
pub const MAX_VALUES: usize = 50_000;

/// Returns a request as the engine reads it. `path` starts after the server's path.
pub fn request(vendor: Vendor, method: &str, path: &str, query: Option<&str>, content_type: Option<&str>, body: &[u8]) -> Request {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let (body, body_text) = read(body);
    let headers = content_type.map(|value| ("content-type", value)).into_iter().collect();
    Request { method: method.to_owned(), url: format!("{}{path}{query}", vendor.server()), headers, body, body_text, body_base64: None }
}

/// Returns an exchange as the engine reads it. A connection that was cut has the status 0 and no response.
pub fn recording(request: Request, status: u16, content_type: &str, body: &[u8]) -> Recording {
    if status == 0 {
        return Recording::new(request, None);
    }
    let (body, body_text) = read(body);
    let headers = Headers::from_iter([("content-type", content_type)]);
    let response = Response { status, headers, body, body_text, body_base64: None };
    Recording::new(request, Some(response))
}

/// Returns the observations of the engine about an exchange.
pub fn verdict(document: &Document, recording: &Recording) -> Vec<Observation> {
    check(document, recording, &Options::default()).observations
}

/// Returns whether a body has more JSON values than the engine is asked to check: each can be an observation of its own.
pub fn has_too_many_values(body: Option<&Value>) -> bool {
    fn count(value: &Value, left: usize) -> Option<usize> {
        let left = left.checked_sub(1)?;
        match value {
            Value::Array(items) => items.iter().try_fold(left, |left, item| count(item, left)),
            Value::Object(properties) => properties.values().try_fold(left, |left, value| count(value, left)),
            _ => Some(left),
        }
    }
    body.is_some_and(|body| count(body, MAX_VALUES).is_none())
}

/// Reads a body as JSON, or else as text.
fn read(body: &[u8]) -> (Option<Value>, Option<String>) {
    match serde_json::from_slice(body) {
        Ok(value) => (Some(value), None),
        Err(_) if body.is_empty() => (None, None),
        Err(_) => (None, Some(String::from_utf8_lossy(body).into_owned())),
    }
}
