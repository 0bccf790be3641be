//! JSON Pointers (RFC 6901) as plain strings: the one way in which places are named.

use std::borrow::Cow;

/// Writes one segment so that it can stand in a pointer: `/` becomes `~1`, `~` becomes `~0`.
pub fn escape(segment: &str) -> Cow<'_, str> {
    if segment.contains(['~', '/']) { Cow::Owned(segment.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(segment) }
}

/// Undoes [`escape`].
pub fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') { Cow::Owned(segment.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(segment) }
}

/// The segments of a pointer, unescaped.
pub fn segments(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

/// The pointer to a child.
pub fn join(pointer: &str, segment: &str) -> String {
    format!("{pointer}/{}", escape(segment))
}

/// The pointer that a `$ref` into the same document names, percent-decoded; `None` for a reference elsewhere.
pub fn of_reference(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8().ok()?;
    (decoded.is_empty() || decoded.starts_with('/')).then(|| decoded.into_owned())
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
    fn references_are_decoded() {
        assert_eq!(of_reference("#/a%7Eb"), Some("/a~b".into()));
        assert_eq!(of_reference("#"), Some(String::new()));
        assert_eq!(of_reference("other.yaml#/a"), None);
    }
}
