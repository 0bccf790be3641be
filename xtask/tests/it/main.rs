//! The tests of this repository's own documents, as one binary.

// The documents against their last release, and their changelog.
mod diff;
// The errata point at what is there, and each known contradiction is decided once.
mod errata;
// The recordings agree with the documents: what `cargo xtask validate` says, `cargo test` says too.
mod validate;
