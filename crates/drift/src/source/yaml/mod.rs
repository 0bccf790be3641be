pub(crate) mod items;
pub(crate) mod parse;
pub(crate) mod positions;
pub(crate) mod scalar;
