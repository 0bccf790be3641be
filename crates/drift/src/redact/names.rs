//! Names of properties, parameters and headers: kept, or replaced like values.

use crate::check::opaque_names::looks_like_id;
use openapi_drift_openapi::Document;

/// The longest plain name, in bytes.
const LONGEST: usize = 40;

/// Returns whether a name is kept: the document has it, or it reads like a name.
pub(crate) fn is_kept(document: &Document, name: &str) -> bool {
    is_plain(name) || document.has_name(name)
}

/// Returns whether a name reads like one that a programmer chose: ASCII letters, digits, `_` and `-`, starting in lower case, at most 40
/// characters, and not data by its look. A lower-case given name does too.
fn is_plain(name: &str) -> bool {
    name.len() <= LONGEST
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && !looks_like_id(name)
}
