//! What a format's reader makes of one entry of a file, and the small questions that all readers ask of JSON values.

use jiff::fmt::rfc2822;
use serde_json::Value;

use super::body::Body;
use super::exchange::{HalfPlaces, Places};
use super::{Headers, Origin, Provenance, Recording, Request, Response};
use crate::document::{Position, kind};

/// A recording, and where its parts stand in its source.
#[derive(Debug)]
pub struct Draft {
    pub recording: Recording,
    pub places: Places,
    pub partial_request: bool,
}

/// Why an entry is no recording, and where in the entry that is.
#[derive(Debug, PartialEq)]
pub struct Misread {
    pub pointer: String,
    /// The position in the entry's text, where it is known better than by the pointer.
    pub position: Option<Position>,
    pub why: String,
    pub help: Option<&'static str>,
}

pub type Read<T> = Result<T, Misread>;

/// Says why the value at `pointer` cannot be used.
pub fn misread<T>(pointer: impl Into<String>, why: impl Into<String>) -> Read<T> {
    Err(Misread { pointer: pointer.into(), position: None, why: why.into(), help: None })
}

/// A half of an exchange: where headers and body stand, and what they are.
pub struct Half {
    pub headers_at: String,
    pub headers: Headers,
    pub body: Body,
}

impl Draft {
    /// Puts a recording of traffic together. `url`, `status` and `recorded_at` come with the pointers to where they
    /// stand.
    pub fn new(
        whole: &str,
        method: String,
        url: (String, String),
        request: Half,
        response: Option<(u16, String, Half)>,
        recorded_at: Option<(&str, &str)>,
    ) -> Self {
        let mut places = Places { whole: whole.to_owned(), url: url.1, ..Places::default() };
        places.request = HalfPlaces { headers: request.headers_at, body: request.body.place };
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
            places.response = HalfPlaces { headers: half.headers_at, body: half.body.place };
            let (body, body_text, body_base64) = (half.body.json, half.body.text, half.body.base64);
            Response { status, headers: half.headers, body, body_text, body_base64 }
        });
        // What a server answers says when, even where the recorder does not.
        let answered = || response.as_ref().and_then(|response| response.headers.get("date")).and_then(date);
        let own = recorded_at.and_then(|(text, at)| Some((date(text)?, at)));
        places.recorded_at = own.as_ref().map(|(_, at)| (*at).to_owned());
        let recorded_at = own.map(|(date, _)| date).or_else(answered);
        let provenance = Some(Provenance { source: Origin::Live, page: None, recorded_at, recorded_by: None, note: None });
        Self { recording: Recording { provenance, webhook: None, request, response }, places, partial_request: false }
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
pub fn string(entry: &mut Value, at: &str) -> Read<String> {
    match entry.pointer_mut(at).map(Value::take) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => misread(at, format!("expected a string, found {}", kind(&other))),
        None => missing(at),
    }
}

/// The first of several names under which something may stand.
pub fn first<'p>(entry: &Value, pointers: &[&'p str]) -> Option<&'p str> {
    pointers.iter().copied().find(|at| entry.pointer(at).is_some_and(|value| !value.is_null()))
}

/// A required status: a number, or digits at the start of a text.
pub fn status(entry: &Value, at: &str) -> Read<u16> {
    let number = match entry.pointer(at) {
        None => return missing(at),
        Some(Value::String(text)) => text.split_whitespace().next().and_then(|digits| digits.parse().ok()),
        Some(value) => value.as_u64(),
    };
    match number.and_then(|number| u16::try_from(number).ok()).filter(|number| (100..=599).contains(number)) {
        Some(status) => Ok(status),
        None => misread(at, "expected an HTTP status between 100 and 599"),
    }
}

/// Headers in any of their forms: an object of values or lists of values, a list of `{name, value}` or `{key, value}`,
/// a list of names and values in turn. What is no text is left out, and so are the pseudo headers of HTTP/2.
pub fn headers(entry: &Value, at: &str) -> Headers {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    match entry.pointer(at) {
        Some(Value::Object(members)) => {
            for (name, value) in members {
                match value {
                    Value::Array(values) => pairs.extend(values.iter().filter_map(text).map(|value| (name.as_str(), value))),
                    value => pairs.extend(text(value).map(|value| (name.as_str(), value))),
                }
            }
        }
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            pairs.extend(items.chunks_exact(2).filter_map(|pair| Some((pair[0].as_str()?, text(&pair[1])?))));
        }
        Some(Value::Array(items)) => {
            let named = |item: &Value| item.get("name").or_else(|| item.get("key")).and_then(Value::as_str).map(str::to_owned);
            let listed = items.iter().filter_map(|item| Some((named(item)?, text(item.get("value")?)?)));
            return listed.filter(|(name, _)| !name.starts_with(':')).collect();
        }
        _ => {}
    }
    pairs.into_iter().filter(|(name, _)| !name.starts_with(':')).collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

fn missing<T>(at: &str) -> Read<T> {
    let (parent, name) = at.rsplit_once('/').unwrap_or(("", at));
    misread(parent, format!("`{name}` is missing"))
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
