//! The generated code. It is never edited; `lib.rs` and `types/` choose what users see of it.

// The descriptions of the document are for every reader, not only for rustdoc.
#![allow(missing_docs, unused_imports, clippy::all, clippy::unwrap_used, rustdoc::all)]

// The generated code names a crate `progenitor_client`; this module takes its place.
use crate::runtime as progenitor_client;

include!(concat!(env!("OUT_DIR"), "/client.rs"));
