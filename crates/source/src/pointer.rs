//! JSON Pointers (RFC 6901) as plain strings: the one way in which places are named.

use std::borrow::Cow;

use serde_json::Value;

/// Writes one segment so that it can stand in a pointer: `/` becomes `~1`, `~` becomes `~0`.
pub fn escape(segment: &str) -> Cow<'_, str> {
    if segment.contains(['~', '/']) { Cow::Owned(segment.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(segment) }
}

/// Undoes [`escape`].
pub fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') { Cow::Owned(segment.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(segment) }
}

/// The segments of a pointer, unescaped. The file that a pointer into another file begins with is none of them.
pub fn segments(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    split(pointer).1.split('/').skip(1).map(unescape)
}

/// The last segment, unescaped; empty for the whole.
pub fn last(pointer: &str) -> Cow<'_, str> {
    segments(pointer).last().unwrap_or_default()
}

/// A pointer as file and pointer in that file: `other.yaml#/a` names another file, `/a` the main one, which is empty.
pub fn split(pointer: &str) -> (&str, &str) {
    if pointer.is_empty() || pointer.starts_with('/') { ("", pointer) } else { pointer.split_once('#').unwrap_or(("", pointer)) }
}

/// The node that a pointer leads to, without the file that it may begin with.
pub fn get<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    segments(pointer).try_fold(value, |value, segment| child(value, &segment))
}

/// A member or an item.
pub fn child<'v>(value: &'v Value, segment: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(segment),
        // As RFC 6901 has it, an index has neither sign nor leading zeros.
        Value::Array(items) if !segment.starts_with('+') && (segment.len() == 1 || !segment.starts_with('0')) => {
            items.get(segment.parse::<usize>().ok()?)
        }
        _ => None,
    }
}

/// The pointer to a child.
pub fn join(pointer: &str, segment: &str) -> String {
    // Not by `format!`: of a large document there are hundreds of thousands.
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
