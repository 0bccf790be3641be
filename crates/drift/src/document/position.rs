//! Lines and columns, and where in a text a pointer leads.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::pointer;

/// A place in a text file. Both numbers count from 1; the column counts characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl Position {
    /// The start of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The position of a byte offset in `text`.
    pub fn of_offset(text: &str, offset: usize) -> Self {
        let before = &text.as_bytes()[..offset.min(text.len())];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        // Bytes that continue a UTF-8 character do not start a column.
        let column = 1 + before[line_start..].iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        Self { line, column }
    }

    /// The byte offset of this position in `text`, the reverse of [`Position::of_offset`].
    pub(crate) fn offset_in(self, text: &str) -> usize {
        let line = line_start(text, self.line);
        text[line..].char_indices().nth(self.column - 1).map_or(text.len(), |(column, _)| line + column)
    }

    /// A position in a text, as a position in the file in which that text starts here.
    pub(crate) fn and(self, inner: Self) -> Self {
        if inner.line == 1 {
            Self { line: self.line, column: self.column + inner.column - 1 }
        } else {
            Self { line: self.line + inner.line - 1, column: inner.column }
        }
    }

    /// The position after `bytes`, which may end within a character.
    pub(crate) fn after(self, bytes: &[u8]) -> Self {
        // Bytes that continue a UTF-8 character do not start a column.
        let columns = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        match memchr::memrchr(b'\n', bytes) {
            None => Self { line: self.line, column: self.column + columns(bytes) },
            Some(last) => {
                let lines = memchr::memchr_iter(b'\n', &bytes[..=last]).count();
                Self { line: self.line + lines, column: 1 + columns(&bytes[last + 1..]) }
            }
        }
    }

    /// The position of an error that `serde_json` met in `text`; it counts columns in bytes.
    pub(crate) fn of_json_error(text: &str, error: &serde_json::Error) -> Self {
        let line = error.line().max(1);
        Self { line, column: Self::of_offset(text, line_start(text, line) + error.column().saturating_sub(1)).column }
    }
}

/// Where a line starts, as an offset; lines count from 1.
pub(crate) fn line_start(text: &str, line: usize) -> usize {
    // Without this, the first line would be looked for in all of the text.
    let Some(before) = line.checked_sub(2) else { return 0 };
    memchr::memchr_iter(b'\n', text.as_bytes()).nth(before).map_or(0, |newline| newline + 1)
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Which part of an object member a position names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The member's name.
    Key,
    /// The member's value.
    Value,
}

/// Finds where a pointer leads in a JSON text.
///
/// Positions are wanted for findings only, so nothing is kept while parsing: the text is walked again, one level at a
/// time, and each level is a slice of the one above. A pointer that leads nowhere gives the nearest parent.
pub fn locate_in_json(text: &str, pointer: &str, part: Part) -> Option<Position> {
    Some(Position::of_offset(text, offset_in_json(text, pointer, part)?))
}

/// The same as a byte offset.
pub fn offset_in_json(text: &str, pointer: &str, part: Part) -> Option<usize> {
    let mut at: &RawValue = serde_json::from_str(text).ok()?;
    let mut offset = offset_in(text, at.get());
    for segment in pointer::segments(pointer) {
        let Some((value, key)) = child(at, &segment) else { break };
        at = value;
        offset = offset_in(text, at.get());
        if key && part == Part::Key {
            offset = key_before(text.as_bytes(), offset);
        }
    }
    Some(offset)
}

/// The raw text of exactly the value that a pointer names, and its byte offset.
pub fn raw_in_json<'t>(text: &'t str, pointer: &str) -> Option<(usize, &'t str)> {
    let mut at: &RawValue = serde_json::from_str(text).ok()?;
    for segment in pointer::segments(pointer) {
        (at, _) = child(at, &segment)?;
    }
    Some((offset_in(text, at.get()), at.get()))
}

/// One level of a JSON text: the child's raw text, and whether it is an object member.
fn child<'a>(parent: &'a RawValue, segment: &str) -> Option<(&'a RawValue, bool)> {
    struct Find<'s>(&'s str);

    impl<'de> Visitor<'de> for Find<'_> {
        type Value = Option<(&'de RawValue, bool)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object or an array")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = None;
            while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                let value: &RawValue = map.next_value()?;
                if key == self.0 {
                    found = Some((value, true));
                }
            }
            Ok(found)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let wanted = self.0.parse::<usize>().ok();
            let (mut found, mut index) = (None, 0);
            while let Some(value) = seq.next_element::<&RawValue>()? {
                if Some(index) == wanted {
                    found = Some((value, false));
                }
                index += 1;
            }
            Ok(found)
        }
    }

    let mut json = serde_json::Deserializer::from_str(parent.get());
    json.deserialize_any(Find(segment)).ok().flatten()
}

/// Where a slice of `text` starts in it.
fn offset_in(text: &str, slice: &str) -> usize {
    (slice.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The offset of the quoted name that stands before the value at `offset`.
fn key_before(text: &[u8], offset: usize) -> usize {
    let Some(end) = text[..offset].iter().rposition(|&byte| byte == b'"') else { return offset };
    let mut start = end;
    while let Some(quote) = text[..start].iter().rposition(|&byte| byte == b'"') {
        let escapes = text[..quote].iter().rev().take_while(|&&byte| byte == b'\\').count();
        start = quote;
        if escapes % 2 == 0 {
            break;
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, pointer: &str, part: Part, expected: &str) {
        let position = locate_in_json(text, pointer, part).map(|position| position.to_string());
        assert_eq!(position.as_deref(), Some(expected));
    }

    #[test]
    fn values_and_keys_are_found() {
        let text = "{\n  \"ä\": 1, \"a\\\"b\": [true, {\"c\": null}],\n  \"last\" : 2 }";
        check(text, "", Part::Value, "1:1");
        check(text, "/ä", Part::Value, "2:8");
        check(text, "/a\"b", Part::Key, "2:11");
        check(text, "/a\"b/1/c", Part::Value, "2:32");
        check(text, "/last", Part::Key, "3:3");
    }

    #[test]
    fn errors_are_placed_in_characters() {
        let text = "{\n  \"größe\": x}";
        let error = serde_json::from_str::<serde_json::Value>(text).expect_err("should not parse");
        assert_eq!(Position::of_json_error(text, &error).to_string(), "2:12");
    }

    #[test]
    fn the_nearest_parent_stands_in_for_what_is_missing() {
        check("{\"a\": {\"b\": 1}}", "/a/missing/deeper", Part::Value, "1:7");
    }
}
