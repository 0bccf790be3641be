pub(crate) mod chunks;
pub(crate) mod files;
pub(crate) mod json_array;
pub(crate) mod parse;
pub(crate) mod read;
pub(crate) mod work;
