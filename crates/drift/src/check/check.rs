//! Checks one exchange against the document. Pure functions: no I/O, no clock, no output.

use crate::check::checked::{Checked, Options, distinct};
use crate::check::mask::mask;
use crate::check::{credentials, not_checked, operation as route, request, response};
use openapi_drift_openapi::{Document, Operation};
use openapi_drift_recordings::{Recording, RecordingPart, Side};

/// Checks one recording against the document.
///
/// ```
/// use openapi_drift::{Document, Options, Recording, check};
///
/// let document = Document::parse("api.yaml", "
/// openapi: 3.0.3
/// info: {title: Ids, version: '1'}
/// paths:
///   /id: {get: {responses: {200: {description: an id, content: {application/json: {schema: {type: integer}}}}}}}
/// ")?;
/// let recording: Recording = serde_json::from_str(r#"{
///   "request": {"method": "GET", "url": "https://example.org/id"},
///   "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": "seven"}
/// }"#)?;
/// let checked = check(&document, &recording, &Options::default());
/// assert_eq!(checked.observations[0].message, "expected integer, recorded string");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(document: &Document, recording: &Recording, options: &Options) -> Checked {
    let mut checked = Checked { status: recording.response.as_ref().map(|response| response.status), ..Checked::default() };
    if let Some(reason) = not_checked::without_operation(recording, options) {
        return Checked { not_checked: Some(reason), ..checked };
    }
    let Some(route) = route::find(document, recording, &recording.request.method, options, &mut checked) else {
        checked.not_checked = not_checked::unmatched(document, recording, options);
        if checked.not_checked.is_none() {
            route::explain(document, recording, options, &mut checked);
        }
        return checked;
    };
    let cached = not_checked::from_cache(route.operation, recording);
    let recording = cached.as_ref().unwrap_or(recording);
    checked.status = recording.response.as_ref().map(|response| response.status);
    if let Some(reason) = not_checked::with_operation(route.operation, recording) {
        return Checked { status: checked.status, not_checked: Some(reason), ..Checked::default() };
    }
    // The service refused the request, so an invalid request is not a difference between document and service.
    let refused = matches!(checked.status, Some(400..=499));
    if !refused {
        request::check(document, &route, recording, options, &mut checked);
    }
    checked.missing_credentials = credentials::missing(document, route.operation, recording);
    if let Some(response) = &recording.response {
        response::check(document, &route, recording, response, options, &mut checked);
    }
    checked.not_recorded = not_recorded(route.operation, recording, refused);
    mask(document, options, &mut checked);
    checked.observations = distinct(document, checked.observations);
    checked
}

/// Returns the documented parts about which the recording says nothing.
fn not_recorded(operation: &Operation, recording: &Recording, refused: bool) -> Vec<RecordingPart> {
    let has_parameter = |locations: &[&str]| operation.parameters.iter().any(|parameter| locations.contains(&parameter.location.as_str()));
    let response = recording.response.as_ref().and_then(|response| operation.response(response.status));
    let is_documented = |part: RecordingPart| match part {
        RecordingPart::RequestQuery => !refused && has_parameter(&["query"]),
        RecordingPart::RequestHeaders => !refused && has_parameter(&["header", "cookie"]),
        RecordingPart::RequestBody => !refused && operation.request_body.is_some() && recording.lacks_body(Side::Request),
        RecordingPart::ResponseHeaders => response.is_some_and(|documented| !documented.headers.is_empty()),
        RecordingPart::ResponseBody => {
            let has_content = |documented: &openapi_drift_openapi::operation::Response| {
                documented.content.as_ref().is_some_and(|content| !content.is_empty())
            };
            response.is_some_and(has_content) && recording.lacks_body(Side::Response)
        }
    };
    recording.not_recorded.iter().copied().filter(|part| is_documented(*part)).collect()
}
