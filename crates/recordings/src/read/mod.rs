pub mod chunks;
pub mod files;
pub mod json_array;
pub mod parse;
pub mod read;
pub mod work;
