#![doc = include_str!("../README.md")]

#[cfg(feature = "cli")]
pub mod cli;

mod check;
mod diff;
mod document;
#[cfg(feature = "cli")]
mod examples;
mod finding;
mod ledger;
mod lint;
mod recording;
mod report;
mod trouble;
mod validate;

pub use check::{Checked, Options, Reading, check};
pub use diff::{
    Change, ChangeCode, Correction, Demand, DiffFormat, Difference, Evidence, Impact, Step, UnknownChangeCode, change_schema, demand, diff,
};
pub use document::{Direction, Document, Operation, Position, Server};
pub use finding::{Code, Location, Severity, Side, Sighting, UnknownCode};
pub use ledger::{Exception, Exceptions, Listed, Scope};
pub use lint::{Fault, Lint, RULES, Rule, lint, lint_with};
pub use recording::{Exchange, Headers, InputFormat, Origin, Provenance, Recording, Recordings, Request, Response, find};
pub use report::{Collector, Coverage, DocumentPlace, Excerpt, Finding, Format, OperationCoverage, Place, Report, Styles, Use};
pub use report::{finding_schema, write_github, write_html, write_human, write_json_lines, write_junit, write_markdown, write_sarif};
pub use trouble::Trouble;
#[doc(hidden)]
pub use validate::assert_agreement;
pub use validate::{Exchanges, IntoExchanges, validate, validate_accepting};
