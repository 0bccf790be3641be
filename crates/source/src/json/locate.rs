//! Finds the byte offset of a JSON Pointer in a JSON text. Parsing records no offsets, since few are ever needed: the text
//! is scanned along the pointer, one level at a time, and no level is scanned twice.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::HashMap;

use crate::pointer;

/// Finds offsets in one JSON text and remembers the levels that it scanned.
#[derive(Debug, Default)]
pub struct JsonLocator {
    brackets: OnceLock<Brackets>,
    /// The scanned levels, by the offset of their opening brackets.
    levels: Mutex<HashMap<usize, Arc<Level>>>,
}

/// The ends of long objects and arrays, so that a scan can skip them.
#[derive(Debug)]
struct Brackets(Vec<(usize, usize)>);

/// Shorter ones, in bytes, are scanned again: a table of all would take more memory than the text.
const SHORT: usize = 256;

#[derive(Debug)]
enum Level {
    Scalar,
    /// The offsets of the items of an array.
    Items(Vec<usize>),
    /// The offsets of key and value by name. The last of equal names wins, as in parsers.
    Members(HashMap<String, (usize, usize)>),
}

/// The byte offsets of a pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonOffset {
    /// The start of the value.
    pub value: usize,
    /// The key of a property, else the value.
    pub key: usize,
    /// True if the pointer exists; otherwise the offsets are those of its closest existing parent.
    pub is_exact: bool,
}

impl JsonLocator {
    /// Returns the offsets of `pointer` in `text`, which must be the same text on each call.
    pub fn find(&self, text: &str, pointer: &str) -> JsonOffset {
        let start = blanks_end(text.as_bytes(), 0);
        let mut found = JsonOffset { value: start, key: start, is_exact: true };
        for segment in pointer::segments(pointer) {
            let child = match &*self.level(text, found.value) {
                Level::Scalar => None,
                Level::Items(items) => segment.parse().ok().and_then(|index: usize| items.get(index)).map(|at| (*at, *at)),
                Level::Members(members) => members.get(&*segment).copied(),
            };
            match child {
                Some((key, value)) => found = JsonOffset { value, key, is_exact: true },
                None => return JsonOffset { is_exact: false, ..found },
            }
        }
        found
    }

    fn level(&self, text: &str, at: usize) -> Arc<Level> {
        let brackets = self.brackets.get_or_init(|| Brackets::of(text.as_bytes()));
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(levels.entry(at).or_insert_with(|| Arc::new(level(text, at, brackets))))
    }
}

impl Brackets {
    fn of(bytes: &[u8]) -> Self {
        let (mut open, mut found) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    at = string_end(bytes, at);
                    continue;
                }
                b'{' | b'[' => open.push(at),
                b'}' | b']' => found.extend(open.pop().map(|start| (start, at + 1))),
                b'\n' => at = indent_end(bytes, at),
                _ => {}
            }
            at += 1;
        }
        // An unclosed bracket extends to the end of the text.
        found.extend(open.into_iter().map(|start| (start, bytes.len())));
        found.retain(|(start, end)| end - start > SHORT);
        found.sort_unstable();
        Self(found)
    }

    /// Returns the offset after the value that starts at `at`.
    fn value_end(&self, bytes: &[u8], at: usize) -> usize {
        let known = matches!(bytes.get(at), Some(b'{' | b'[')).then(|| self.0.binary_search_by_key(&at, |(start, _)| *start));
        match known {
            Some(Ok(found)) => self.0[found].1,
            _ => value_end(bytes, at),
        }
    }
}

/// Returns one level of a text: the children of the value at an offset. Invalid JSON yields fewer of them.
fn level(text: &str, at: usize, brackets: &Brackets) -> Level {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        Some(b'{') => {
            let mut members = HashMap::default();
            let mut key = separators_end(bytes, at + 1);
            while bytes.get(key) == Some(&b'"') {
                let key_end = string_end(bytes, key);
                let value = separators_end(bytes, key_end);
                members.insert(name(text, key, key_end), (key, value));
                key = separators_end(bytes, brackets.value_end(bytes, value));
            }
            Level::Members(members)
        }
        Some(b'[') => {
            let mut items = Vec::new();
            let mut item = separators_end(bytes, at + 1);
            while bytes.get(item).is_some_and(|byte| *byte != b']') {
                items.push(item);
                item = separators_end(bytes, brackets.value_end(bytes, item).max(item + 1));
            }
            Level::Items(items)
        }
        _ => Level::Scalar,
    }
}

fn name(text: &str, start: usize, end: usize) -> String {
    let raw = text.get(start..end).unwrap_or_default();
    if raw.contains('\\') { serde_json::from_str(raw).unwrap_or_default() } else { raw.trim_matches('"').to_owned() }
}

fn blanks_end(bytes: &[u8], at: usize) -> usize {
    end_of(bytes, at, |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

/// Returns the offset after white space, commas and colons.
fn separators_end(bytes: &[u8], at: usize) -> usize {
    end_of(bytes, at, |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':'))
}

fn end_of(bytes: &[u8], at: usize, goes_on: impl Fn(u8) -> bool) -> usize {
    bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| !goes_on(byte))).map_or(bytes.len(), |length| at + length)
}

/// Skips indentation after a line break eight spaces at a time: a third of a formatted document is indentation.
pub fn indent_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at + 1..at + 9) == Some(b"        ") {
        at += 8;
    }
    at
}

/// Returns the offset after the string that starts at `at`.
pub fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        match bytes[at + found] {
            b'"' => return at + found + 1,
            _ => at += found + 2,
        }
    }
    bytes.len()
}

/// Returns the offset after the value that starts at `at`.
fn value_end(bytes: &[u8], at: usize) -> usize {
    let (mut at, mut depth) = (at, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            _ if depth == 0 => return end_of(bytes, at, |byte| !matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r')),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceText;

    #[track_caller]
    fn check(text: &str, pointer: &str, key: &str, value: &str) {
        let found = JsonLocator::default().find(text, pointer);
        let lined = SourceText::new(text);
        assert_eq!([found.key, found.value].map(|offset| lined.position(offset).to_string()), [key, value], "{pointer}");
    }

    #[test]
    fn values_and_keys_are_found() {
        let text = " {\n  \"ä\": 1, \"a\\\"b\": [true, {\"c\": null}, \"]\\\"\", -1.5e3],\n  \"last\" : 2 }";
        check(text, "", "1:2", "1:2");
        check(text, "/ä", "2:3", "2:8");
        check(text, "/a\"b", "2:11", "2:19");
        check(text, "/a\"b/1/c", "2:27", "2:32");
        check(text, "/a\"b/3", "2:46", "2:46");
        check(text, "/last", "3:3", "3:12");
    }

    #[test]
    fn a_missing_node_is_located_at_its_nearest_parent() {
        check("{\"a\": {\"b\": 1}}", "/a/missing/deeper", "1:2", "1:7");
        assert!(!JsonLocator::default().find("{}", "/a").is_exact);
    }

    #[test]
    fn of_equal_names_the_last_counts() {
        check("{\"a\": 1, \"a\": 2}", "/a", "1:10", "1:15");
    }

    #[test]
    fn invalid_json_is_scanned_to_its_end() {
        for text in ["", "{\"a", "{\"a\":", "[1,", "[[[", "{\"a\": }", "]", "[}", "[:,"] {
            for pointer in ["/a/b", "/0/1"] {
                assert!(!JsonLocator::default().find(text, pointer).is_exact, "{text} {pointer}");
            }
        }
    }
}
