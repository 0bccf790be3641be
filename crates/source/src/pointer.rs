//! JSON Pointers (RFC 6901): the only way in which places inside files are named.
//!
//! A pointer may begin with a file and `#`, as in `schemas/user.yaml#/User`; without one it points into the main file.

use std::borrow::Cow;

use serde_json::Value;

/// Escapes one segment: `~` becomes `~0` and `/` becomes `~1`.
pub fn escape(segment: &str) -> Cow<'_, str> {
    if segment.contains(['~', '/']) { Cow::Owned(segment.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(segment) }
}

/// Unescapes one segment, the inverse of [`escape`].
pub fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') { Cow::Owned(segment.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(segment) }
}

/// Returns the unescaped segments of a pointer, without the file that it may begin with.
pub fn segments(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    split(pointer).1.split('/').skip(1).map(unescape)
}

/// Returns the last segment, unescaped; empty for the root.
pub fn last(pointer: &str) -> Cow<'_, str> {
    segments(pointer).last().unwrap_or_default()
}

/// Splits a pointer into file and pointer: `other.yaml#/a` into `other.yaml` and `/a`. The main file is the empty string.
pub fn split(pointer: &str) -> (&str, &str) {
    if pointer.is_empty() || pointer.starts_with('/') { ("", pointer) } else { pointer.split_once('#').unwrap_or(("", pointer)) }
}

/// Returns the node at a pointer. The file that it may begin with is ignored.
pub fn get<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    segments(pointer).try_fold(value, |value, segment| child(value, &segment))
}

/// Returns a property or an item by its segment.
pub fn child<'v>(value: &'v Value, segment: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(segment),
        // RFC 6901, section 4: an index has neither sign nor leading zeros.
        Value::Array(items) if !segment.starts_with('+') && (segment.len() == 1 || !segment.starts_with('0')) => {
            items.get(segment.parse::<usize>().ok()?)
        }
        _ => None,
    }
}

/// Appends a segment to a pointer, escaped.
pub fn join(pointer: &str, segment: &str) -> String {
    // Without `format!`: large documents have hundreds of thousands of pointers.
    let segment = escape(segment);
    let mut joined = String::with_capacity(pointer.len() + 1 + segment.len());
    joined.push_str(pointer);
    joined.push('/');
    joined.push_str(&segment);
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_survive_escaping() {
        for segment in ["", "a", "a/b", "~", "~1", "/~0"] {
            let pointer = join("/x", segment);
            assert_eq!(segments(&pointer).collect::<Vec<_>>(), ["x", segment], "{pointer}");
        }
    }

    #[test]
    fn a_pointer_may_name_another_file() {
        assert_eq!(split("schemas/user.yaml#/User/~1"), ("schemas/user.yaml", "/User/~1"));
        assert_eq!(split("/paths/a#b"), ("", "/paths/a#b"));
        assert_eq!(segments("schemas/user.yaml#/User").collect::<Vec<_>>(), ["User"]);
    }
}
