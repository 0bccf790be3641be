//! An operation of a document, without its handler.

use crate::basis::Basis;

/// An operation that the sandbox serves.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The slug of the vendor's page about it.
    pub page: &'static str,
    /// The basis of a 200.
    pub basis: Basis,
}
