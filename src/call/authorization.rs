//! The credentials of a request.

use reqwest::header::HeaderValue;

use crate::error::{Error, Result};
use crate::operation::Scheme;

/// The values of the header `authorization` that a client has. All are marked sensitive, so that nothing that prints headers
/// shows them.
pub struct Authorization {
    pub basic: Option<HeaderValue>,
    pub bearer: Option<HeaderValue>,
}

impl Authorization {
    /// Returns the credentials of a scheme; an error names `what` needs them.
    pub fn of(&self, scheme: Scheme, what: &str) -> Result<HeaderValue> {
        let (value, name) = match scheme {
            Scheme::Basic => (&self.basic, "Basic"),
            Scheme::Bearer => (&self.bearer, "bearer"),
        };
        value
            .clone()
            .ok_or_else(|| Error::request(format!("{what} needs {name} authentication, and the client has no credentials for that")))
    }
}
