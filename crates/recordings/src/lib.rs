//! Recorded HTTP exchanges, read from HAR, cassettes of VCR, Postman, WireMock, nock, raw HTTP, NDJSON and more.
//!
//! This crate turns files of recorders into [`Exchange`]s, one after the other, and knows for each value the line and column where
//! the file has it. It does not know any OpenAPI document: it neither finds operations nor judges values.
//!
//! Start from [`Recording`] (a request and its response, and what the recorder left out), [`Exchange`] (a recording together with its place
//! in a file) and [`Recordings`] (the exchanges of files, read one after the other).
//!
//! Values of credentials are replaced while reading; their names stay. A recording says which of its parts were not recorded
//! ([`RecordingPart`]), and [`Placeholders`] finds the values that a recorder has replaced.

mod body;
mod body_files;
mod credentials;
mod error;
mod exchange;
mod formats;
mod headers;
#[cfg(feature = "http")]
mod http_types;
mod locate;
pub mod media_type;
mod provenance;
mod read;
mod recorded_url;
mod recording;
mod side;
mod unknown;

pub use body::decode_base64;
pub use credentials::{MASKED, WITHHELD, is_credential};
pub use exchange::{Exchange, Order};
pub use formats::format::InputFormat;
pub use headers::Headers;
pub use provenance::{Origin, Provenance, Redaction};
pub use read::chunks::Chunk;
pub use read::files::find;
pub use read::open::ReadOptions;
pub use read::read::{ReadError, read_item};
pub use read::work::{FileInfo, Recordings, WorkItem, WorkQueue};
pub use recording::{Body, Recording, RecordingPart, Request, Response};
pub use side::Side;
pub use unknown::json::JsonBody;
pub use unknown::placeholders::Placeholders;
