//! The processing of a request to the documented interface: credentials, operation, faults, check, handler, faults again, log.

mod body;
mod credentials;
mod faulty;
mod headers;
mod serve;

pub use serve::serve;
