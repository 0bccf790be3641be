use std::fmt;

use openapi_drift_openapi::Document;
use serde::Serialize;

use crate::finding::code::Severity;

/// A fault of a document, as a rule found it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Lint {
    /// The file, as it is shown.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// Where the fault stands, as a JSON pointer.
    pub pointer: String,
    /// The rule's id, such as `unsatisfiable-schema`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is the matter.
    pub message: String,
    /// What to do about it.
    pub hint: &'static str,
}

/// A place, as a JSON pointer, and what is the matter there.
pub type RuleMatch = (String, String);

/// A rule that documents are checked against. [`RULES`](crate::lint::rules::RULES) apply to every document; an organisation can add its own.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The name, in kebab-case; it never changes its meaning.
    pub id: &'static str,
    /// How much a fault weighs: an error where traffic cannot be checked or can never agree.
    pub severity: Severity,
    /// What the rule means, in a sentence.
    pub meaning: &'static str,
    /// What to do.
    pub advice: &'static str,
    /// Looks for faults, in any order.
    pub find: fn(&Document) -> Vec<RuleMatch>,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Of a schema that is composed of more than these nothing is said: each would be looked at again for each of the others.
pub(crate) const MOST_PARTS: usize = 128;
