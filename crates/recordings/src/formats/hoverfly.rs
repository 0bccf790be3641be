//! Simulations of Hoverfly: `data.pairs[]` of a request with matchers and the response to it.

use serde_json::Value;

use crate::body::BodyDraft;
use crate::body_files::BodyFiles;
use crate::error::{EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{LIST, MessageDraft, OBJECT, ParsedEntry, STRING, first, headers, status, string, text, typed};
use crate::recording::RecordingPart;
use openapi_drift_source::pointer;

const TYPES: &[(&str, &[&str])] = &[("", OBJECT), ("/request", OBJECT), ("/response", OBJECT), ("/response/body", STRING)];

/// Reads one pair.
pub fn read(entry: &mut Value, files: &BodyFiles) -> EntryResult<ParsedEntry> {
    typed(entry, TYPES)?;
    let exact = |at: &str| exact(entry, at);
    let method = exact("/request/method")?.unwrap_or_else(|| "GET".to_owned());
    let Some(path) = exact("/request/path")? else { return entry_error("/request", "`path` is missing, or does not match one exact path") };
    let mut url = match (exact("/request/scheme")?, exact("/request/destination")?) {
        (scheme, Some(host)) => format!("{}://{host}{path}", scheme.unwrap_or_else(|| "https".to_owned())),
        _ => path,
    };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    match entry.pointer("/request/query") {
        Some(Value::Object(parameters)) => {
            for name in parameters.keys() {
                if let Some(value) = exact(&pointer::join("/request/query", name))? {
                    query.append_pair(name, &value);
                }
            }
        }
        Some(Value::String(text)) => {
            query.extend_pairs(url::form_urlencoded::parse(text.as_bytes()));
        }
        _ => {}
    }
    let query = query.finish();
    if !query.is_empty() {
        url = format!("{url}?{query}");
    }
    let mut request_headers = Vec::new();
    for name in entry.pointer("/request/headers").and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys) {
        let at = pointer::join("/request/headers", name);
        request_headers.extend(exact(&at)?.map(|value| (name.clone(), value)));
    }
    let body_at = ["/request/body/0/value", "/request/body/exactMatch", "/request/body"];
    let body_at = body_at.into_iter().find(|at| entry.pointer(at).is_some_and(Value::is_string));
    let body = body_at.map_or(Ok(BodyDraft::not_recorded()), |at| string(entry, at).map(|text| BodyDraft::text(text, at)))?;
    let request = MessageDraft::new("/request/headers", request_headers.into_iter().collect(), body);
    let response_headers = headers(entry, "/response/headers")?;
    let is_base64 = entry.pointer("/response/encodedBody") == Some(&Value::Bool(true));
    let body = match first(entry, &["/response/body", "/response/bodyFile"]) {
        Some(at @ "/response/bodyFile") => match files.read(&string(entry, at)?) {
            Ok((shown, bytes)) => BodyDraft::bytes(bytes, &response_headers, at, BodyLocation::File(shown))?,
            Err(why) => return entry_error(at, why),
        },
        Some(at) => BodyDraft::string(string(entry, at)?, is_base64, &response_headers, at)?,
        None => BodyDraft::not_recorded(),
    };
    let response = MessageDraft::new("/response/headers", response_headers, body);
    let status = status(entry, "/response/status")?;
    let response = Some((status, "/response/status".to_owned(), response));
    let mut parsed = ParsedEntry::new(method, (url, "/request/path".to_owned()), request, response, None);
    // Matchers state only what they compare.
    parsed.recording.not_recorded.extend([RecordingPart::RequestQuery, RecordingPart::RequestHeaders]);
    Ok(parsed)
}

/// Returns the value of matchers that match exactly one value: a string, an array with an exact matcher, or `{"exactMatch": …}`.
fn exact(entry: &Value, at: &str) -> EntryResult<Option<String>> {
    let is_exact = |matcher: &Value| matcher.get("matcher").is_none_or(|kind| kind == "exact");
    Ok(match entry.pointer(at) {
        None | Some(Value::Null) => None,
        Some(Value::Array(matchers)) => {
            typed(entry, &[(at, LIST)])?;
            match matchers.as_slice() {
                [Value::String(value), ..] => Some(value.clone()),
                matchers => matchers.iter().find(|matcher| is_exact(matcher)).and_then(|matcher| matcher.get("value").and_then(text)),
            }
        }
        Some(Value::Object(matcher)) => matcher.get("exactMatch").and_then(text),
        Some(value) => text(value),
    })
}
