//! Operations: one method of one path or webhook with its parameters, bodies and responses. Every `$ref` outside schemas is
//! resolved.

use std::sync::Arc;

use serde_json::Value;

use crate::references::resolver::{ReferenceResolver, UnresolvedReference};
use crate::{METHODS, Server, Template};
use openapi_drift_source::pointer;

/// An operation of the document: a method of a path template, or of a webhook.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`, or `METHOD /path` if the document has none.
    pub id: String,
    /// The method in capitals.
    pub method: String,
    /// The path template as the document writes it; for a webhook, its name.
    pub path: String,
    /// The pointer of the operation in the document.
    pub pointer: String,
    /// Whether the service sends this request to its client, as a webhook.
    pub webhook: bool,
    /// The parsed path template.
    pub template: Template,
    /// The names and values of the query in the key of the path (`/files?beta=true`), as written.
    pub query: Vec<(String, String)>,
    /// The servers of the operation, of its path, or of the document: the first of these that are given. Operations with the
    /// same list share it, so that a URL is compared with it once.
    pub servers: Arc<[Server]>,
    /// The parameters of the path and of the operation; those of the operation replace those of the path.
    pub parameters: Vec<Parameter>,
    /// The request body; `None` if none is documented.
    pub request_body: Option<RequestBody>,
    /// The responses, in the order of the document.
    pub responses: Vec<Response>,
}

/// A parameter of an operation, or a header of a response.
#[derive(Debug)]
pub struct Parameter {
    /// The name as the document writes it.
    pub name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub location: String,
    /// Whether it must be sent; path parameters always must.
    pub required: bool,
    /// The pointer of the parameter, after its `$ref`s.
    pub pointer: String,
    /// The pointer of its schema, or of the schema of its `content`.
    pub schema: Option<String>,
    /// The `style`; `None` means the default of its location.
    pub style: Option<String>,
    /// The `explode` flag; `None` means the default of its style.
    pub explode: Option<bool>,
    /// Whether the value is encoded as JSON, because its `content` has a JSON media type.
    pub json: bool,
    /// `allowEmptyValue`: a query may contain the name without a value.
    pub allow_empty: bool,
    /// Whether its values may contain slashes, which those of other path parameters cannot.
    pub slashes: bool,
}

/// The request body of an operation.
#[derive(Debug)]
pub struct RequestBody {
    /// Whether a body must be sent.
    pub required: bool,
    /// The pointer of the request body, after its `$ref`s.
    pub pointer: String,
    /// The media types that may be sent.
    pub content: Vec<MediaType>,
}

/// A response of an operation.
#[derive(Debug)]
pub struct Response {
    /// The statuses that it describes.
    pub status: StatusPattern,
    /// The pointer of the response, after its `$ref`s.
    pub pointer: String,
    /// The documented headers.
    pub headers: Vec<Parameter>,
    /// The media types that may be returned; `None` if the document has no `content`, so that a body is neither required nor
    /// described.
    pub content: Option<Vec<MediaType>>,
}

/// A media type of a body, with its schema.
#[derive(Debug)]
pub struct MediaType {
    /// The media type or range in lower case, such as `application/json` or `text/*`.
    pub range: String,
    /// The pointer of the media type.
    pub pointer: String,
    /// The pointer of the schema; `None` if there is none.
    pub schema: Option<String>,
    /// The encodings of the properties of a form, by name.
    pub encoding: Vec<(String, Encoding)>,
}

/// The encoding of one property of a form.
#[derive(Debug, Default)]
pub struct Encoding {
    /// The `contentType` of the property.
    pub content_type: Option<String>,
    /// The `style`; `None` means `form`.
    pub style: Option<String>,
    /// The `explode` flag; `None` means the default of the style.
    pub explode: Option<bool>,
}

/// The key of a response: `200`, `2XX` or `default`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// One status, such as `200`.
    Exact(u16),
    /// All statuses with the same first digit, such as `2XX`; the value is the digit.
    Range(u16),
    /// All statuses that no other response describes.
    Default,
}

impl StatusPattern {
    fn parse(key: &str) -> Option<Self> {
        if key == "default" {
            return Some(Self::Default);
        }
        let (digit, rest) = key.split_at_checked(1)?;
        if rest.eq_ignore_ascii_case("xx") {
            return digit.parse().ok().map(Self::Range);
        }
        key.parse().ok().map(Self::Exact)
    }
}

