//! From method and path to an operation, by the templates of the document.

use std::sync::Arc;

use openapi_drift::Document;
use percent_encoding::percent_decode_str;

use super::Operation;
use crate::Vendor;

/// The operations by their paths.
pub struct Router {
    routes: Vec<Pattern>,
}

struct Pattern {
    method: String,
    segments: Vec<Segment>,
    has_body: bool,
    operation: &'static Operation,
}

enum Segment {
    Literal(String),
    Variable(String),
}

/// A path that was found.
pub struct Route {
    /// The operation.
    pub operation: &'static Operation,
    /// The values of the path's variables, decoded.
    pub variables: Vec<(String, String)>,
    /// Whether the operation takes a body.
    pub has_body: bool,
}

impl Router {
    /// Reads the paths of the document.
    ///
    /// # Errors
    ///
    /// Where the document has an operation that the table of handlers lacks, or the other way round.
    pub fn new(vendor: Vendor, document: &Arc<Document>) -> Result<Self, String> {
        let table = vendor.table();
        let mut routes = Vec::new();
        for documented in document.operations().iter().filter(|operation| !operation.webhook) {
            let operation = table.iter().find(|operation| operation.id == documented.id);
            let operation = operation.ok_or_else(|| format!("the sandbox has no handler for the operation {}", documented.id))?;
            let has_body = document.value().pointer(&format!("{}/requestBody", documented.pointer)).is_some();
            let below = below(document, &documented.pointer, vendor.server());
            let below = below.ok_or_else(|| format!("the operation {} has no server at {}", documented.id, vendor.server()))?;
            let path = format!("{below}{}", documented.path);
            let segments = path.trim_matches('/').split('/').map(segment).collect();
            routes.push(Pattern { method: documented.method.clone(), segments, has_body, operation });
        }
        match table.iter().find(|operation| !routes.iter().any(|route| route.operation.id == operation.id)) {
            Some(stray) => Err(format!("the document has no operation {}, but the sandbox has a handler for it", stray.id)),
            None => Ok(Self { routes }),
        }
    }

    /// The operation of a method and a path below the server's; a literal segment is preferred to a variable.
    pub fn find(&self, method: &str, path: &str) -> Option<Route> {
        let given: Vec<_> = path.trim_matches('/').split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy()).collect();
        let fitting = self.routes.iter().filter(|route| route.method == method && route.segments.len() == given.len());
        let fitting = fitting.filter(|route| {
            route.segments.iter().zip(&given).all(|(segment, given)| match segment {
                Segment::Literal(literal) => literal == given,
                Segment::Variable(_) => !given.is_empty(),
            })
        });
        let best = fitting.min_by_key(|route| route.segments.iter().filter(|segment| matches!(segment, Segment::Variable(_))).count())?;
        let variables = best.segments.iter().zip(&given).filter_map(|(segment, given)| match segment {
            Segment::Variable(name) => Some((name.clone(), given.clone().into_owned())),
            Segment::Literal(_) => None,
        });
        Some(Route { operation: best.operation, variables: variables.collect(), has_body: best.has_body })
    }
}

/// What the first fitting server of an operation has beyond the vendor's: the nearest list of servers counts.
fn below<'d>(document: &'d Document, pointer: &str, server: &str) -> Option<&'d str> {
    let item = pointer.rsplit_once('/').map_or("", |(item, _)| item);
    let lists = [pointer, item, ""].map(|place| document.value().pointer(&format!("{place}/servers")));
    let servers = lists.into_iter().flatten().find_map(|list| list.as_array())?;
    servers.iter().find_map(|one| one.get("url")?.as_str()?.strip_prefix(server))
}

fn segment(text: &str) -> Segment {
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => Segment::Variable(name.to_owned()),
        None => Segment::Literal(text.to_owned()),
    }
}
