//! Recordings: one request and the response to it, as it was seen, with where it comes from.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// One request and the response to it, as it was seen, with where it comes from.
///
/// This type is the definition of the project's own recording format; its JSON Schema is derived from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// Where the recording comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// The name of the webhook, where the service called its user rather than the other way round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// What was sent.
    pub request: Request,
    /// What was answered; absent where no answer was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
}

/// Where a recording comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// What kind of evidence the recording is.
    pub source: Origin,
    /// The page of the vendor's documentation that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// When it was recorded: a date, or date and time (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<String>,
    /// The program and version that recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
    /// What was changed in it, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What kind of evidence a recording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// An example of the vendor's documentation: not traffic.
    Documentation,
    /// An exchange with the real service.
    Live,
    /// An exchange with the sandbox.
    Sandbox,
}

/// What was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The whole URL, with query; a path with query, such as `/v1/groups?limit=1`, where the server is not known.
    pub url: String,
    /// The headers, without credentials.
    #[serde(default)]
    pub headers: Headers,
    /// A JSON body, as it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// A body that is text and not JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_text: Option<String>,
    /// A body that is not text, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The HTTP status.
    #[schemars(range(min = 100, max = 599))]
    pub status: u16,
    /// The headers.
    #[serde(default)]
    pub headers: Headers,
    /// A JSON body, as it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// A body that is text and not JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_text: Option<String>,
    /// A body that is not text, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
}

/// Headers by name, in any case; a header that was sent several times has a list of values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Headers(BTreeMap<String, HeaderValue>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum HeaderValue {
    One(String),
    Many(Vec<String>),
}

/// What stands in place of a credential's value.
pub const MASKED: &str = "[masked]";

/// Headers that hold cookies, any of which may be a credential.
const COOKIES: [&str; 2] = ["cookie", "set-cookie"];

/// Words in the names of headers and cookies that are credentials, or may be.
const CREDENTIALS: [&str; 8] = ["apikey", "token", "secret", "password", "session", "credential", "authorization", "signature"];

/// Whether the name of a header or cookie says that it is a credential: whoever records leaves it out, or its value is dropped here.
pub fn is_credential(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    CREDENTIALS.iter().any(|word| plain.contains(word))
}

impl Headers {
    /// Drops the values of credentials. The headers stay, and so do the names of cookies, so that it can still be said
    /// whether they were there.
    pub fn mask(&mut self) {
        for (name, value) in &mut self.0 {
            let name = name.to_ascii_lowercase();
            if COOKIES.contains(&name.as_str()) || is_credential(&name) {
                let values = match value {
                    HeaderValue::One(value) => std::slice::from_mut(value),
                    HeaderValue::Many(values) => values.as_mut_slice(),
                };
                for value in values {
                    *value = masked(&name, value);
                }
            }
        }
    }

    /// The value of a header, the first of several; names are compared without case.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        match value {
            HeaderValue::One(value) => Some(value),
            HeaderValue::Many(values) => values.first().map(String::as_str),
        }
    }

    /// The same headers and one more.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.to_owned(), HeaderValue::One(value.to_owned()));
        self
    }

    /// All values of a header, in the order in which they were sent.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).flat_map(|(_, value)| match value {
            HeaderValue::One(value) => std::slice::from_ref(value).iter().map(String::as_str),
            HeaderValue::Many(values) => values.iter().map(String::as_str),
        })
    }

    /// The names of all headers, as they were recorded.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

fn masked(name: &str, value: &str) -> String {
    let cookie = |pair: &str| pair.split_once('=').map(|(name, _)| format!("{}={MASKED}", name.trim()));
    match name {
        "cookie" => value.split(';').filter_map(cookie).collect::<Vec<_>>().join("; "),
        "set-cookie" => value.split(';').next().and_then(cookie).unwrap_or_else(|| MASKED.to_owned()),
        _ => MASKED.to_owned(),
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

/// A body as the checks see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Body<'a> {
    Absent,
    Json(&'a Value),
    Text(&'a str),
    /// Bytes, in base64. What they say is looked at where they are said to be JSON.
    Binary(&'a str),
}

impl<'a> Body<'a> {
    fn of(json: Option<&'a Value>, text: Option<&'a str>, base64: Option<&'a str>) -> Self {
        match (json, text, base64) {
            (Some(json), _, _) => Self::Json(json),
            (None, Some(text), _) if !text.is_empty() => Self::Text(text),
            (None, _, Some(base64)) if !base64.is_empty() => Self::Binary(base64),
            _ => Self::Absent,
        }
    }
}

impl Request {
    pub fn body(&self) -> Body<'_> {
        Body::of(self.body.as_ref(), self.body_text.as_deref(), self.body_base64.as_deref())
    }
}

impl Response {
    pub fn body(&self) -> Body<'_> {
        Body::of(self.body.as_ref(), self.body_text.as_deref(), self.body_base64.as_deref())
    }
}

/// A body of `null` is a body: a member that is present counts even where its value is null.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
