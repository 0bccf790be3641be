//! Codes and severities of findings.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::catalogue::catalogue;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Missing evidence: something that no recording shows.
    Note,
    /// The service says more than the document.
    Warning,
    /// A client written from the document would break.
    Error,
}

impl Severity {
    /// The severity's name: `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The severity and the advice of a code.
struct CodeRow(Severity, &'static str);

catalogue! {
    /// A kind of difference between document and recordings. The names are kebab-case and never change their meaning.
    pub enum Code(CodeRow) unknown UnknownCode "finding code"

    UndocumentedServer "undocumented-server"
        "The request went to a server that is not in the document."
        (Severity::Warning, "add the server to `servers`, or leave the recording out")
    UndocumentedOperation "undocumented-operation"
        "The document does not contain the path or the method. The rest of the exchange was not checked."
        (Severity::Warning, "document the operation, or accept the finding with a reason")

    UndocumentedParameter "undocumented-parameter"
        "The request contains a query parameter that the operation does not document."
        (Severity::Warning, "document the parameter, or accept the finding with a reason")
    MissingParameter "missing-parameter"
        "The request lacks a required parameter, and the service accepted it."
        (Severity::Error, "make the parameter optional if the service does not need it")
    InvalidParameter "invalid-parameter"
        "The value of a parameter does not match its schema, and the service accepted the request."
        (Severity::Error, "widen the parameter's schema if the service accepts such values")
    MissingCredentials "missing-credentials"
        "The request carries no credential of the documented security requirements, and the service accepted it. Reported only if the recorder keeps the names of credentials: another exchange of the same file or folder has one, or `record` made the recording."
        (Severity::Warning, "document that the operation needs no credentials (`security: []`, or `{}` as an alternative)")
    UndocumentedRequestBody "undocumented-request-body"
        "The request has a body, but the operation documents none."
        (Severity::Warning, "document the request body, or accept the finding with a reason")

    UndocumentedStatus "undocumented-status"
        "The operation does not document the response status, neither directly nor by a range or `default`."
        (Severity::Error, "document the response; if the service is wrong, accept the finding with a reason")
    UndocumentedContentType "undocumented-content-type"
        "The media type of the body is not documented. A JSON body was still checked against the documented JSON schema."
        (Severity::Error, "document the media type, or accept the finding with a reason")
    MissingHeader "missing-header"
        "The response lacks a header that the document requires."
        (Severity::Error, "make the header optional, or accept the finding with a reason")
    InvalidHeader "invalid-header"
        "The value of a response header does not match its schema."
        (Severity::Error, "correct the header's schema")
    UndocumentedHeader "undocumented-header"
        "The response has a header that is not documented. Checked only if requested."
        (Severity::Warning, "document the header if clients should rely on it")
    MalformedBody "malformed-body"
        "The body should be JSON, but it cannot be parsed."
        (Severity::Error, "check that the recording is complete; a client cannot read such a body")
    MissingBody "missing-body"
        "The body is missing, but the document requires one."
        (Severity::Error, "document that the body is optional, or check that the recording is complete")
    UnexpectedBody "unexpected-body"
        "There is a body, but the document says that there is none."
        (Severity::Warning, "document the body's media type and schema")

    UndocumentedProperty "undocumented-property"
        "An object has a property that its schema does not name."
        (Severity::Warning, "document the property")
    MissingProperty "missing-property"
        "An object lacks a property that the document requires."
        (Severity::Error, "remove the property from `required`")
    TypeMismatch "type-mismatch"
        "A value does not have the documented type."
        (Severity::Error, "correct `type`, or allow both types")
    UnexpectedNull "unexpected-null"
        "A value is null, but the document does not allow null."
        (Severity::Error, "add `nullable: true` (3.0) or `null` to the types (3.1)")
    UnknownEnumValue "unknown-enum-value"
        "A value is not in the documented `enum`. For an open list (`x-extensible-enum`) this is a warning."
        (Severity::Error, "add the value to `enum`, or use an open list")
    FormatMismatch "format-mismatch"
        "A value does not have its documented `format`."
        (Severity::Error, "correct or remove the `format`")
    ConstraintViolation "constraint-violation"
        "A value violates a documented constraint: length, range, pattern, number of items, or a forbidden schema."
        (Severity::Error, "correct or remove the keyword")
    NoMatchingVariant "no-matching-variant"
        "A value matches no schema of `anyOf` or `oneOf`, or more than one of `oneOf`, and the intended one is unclear."
        (Severity::Error, "add the missing schema, or add a discriminator")

    NeverRecorded "never-recorded"
        "No recording shows an operation, a status or a property that the document describes."
        (Severity::Note, "record it, so that the description is based on evidence")
    StaleRecording "stale-recording"
        "A recording is older than the requested limit; the service may have changed since."
        (Severity::Note, "record it again")

    UnmatchedException "unmatched-exception"
        "An exception, or one of its `document` or `name` entries, no longer matches any finding."
        (Severity::Warning, "remove the exception")
    ExpiredException "expired-exception"
        "An exception has expired. Its findings count again."
        (Severity::Error, "fix the problem, or set a new date and explain why")
}

impl Code {
    /// Returns the severity of the code, unless the document says more.
    pub fn severity(self) -> Severity {
        self.row().0
    }

    /// Returns the general advice for findings of the code.
    pub fn advice(self) -> &'static str {
        self.row().1
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Returns the first 80 characters of a text.
pub(crate) fn excerpt(text: &str) -> String {
    const LIMIT: usize = 80;
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
