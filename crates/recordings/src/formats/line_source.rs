//! The place of a line that was taken from another file, such as the part of a log that a cluster pipes into a check.

use std::sync::Arc;

use serde_json::Value;

/// Takes `source: {"file": "…", "line": n}` out of a line, and returns the file and the index of the line there, counted from 0.
/// A `source` of any other form belongs to the log, and stays.
pub fn take(entry: &mut Value) -> Option<(Arc<str>, usize)> {
    let source = entry.get("source")?;
    let file = source.get("file")?.as_str()?.into();
    let index = usize::try_from(source.get("line")?.as_u64()?).ok()?.checked_sub(1)?;
    entry.as_object_mut()?.remove("source");
    Some((file, index))
}

/// Returns a name for a line of unknown origin that depends on its text alone, so that it is the same in any division of the lines.
pub fn by_hash(file: &str, text: &str) -> Arc<str> {
    format!("{file}:{:016x}", xxhash_rust::xxh3::xxh3_64(text.trim().as_bytes())).into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(mut entry: Value, expected: Option<(&str, usize)>) {
        let before = entry.clone();
        let taken = take(&mut entry);
        assert_eq!(taken.as_ref().map(|(file, index)| (file.as_ref(), *index)), expected, "{before}");
        assert_eq!(entry == before, expected.is_none(), "{before}");
    }

    #[test]
    fn only_a_file_and_a_line_are_the_place_of_a_line() {
        check(json!({ "source": { "file": "a.ndjson", "line": 3 }, "url": "/a" }), Some(("a.ndjson", 2)));
        check(json!({ "source": { "file": "a.ndjson", "line": 0 } }), None);
        check(json!({ "source": { "file": "a.ndjson" } }), None);
        check(json!({ "source": { "line": 3 } }), None);
        check(json!({ "source": "web" }), None);
        check(json!({}), None);
        check(json!([1]), None);
    }

    #[test]
    fn equal_lines_have_one_name() {
        assert_eq!(by_hash("<stdin>", "{}\n"), by_hash("<stdin>", "{}"));
        assert_ne!(by_hash("<stdin>", "{}"), by_hash("<stdin>", "{ }"));
    }
}
