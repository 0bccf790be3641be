//! Codes and severities: what a difference between document and recording can be.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Evidence: what the recordings do not show.
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

/// Declares the codes: variant, kebab-case name, severity, what it means, and what to do about it.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $meaning:literal $advice:literal)*) => {
        /// What kind of difference a finding is. The names are kebab-case and never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// All codes, grouped by the question that finds them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code's name, such as `type-mismatch`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How much a finding of this code weighs, unless the document says more.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What the code means, in one or two sentences.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }

            /// What to do about a finding of this code.
            pub fn advice(self) -> &'static str {
                match self { $(Self::$variant => $advice,)* }
            }
        }
    };
}

codes! {
    UndocumentedServer "undocumented-server" Warning
        "The request went to a server that the document does not list. Nothing else of the exchange was checked."
        "add the server to `servers`, or leave the recording out"
    UndocumentedOperation "undocumented-operation" Warning
        "The document has no such path, or not with this method. Nothing else of the exchange was checked."
        "document the operation, or accept the finding with a reason"

    UndocumentedParameter "undocumented-parameter" Warning
        "The request carried a query parameter that the operation does not document."
        "document the parameter, or accept the finding with a reason"
    MissingParameter "missing-parameter" Error
        "The request lacked a parameter that the document requires, and the service did not refuse it."
        "make the parameter optional if the service does without it"
    InvalidParameter "invalid-parameter" Error
        "The value of a parameter does not satisfy its schema, and the service did not refuse the request."
        "widen the parameter's schema if the service takes such values"
    UndocumentedRequestBody "undocumented-request-body" Warning
        "The request carried a body where the operation documents none."
        "document the request body, or accept the finding with a reason"

    UndocumentedStatus "undocumented-status" Error
        "The service answered with a status that the operation does not document, not even by a range or `default`."
        "document the response; if it is a fault of the service, accept the finding with a reason"
    UndocumentedContentType "undocumented-content-type" Error
        "The body has a media type that is not documented. It was checked against the nearest documented one all the same."
        "document the media type, or accept the finding with a reason"
    MissingHeader "missing-header" Error
        "The response lacked a header that the document requires."
        "make the header optional, or accept the finding with a reason"
    InvalidHeader "invalid-header" Error
        "The value of a response header does not satisfy its schema."
        "correct the header's schema"
    UndocumentedHeader "undocumented-header" Warning
        "The response carried a header that is not documented. Looked for only when asked."
        "document the header if clients should rely on it"
    MalformedBody "malformed-body" Error
        "The body is said to be JSON and is not."
        "check whether the recording is complete; a client cannot read such a body"
    MissingBody "missing-body" Error
        "There is no body where the document requires one."
        "document that the body may be absent, or check whether the recording is complete"
    UnexpectedBody "unexpected-body" Warning
        "There is a body where the document says that there is none."
        "document the body's media type and schema"

    UndocumentedProperty "undocumented-property" Warning
        "An object has a property that its schema does not name, though the document is open to it."
        "document the property"
    MissingProperty "missing-property" Error
        "An object lacks a property that the document requires."
        "take the property off `required`"
    TypeMismatch "type-mismatch" Error
        "A value has another type than documented."
        "correct the `type`, or document both"
    UnexpectedNull "unexpected-null" Error
        "A value is null where the document does not allow null."
        "add `nullable: true` (3.0) or `null` to the types (3.1)"
    UnknownEnumValue "unknown-enum-value" Error
        "A value is none of those that the document lists. Where the list is open (`x-extensible-enum`) this is a warning."
        "add the value to the list, or open the list"
    FormatMismatch "format-mismatch" Error
        "A value does not have its documented `format`."
        "correct or remove the `format`"
    ConstraintViolation "constraint-violation" Error
        "A value is outside a documented bound: length, range, pattern, number of items, or a forbidden schema."
        "widen the bound"
    NoMatchingVariant "no-matching-variant" Error
        "A value fits none of the variants of a union, or more than `oneOf` allows, and it cannot be told which was meant."
        "add the variant, or add a discriminator"

    NeverRecorded "never-recorded" Note
        "No recording shows an operation, a status or a property that the document describes."
        "record it, so that the description rests on evidence"
    StaleRecording "stale-recording" Note
        "A recording is older than asked for; the service may have changed since."
        "record it again"

    UnmatchedException "unmatched-exception" Warning
        "An exception accepted no finding: what it was made for is gone. Or one of the statements or names that it lists did not."
        "remove the exception"
    ExpiredException "expired-exception" Error
        "An exception has passed its date. What it accepted counts again."
        "mend what it was made for, or give it a new date and say why"
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        Self::ALL.iter().find(|code| code.as_str() == name).copied().ok_or_else(|| UnknownCode(name.to_owned()))
    }
}

/// Its schema names the codes of this version; later ones have more.
impl JsonSchema for Code {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = Self::ALL.iter().map(|code| code.as_str()).collect();
        schemars::json_schema!({ "description": "What kind of difference it is.", "type": "string", "enum": names })
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A name that is no code.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no finding code")]
pub struct UnknownCode(String);

/// At most a line of a value.
pub(crate) fn excerpt(text: &str) -> String {
    const LIMIT: usize = 80;
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
