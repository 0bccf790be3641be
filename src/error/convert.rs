//! Errors of the generated code, before or after a request is sent.

use super::error_type::{Error, Kind};
use super::show::Cause;
use crate::response::Answer;

/// The generated code makes errors with the variants of the generator's own error type.
#[allow(non_snake_case, reason = "these are the names of the variants")]
impl Error {
    /// A parameter is missing, or could not be converted.
    pub(crate) fn InvalidRequest(why: String) -> Self {
        let (parameter, property) = (why.strip_suffix(" was not initialized"), why.strip_prefix("no value supplied for "));
        match (parameter, property) {
            (Some(parameter), _) => Self::request(format!("the parameter `{parameter}` is missing")),
            (None, Some(property)) => Self::request(format!("the property `{property}` of the body is missing")),
            (None, None) => Self::request(why),
        }
    }

    /// An error status. `call/` returns an error for it before.
    pub(crate) fn UnexpectedResponse(answer: Answer) -> Self {
        Self::status_of(answer.response.clone(), &answer.response.call)
    }
}

/// Converts an error of reqwest: of a request that it cannot make, or of one that you send yourself. The URL, whose query may be
/// private, is removed.
impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        if error.is_builder() {
            return Self::request(format!("cannot make the request{}", Cause(&error)));
        }
        Self::of(Kind::Transport(error.without_url()), None, None)
    }
}

/// Converts the error of a body's builder: a property is missing or has an invalid value.
impl From<crate::types::error::ConversionError> for Error {
    fn from(error: crate::types::error::ConversionError) -> Self {
        Self::InvalidRequest(error.to_string())
    }
}

/// The same for a body of Mode.
#[cfg(feature = "mode")]
impl From<crate::mode::types::error::ConversionError> for Error {
    fn from(error: crate::mode::types::error::ConversionError) -> Self {
        Self::InvalidRequest(error.to_string())
    }
}
