//! JSON bodies of which some values are not known.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::body::decode_base64;
use crate::recording::{Body, Recording};
use crate::side::Side;
use crate::unknown::placeholders::Placeholders;
use openapi_drift_source::pointer;

/// A body as JSON, and its values that are not known.
#[derive(Debug)]
pub struct JsonBody<'a> {
    /// The value of the body. Unknown values are whatever was recorded in their place.
    pub value: Cow<'a, Value>,
    /// JSON Pointers in the body of the values that are unknown: keywords that would read them, or anything below them, cannot be evaluated.
    pub unknown: BTreeSet<String>,
}

impl Recording {
    /// Reads the body of one side as JSON; `None` if there is no body. A byte order mark before the JSON is skipped. A placeholder
    /// in place of a value (`{"id": <ID>}`) is an unknown value, and so is a string with a placeholder in it.
    ///
    /// # Errors
    ///
    /// The error of the JSON parser if the body is not JSON. Its position is that in the text of the body.
    pub fn json_body(&self, side: Side, placeholders: &Placeholders) -> Option<serde_json::Result<JsonBody<'_>>> {
        let body = match side {
            Side::Request => self.request.body(),
            Side::Response => self.response.as_ref()?.body(),
        };
        let mut unknown = self.withheld_in_body(side);
        let value = match body {
            Body::Absent => return None,
            Body::Json(value) => Ok(Cow::Borrowed(value)),
            Body::Text(text) => parse(text, placeholders, &mut unknown).map(Cow::Owned),
            Body::Binary(base64) => {
                let bytes = decode_base64(base64).unwrap_or_default();
                serde_json::from_slice(bytes.strip_prefix(BOM.as_bytes()).unwrap_or(&bytes)).map(Cow::Owned)
            }
        };
        Some(value.map(|value| {
            collect(&value, &mut String::new(), placeholders, &mut unknown);
            JsonBody { value, unknown }
        }))
    }

    /// Returns whether the body of one side is unknown as a whole: it is nothing but a placeholder, or it was withheld.
    pub fn is_body_unknown(&self, side: Side, placeholders: &Placeholders) -> bool {
        let body = match (side, &self.response) {
            (Side::Request, _) => self.request.body(),
            (Side::Response, Some(response)) => response.body(),
            (Side::Response, None) => Body::Absent,
        };
        let is_placeholder = |text: &str| {
            let text = text.trim();
            !text.is_empty() && placeholders.length_at(text, 0) == Some(text.len())
        };
        match body {
            Body::Text(text) => is_placeholder(text) || self.withheld_in_body(side).contains(""),
            Body::Json(Value::String(text)) => is_placeholder(text) || self.withheld_in_body(side).contains(""),
            _ => self.withheld_in_body(side).contains(""),
        }
    }

    /// Returns whether redaction has withheld the value at a JSON Pointer into the recording, such as `/request/headers/x-id`.
    pub fn is_withheld(&self, pointer: &str) -> bool {
        self.withheld().any(|withheld| withheld == pointer)
    }

    fn withheld(&self) -> impl Iterator<Item = &str> {
        let redaction = self.provenance.iter().filter_map(|provenance| provenance.redaction.as_ref());
        redaction.flat_map(|redaction| redaction.withheld.iter().map(String::as_str))
    }

    fn withheld_in_body(&self, side: Side) -> BTreeSet<String> {
        let body = if side == Side::Request { "/request/body" } else { "/response/body" };
        let below = |pointer: &str| pointer.strip_prefix(body).filter(|rest| rest.is_empty() || rest.starts_with('/')).map(str::to_owned);
        self.withheld().filter_map(below).collect()
    }
}

/// The byte order mark.
const BOM: &str = "\u{feff}";

/// Parses a text as JSON. If that fails, placeholders in place of values are read as `null`.
fn parse(text: &str, placeholders: &Placeholders, unknown: &mut BTreeSet<String>) -> serde_json::Result<Value> {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let Some((text, mark)) = with_values(text, placeholders) else { return Err(error) };
    // The error that is reported is that of the text as it was recorded.
    let Ok(mut value) = serde_json::from_str(&text) else { return Err(error) };
    unmark(&mut value, &mark, &mut String::new(), unknown);
    Ok(value)
}

/// Returns the text with a marked string in place of each placeholder that is outside a string, and the mark; `None` if there is no such
/// placeholder.
fn with_values(text: &str, placeholders: &Placeholders) -> Option<(String, String)> {
    let mut mark = "unknown".to_owned();
    while text.contains(&mark) {
        mark.push('_');
    }
    let (mut replaced, mut at, mut quoted, mut found) = (String::with_capacity(text.len()), 0, false, false);
    while let Some(character) = text[at..].chars().next() {
        let length = if quoted { None } else { placeholders.length_at(text, at).filter(|_| !matches!(character, '[')) };
        match length {
            Some(length) => {
                // In place of a value only: the placeholder may be a part of a number or of the hostname of a URL without quotes.
                let end = at
                    + length
                    + text[at + length..]
                        .find(|next: char| matches!(next, ',' | '}' | ']' | '\n') || next.is_whitespace())
                        .unwrap_or(text.len() - at - length);
                let start = replaced
                    .rfind(|previous: char| matches!(previous, ':' | ',' | '[' | '{') || previous.is_whitespace())
                    .map_or(0, |before| before + 1);
                let start = if replaced[start..].bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')) {
                    start
                } else {
                    replaced.len()
                };
                replaced.truncate(start);
                replaced.push('"');
                replaced.push_str(&mark);
                replaced.push('"');
                found = true;
                at = end;
            }
            None => {
                match character {
                    '\\' if quoted => {
                        let next = text[at + 1..].chars().next().map_or(0, char::len_utf8);
                        replaced.push_str(&text[at..at + 1 + next]);
                        at += 1 + next;
                        continue;
                    }
                    '"' => quoted = !quoted,
                    _ => {}
                }
                replaced.push(character);
                at += character.len_utf8();
            }
        }
    }
    found.then_some((replaced, mark))
}

