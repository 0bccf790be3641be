//! The generated code, quarantined like that of the other document.

// The document writes its descriptions for every reader, not for rustdoc.
#![allow(missing_docs, unused_imports, clippy::all, clippy::unwrap_used, rustdoc::all)]

include!(concat!(env!("OUT_DIR"), "/mode/client.rs"));
