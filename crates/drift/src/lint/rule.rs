use std::fmt;

use openapi_drift_openapi::Document;
use serde::Serialize;

use crate::finding::code::Severity;

/// A violation of a rule by a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Lint {
    /// The displayed name of the file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The JSON Pointer of the node.
    pub pointer: String,
    /// The rule's id, such as `unsatisfiable-schema`.
    pub code: &'static str,
    /// The severity of the rule.
    pub severity: Severity,
    /// The message.
    pub message: String,
    /// The advice of the rule.
    pub hint: &'static str,
}

/// The JSON Pointer of a violation, and the message.
pub type RuleMatch = (String, String);

/// A rule for documents. [`RULES`](crate::lint::rules::RULES) apply to every document; an organisation can add its own.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The name, in kebab-case; it never changes its meaning.
    pub id: &'static str,
    /// The severity of a violation: an error if traffic cannot be checked or can never match.
    pub severity: Severity,
    /// The meaning of the rule, in a sentence.
    pub meaning: &'static str,
    /// The advice for a violation, as an imperative.
    pub advice: &'static str,
    /// Returns the violations, in any order.
    pub find: fn(&Document) -> Vec<RuleMatch>,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Upper limit for the subschemas of a composition; larger ones are not checked, because the time would grow with their square.
pub(crate) const MOST_PARTS: usize = 128;
