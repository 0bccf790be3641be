//! Reading files.

pub(crate) mod chunks;
pub(crate) mod containers;
pub(crate) mod files;
pub(crate) mod flows;
pub(crate) mod json_array;
pub(crate) mod open;
pub(crate) mod parse;
pub(crate) mod read;
pub(crate) mod work;
