//! The tests of this repository's own documents, as one binary.

// No address is invented.
mod addresses;
// The documents against their last release, and their changelog.
mod diff;
// The errata point at what is there, and each known contradiction is decided once.
mod errata;
// The documents are clean by themselves.
mod lint;
// The published artifacts are equivalent to the documents.
mod publish;
// The recordings agree with the documents: what `cargo xtask validate` says, `cargo test` says too.
mod validate;
// Errors of `cargo xtask generators` before it runs a generator.
mod generators;
// The code samples of the published documents run.
mod samples;
