//! Checks recorded HTTP traffic against an OpenAPI document and reports every difference, at the line of both.

#[cfg(feature = "cli")]
pub mod cli;

mod check;
mod document;
mod finding;
mod ledger;
mod recording;
mod report;
mod trouble;

pub use check::{Checked, Options, check};
pub use document::{Direction, Document, Operation, Position};
pub use finding::{Code, Location, Severity, Side, Sighting, UnknownCode};
pub use ledger::{Exception, Exceptions};
pub use recording::{Exchange, Headers, InputFormat, Origin, Provenance, Recording, Recordings, Request, Response, find};
pub use report::{Collector, Coverage, DocumentPlace, Finding, OperationCoverage, Place, Report, Styles, write_human, write_json_lines};
pub use trouble::Trouble;
