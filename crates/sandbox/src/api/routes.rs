//! The operation of a method and path, by the path templates of the document.

use std::sync::Arc;

use openapi_drift::Document;
use percent_encoding::percent_decode_str;

use super::endpoint::{Endpoint, Handler};
use super::operation::Operation;
use crate::vendor::Vendor;

/// The operations by their paths.
pub struct Routes {
    templates: Vec<Template>,
}

struct Template {
    method: String,
    segments: Vec<Segment>,
    body: Option<RequestBody>,
    endpoint: &'static Endpoint,
}

enum Segment {
    Literal(String),
    Parameter(String),
}

/// The request body of an operation, if the document has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestBody {
    /// It may be left out.
    Optional,
    /// It must be sent.
    Required,
}

/// The operation of a request.
pub struct Route {
    /// The operation.
    pub operation: &'static Operation,
    /// The handler of the operation.
    pub handler: Handler,
    /// The path parameters, decoded.
    pub path_parameters: Vec<(String, String)>,
    /// The request body that the document has.
    pub body: Option<RequestBody>,
}

/// The result of a search for an operation.
pub enum Match {
    /// An operation has the method and path.
    Found(Route),
    /// No operation has the method; these methods have the path, in alphabetical order.
    OtherMethods(Vec<String>),
    /// No operation has the path.
    NotFound,
}

impl Routes {
    /// Reads the paths of the document.
    ///
    /// # Errors
    ///
    /// Returns the name of an operation that only one of document and sandbox has.
    pub fn new(vendor: Vendor, document: &Arc<Document>) -> Result<Self, String> {
        let endpoints = vendor.endpoints();
        let mut templates: Vec<Template> = Vec::new();
        for documented in document.operations().iter().filter(|operation| !operation.webhook) {
            let endpoint = endpoints.iter().find(|endpoint| endpoint.operation.id == documented.id);
            let endpoint = endpoint.ok_or_else(|| format!("the sandbox has no handler for the operation {}", documented.id))?;
            let body = document.value().pointer(&format!("{}/requestBody", documented.pointer));
            let body = body.map(|body| match body.get("required").and_then(serde_json::Value::as_bool) {
                Some(true) => RequestBody::Required,
                _ => RequestBody::Optional,
            });
            let prefix = prefix(document, &documented.pointer, vendor.server());
            let prefix = prefix.ok_or_else(|| format!("the operation {} has no server at {}", documented.id, vendor.server()))?;
            let path = format!("{prefix}{}", documented.path);
            let segments = path.trim_matches('/').split('/').map(segment).collect();
            templates.push(Template { method: documented.method.clone(), segments, body, endpoint });
        }
        match endpoints.iter().find(|endpoint| !templates.iter().any(|template| template.endpoint.operation.id == endpoint.operation.id)) {
            Some(extra) => Err(format!("the document has no operation {}, but the sandbox has a handler for it", extra.operation.id)),
            None => Ok(Self { templates }),
        }
    }

    /// Finds the operation of a method and a path below the server's; literal segments win over parameters.
    pub fn find(&self, method: &str, path: &str) -> Match {
        let segments: Vec<_> = path.trim_matches('/').split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy()).collect();
        let matching = |template: &&Template| {
            template.segments.len() == segments.len()
                && template.segments.iter().zip(&segments).all(|(segment, given)| match segment {
                    Segment::Literal(literal) => literal == given,
                    Segment::Parameter(_) => !given.is_empty(),
                })
        };
        let parameters = |template: &&Template| template.segments.iter().filter(|segment| matches!(segment, Segment::Parameter(_))).count();
        let Some(fewest) = self.templates.iter().filter(matching).map(|template| parameters(&template)).min() else {
            return Match::NotFound;
        };
        let candidates = self.templates.iter().filter(matching).filter(|template| parameters(template) == fewest);
        let Some(found) = candidates.clone().find(|template| template.method == method) else {
            let mut methods: Vec<_> = candidates.map(|template| template.method.clone()).collect();
            methods.sort_unstable();
            methods.dedup();
            return Match::OtherMethods(methods);
        };
        let path_parameters = found.segments.iter().zip(&segments).filter_map(|(segment, given)| match segment {
            Segment::Parameter(name) => Some((name.clone(), given.clone().into_owned())),
            Segment::Literal(_) => None,
        });
        Match::Found(Route {
            operation: &found.endpoint.operation,
            handler: found.endpoint.handler,
            path_parameters: path_parameters.collect(),
            body: found.body,
        })
    }
}

/// Returns the path of an operation's server beyond the vendor's; the nearest list of servers applies.
fn prefix<'d>(document: &'d Document, pointer: &str, server: &str) -> Option<&'d str> {
    let item = pointer.rsplit_once('/').map_or("", |(item, _)| item);
    let lists = [pointer, item, ""].map(|place| document.value().pointer(&format!("{place}/servers")));
    let servers = lists.into_iter().flatten().find_map(|list| list.as_array())?;
    servers.iter().find_map(|one| one.get("url")?.as_str()?.strip_prefix(server))
}

fn segment(text: &str) -> Segment {
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => Segment::Parameter(name.to_owned()),
        None => Segment::Literal(text.to_owned()),
    }
}
