//! A JSON reader for [`Tolerant`](crate::Tolerant) values, which decodes a body in one pass.
//!
//! It differs from `serde_json` in four ways, none of which that crate has a hook for: it can go back to the beginning of a property
//! whose value does not match its type, and keep the value; it repairs invalid strings and numbers; it limits the memory of the
//! result, and not only the size of the text; and it knows the place of each row in the text.

mod deserializer;
mod error;
mod key;
mod memory;
mod reader;
#[cfg(test)]
mod tests;
mod tolerant;

pub(crate) use error::{JsonError, Problem};
pub(crate) use reader::{MAX_DECODED_BYTES, Reader, RowRanges};
pub(crate) use tolerant::{Leftovers, TOLERANT};
