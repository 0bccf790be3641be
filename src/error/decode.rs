//! Decoding JSON, with errors that say where a value does not match its type.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error_type::{Error, Result};
use super::repair_json::repair_json;
use crate::operation::Operation;
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

const NOT_JSON: &str = "this is not JSON";
const RESPONSE_NOT_JSON: &str = "the response is not JSON";
const TOO_DEEP: &str = "the response is nested too deeply";
const ANOTHER_SHAPE: &str = "the response does not have the documented shape";
const ANOTHER_TYPE: &str = "a value does not match the requested type";

impl DecodeError {
    fn new(error: serde_json::Error, path: String) -> Self {
        let what = if error.is_data() { ANOTHER_TYPE } else { NOT_JSON };
        let position = (error.line() > 0).then(|| (error.line(), error.column()));
        Self { what, path: error.is_data().then_some(path), position }
    }

    /// The error of an operation.
    fn of_operation(error: &serde_json::Error) -> Self {
        let what = match error.is_data() {
            true => ANOTHER_SHAPE,
            // serde_json has no other way to recognise it.
            false if error.to_string().starts_with("recursion limit") => TOO_DEEP,
            false => RESPONSE_NOT_JSON,
        };
        let path = error.is_data().then(|| ".".to_owned());
        Self { what, path, position: Some((error.line(), error.column())) }
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

/// Decodes the body of a response.
pub(crate) fn decode<T: DeserializeOwned>(response: &RawResponse) -> Result<T> {
    read(&response.body).map_err(|error| Error::decode(error, Some(&response.call), Some(response.clone())))
}

/// Decodes a text that is not a response.
pub(crate) fn decode_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    read(text).map_err(|error| Error::decode(error, None, None))
}

/// Finds what the generated code would refuse in the body of an operation.
///
/// The types of responses accept any value, so there are only two cases: text that is not JSON, and another value in place of a
/// bare array.
pub(crate) fn find_mismatch(operation: &Operation, body: &[u8]) -> Option<DecodeError> {
    let read = match operation.answers_array {
        false => repaired(body, |json| serde_json::from_slice::<Value>(json).map(drop)),
        true => repaired(body, |json| serde_json::from_slice::<Vec<Value>>(json).map(drop)),
    };
    read.err().map(|error| DecodeError::of_operation(&error))
}

/// Converts a JSON value.
pub(crate) fn decode_value<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Error::decode(DecodeError::new(error.into_inner(), path), None, None)
    })
}

fn read<T: DeserializeOwned>(text: &[u8]) -> std::result::Result<T, DecodeError> {
    // Tracking the path takes twice the time, so it is done only after an error.
    if let Ok(value) = repaired(text, |json| serde_json::from_slice(json)) {
        return Ok(value);
    }
    repaired(text, |json| {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| (error.path().to_string(), error.into_inner()))?;
        reader.end().map_err(|error| (String::new(), error))?;
        Ok(value)
    })
    .map_err(|(path, error)| DecodeError::new(error, path))
}

/// Decodes a text, and if that fails, the repaired text.
fn repaired<T, E>(text: &[u8], read: impl Fn(&[u8]) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
    let json = json_of(text);
    read(json).or_else(|error| match repair_json(json) {
        Some(repaired) => read(repaired.as_bytes()),
        None => Err(error),
    })
}
