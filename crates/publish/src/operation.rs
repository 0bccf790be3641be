//! The servers and credentials of an operation: its own ones, or the inherited ones.

use openapi_drift::pointer::{join, segments};
use openapi_drift::{Document, Operation};
use serde_json::Value;

/// The first server of the operation, of its path, or of the document.
pub(crate) fn server<'d>(document: &'d Document, operation: &Operation) -> Option<&'d Value> {
    own_server(document, operation).or_else(|| document.node("/servers/0"))
}

/// The first server of the operation or of its path. None if it has those of the document.
pub(crate) fn own_server<'d>(document: &'d Document, operation: &Operation) -> Option<&'d Value> {
    let path = join("/paths", segments(&operation.pointer).nth(1).as_deref().unwrap_or_default());
    [&operation.pointer, &path].into_iter().find_map(|at| document.node(at)?.pointer("/servers/0"))
}

/// The security requirements of the operation, or of the document.
pub(crate) fn security<'d>(document: &'d Document, operation: &Operation) -> Option<&'d Value> {
    document.node(&join(&operation.pointer, "security")).or_else(|| document.node("/security"))
}
