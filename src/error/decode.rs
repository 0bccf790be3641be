//! Reading JSON into types, with an error that says where it does not fit.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Error, Result};
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
const ANOTHER_SHAPE: &str = "the response is not what the operation is documented to answer";
const ANOTHER_TYPE: &str = "a value does not fit the type that was asked for";

impl Misfit {
    fn new(error: serde_json::Error, path: String) -> Self {
        let what = if error.is_data() { ANOTHER_TYPE } else { NOT_JSON };
        let position = (error.line() > 0).then(|| (error.line(), error.column()));
        Self { what, path: error.is_data().then_some(path), position }
    }

    /// The same for an operation, which asks for what is documented.
    pub fn of_operation(error: &serde_json::Error) -> Self {
        let what = if error.is_data() { ANOTHER_SHAPE } else { RESPONSE_NOT_JSON };
        let path = error.is_data().then(|| ".".to_owned());
        Self { what, path, position: Some((error.line(), error.column())) }
    }
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
pub(crate) fn json_of(text: &[u8]) -> &[u8] {
    match text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) {
        [] => b"null",
        json => json,
    }
}

/// Reads the body of a response.
pub(crate) fn decode<T: DeserializeOwned>(response: &RawResponse) -> Result<T> {
    read(json_of(&response.body)).map_err(|misfit| Error::misfit(misfit, None, Some(response.clone())))
}

/// Reads a text that is no response.
pub(crate) fn decode_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    read(json_of(text)).map_err(|misfit| Error::misfit(misfit, None, None))
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
    if let Ok(value) = serde_json::from_slice(text) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        Misfit::new(error.into_inner(), path)
    })?;
    reader.end().map_err(|error| Misfit::new(error, String::new()))?;
    Ok(value)
}
