//! One request and its response, as they were seen.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::headers::Headers;
use crate::provenance::Provenance;
use crate::side::Side;

/// One request and the response to it, as they were seen, and where they come from.
///
/// This type is the definition of the project's own recording format; its JSON Schema is derived from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// Where the recording comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// The parts about which the recording says nothing. They may have been sent or not: their absence is never a difference.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_recorded: BTreeSet<RecordingPart>,
    /// The name of the webhook, if the service called its user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// The request.
    pub request: Request,
    /// The response; absent if none was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
}

impl Recording {
    /// Returns a recording of which nothing is known but the exchange itself.
    pub fn new(request: Request, response: Option<Response>) -> Self {
        Self { provenance: None, not_recorded: BTreeSet::new(), webhook: None, request, response }
    }

    /// Returns whether the recording says nothing about this part, so that its absence is not a difference.
    pub fn lacks(&self, part: RecordingPart) -> bool {
        self.not_recorded.contains(&part)
    }

    /// Returns whether the body of one side was not recorded: there is none, and nothing says that none was sent.
    pub fn lacks_body(&self, side: Side) -> bool {
        match side {
            Side::Request => self.request.body() == Body::Absent && self.lacks(RecordingPart::RequestBody),
            Side::Response => {
                self.response.as_ref().is_some_and(|response| response.body() == Body::Absent) && self.lacks(RecordingPart::ResponseBody)
            }
        }
    }
}

/// A part of an exchange that a recorder may leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecordingPart {
    /// Query parameters beyond those of the URL.
    RequestQuery,
    /// Headers of the request beyond the recorded ones.
    RequestHeaders,
    /// The body of the request.
    RequestBody,
    /// Headers of the response beyond the recorded ones.
    ResponseHeaders,
    /// The body of the response.
    ResponseBody,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The absolute URL with its query; or a path with its query, such as `/v1/groups?limit=1`, if the server is not known.
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

/// A response.
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

/// A body as checks see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Body<'a> {
    /// There is no body, or it was not recorded; [`Recording::lacks_body`] tells the two apart.
    Absent,
    /// JSON that is inline in the recording.
    Json(&'a Value),
    /// Text, which may be JSON.
    Text(&'a str),
    /// Bytes in base64, which may be JSON in another encoding than UTF-8.
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
    /// Returns the body.
    pub fn body(&self) -> Body<'_> {
        Body::of(self.body.as_ref(), self.body_text.as_deref(), self.body_base64.as_deref())
    }
}

impl Response {
    /// Returns the body.
    pub fn body(&self) -> Body<'_> {
        Body::of(self.body.as_ref(), self.body_text.as_deref(), self.body_base64.as_deref())
    }
}

/// Reads a property that is present even if its value is null: a body of `null` is a body.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
