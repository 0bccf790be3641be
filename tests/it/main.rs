//! The tests of the client, in one binary. No test reaches further than this machine.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

// What the tests read: the document, the recordings, and the operations that both are about.
mod document;
mod operations;
mod recordings;

// A server on this machine that answers with what it is told to, and remembers what it was asked.
mod server;

// Every recorded response decodes, and encodes back to what was recorded.
mod decode;

// So does every recorded response with any one value replaced by an odd one, taken away, or added.
mod odd;

// Every operation sends what the document and its recordings say, and reads the recorded response.
mod replay;

// What is the same for all operations: credentials, addresses, errors, redirects, times.
mod client;

// What is sent again, how long is waited before, and what is told about it.
mod retry;

// What an error still knows when all sorts of things went wrong.
mod trouble;

// Lists are read to their end, once.
mod pages;

// Work in bulk is done once, whatever happens in between.
mod bulk;

// What no operation is for can be asked all the same; deliveries of webhooks are followed to their end.
mod beyond;

// The client of Mode: what it sends with which credentials, what it reads, and where its list ends.
#[cfg(feature = "mode")]
mod mode;

// What is traced of a call, and what is not.
#[cfg(feature = "tracing")]
mod traces;

// What a change of the service looks like to whoever samples responses, and what that costs.
#[cfg(feature = "drift")]
mod drift;

// Many calls need no more memory than few.
#[cfg(target_os = "linux")]
mod soak;

// What is written by hand beside the document agrees with it.
mod agreement;

// Against the sandbox, which keeps state: lists, changes, jobs and refusals belong together, and drift costs nothing.
mod sandbox;

// The example programs: what one writes, the other reads.
mod examples;

// What users can name: operations, types, and what is written by hand.
mod surface;
