//! A text with an index of positions.

use std::fmt;
use std::sync::OnceLock;

use crate::position::Position;

/// The distance of the index entries in bytes: the most that is scanned for one position, even in long lines.
const STEP: usize = 512;

/// A text with an index from offsets to positions and back. The index is built on first use.
#[derive(Default)]
pub struct SourceText {
    text: String,
    /// The position of every `STEP`th byte.
    marks: OnceLock<Vec<Position>>,
}

impl SourceText {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), marks: OnceLock::new() }
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn marks(&self) -> &[Position] {
        self.marks.get_or_init(|| {
            let mut marks = Vec::with_capacity(self.text.len() / STEP + 1);
            marks.push(Position::START);
            let mut at = Position::START;
            for step in self.text.as_bytes().chunks_exact(STEP) {
                at = at.after(step);
                marks.push(at);
            }
            marks
        })
    }

    /// Returns the position of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        self.marks()[offset / STEP].after(&self.text.as_bytes()[offset / STEP * STEP..offset])
    }

    /// Returns the byte offset of a position, the inverse of [`SourceText::position`]; the length of the text if the position is
    /// outside it.
    pub fn offset(&self, at: Position) -> usize {
        let bytes = self.text.as_bytes();
        let mark = self.marks().partition_point(|mark| *mark <= at).saturating_sub(1);
        let (mut offset, Position { line, mut column }) = (mark * STEP, self.marks()[mark]);
        if let Some(newlines) = at.line.checked_sub(line + 1) {
            let Some(newline) = memchr::memchr_iter(b'\n', &bytes[offset..]).nth(newlines) else { return bytes.len() };
            (offset, column) = (offset + newline + 1, 1);
        }
        while let Some(byte) = bytes.get(offset) {
            // Bytes that continue a UTF-8 character do not start a column.
            if byte & 0xC0 != 0x80 {
                if column == at.column {
                    break;
                }
                column += 1;
            }
            offset += 1;
        }
        offset
    }
}

/// Omits the text, which may be private and long.
impl fmt::Debug for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceText").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_positions_are_each_others_reverse() {
        for text in ["".to_owned(), "ä\nö".to_owned(), "x\u{20ac}\n\n".repeat(3000), "\u{1f600}".repeat(5000), "line\r\n".repeat(2000)] {
            let lined = SourceText::new(text.as_str());
            for (offset, _) in text.char_indices().step_by(7) {
                let position = lined.position(offset);
                assert_eq!(position, Position::of_offset(&text, offset), "{offset}");
                assert_eq!(lined.offset(position), offset, "{position}");
            }
            assert_eq!(lined.offset(Position { line: 100_000, column: 1 }), text.len());
        }
    }
}
