//! The entry of a file as a format's reader returns it, and helpers that all readers share.

use jiff::fmt::rfc2822;
use serde_json::Value;

use crate::body::BodyDraft;
use crate::error::{EntryResult, entry_error};
use crate::exchange::{EntryLocations, MessageLocations};
use crate::headers::Headers;
use crate::provenance::{Origin, Provenance};
use crate::recording::{Recording, RecordingPart, Request, Response};
use openapi_drift_source::json::json_type::json_type;
use openapi_drift_source::pointer;

/// A recording, and where its parts are in their source.
#[derive(Debug)]
pub struct ParsedEntry {
    pub recording: Recording,
    pub locations: EntryLocations,
}

/// The request or the response of an entry.
pub struct MessageDraft {
    pub headers_at: String,
    pub headers: Headers,
    /// True if there may be further headers that were not recorded.
    pub lacks_headers: bool,
    pub body: BodyDraft,
}

impl MessageDraft {
    /// A message. Every message of HTTP has headers, so that one without any was recorded without them.
    pub fn new(headers_at: impl Into<String>, headers: Headers, body: BodyDraft) -> Self {
        Self { headers_at: headers_at.into(), lacks_headers: headers.is_empty(), headers, body }
    }
}

impl ParsedEntry {
    /// Makes a recording of traffic. `url`, the status of `response` and `recorded_at` come with the pointers to where they are.
    pub fn new(
        method: String,
        url: (String, String),
        request: MessageDraft,
        response: Option<(u16, String, MessageDraft)>,
        recorded_at: Option<(&str, &str)>,
    ) -> Self {
        let mut locations = EntryLocations { url: url.1, ..EntryLocations::default() };
        let mut not_recorded = Vec::new();
        not_recorded.extend(request.lacks_headers.then_some(RecordingPart::RequestHeaders));
        not_recorded.extend(request.body.not_recorded.then_some(RecordingPart::RequestBody));
        locations.request = MessageLocations { headers: request.headers_at, body: request.body.location };
        let request = Request {
            method,
            url: url.0,
            headers: request.headers,
            body: request.body.json,
            body_text: request.body.text,
            body_base64: request.body.base64,
        };
        locations.status.clone_from(&locations.url);
        let response = response.map(|(status, at, draft)| {
            not_recorded.extend(draft.lacks_headers.then_some(RecordingPart::ResponseHeaders));
            not_recorded.extend(draft.body.not_recorded.then_some(RecordingPart::ResponseBody));
            locations.status = at;
            locations.response = MessageLocations { headers: draft.headers_at, body: draft.body.location };
            let (body, body_text, body_base64) = (draft.body.json, draft.body.text, draft.body.base64);
            Response { status, headers: draft.headers, body, body_text, body_base64 }
        });
        // Without a date of the recorder, that of the response's header `date` is taken.
        let answered = || response.as_ref().and_then(|response| response.headers.get("date")).and_then(date);
        let own = recorded_at.and_then(|(text, at)| Some((date(text)?, at)));
        locations.recorded_at = own.as_ref().map(|(_, at)| (*at).to_owned());
        let recorded_at = own.map(|(date, _)| date).or_else(answered);
        let provenance = Some(Provenance { recorded_at, ..Provenance::new(Origin::Live) });
        let not_recorded = not_recorded.into_iter().collect();
        Self { recording: Recording { provenance, not_recorded, ..Recording::new(request, response) }, locations }
    }
}

/// Returns a date in the form of RFC 3339, from that form or the one of HTTP.
fn date(text: &str) -> Option<String> {
    let text = text.trim();
    if text.parse::<jiff::Timestamp>().is_ok() || text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10 {
        return Some(text.to_owned());
    }
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok().map(|timestamp| timestamp.to_string())
}

/// Takes a required string out of the entry.
pub fn string(entry: &mut Value, at: &str) -> EntryResult<String> {
    match entry.pointer_mut(at).map(Value::take) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => entry_error(at, format!("expected a string, found {}", json_type(&other))),
        None => missing(at),
    }
}

/// The types that a property may have, for [`typed`].
pub const OBJECT: &[&str] = &["an object"];
/// An array.
pub const LIST: &[&str] = &["an array"];
/// A string.
pub const STRING: &[&str] = &["a string"];
/// Headers: an object, an array, or lines in one string.
pub const HEADERS: &[&str] = &["an object", "an array", "a string"];
/// A string or an object.
pub const STRING_OR_OBJECT: &[&str] = &["a string", "an object"];

/// Fails if a property has another type than its reader knows: it would be passed over as if it were absent. `null` counts as
/// absent.
pub fn typed(entry: &Value, properties: &[(&str, &[&str])]) -> EntryResult<()> {
    for (at, types) in properties {
        match entry.pointer(at) {
            None => {}
            Some(Value::Null) if !at.is_empty() => {}
            Some(found) if types.contains(&json_type(found)) => {}
            Some(found) => return entry_error(*at, format!("expected {}, found {}", types.join(" or "), json_type(found))),
        }
    }
    Ok(())
}

/// Returns the first of several pointers at which there is a value other than `null`.
pub fn first<'p>(entry: &Value, pointers: &[&'p str]) -> Option<&'p str> {
    pointers.iter().copied().find(|at| entry.pointer(at).is_some_and(|value| !value.is_null()))
}

