//! Reading JSON into types, with an error that says where it does not fit.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::mend::mend;
use super::{Error, Result};
use crate::operation::Operation;
use crate::response::RawResponse;

/// What does not fit, and where. What serde says about it may quote the value, so only the place is kept.
#[derive(Debug)]
pub(crate) struct Misfit {
    pub what: &'static str,
    /// `None` for what is no JSON.
    pub path: Option<String>,
    /// Line and column, where there is a text.
    pub position: Option<(usize, usize)>,
}

const NOT_JSON: &str = "this is not JSON";
const RESPONSE_NOT_JSON: &str = "the response is not JSON";
const TOO_DEEP: &str = "the response is nested too deeply to be read";
const ANOTHER_SHAPE: &str = "the response is not what the operation is documented to answer";
const ANOTHER_TYPE: &str = "a value does not fit the type that was asked for";

impl Misfit {
    fn new(error: serde_json::Error, path: String) -> Self {
        let what = if error.is_data() { ANOTHER_TYPE } else { NOT_JSON };
        let position = (error.line() > 0).then(|| (error.line(), error.column()));
        Self { what, path: error.is_data().then_some(path), position }
    }

    /// The same for an operation, which asks for what is documented.
    fn of_operation(error: &serde_json::Error) -> Self {
        let what = match error.is_data() {
            true => ANOTHER_SHAPE,
            // There is no other way to tell.
            false if error.to_string().starts_with("recursion limit") => TOO_DEEP,
            false => RESPONSE_NOT_JSON,
        };
        let path = error.is_data().then(|| ".".to_owned());
        Self { what, path, position: Some((error.line(), error.column())) }
    }
}

/// A response that was read says something else than it has to.
pub(crate) fn not_said(what: &'static str, path: &str, response: &RawResponse) -> Error {
    let misfit = Misfit { what, path: Some(path.to_owned()), position: None };
    Error::misfit(misfit, Some(&response.call), Some(response.clone()))
}

/// Something that was read is not what it should be.
pub(crate) fn no_such_thing(what: &'static str, path: &str) -> Error {
    Error::misfit(Misfit { what, path: Some(path.to_owned()), position: None }, None, None)
}

impl fmt::Display for Misfit {
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

/// The JSON of a text: without the mark of byte order that some editors and frameworks put before it, and which no reader of JSON
/// needs; and null if there is nothing, for that is what it says.
fn json_of(text: &[u8]) -> &[u8] {
    match text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) {
        [] => b"null",
        json => json,
    }
}

/// Reads the body of a response.
pub(crate) fn decode<T: DeserializeOwned>(response: &RawResponse) -> Result<T> {
    read(&response.body).map_err(|misfit| Error::misfit(misfit, Some(&response.call), Some(response.clone())))
}

/// Reads a text that is no response.
pub(crate) fn decode_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    read(text).map_err(|misfit| Error::misfit(misfit, None, None))
}

/// What the generated code would refuse of the body of an operation.
///
/// The types of responses read any value, so there are two things only: text that is no JSON, and something else in the place
/// of a bare array. Both are found as the generated code finds them, by reading values.
pub(crate) fn misfit(operation: &Operation, body: &[u8]) -> Option<Misfit> {
    let read = match operation.answers_array {
        false => mended(body, |json| serde_json::from_slice::<Value>(json).map(drop)),
        true => mended(body, |json| serde_json::from_slice::<Vec<Value>>(json).map(drop)),
    };
    read.err().map(|error| Misfit::of_operation(&error))
}

/// Reads a value that is at hand.
pub(crate) fn decode_value<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Error::misfit(Misfit::new(error.into_inner(), path), None, None)
    })
}

fn read<T: DeserializeOwned>(text: &[u8]) -> std::result::Result<T, Misfit> {
    // Keeping track of the path costs as much again, so it is done where there is trouble only.
    if let Ok(value) = mended(text, |json| serde_json::from_slice(json)) {
        return Ok(value);
    }
    mended(text, |json| {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| (error.path().to_string(), error.into_inner()))?;
        reader.end().map_err(|error| (String::new(), error))?;
        Ok(value)
    })
    .map_err(|(path, error)| Misfit::new(error, path))
}

/// Reads a text, and if that fails the same text with what no JSON can hold put right.
fn mended<T, E>(text: &[u8], read: impl Fn(&[u8]) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
    let json = json_of(text);
    read(json).or_else(|error| match mend(json) {
        Some(mended) => read(mended.as_bytes()),
        None => Err(error),
    })
}
