//! The error of this crate.

mod convert;
mod decode;
mod error_type;
mod predicates;
mod repair_json;
mod show;
mod vendor;

pub(crate) use decode::{decode, decode_slice, decode_value, find_mismatch, missing_field, unexpected_value};
pub(crate) use error_type::Call;
pub use error_type::{Error, Result};
pub(crate) use show::one_line;
