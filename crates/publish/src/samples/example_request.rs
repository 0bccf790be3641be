//! The request of a sample: the examples of the document for everything that the operation requires.

use openapi_drift::pointer::join;
use openapi_drift::{Document, Operation};
use serde_json::Value;

use super::{SampleCredentials, Variables};
use crate::Error;
use crate::operation::{security, server};
/// A request with the examples of an operation.
pub struct ExampleRequest<'a> {
    /// The method in capitals.
    pub method: &'a str,
    /// The URL without a query.
    pub url: String,
    /// The required query parameters with unencoded values.
    pub query: Vec<(&'a str, String)>,
    /// The required header parameters.
    pub headers: Vec<(&'a str, String)>,
    /// The JSON body.
    pub body: Option<&'a Value>,
    /// The variables of the credentials.
    pub credentials: Option<&'a Variables>,
    /// True if the response of a success is JSON.
    pub answers_json: bool,
}

impl<'a> ExampleRequest<'a> {
    pub fn new(document: &'a Document, operation: &'a Operation, credentials: &'a SampleCredentials) -> Result<Self, Error> {
        let base = server(document, operation).and_then(|server| server.get("url")).and_then(Value::as_str).unwrap_or_default();
        let mut path = operation.path.clone();
        let (mut query, mut headers) = (Vec::new(), Vec::new());
        for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
            let example = text(example(document, &parameter.pointer)?);
            match parameter.location.as_str() {
                "path" => path = path.replace(&format!("{{{}}}", parameter.name), &encoded(&example)),
                "query" => query.push((parameter.name.as_str(), example)),
                "header" => headers.push((parameter.name.as_str(), example)),
                location => return Err(Error::at(document, &parameter.pointer, format!("samples cannot send a {location} parameter"))),
            }
        }
        Ok(Self {
            method: &operation.method,
            url: format!("{}{path}", base.trim_end_matches('/')),
            query,
            headers,
            body: body(document, operation)?,
            credentials: variables(document, operation, credentials)?,
            answers_json: answers_json(document, operation),
        })
    }
}

/// The example of a parameter or of a media type.
fn example<'a>(document: &'a Document, at: &str) -> Result<&'a Value, Error> {
    let node = document.node(at).unwrap_or(&Value::Null);
    let named = || node.get("examples")?.as_object()?.values().next()?.get("value");
    let of_schema = || document.follow(&join(at, "schema"))?.0.get("example");
    let found = node.get("example").or_else(named).or_else(of_schema);
    found.ok_or_else(|| Error::at(document, at, "samples need an `example` here".to_owned()))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value as one segment of a path.
fn encoded(text: &str) -> String {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn body<'a>(document: &'a Document, operation: &Operation) -> Result<Option<&'a Value>, Error> {
    let Some((declared, at)) = document.follow(&join(&operation.pointer, "requestBody")) else { return Ok(None) };
    let content = join(&at, "content");
    let json = declared.get("content").and_then(Value::as_object).and_then(|types| types.keys().find(|name| is_json(name)));
    match json {
        Some(name) => example(document, &join(&content, name)).map(Some),
        None => Err(Error::at(document, &at, "samples can only send JSON".to_owned())),
    }
}

fn variables<'a>(document: &Document, operation: &Operation, known: &'a SampleCredentials) -> Result<Option<&'a Variables>, Error> {
    // The first alternative. None, or an empty one, means a request without credentials.
    let first = security(document, operation).and_then(|security| security.get(0)).and_then(Value::as_object);
    let Some(scheme) = first.and_then(|scheme| scheme.keys().next()) else { return Ok(None) };
    let missing = || Error::at(document, &operation.pointer, format!("samples need the environment variables of `{scheme}`"));
    known.get(scheme).map(Some).ok_or_else(missing)
}

fn answers_json(document: &Document, operation: &Operation) -> bool {
    let responses = join(&operation.pointer, "responses");
    let statuses = document.node(&responses).and_then(Value::as_object).into_iter().flat_map(|responses| responses.keys());
    let mut successes = statuses.filter(|status| status.starts_with('2'));
    successes.any(|status| {
        let response = document.follow(&join(&responses, status)).map(|(response, _)| response);
        response.and_then(|response| response.get("content")?.as_object()).is_some_and(|types| types.keys().any(|name| is_json(name)))
    })
}

fn is_json(media_type: &str) -> bool {
    media_type.contains("json")
}
