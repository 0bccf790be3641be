//! The API key and its secret.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;

use crate::environment::Environment;
use crate::error::{Error, Result};

/// The environment variable that [`Credentials::from_env`] reads the key from.
pub const KEY_VARIABLE: &str = "MOBILIZE_API_KEY";
/// The environment variable that [`Credentials::from_env`] reads the secret from.
pub const SECRET_VARIABLE: &str = "MOBILIZE_API_SECRET";

/// An API key and its secret, with which every request acts as an admin of the community (page: `getting-started`).
///
/// They are never shown: not by `Debug`, and not in an error, a client or a request.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    key: String,
    secret: String,
}

impl Credentials {
    /// Takes a key and its secret as the community settings show them, under integrations. Line breaks at the end, as files have
    /// them, are removed.
    ///
    /// Building a client checks that they can be sent; only the service knows if they are right.
    pub fn new(key: impl Into<String>, secret: impl Into<String>) -> Self {
        let bare = |text: String| text.trim_end_matches(['\r', '\n']).to_owned();
        Self { key: bare(key.into()), secret: bare(secret.into()) }
    }

    /// Reads the variables `MOBILIZE_API_KEY` and `MOBILIZE_API_SECRET`.
    ///
    /// # Errors
    ///
    /// If one of them is not set, empty, or not Unicode; the error names it.
    pub fn from_env() -> Result<Self> {
        Self::of(&Environment::of_process())
    }

    pub(crate) fn of(environment: &Environment) -> Result<Self> {
        Ok(Self::new(environment.required(KEY_VARIABLE)?, environment.required(SECRET_VARIABLE)?))
    }

    /// Returns the value of the header `authorization`, marked as sensitive so that printed headers do not show it.
    ///
    /// # Errors
    ///
    /// If the key or the secret is empty, or the key contains a colon, which ends a user name in Basic authentication.
    pub(crate) fn to_header(&self) -> Result<HeaderValue> {
        if self.key.is_empty() || self.secret.is_empty() {
            return Err(Error::configuration("the API key or its secret is empty"));
        }
        if self.key.contains(':') {
            return Err(Error::configuration("the API key contains a colon"));
        }
        let encoded = STANDARD.encode(format!("{}:{}", self.key, self.secret));
        let mut header = HeaderValue::try_from(format!("Basic {encoded}"))
            .map_err(|_| Error::configuration("the API key and its secret are not valid in a header"))?;
        header.set_sensitive(true);
        Ok(header)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(result: Result<impl fmt::Debug>) -> String {
        result.expect_err("must fail").to_string()
    }

    #[test]
    fn the_missing_variable_is_named() {
        assert_eq!(
            failure(Credentials::of(&Environment::of(&[(SECRET_VARIABLE, "value")]))),
            "the environment variable MOBILIZE_API_KEY is not set"
        );
        assert_eq!(
            failure(Credentials::of(&Environment::of(&[(KEY_VARIABLE, "value")]))),
            "the environment variable MOBILIZE_API_SECRET is not set"
        );
    }

    #[test]
    fn the_header_is_that_of_basic_authentication() {
        let header = Credentials::new("Aladdin", "open sesame").to_header().expect("encodes");
        assert_eq!(header, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(header.is_sensitive());
        assert_eq!(Credentials::new("Aladdin\n", "open sesame\r\n"), Credentials::new("Aladdin", "open sesame"));
    }

    #[test]
    fn invalid_credentials_are_refused_and_not_shown() {
        assert!(Credentials::new("k\n\u{1F511}", "s\0").to_header().is_ok());
        for credentials in [Credentials::new("k:e:y", "topsecret"), Credentials::new("", "topsecret"), Credentials::new("topsecret", "")] {
            assert!(!failure(credentials.to_header()).contains("topsecret"));
            assert!(!format!("{credentials:?}").contains("topsecret"));
        }
    }
}
