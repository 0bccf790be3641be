//! The headers of a message.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::credentials::{is_credential_header, masked};

/// Headers by name, in any case. A header that was sent several times has an array of values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Headers(BTreeMap<String, HeaderValue>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum HeaderValue {
    One(String),
    Many(Vec<String>),
}

impl HeaderValue {
    fn as_slice(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    fn as_mut_slice(&mut self) -> &mut [String] {
        match self {
            Self::One(value) => std::slice::from_mut(value),
            Self::Many(values) => values,
        }
    }
}

impl Headers {
    /// Replaces the values of credentials by [`MASKED`](crate::MASKED). The names of headers and cookies stay, so that a check
    /// can see that they were sent.
    pub fn mask(&mut self) {
        for (name, value) in &mut self.0 {
            let name = name.to_ascii_lowercase();
            if is_credential_header(&name) {
                value.as_mut_slice().iter_mut().for_each(|value| *value = masked(&name, value));
            }
        }
    }

    /// Returns the first value of a header. Names are compared without case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// Returns the same headers with one more. A header with exactly this name is replaced.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.to_owned(), HeaderValue::One(value.to_owned()));
        self
    }

    /// Returns all values of a header, in the order in which they were sent.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        named.flat_map(|(_, value)| value.as_slice().iter().map(String::as_str))
    }

    /// Returns the names of all headers, as they were recorded.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns whether there are no headers.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut headers = BTreeMap::new();
        for (name, value) in pairs {
            let (name, value) = (name.into(), value.into());
            match headers.get_mut(&name) {
                None => drop(headers.insert(name, HeaderValue::One(value))),
                Some(HeaderValue::Many(values)) => values.push(value),
                Some(HeaderValue::One(first)) => {
                    let values = vec![std::mem::take(first), value];
                    headers.insert(name, HeaderValue::Many(values));
                }
            }
        }
        Self(headers)
    }
}
