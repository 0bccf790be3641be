//! The generated code, quarantined like that of the other document.

// The document writes its descriptions for every reader, not for rustdoc.
#![allow(missing_docs, unused_imports, clippy::all, clippy::unwrap_used, rustdoc::all)]

// What the generated code takes for the crate of this name.
use crate::runtime as progenitor_client;

include!(concat!(env!("OUT_DIR"), "/mode/client.rs"));
