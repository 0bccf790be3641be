//! The project's own format: JSON bodies are inline, so that a recording can be read in a diff.

use serde_json::Value;

use crate::body::BodyDraft;
use crate::error::{EntryError, EntryResult, entry_error};
use crate::exchange::{BodyLocation, EntryLocations, MessageLocations};
use crate::formats::entry::ParsedEntry;
use crate::formats::json_errors;
use crate::headers::Headers;
use crate::recording::Recording;
use openapi_drift_source::position::Position;

/// Reads the one exchange of a text, which may be a line of a file.
pub fn read(text: &str, is_line: bool) -> EntryResult<ParsedEntry> {
    finish(serde_json::from_str(text).map_err(|error| EntryError {
        pointer: String::new(),
        position: Some(Position::of_json_error(text, &error)),
        why: json_errors::of(text, &error, is_line),
        help: None,
    })?)
}

/// Reads an exchange that is parsed already, such as a line without the properties that are not part of a recording.
pub fn read_value(entry: Value) -> EntryResult<ParsedEntry> {
    finish(serde_json::from_value(entry).map_err(|error| EntryError {
        pointer: String::new(),
        position: None,
        why: json_errors::of("", &error, true),
        help: None,
    })?)
}

fn finish(mut recording: Recording) -> EntryResult<ParsedEntry> {
    let request = &recording.request;
    one_body("/request", [request.body.is_some(), request.body_text.is_some(), request.body_base64.is_some()])?;
    if let Some(response) = &recording.response {
        one_body("/response", [response.body.is_some(), response.body_text.is_some(), response.body_base64.is_some()])?;
    }
    let mut locations =
        EntryLocations { url: "/request/url".to_owned(), status: "/response/status".to_owned(), ..EntryLocations::default() };
    locations.recorded_at = Some("/provenance/recorded_at".to_owned());
    locations.request = message("/request", request.body.as_ref(), request.body_text.is_some(), request.body_base64.is_some());
    if let Some(response) = &recording.response {
        locations.response = message("/response", response.body.as_ref(), response.body_text.is_some(), response.body_base64.is_some());
    }
    let request = &mut recording.request;
    decode(&request.headers, &mut request.body_text, &mut request.body_base64, "/request/body_base64")?;
    if let Some(response) = &mut recording.response {
        decode(&response.headers, &mut response.body_text, &mut response.body_base64, "/response/body_base64")?;
    }
    Ok(ParsedEntry { recording, locations })
}

/// Decompresses a body that is still compressed. Any other body is left as it was recorded.
fn decode(headers: &Headers, text: &mut Option<String>, base64: &mut Option<String>, at: &str) -> EntryResult<()> {
    if let (Some(_), Some(encoded)) = (headers.get("content-encoding"), base64.as_deref()) {
        let body = BodyDraft::base64(encoded, headers, at)?;
        (*text, *base64) = (body.text, body.base64);
    }
    Ok(())
}

/// Fails if there are two bodies: which of them was seen is not known.
fn one_body(at: &str, given: [bool; 3]) -> EntryResult<()> {
    let names = ["body", "body_text", "body_base64"].into_iter().zip(given).filter(|(_, given)| *given).map(|(name, _)| name);
    match names.collect::<Vec<&str>>().as_slice() {
        [first, second, ..] => entry_error(format!("{at}/{second}"), format!("`{first}` and `{second}` exclude each other")),
        _ => Ok(()),
    }
}

fn message(at: &str, json: Option<&Value>, text: bool, base64: bool) -> MessageLocations {
    let body = match (json, text, base64) {
        (Some(_), _, _) => BodyLocation::Inline(format!("{at}/body")),
        (None, true, _) => BodyLocation::Text(format!("{at}/body_text")),
        (None, _, true) => BodyLocation::Opaque(format!("{at}/body_base64")),
        (None, false, false) => BodyLocation::Nowhere,
    };
    MessageLocations { headers: format!("{at}/headers"), body }
}
