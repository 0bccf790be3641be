//! OpenAPI documents as checks read them: references, operations, servers, and schemas converted to JSON Schema.
//!
//! This crate is a layer of `openapi-drift`. It knows nothing of recordings. Start from [`Document`] (a document with its
//! files), [`Operation`] and [`OperationIndex`] (the operations of a method and a path).
#![allow(missing_docs)] // Removed as the types get their documentation.

pub mod document;
pub mod inspect;
pub mod operation;
pub mod operation_index;
pub mod path_template;
pub mod references;
pub mod schema;
pub mod server;
pub mod structure;
pub mod vocabulary;

pub use document::Document;
pub use operation::{Encoding, MediaType, Operation, Parameter, RequestBody, Response, StatusPattern};
pub use operation_index::OperationIndex;
pub use path_template::{Distance, Fit, MultiSegmentMatch, Part, Template, path_segments};
pub use schema::direction::Direction;
pub use schema::graph::{Additional, Discriminator, Graph, Id, Node};
pub use schema::keywords::NUMERIC_FORMAT;
pub use schema::unsupported::IgnoredKeyword;
pub use schema::validator::{Compiled, Schemas};
pub use server::Server;
pub use structure::METHODS;
