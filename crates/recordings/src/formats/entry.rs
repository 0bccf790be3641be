//! What a format's reader makes of one entry of a file, and the small questions that all readers ask of JSON values.

use jiff::fmt::rfc2822;
use serde_json::Value;

use crate::body::BodyDraft;

use crate::error::{EntryResult, entry_error};
use crate::exchange::{EntryLocations, MessageLocations};
use crate::headers::Headers;
use crate::provenance::{Origin, Provenance};
use crate::recording::{Recording, Request, Response};
use openapi_drift_source::json::json_type::json_type;
use openapi_drift_source::pointer;

/// A recording, and where its parts stand in its source.
#[derive(Debug)]
pub struct ParsedEntry {
    pub recording: Recording,
    pub places: EntryLocations,
}

/// A half of an exchange: where headers and body stand, and what they are.
pub struct MessageDraft {
    pub headers_at: String,
    pub headers: Headers,
    pub body: BodyDraft,
}

impl ParsedEntry {
    /// Puts a recording of traffic together. `url`, `status` and `recorded_at` come with the pointers to where they
    /// stand.
    pub fn new(
        whole: &str,
        method: String,
        url: (String, String),
        request: MessageDraft,
        response: Option<(u16, String, MessageDraft)>,
        recorded_at: Option<(&str, &str)>,
    ) -> Self {
        let mut places = EntryLocations { whole: whole.to_owned(), url: url.1, ..EntryLocations::default() };
        places.request = MessageLocations { headers: request.headers_at, body: request.body.place };
        let request = Request {
            method,
            url: url.0,
            headers: request.headers,
            body: request.body.json,
            body_text: request.body.text,
            body_base64: request.body.base64,
        };
        places.status.clone_from(&places.url);
        let response = response.map(|(status, at, half)| {
            places.status = at;
            places.response = MessageLocations { headers: half.headers_at, body: half.body.place };
            let (body, body_text, body_base64) = (half.body.json, half.body.text, half.body.base64);
            Response { status, headers: half.headers, body, body_text, body_base64 }
        });
        // What a server answers says when, even where the recorder does not.
        let answered = || response.as_ref().and_then(|response| response.headers.get("date")).and_then(date);
        let own = recorded_at.and_then(|(text, at)| Some((date(text)?, at)));
        places.recorded_at = own.as_ref().map(|(_, at)| (*at).to_owned());
        let recorded_at = own.map(|(date, _)| date).or_else(answered);
        let provenance = Some(Provenance { recorded_at, ..Provenance::new(Origin::Live) });
        Self { recording: Recording { provenance, ..Recording::new(request, response) }, places }
    }
}

/// A date in the form of RFC 3339: as it stands, or as HTTP writes it.
fn date(text: &str) -> Option<String> {
    let text = text.trim();
    if text.parse::<jiff::Timestamp>().is_ok() || text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10 {
        return Some(text.to_owned());
    }
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok().map(|timestamp| timestamp.to_string())
}

/// A required string, taken out of the entry.
pub fn string(entry: &mut Value, at: &str) -> EntryResult<String> {
    match entry.pointer_mut(at).map(Value::take) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => entry_error(at, format!("expected a string, found {}", json_type(&other))),
        None => missing(at),
    }
}

/// What a member may be, where it is there at all.
pub const OBJECT: &[&str] = &["an object"];
pub const LIST: &[&str] = &["an array"];
pub const STRING: &[&str] = &["a string"];
/// Headers are written in both ways.
pub const HEADERS: &[&str] = &["an object", "an array"];
pub const STRING_OR_OBJECT: &[&str] = &["a string", "an object"];

/// Fails where a member is of another type than its reader knows: it would be passed over as if it were not there. `null` is
/// as good as absent.
pub fn typed(entry: &Value, members: &[(&str, &[&str])]) -> EntryResult<()> {
    for (at, types) in members {
        match entry.pointer(at) {
            None => {}
            Some(Value::Null) if !at.is_empty() => {}
            Some(found) if types.contains(&json_type(found)) => {}
            Some(found) => return entry_error(*at, format!("expected {}, found {}", types.join(" or "), json_type(found))),
        }
    }
    Ok(())
}

/// The first of several names under which something may stand.
pub fn first<'p>(entry: &Value, pointers: &[&'p str]) -> Option<&'p str> {
    pointers.iter().copied().find(|at| entry.pointer(at).is_some_and(|value| !value.is_null()))
}

/// A required status: a number, or digits at the start of a text.
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

/// Headers in any of their forms: an object of values or lists of values, a list of `{name, value}` or `{key, value}`,
/// a list of names and values in turn. Those without a value are left out, and so are the pseudo headers of HTTP/2.
pub fn headers(entry: &Value, at: &str) -> EntryResult<Headers> {
    typed(entry, &[(at, HEADERS)])?;
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let mut add = |name, value: &Value, at: &str| match text(value) {
        Some(value) => {
            pairs.push((name, value));
            Ok(())
        }
        None if value.is_null() => Ok(()),
        None => entry_error(at, format!("expected a header's value, found {}", json_type(value))),
    };
    match entry.pointer(at) {
        Some(Value::Object(members)) => {
            for (name, value) in members {
                let at = pointer::join(at, name);
                match value {
                    Value::Array(values) => values.iter().try_for_each(|value| add(name, value, &at))?,
                    value => add(name, value, &at)?,
                }
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
            for (index, item) in items.iter().enumerate() {
                let at = format!("{at}/{index}");
                let named = item.get("name").or_else(|| item.get("key"));
                let Some(name) = named.and_then(Value::as_str) else {
                    return entry_error(at, "expected a header as an object with `name` and `value`");
                };
                add(name, item.get("value").unwrap_or(&Value::Null), &at)?;
            }
        }
        _ => {}
    }
    Ok(pairs.into_iter().filter(|(name, _)| !name.starts_with(':')).collect())
}

pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

fn missing<T>(at: &str) -> EntryResult<T> {
    let (parent, name) = at.rsplit_once('/').unwrap_or(("", at));
    entry_error(parent, format!("`{name}` is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
