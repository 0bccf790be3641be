//! From what goes wrong within the generated code, before or after a request is sent.

use super::show::Cause;
use super::{Error, Kind};
use crate::response::RawResponse;

/// The generated code makes errors by the variants of an error of its own.
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

    /// A status that is no success, which `call/` has made an error of already.
    pub(crate) fn UnexpectedResponse(response: RawResponse) -> Self {
        Self::status_of(response.clone(), &response.call)
    }
}

/// What reqwest says without a call of this crate: of a request that it cannot make, or of one that you send by yourself. The
/// address, whose query may be private, is taken off.
impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        if error.is_builder() {
            return Self::request(format!("the request cannot be made{}", Cause(&error)));
        }
        Self::of(Kind::Transport(error.without_url()), None, None)
    }
}
