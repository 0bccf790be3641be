//! OpenAPI 3.0 and 3.1 documents, read for checking: references resolved, operations and servers listed, schemas converted to
//! JSON Schema, and a line and column for every node.
//!
//! It also reads documents that have errors, as most published ones do: invalid keywords are ignored and listed, and only an
//! error that hides operations makes reading fail. It is a layer of `openapi-drift`, whose checker, linter and comparison are
//! built on it. It does not know recordings, findings or reports.
//!
//! Start with three types:
//!
//! - [`Document`]: an OpenAPI document with all of its files, loaded with [`Document::load`] or [`Document::parse`].
//! - [`Operation`]: one method of one path, with its parameters, bodies and responses. [`OperationIndex`] finds the operations
//!   of a path.
//! - [`Graph`]: the schemas of the document and the references between them. [`Compiled`] is the validator of one schema.
//!
//! A node of a document is named by its JSON Pointer, such as `/components/schemas/User`; outside the main file the path of the
//! file comes first, such as `schemas/user.yaml#/User`.

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
