pub(crate) mod error;
pub(crate) mod kind;
pub(crate) mod locate;
pub(crate) mod parse;