/// Returns a required status: a number, or digits at the start of a string.
pub fn status(entry: &Value, at: &str) -> EntryResult<u16> {
    let number = match entry.pointer(at) {
        None => return missing(at),
        Some(Value::String(text)) => text.split_whitespace().next().and_then(|digits| digits.parse().ok()),
        Some(value) => value.as_u64(),
    };
    match number.and_then(|number| u16::try_from(number).ok()).filter(|number| (100..=599).contains(number)) {
        Some(status) => Ok(status),
        None => entry_error(at, "expected an HTTP status between 100 and 599"),
    }
}

/// Returns headers in any of their forms: an object of values or arrays of values, an array of `{name, value}` or `{key, value}`, of
/// names and values in turn, of pairs, or of lines; or lines in one string. Headers without a value are left out, and so are the
/// pseudo headers of HTTP/2.
pub fn headers(entry: &Value, at: &str) -> EntryResult<Headers> {
    typed(entry, &[(at, HEADERS)])?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &Value, at: &str| match text(value) {
        Some(value) => {
            pairs.push((name.to_owned(), value));
            Ok(())
        }
        None if value.is_null() => Ok(()),
        None => entry_error(at, format!("expected a header's value, found {}", json_type(value))),
    };
    match entry.pointer(at) {
        Some(Value::String(lines)) => {
            let is_header = |line: &str| line.trim().is_empty() || line.starts_with("HTTP/") || header_line(line).is_some();
            if !lines.lines().all(is_header) {
                return entry_error(at, "expected an object or an array, found a string");
            }
            for (name, value) in lines.lines().filter_map(header_line) {
                add(name, &Value::from(value), at)?;
            }
        }
        Some(Value::Object(members)) => {
            for (name, value) in members {
                let at = pointer::join(at, name);
                match value {
                    Value::Array(values) => values.iter().try_for_each(|value| add(name, value, &at))?,
                    value => add(name, value, &at)?,
                }
            }
        }
        Some(Value::Array(items))
            if !items.is_empty() && items.iter().all(|item| item.as_str().is_some_and(|line| header_line(line).is_some())) =>
        {
            for (name, value) in items.iter().filter_map(Value::as_str).filter_map(header_line) {
                add(name, &Value::from(value), at)?;
            }
        }
        Some(Value::Array(items)) if !items.is_empty() && items.iter().all(Value::is_string) => {
            if !items.len().is_multiple_of(2) {
                return entry_error(at, "expected names and values in turn, found a name without a value");
            }
            for pair in items.chunks_exact(2) {
                add(pair[0].as_str().unwrap_or_default(), &pair[1], at)?;
            }
        }
        Some(Value::Array(items)) => {
            // Cassettes of old Python programs have their pairs in an array of their own.
            let items = match items.as_slice() {
                [Value::Array(inner)] if inner.iter().all(Value::is_array) => inner,
                items => items,
            };
            for (index, item) in items.iter().enumerate() {
                let at = format!("{at}/{index}");
                if let Some([Value::String(name), value]) = item.as_array().map(Vec::as_slice) {
                    match value {
                        Value::Array(values) => values.iter().try_for_each(|value| add(name, value, &at))?,
                        value => add(name, value, &at)?,
                    }
                    continue;
                }
                let named = item.get("name").or_else(|| item.get("key"));
                let Some(name) = named.and_then(Value::as_str) else {
                    return entry_error(at, "expected a header as an object with `name` and `value`");
                };
                add(name, item.get("value").unwrap_or(&Value::Null), &at)?;
            }
        }
        _ => {}
    }
    Ok(pairs.into_iter().filter(|(name, _)| !name.is_empty() && !name.starts_with(':')).collect())
}

/// Splits a line such as `Content-Type: text/plain`.
pub fn header_line(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_token = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
    is_token.then(|| (name, value.trim()))
}

/// Returns a scalar as text.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// Returns whether the header `content-length` says that there is a body.
pub fn states_length(headers: &Headers) -> Option<bool> {
    headers.get("content-length")?.trim().parse::<u64>().ok().map(|length| length > 0)
}

fn missing<T>(at: &str) -> EntryResult<T> {
    let (parent, name) = at.rsplit_once('/').unwrap_or(("", at));
    entry_error(parent, format!("`{name}` is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_become_those_of_rfc_3339() {
        for (text, expected) in [
            ("2024-05-01T10:00:00.123Z", Some("2024-05-01T10:00:00.123Z")),
            ("2024-05-01T10:00:00+02:00", Some("2024-05-01T10:00:00+02:00")),
            ("2024-05-01", Some("2024-05-01")),
            ("Sat, 11 Jan 2014 15:50:26 GMT", Some("2014-01-11T15:50:26Z")),
            ("yesterday", None),
        ] {
            assert_eq!(date(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn headers_are_read_in_all_their_forms() {
        for written in [
            json!({ "A": "1", "b": ["2", "3"] }),
            json!([{ "name": "A", "value": "1" }, { "key": "b", "value": "2" }, { "name": "b", "value": 3 }]),
            json!(["A", "1", "b", "2", "b", "3"]),
            json!(["A: 1\r\n", "b: 2\r\n", "b:3"]),
            json!([["A", "1"], ["b", ["2", "3"]]]),
            json!([[["A", "1"], ["b", "2"], ["b", "3"]]]),
            json!("A: 1\r\nb: 2\nb: 3\n"),
        ] {
            let headers = headers(&json!({ "h": written }), "/h").unwrap_or_else(|error| panic!("{written}: {}", error.why));
            assert_eq!(headers.get("a"), Some("1"), "{written}");
            assert_eq!(headers.values("b").collect::<Vec<_>>(), ["2", "3"], "{written}");
        }
    }
}
