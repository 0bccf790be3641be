//! The error of this crate.

mod convert;
mod decode;
mod error_type;
mod inputs;
mod kind;
mod predicates;
mod show;
mod vendor;

pub use decode::decode_json;
pub(crate) use decode::{decode, decode_operation, decode_slice, decode_value, missing_field, unexpected_value};
pub(crate) use error_type::Call;
pub use error_type::{Error, Result};
pub(crate) use inputs::{check_inputs, check_properties};
pub use kind::ErrorKind;
pub(crate) use show::one_line;