impl std::fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Range(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

impl Operation {
    /// Returns the response for a status: an exact status is preferred to a range, and a range to `default`.
    pub fn response(&self, status: u16) -> Option<&Response> {
        let with = |pattern| self.responses.iter().find(|response| response.status == pattern);
        with(StatusPattern::Exact(status)).or_else(|| with(StatusPattern::Range(status / 100))).or_else(|| with(StatusPattern::Default))
    }
}

/// Reads all operations and webhooks, in the order of the document.
///
/// # Errors
///
/// [`UnresolvedReference`] for the first `$ref` outside schemas that cannot be resolved.
pub fn read_all(files: &ReferenceResolver, servers: &Arc<[Server]>) -> Result<Vec<Operation>, UnresolvedReference> {
    let root = files.main().value();
    let reader = Reader { files, servers: Arc::clone(servers) };
    let mut operations = Vec::new();
    for (section, webhook) in [("paths", false), ("webhooks", true), ("x-webhooks", true)] {
        let (section_value, section_at) = (root.get(section), format!("/{section}"));
        let entries = if webhook { reader.entries(section_value, &section_at) } else { reader.members(section_value, &section_at) };
        for (path, item, at) in entries {
            if !webhook && !path.starts_with('/') {
                continue;
            }
            let (item, at) = files.follow(at, item)?;
            for method in METHODS {
                if let Some(operation) = item.get(method).filter(|operation| operation.is_object()) {
                    operations.push(reader.operation(path, method, webhook, operation, pointer::join(&at, method), (item, &at))?);
                }
            }
        }
    }
    Ok(operations)
}

/// Keywords for values that are not percent-encoded, so that a path parameter may contain slashes. OpenAPI 3.0 and 3.1 define
/// the first for the query only; the second is an extension of AutoRest that Azure's documents use.
const SLASHES: [&str; 2] = ["allowReserved", "x-ms-skip-url-encoding"];

struct Reader<'d> {
    files: &'d ReferenceResolver,
    /// The servers of the document.
    servers: Arc<[Server]>,
}

impl<'d> Reader<'d> {
    /// Returns the fields of an OpenAPI object without extensions, each with its pointer.
    fn members(&self, object: Option<&'d Value>, at: &str) -> Vec<(&'d str, &'d Value, String)> {
        self.entries(object, at).into_iter().filter(|(name, ..)| !name.starts_with("x-")).collect()
    }

    /// Returns the entries of a map, each with its pointer. A map has no extensions: its keys are names chosen by the publisher,
    /// such as `x-request-id`. Keys that begin with `x-` are skipped only if their value is not an object.
    fn entries(&self, object: Option<&'d Value>, at: &str) -> Vec<(&'d str, &'d Value, String)> {
        let members = object.and_then(Value::as_object).into_iter().flatten();
        members
            .filter(|(name, value)| !name.starts_with("x-") || value.is_object())
            .map(|(name, value)| (name.as_str(), value, pointer::join(at, name)))
            .collect()
    }

    fn operation(
        &self,
        path: &str,
        method: &str,
        webhook: bool,
        operation: &'d Value,
        at: String,
        item: (&'d Value, &str),
    ) -> Result<Operation, UnresolvedReference> {
        let method = method.to_ascii_uppercase();
        // The servers of the operation replace those of the path, which replace those of the document.
        let servers = servers(operation).or_else(|| servers(item.0)).unwrap_or_else(|| Arc::clone(&self.servers));
        let parameters = self.parameters(item, (operation, &at))?;
        let slashed = parameters.iter().filter(|parameter| parameter.slashes && parameter.location == "path");
        Ok(Operation {
            id: text(operation, "operationId").unwrap_or_else(|| format!("{method} {path}")),
            query: query_of(path),
            template: Template::new(path.split(['?', '#']).next().unwrap_or_default())
                .with_slashed(slashed.map(|parameter| parameter.name.clone()).collect()),
            path: path.to_owned(),
            webhook,
            servers,
            parameters,
            request_body: operation
                .get("requestBody")
                .map(|body| self.request_body(body, pointer::join(&at, "requestBody")))
                .transpose()?,
            responses: self.responses(operation.get("responses"), &pointer::join(&at, "responses"))?,
            method,
            pointer: at,
        })
    }

    /// Reads the parameters of the path and of the operation, which replaces those with the same name and location.
    fn parameters(&self, item: (&'d Value, &str), operation: (&'d Value, &str)) -> Result<Vec<Parameter>, UnresolvedReference> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for (owner, at) in [item, operation] {
            let list = owner.get("parameters").and_then(Value::as_array);
            for (index, parameter) in list.into_iter().flatten().enumerate() {
                let (parameter, at) = self.files.follow(format!("{at}/parameters/{index}"), parameter)?;
                // A parameter without `name` or `in` cannot be checked.
                let (Some(name), Some(location)) = (text(parameter, "name"), text(parameter, "in")) else { continue };
                let parameter = self.parameter(parameter, at, name, location)?;
                parameters.retain(|other| other.name != parameter.name || other.location != parameter.location);
                parameters.push(parameter);
            }
        }
        Ok(parameters)
    }

