/// A statement of the document that cannot be checked, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IgnoredKeyword {
    pub pointer: String,
    pub why: String,
}
