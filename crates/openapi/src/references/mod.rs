pub mod identifiers;
pub mod pointer_path;
pub mod resolver;
pub mod subtypes;
