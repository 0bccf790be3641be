#![doc = include_str!("../README.md")]

#[cfg(feature = "cli")]
pub mod cli;

#[cfg(feature = "cli")]
mod change_examples;
mod check;
mod diff;
#[cfg(feature = "cli")]
mod examples;
mod exceptions;
mod finding;
mod lint;
#[cfg(feature = "record")]
mod proxy;
#[cfg(feature = "cli")]
mod record;
#[cfg(feature = "cli")]
mod redact;
mod render;
mod report;
mod text;
mod validate;

pub use check::check::check;
pub use check::checked::{Checked, Options, Strictness};
pub use check::glob::Glob;
pub use check::opaque_names::is_data_name;
pub use diff::change::{Change, VersionBump};
pub use diff::code::{ChangeCode, Impact, UnknownChangeCode};
pub use diff::diff::diff;
pub use diff::evidence::{Correction, Evidence};
pub use diff::version::{RequiredVersion, required_version};
pub use exceptions::exception::{Exception, Exceptions, ListEntry, Scope};
pub use finding::code::{Code, Severity, UnknownCode};
pub use finding::finding::{DocumentPlace, Excerpt, Finding, Place, UsedBy};
pub use finding::observation::{Location, Observation};
pub use lint::rule::{Lint, Rule, RuleMatch};
pub use lint::rules::{RULES, lint, lint_with};
pub use openapi_drift_openapi::Document;
pub use openapi_drift_openapi::Operation;
pub use openapi_drift_openapi::schema::direction::Direction;
pub use openapi_drift_openapi::server::Server;
pub use openapi_drift_recordings::{
    Exchange, Headers, InputFormat, Origin, Placeholders, Provenance, Recording, RecordingPart, Recordings, Redaction, Request, Response,
    Side, find,
};
pub use openapi_drift_source::Error;
pub use openapi_drift_source::Position;
pub use openapi_drift_source::pointer;
pub use render::changes::json_lines::change_schema;
pub use render::changes::{DiffFormat, Difference};
pub use render::format::Format;
pub use render::github::write_github;
pub use render::html::write_html;
pub use render::human::write_human;
pub use render::json_lines::{finding_schema, write_json_lines};
pub use render::junit::write_junit;
pub use render::markdown::write_markdown;
pub use render::sarif::write_sarif;
pub use render::terminal::Styles;
pub use report::build::ReportOptions;
pub use report::collector::Collector;
pub use report::coverage::{Coverage, OperationCoverage};
pub use report::errors::RepeatedError;
pub use report::partial::{MergeError, Partial};
pub use report::report::Report;
#[doc(hidden)]
pub use validate::assert_agreement;
pub use validate::{Exchanges, IntoExchanges, validate, validate_accepting};
