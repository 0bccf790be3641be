//! The operation of a method and path, found by the engine's index of operations.

use std::sync::Arc;

use openapi_drift::{Document, Operation as Documented};
use percent_encoding::percent_decode_str;
use url::Url;

use super::endpoint::{Endpoint, Handler};
use super::operation::Operation;
use crate::vendor::Vendor;

/// The operations of a document with their handlers.
pub struct Routes {
    vendor: Vendor,
    document: Arc<Document>,
    /// The endpoint of each operation of the document; webhooks have none.
    endpoints: Vec<Option<&'static Endpoint>>,
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

/// An operation whose path matches: the rank of the match, its index in the document, and the parameters, still encoded.
type Candidate = (Vec<u8>, usize, Vec<(String, String)>);

impl Routes {
    /// Connects the operations of the document with their handlers.
    ///
    /// # Errors
    ///
    /// Returns the name of an operation that only one of document and sandbox has.
    pub fn new(vendor: Vendor, document: &Arc<Document>) -> Result<Self, String> {
        let table = vendor.endpoints();
        let find = |documented: &Documented| match table.iter().find(|endpoint| endpoint.operation.id == documented.id) {
            _ if documented.webhook => Ok(None),
            Some(endpoint) => Ok(Some(endpoint)),
            None => Err(format!("the sandbox has no handler for the operation {}", documented.id)),
        };
        let endpoints: Vec<_> = document.operations().iter().map(find).collect::<Result<_, _>>()?;
        let is_documented = |endpoint: &&Endpoint| endpoints.iter().flatten().any(|known| known.operation.id == endpoint.operation.id);
        match table.iter().find(|endpoint| !is_documented(endpoint)) {
            Some(extra) => Err(format!("the document has no operation {}, but the sandbox has a handler for it", extra.operation.id)),
            None => Ok(Self { vendor, document: Arc::clone(document), endpoints }),
        }
    }

    /// Finds the operation of a method and a path below the vendor's server; a literal segment wins over a parameter.
    pub fn find(&self, method: &str, path: &str) -> Match {
        let candidates = self.candidates(path);
        let Some(best) = candidates.iter().map(|(fit, ..)| fit).min() else { return Match::NotFound };
        let mut equals = candidates.iter().filter(|(fit, ..)| fit == best);
        let found = equals.clone().find_map(|(_, index, parameters)| {
            let documented = &self.document.operations()[*index];
            self.endpoints[*index].filter(|_| documented.method == method).map(|endpoint| (documented, endpoint, parameters))
        });
        let Some((documented, endpoint, parameters)) = found else {
            let mut methods: Vec<_> = equals.by_ref().map(|(_, index, _)| self.document.operations()[*index].method.clone()).collect();
            methods.sort_unstable();
            methods.dedup();
            return Match::OtherMethods(methods);
        };
        let decode = |(name, value): &(String, String)| (name.clone(), percent_decode_str(value).decode_utf8_lossy().into_owned());
        let body = documented.request_body.as_ref();
        Match::Found(Route {
            operation: &endpoint.operation,
            handler: endpoint.handler,
            path_parameters: parameters.iter().map(decode).collect(),
            body: body.map(|body| if body.required { RequestBody::Required } else { RequestBody::Optional }),
        })
    }

    /// Returns the operations whose path matches.
    fn candidates(&self, path: &str) -> Vec<Candidate> {
        let Ok(url) = Url::parse(&format!("{}{path}", self.vendor.server())) else { return Vec::new() };
        let mut found = Vec::new();
        for routes in self.document.routes() {
            let Some(segments) = routes.servers.iter().find_map(|server| server.below(&url)) else { continue };
            for index in routes.candidates(&segments) {
                let Some((fit, parameters)) = self.document.operations()[index].template.fit(&segments) else { continue };
                let owned = parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                found.push((fit, index, owned));
            }
        }
        found
    }
}
