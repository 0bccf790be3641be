//! Decoding JSON, with errors that say where a value does not match its type.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error_type::{Error, Result};
use crate::json::{JsonError, MAX_DECODED_BYTES, Problem, Reader, RowRanges};
use crate::response::RawResponse;

/// A value that does not match its type, and its place. The message of serde may quote the value, so it is dropped.
#[derive(Debug)]
pub(crate) struct DecodeError {
    pub what: &'static str,
    /// `None` if the text is not JSON.
    pub path: Option<String>,
    /// Line and column, if there is a text.
    pub position: Option<(usize, usize)>,
}

/// The words for the problems of a text.
struct Words {
    not_json: &'static str,
    too_deep: &'static str,
    mismatch: &'static str,
}

const TEXT: Words =
    Words { not_json: "this is not JSON", too_deep: "this is nested too deeply", mismatch: "a value does not match the requested type" };

const RESPONSE: Words = Words {
    not_json: "the response is not JSON",
    too_deep: "the response is nested too deeply",
    mismatch: "the response does not have the documented shape",
};

impl DecodeError {
    fn new(error: &JsonError, text: &str, words: &Words) -> Self {
        let what = match error.problem() {
            Problem::NotJson => words.not_json,
            Problem::TooDeep => words.too_deep,
            Problem::Mismatch | Problem::Memory => words.mismatch,
        };
        // A column counts the byte that is not JSON.
        let at = error.at() + usize::from(error.problem() == Problem::NotJson);
        let before = &text.as_bytes()[..at.min(text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
        Self { what, path: error.is_mismatch().then(|| error.path()), position: Some((line, column)) }
    }
}

/// The error of a response without a property that is needed.
pub(crate) fn missing_field(what: &'static str, path: &str, response: &RawResponse) -> Error {
    let error = DecodeError { what, path: Some(path.to_owned()), position: None };
    Error::decode(error, Some(&response.call), Some(response.clone()))
}

/// The error of a value that is not what was expected.
pub(crate) fn unexpected_value(what: &'static str, path: &str) -> Error {
    Error::decode(DecodeError { what, path: Some(path.to_owned()), position: None }, None, None)
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        match (&self.path, self.position) {
            (Some(path), Some((line, column))) => write!(f, " (at {path}, line {line}, column {column})"),
            (None, Some((line, column))) => write!(f, " (line {line}, column {column})"),
            (Some(path), None) => write!(f, " (at {path})"),
            (None, None) => Ok(()),
        }
    }
}

/// Returns the JSON of a text, without the byte order mark that some frameworks write before it. An empty text is null.
fn json_of(text: &[u8]) -> &[u8] {
    match text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) {
        [] => b"null",
        json => json,
    }
}

/// Decodes the body of a response to any type.
pub(crate) fn decode<T: DeserializeOwned>(response: &RawResponse) -> Result<T> {
    decode_response(response, &TEXT).map(|(value, _)| value)
}

/// Decodes the body of a response to the type of its operation. The types of operations accept any value, so there are only two
/// failures: text that is not JSON, and another value in place of a bare array.
pub(crate) fn decode_operation<T: DeserializeOwned>(response: &RawResponse) -> Result<(T, RowRanges)> {
    decode_response(response, &RESPONSE)
}

fn decode_response<T: DeserializeOwned>(response: &RawResponse, words: &Words) -> Result<(T, RowRanges)> {
    let limit = response.max_decoded_bytes;
    read(&response.body, limit, words).map_err(|failure| match failure {
        Some(error) => Error::decode(error, Some(&response.call), Some(response.clone())),
        None => Error::too_much_memory(limit, Some(&response.call), Some(response.clone())),
    })
}

/// Decodes JSON as the client decodes a response: in one pass, with [`Tolerant`](crate::Tolerant) objects, repaired if necessary, and
/// into at most 256 MiB of memory. For bodies that were stored, or received otherwise.
///
/// ```
/// use mobilize::types::User;
///
/// let user: User = mobilize::decode_json(br#"{ "id": "7", "email": 12 }"#)?;
/// assert_eq!(user.odd()["email"], 12);
/// # Ok::<(), mobilize::Error>(())
/// ```
///
/// # Errors
///
/// If the text is not JSON, or does not match the type; see [`Error::is_decode`] and [`Error::path`].
pub fn decode_json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    decode_slice(body)
}

/// Decodes a text that is not a response.
pub(crate) fn decode_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    read(text, MAX_DECODED_BYTES, &TEXT).map(|(value, _)| value).map_err(|failure| match failure {
        Some(error) => Error::decode(error, None, None),
        None => Error::too_much_memory(MAX_DECODED_BYTES, None, None),
    })
}

/// Converts a JSON value.
pub(crate) fn decode_value<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = path_of(&error);
        Error::decode(DecodeError { what: TEXT.mismatch, path: Some(path), position: None }, None, None)
    })
}

/// Returns the path of an error, with the name of a missing property, which is a name of the type and not a value.
fn path_of(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let path = error.path().to_string();
    let message = error.inner().to_string();
    match message.strip_prefix("missing field `").and_then(|rest| rest.split_once('`')) {
        Some((name, "")) if path == "." => name.to_owned(),
        Some((name, "")) => format!("{path}.{name}"),
        _ => path,
    }
}

/// Decodes a text, and returns the places of its rows if it did not have to be repaired; the error is `None` if the value takes too
/// much memory.
fn read<T: DeserializeOwned>(text: &[u8], memory: usize, words: &Words) -> std::result::Result<(T, RowRanges), Option<DecodeError>> {
    let json = json_of(text);
    let offset = text.len().saturating_sub(json.len());
    let json = String::from_utf8_lossy(json);
    let mut reader = Reader::new(&json, memory);
    let read = T::deserialize(&mut reader).and_then(|value| Ok((value, reader.end()?)));
    let (value, mut rows) = read.map_err(|error| (error.problem() != Problem::Memory).then(|| DecodeError::new(&error, &json, words)))?;
    if matches!(json, std::borrow::Cow::Owned(_)) {
        rows.clear();
    }
    for range in rows.iter_mut().flatten() {
        *range = range.start + offset..range.end + offset;
    }
    Ok((value, rows))
}
