//! OpenAPI documents as checks read them: references, operations, servers, and schemas converted to JSON Schema.
//!
//! This crate is a layer of `openapi-drift`. It knows nothing of recordings. Start from [`document::Document`] (a document
//! with its files), [`operation::Operation`] and [`operation_index::Routes`] (the operation of a method and a path).
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
