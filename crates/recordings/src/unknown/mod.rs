//! Values that are not known: withheld by redaction, or replaced by a placeholder of a recorder.

pub(crate) mod json;
pub(crate) mod placeholders;
