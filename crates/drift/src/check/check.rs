//! Checks one exchange against the document. Pure functions: no I/O, no clock, no output.

use crate::check::checked::{Checked, Options, distinct};
use crate::check::{not_checked, operation as route, request, response};
use openapi_drift_openapi::Document;
use openapi_drift_recordings::Recording;

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
    if let Some(reason) = not_checked::without_operation(recording) {
        return Checked { not_checked: Some(reason), ..checked };
    }
    let Some(route) = route::find(document, recording, options, &mut checked) else {
        checked.not_checked = not_checked::unmatched(document, recording, options);
        if checked.not_checked.is_some() {
            checked.observations.clear();
        }
        return checked;
    };
    if let Some(reason) = not_checked::with_operation(route.operation, recording) {
        return Checked { status: checked.status, not_checked: Some(reason), ..Checked::default() };
    }
    // The service refused the request, so an invalid request is not a difference between document and service.
    let refused = matches!(checked.status, Some(400..=499));
    if !refused {
        request::check(document, &route, recording, options, &mut checked);
    }
    if let Some(response) = &recording.response {
        response::check(document, &route, recording, response, options, &mut checked);
    }
    checked.observations = distinct(document, checked.observations);
    checked
}
