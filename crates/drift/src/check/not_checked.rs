//! Exchanges that are not exchanges with the API: they are counted, and not compared with the document.

use crate::check::checked::{Checked, Options};
use crate::check::operation;
use openapi_drift_openapi::Document;
use openapi_drift_openapi::Operation;
use openapi_drift_recordings::{Recording, RecordingPart};

/// Returns the reason if the exchange is none with any HTTP API.
pub(crate) fn without_operation(recording: &Recording) -> Option<String> {
    let request = &recording.request;
    if request.method.eq_ignore_ascii_case("CONNECT") {
        return Some("CONNECT".to_owned());
    }
    if recording.response.as_ref().is_some_and(|response| response.status == 101) {
        return Some("web socket".to_owned());
    }
    let scheme = request.url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).filter(|scheme| is_scheme(scheme))?;
    (!matches!(scheme.as_str(), "http" | "https")).then(|| format!("{scheme}: URL"))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// Returns the reason if an exchange that matches no operation is none with the API.
pub(crate) fn unmatched(document: &Document, recording: &Recording, options: &Options) -> Option<String> {
    let request = &recording.request;
    if request.method.eq_ignore_ascii_case("OPTIONS") && request.headers.get("access-control-request-method").is_some() {
        return Some("CORS preflight".to_owned());
    }
    if request.method.eq_ignore_ascii_case("HEAD") {
        let mut get = recording.clone();
        get.request.method = "GET".to_owned();
        let is_documented = operation::find(document, &get, options, &mut Checked::default()).is_some();
        return is_documented.then(|| "HEAD of a documented GET".to_owned());
    }
    None
}

/// Returns the reason if the response is not an answer of the operation: 304 confirms what the client has in its cache.
pub(crate) fn with_operation(operation: &Operation, recording: &Recording) -> Option<String> {
    recording.response.as_ref().filter(|response| response.status == 304)?;
    let headers = &recording.request.headers;
    let is_conditional = ["if-none-match", "if-modified-since"].iter().any(|name| headers.get(name).is_some());
    let is_unknown = recording.lacks(RecordingPart::RequestHeaders);
    let is_documented = operation.responses.iter().any(|documented| documented.status.to_string() == "304");
    (!is_documented && (is_conditional || is_unknown)).then(|| "304 of a conditional request".to_owned())
}