/// Replaces marked strings by `null`, and notes where they are.
fn unmark(value: &mut Value, mark: &str, at: &mut String, unknown: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text == mark => {
            *value = Value::Null;
            unknown.insert(at.clone());
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                below(at, &index.to_string(), |at| unmark(item, mark, at, unknown));
            }
        }
        Value::Object(properties) => {
            for (name, value) in properties.iter_mut() {
                below(at, name, |at| unmark(value, mark, at, unknown));
            }
        }
        _ => {}
    }
}

/// Notes the strings that have a placeholder in them. Most bodies have none, so pointers are made only of arrays and objects.
fn collect(value: &Value, at: &mut String, placeholders: &Placeholders, unknown: &mut BTreeSet<String>) {
    let mut child = |name: &str, value: &Value, at: &mut String| match value {
        Value::String(text) if placeholders.is_in(text) => below(at, name, |at| _ = unknown.insert(at.clone())),
        Value::Array(_) | Value::Object(_) => below(at, name, |at| collect(value, at, placeholders, unknown)),
        _ => {}
    };
    match value {
        Value::String(text) if placeholders.is_in(text) => _ = unknown.insert(at.clone()),
        Value::Array(items) if items.iter().any(may_hold) => {
            items.iter().enumerate().for_each(|(index, item)| child(&index.to_string(), item, at));
        }
        Value::Object(properties) => properties.iter().for_each(|(name, value)| child(name, value, at)),
        _ => {}
    }
}

/// Returns whether a value can be or hold a string.
fn may_hold(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(_) | Value::Number(_))
}

/// Calls a function with the pointer of a child.
fn below(at: &mut String, name: &str, act: impl FnOnce(&mut String)) {
    let length = at.len();
    at.push('/');
    at.push_str(&pointer::escape(name));
    act(at);
    at.truncate(length);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::{Origin, Provenance, Redaction};

    fn recording(body_text: &str) -> Recording {
        serde_json::from_value(serde_json::json!({
            "request": { "method": "GET", "url": "/a" }, "response": { "status": 200, "body_text": body_text }
        }))
        .expect("a recording")
    }

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &[&str])>) {
        let recording = recording(text);
        let body = recording.json_body(Side::Response, &Placeholders::default()).expect("a body").ok();
        let seen = body.map(|body| (body.value.to_string(), body.unknown.into_iter().collect::<Vec<_>>()));
        let expected = expected.map(|(value, unknown)| (value.to_owned(), unknown.iter().map(|at| (*at).to_owned()).collect()));
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn placeholders_in_json_are_unknown_values() {
        check(r#"{"id":<USER_ID>}"#, Some((r#"{"id":null}"#, &["/id"])));
        check(r#"{"n": {{num}}, "a": [1, {{x}} ]}"#, Some((r#"{"n":null,"a":[1,null]}"#, &["/a/1", "/n"])));
        check(r#"{"n": -{{num}}5}"#, Some((r#"{"n":null}"#, &["/n"])));
        check(r#"{"a/b": "<TOKEN>", "c": "plain"}"#, Some((r#"{"a/b":"<TOKEN>","c":"plain"}"#, &["/a~1b"])));
        check(r#"{"id": REDACTED, "x": ***}"#, Some((r#"{"id":null,"x":null}"#, &["/id", "/x"])));
        check("\u{feff}[1]", Some(("[1]", &[])));
        check("{{body}}", Some(("null", &[""])));
        check(r#"{"a": 1"#, None);
        check(r#"{"id": <USER_ID>"#, None);
        check(r#"{"id": NaN}"#, None);
    }

    #[test]
    fn withheld_values_are_unknown() {
        let mut recording = recording("");
        recording.response.as_mut().expect("a response").body = Some(serde_json::json!({ "note": null, "a": null }));
        let withheld = vec!["/response/body/note".to_owned(), "/request/body/a".to_owned(), "/response/bodyguard".to_owned()];
        recording.provenance =
            Some(Provenance { redaction: Some(Redaction { policy: 1, withheld, mac: None }), ..Provenance::new(Origin::Live) });
        let body = recording.json_body(Side::Response, &Placeholders::default()).expect("a body").expect("JSON");
        assert_eq!(body.unknown.into_iter().collect::<Vec<_>>(), ["/note"]);
        assert!(recording.is_withheld("/request/body/a") && !recording.is_withheld("/request/body"));
    }
}
