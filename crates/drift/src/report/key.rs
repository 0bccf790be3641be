//! The identity of a finding while observations are collected: pointers and names, never numbers that only one run knows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding::code::{Code, Severity};
use crate::finding::observation::Location;
use openapi_drift_openapi::Operation;
use openapi_drift_recordings::Side;

/// The subject of a finding: an operation of the document, or a method and path that the document does not have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Subject {
    /// An operation, by the name that [`operation_name`] gives it.
    Operation(Arc<str>),
    /// The folded path and the method of an exchange that matches no operation.
    Elsewhere(String, String),
}

/// The name of an operation in partial reports: `GET /groups`, or `webhook POST userJoined`. It is unique in a document,
/// whereas an `operationId` may be missing.
pub(crate) fn operation_name(operation: &Operation) -> Arc<str> {
    let webhook = if operation.webhook { "webhook " } else { "" };
    format!("{webhook}{} {}", operation.method, operation.path).into()
}

/// The part of an observation by which equal ones are counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ObservationKey {
    pub subject: Subject,
    pub side: Side,
    pub status: Option<u16>,
    #[serde(rename = "in")]
    pub location: Location,
    pub pointer: String,
    pub code: Code,
    /// The recorded type or media type, where the code alone does not tell two findings apart.
    pub detail: String,
    /// The keyword of the document: branches of a union differ in it at one place.
    pub document: String,
    /// The severity, since one code may be an error in one recording and a warning in another.
    pub severity: Severity,
}
