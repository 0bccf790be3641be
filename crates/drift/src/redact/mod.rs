//! Redaction: a pure function of document, key and exchange. Nothing reaches a disk before it has passed through it.

mod class;
mod keep;
pub(crate) mod key;
pub(crate) mod mac;
mod media_types;
mod message;
mod names;
mod pattern;
mod permute;
pub(crate) mod redact;
pub(crate) mod target;
mod values;
