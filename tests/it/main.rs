//! The tests of the client, in one binary. No test uses a network beyond this machine.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

// The document, the recordings, and the operations of both.
mod document;
mod operations;
mod recordings;

// A server on this machine that returns prepared responses, and records every request.
mod server;

// Every recorded response decodes, and encodes back to what was recorded.
mod decode;

// So does every recorded response with one value replaced, removed, or added.
mod odd;

// Every operation sends its recorded request, and decodes its recorded response.
mod replay;

// Everything that all operations share: credentials, URLs, errors, redirects, time limits.
mod client;

// Repeated requests, the waits between them, and how they are reported.
mod retry;

// The content of errors, for all kinds of failures.
mod trouble;

// Lists are read to their end, and every row arrives once.
mod pages;

// Bulk work is done once, with any interruption.
mod bulk;

// Requests by path, and the rest of a delivery of a webhook.
mod beyond;

// The client of Mode: its credentials, its responses, and the end of its list.
#[cfg(feature = "mode")]
mod mode;

// The content of spans.
#[cfg(feature = "tracing")]
mod traces;

// Findings of sampled responses.
#[cfg(feature = "drift")]
mod drift;

// Many calls need no more memory than a few.
#[cfg(target_os = "linux")]
mod soak;

// Handwritten types agree with the document.
mod agreement;

// The client and the sandbox, which keeps state: lists, changes, jobs and refusals.
mod sandbox;

// The example programs: one reads the output of the other.
mod examples;

// The samples of the published documents run against the sandbox.
mod samples;

// The public API: operations, types, and everything that is written by hand.
mod surface;
