//! Errors of the generated code, before or after a request is sent.

use super::error_type::{Error, Kind};
use super::show::Cause;
use crate::response::Answer;

/// The generated code makes errors with the variants of the generator's own error type.
#[allow(non_snake_case, reason = "these are the names of the variants")]
impl Error {
    /// A parameter or a property is missing, or could not be converted. The checks of `inputs.rs` come before.
    pub(crate) fn InvalidRequest(why: String) -> Self {
        Self::request(super::inputs::describe(&[&why]))
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
