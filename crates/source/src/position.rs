//! Line and column.

use std::fmt;

/// A line and a column in a text. Both count from 1; the column counts characters, not bytes.
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

    /// Returns the position of a byte offset in `text`.
    pub fn of_offset(text: &str, offset: usize) -> Self {
        let before = &text.as_bytes()[..offset.min(text.len())];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        // Bytes that continue a UTF-8 character do not start a column.
        let column = 1 + before[line_start..].iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        Self { line, column }
    }

    /// Converts a position in an embedded text that starts here to a position in the whole file.
    pub fn and(self, inner: Self) -> Self {
        if inner.line == 1 {
            Self { line: self.line, column: self.column + inner.column - 1 }
        } else {
            Self { line: self.line + inner.line - 1, column: inner.column }
        }
    }

    /// Returns the position after `bytes`, which may end within a character.
    pub fn after(self, bytes: &[u8]) -> Self {
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

    /// Returns the position of an error of `serde_json`, which counts columns in bytes.
    pub fn of_json_error(text: &str, error: &serde_json::Error) -> Self {
        let line = error.line().max(1);
        Self { line, column: Self::of_offset(text, line_start(text, line) + error.column().saturating_sub(1)).column }
    }
}

/// Returns the offset at which a line starts; lines count from 1.
fn line_start(text: &str, line: usize) -> usize {
    // Without this, the whole text would be scanned for the first line.
    let Some(before) = line.checked_sub(2) else { return 0 };
    memchr::memchr_iter(b'\n', text.as_bytes()).nth(before).map_or(0, |newline| newline + 1)
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_placed_in_characters() {
        let text = "{\n  \"größe\": x}";
        let error = serde_json::from_str::<serde_json::Value>(text).expect_err("should not parse");
        assert_eq!(Position::of_json_error(text, &error).to_string(), "2:12");
    }
}
