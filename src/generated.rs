//! The generated code, quarantined: nothing of it is edited, and what users see of it is chosen in `lib.rs` and `types.rs`.

// The document writes its descriptions for every reader, not for rustdoc.
#![allow(missing_docs, unused_imports, clippy::all, clippy::unwrap_used, rustdoc::all)]

// What the generated code takes for the crate of this name.
use crate::runtime as progenitor_client;

include!(concat!(env!("OUT_DIR"), "/client.rs"));
