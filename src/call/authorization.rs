//! Which credentials a request is sent with.

use reqwest::header::HeaderValue;

use crate::error::{Error, Result};
use crate::operation::{Operation, Scheme};

/// The values of the header `authorization` that a client has. All are marked sensitive, so that nothing that prints headers
/// shows them.
pub(crate) struct Authorization {
    pub basic: Option<HeaderValue>,
    pub bearer: Option<HeaderValue>,
}

impl Authorization {
    /// The one that an operation needs; a request that no operation made is authenticated as most operations are.
    pub fn of(&self, operation: Option<&Operation>) -> Result<HeaderValue> {
        let scheme = operation.map_or(Scheme::Basic, |operation| operation.scheme);
        let (value, name) = match scheme {
            Scheme::Basic => (&self.basic, "Basic"),
            Scheme::Bearer => (&self.bearer, "bearer"),
        };
        let id = operation.map_or("the request", |operation| operation.id);
        value.clone().ok_or_else(|| Error::request(format!("{id} needs {name} authentication, and the client has no credentials for that")))
    }
}
