pub(crate) mod catalogue;
pub(crate) mod code;
pub(crate) mod direction;
pub(crate) mod finding;
pub(crate) mod observation;
