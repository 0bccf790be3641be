//! The environment variables from which samples read credentials.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The environment variables for each security scheme of a document, by the name of the scheme.
pub type SampleCredentials = BTreeMap<String, Variables>;

/// The environment variables for one security scheme.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Variables {
    /// HTTP Basic: the variables of the user name and of the password.
    Basic([String; 2]),
    /// A bearer token: the variables of its parts, which are joined by colons and encoded as base64.
    Bearer(Vec<String>),
}
