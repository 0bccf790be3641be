pub(crate) mod identifiers;
pub(crate) mod pointer_path;
pub(crate) mod resolver;
pub(crate) mod subtypes;
