//! Code samples of each operation, as `x-codeSamples`: curl, Python and TypeScript made of the examples of the document, and
//! programs that the caller wrote and tested.

mod credentials;
mod curl;
mod example_request;
mod insert;
mod python;
mod sample;
mod typescript;

pub use credentials::{SampleCredentials, Variables};
pub use sample::{Language, Sample, Samples};

pub(crate) use insert::with_samples;
