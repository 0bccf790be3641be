//! Recorded HTTP exchanges, read from HAR, cassettes of VCR, Postman, WireMock, nock, raw HTTP and NDJSON.
//!
//! This crate is a layer of `openapi-drift`. It knows no OpenAPI document. Start from [`recording::Recording`] (a request and
//! its response), [`exchange::Exchange`] (a recording and its place in a file) and [`read::work::Recordings`] (a stream of them).
#![allow(missing_docs)] // Removed as the types get their documentation.

pub mod body;
pub mod date;
pub mod error;
pub mod exchange;
pub mod formats;
#[cfg(feature = "http")]
pub mod http_types;
pub mod locate;
pub mod read;
pub mod recording;
pub mod side;
