//! The signature token of the Discovery API. The Management API uses Basic authentication, like Mobilize.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;

use crate::error::{Error, Result};

/// The three parts of a signature token (page: `batch-members`; erratum `M14`).
#[derive(Clone)]
pub struct SignatureToken {
    pub token: String,
    pub access_key: String,
    pub access_secret: String,
}

impl SignatureToken {
    /// Returns the value of the header `authorization`, marked as sensitive so that printed headers do not show it.
    ///
    /// # Errors
    ///
    /// If a part is empty, or one of the first two contains a colon, the separator.
    pub fn to_header(&self) -> Result<HeaderValue> {
        let Self { token, access_key, access_secret } = self;
        if token.is_empty() || access_key.is_empty() || access_secret.is_empty() {
            return Err(Error::configuration("a part of the signature token is empty"));
        }
        if token.contains(':') || access_key.contains(':') {
            return Err(Error::configuration("the signature token or its access key contains a colon"));
        }
        let encoded = STANDARD.encode(format!("{token}:{access_key}:{access_secret}"));
        let mut header = HeaderValue::try_from(format!("Bearer {encoded}"))
            .map_err(|_| Error::configuration("the signature token is not valid in a header"))?;
        header.set_sensitive(true);
        Ok(header)
    }
}

impl fmt::Debug for SignatureToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatureToken(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(token: &str, access_key: &str, access_secret: &str) -> SignatureToken {
        SignatureToken { token: token.to_owned(), access_key: access_key.to_owned(), access_secret: access_secret.to_owned() }
    }

    #[test]
    fn the_header_has_all_three_parts() {
        let header = parts("the-token", "the-key", "the-secret").to_header().expect("encodes");
        assert_eq!(header, "Bearer dGhlLXRva2VuOnRoZS1rZXk6dGhlLXNlY3JldA==");
        assert!(header.is_sensitive());
    }

    #[test]
    fn invalid_parts_are_refused_and_not_shown() {
        for invalid in
            [parts("", "topsecret", "s"), parts("topsecret", "", "s"), parts("t:", "k", "topsecret"), parts("t", "k:", "topsecret")]
        {
            assert!(!invalid.to_header().expect_err("must fail").to_string().contains("topsecret"));
            assert!(!format!("{invalid:?}").contains("topsecret"));
        }
    }
}