    fn parameter(&self, parameter: &'d Value, at: String, name: String, location: String) -> Result<Parameter, UnresolvedReference> {
        let content = self.content(parameter.get("content"), &pointer::join(&at, "content"))?;
        // The value of a `content` that is not JSON is checked as text.
        let json = content.first().is_some_and(|entry| entry.range.contains("json"));
        let schema = parameter.get("schema").map(|_| pointer::join(&at, "schema"));
        Ok(Parameter {
            required: flag(parameter, "required").unwrap_or(false) || location == "path",
            schema: schema.or_else(|| content.into_iter().next()?.schema),
            style: text(parameter, "style"),
            explode: flag(parameter, "explode"),
            allow_empty: flag(parameter, "allowEmptyValue").unwrap_or(false),
            slashes: SLASHES.iter().any(|key| flag(parameter, key) == Some(true)),
            json,
            pointer: at,
            name,
            location,
        })
    }

    fn request_body(&self, body: &'d Value, at: String) -> Result<RequestBody, UnresolvedReference> {
        let (body, at) = self.files.follow(at, body)?;
        Ok(RequestBody {
            required: flag(body, "required").unwrap_or(false),
            content: self.content(body.get("content"), &pointer::join(&at, "content"))?,
            pointer: at,
        })
    }

    fn responses(&self, responses: Option<&'d Value>, at: &str) -> Result<Vec<Response>, UnresolvedReference> {
        let mut read = Vec::new();
        for (key, response, at) in self.members(responses, at) {
            let Some(status) = StatusPattern::parse(key) else { continue };
            let (response, at) = self.files.follow(at, response)?;
            let mut headers = Vec::new();
            for (name, header, at) in self.entries(response.get("headers"), &pointer::join(&at, "headers")) {
                let (header, at) = self.files.follow(at, header)?;
                headers.push(self.parameter(header, at, name.to_owned(), "header".to_owned())?);
            }
            let content = response.get("content").map(|content| self.content(Some(content), &pointer::join(&at, "content"))).transpose()?;
            read.push(Response { status, headers, content, pointer: at });
        }
        Ok(read)
    }

    fn content(&self, content: Option<&'d Value>, at: &str) -> Result<Vec<MediaType>, UnresolvedReference> {
        self.entries(content, at)
            .into_iter()
            .map(|(range, media_type, at)| {
                let (media_type, at) = self.files.follow(at, media_type)?;
                let schema = media_type.get("schema").map(|_| pointer::join(&at, "schema"));
                let encoding = media_type.get("encoding").and_then(Value::as_object).into_iter().flatten();
                let encoding = encoding.map(|(name, encoding)| {
                    let (content_type, style) = (text(encoding, "contentType"), text(encoding, "style"));
                    (name.clone(), Encoding { content_type, style, explode: flag(encoding, "explode") })
                });
                Ok(MediaType { range: range.to_ascii_lowercase(), schema, encoding: encoding.collect(), pointer: at })
            })
            .collect()
    }
}

/// Returns the servers of the document, or one server that matches any host if it names none.
pub fn root_servers(root: &Value) -> Arc<[Server]> {
    servers(root).unwrap_or_else(|| Arc::new([Server::from_url("/")]))
}

/// Returns the servers of an object of the document, if it names any.
fn servers(place: &Value) -> Option<Arc<[Server]>> {
    let servers = place.get("servers")?.as_array()?;
    (!servers.is_empty()).then(|| servers.iter().map(Server::new).collect())
}

/// Returns the query of a key of `paths`, such as `/files?beta=true`. OpenAPI does not allow a query there, but some publishers
/// write one.
fn query_of(path: &str) -> Vec<(String, String)> {
    let query = path.split('#').next().and_then(|path| path.split_once('?')).map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn flag(value: &Value, key: &str) -> Option<bool> {
    value.get(key).and_then(Value::as_bool)
}
