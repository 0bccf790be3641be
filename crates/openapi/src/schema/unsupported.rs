//! Keywords that cannot be checked.

/// A keyword of the document that cannot be checked and is ignored, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IgnoredKeyword {
    /// The pointer of the keyword, or of the schema if all of it is ignored.
    pub pointer: String,
    /// The message for the report, such as "`type: text` is not a JSON Schema type".
    pub why: String,
    /// Whether the keyword is a reference that cannot be resolved.
    pub is_unresolved: bool,
}
