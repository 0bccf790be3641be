//! References: the files of a document, and the node that each `$ref` resolves to.

pub mod identifiers;
pub mod pointer_path;
pub mod resolver;
pub mod subtypes;
pub mod visibility;
