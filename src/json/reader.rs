//! Reading the tokens of JSON.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;

use super::error::{JsonError, Problem};
use super::memory;

/// The default limit of the memory of a decoded value, in bytes.
pub(crate) const MAX_DECODED_BYTES: usize = 256 * 1024 * 1024;

/// The number of nested arrays and objects, plus one.
const MAX_DEPTH: usize = 128;

/// The place of each element in the text, for the arrays that may be the rows of a list: the root, and properties of the root.
pub(crate) type RowRanges = Vec<Vec<Range<usize>>>;

/// A position in a text.
pub(crate) struct Reader<'de> {
    pub(super) text: &'de str,
    pub(super) at: usize,
    depth: usize,
    memory: usize,
    rows: RowRanges,
}

/// A number as `serde_json` has it.
pub(super) enum Number<'de> {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    /// A number beyond `f64`, as text.
    Text(&'de str),
}

type Result<T> = std::result::Result<T, JsonError>;

impl<'de> Reader<'de> {
    /// Reads a text into a value that takes at most `memory` bytes.
    pub fn new(text: &'de str, memory: usize) -> Self {
        Self { text, at: 0, depth: MAX_DEPTH, memory, rows: Vec::new() }
    }

    /// Checks that nothing follows the value, and returns the places of rows.
    pub fn end(mut self) -> Result<RowRanges> {
        match self.peek() {
            None => Ok(self.rows),
            Some(_) => Err(self.error(Problem::NotJson)),
        }
    }

    pub(super) fn error(&self, problem: Problem) -> JsonError {
        JsonError::new(problem, self.at)
    }

    /// Charges memory for a part of the value.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<()> {
        self.memory = self.memory.checked_sub(bytes).ok_or_else(|| self.error(Problem::Memory))?;
        Ok(())
    }

    /// The state to go back to, at the beginning of a value.
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.at, self.depth)
    }

    pub(super) fn go_back(&mut self, (at, depth): (usize, usize)) {
        (self.at, self.depth) = (at, depth);
    }

    /// Returns the next byte after white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Some(*byte),
            }
        }
        None
    }

    /// Reads one byte, after white space.
    pub(super) fn expect(&mut self, byte: u8) -> Result<()> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.error(Problem::NotJson))
    }

    /// Reads a literal such as `null`.
    pub(super) fn literal(&mut self, literal: &str) -> Result<()> {
        if self.text.as_bytes()[self.at..].starts_with(literal.as_bytes()) {
            self.at += literal.len();
            return Ok(());
        }
        Err(self.error(Problem::NotJson))
    }

    /// Begins an array or an object.
    pub(super) fn enter(&mut self) -> Result<()> {
        self.at += 1;
        self.depth -= 1;
        if self.depth == 0 {
            return Err(self.error(Problem::TooDeep));
        }
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth += 1;
    }

    /// Begins to record the elements of an array, if they may be rows; returns the index of the record.
    pub(super) fn record(&mut self) -> Option<usize> {
        (self.depth + 3 > MAX_DEPTH).then(|| {
            self.rows.push(Vec::new());
            self.rows.len() - 1
        })
    }

    pub(super) fn record_row(&mut self, record: usize, start: usize) {
        self.rows[record].push(start..self.at);
    }

    /// Reads a string, after its opening quote.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>> {
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut chunk = start;
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let Some(found) = memchr2(b'"', b'\\', rest) else {
                self.at = self.text.len();
                return Err(self.error(Problem::NotJson));
            };
            self.at += found;
            // Both are ASCII, so these are boundaries of characters.
            let text = &self.text[chunk..self.at];
            if rest[found] == b'"' {
                self.at += 1;
                return Ok(match owned {
                    None => Cow::Borrowed(text),
                    Some(owned) => Cow::Owned(owned + text),
                });
            }
            let owned = owned.get_or_insert_default();
            owned.push_str(text);
            self.at += 1;
            owned.push(self.escape()?);
            chunk = self.at;
        }
    }

    /// Reads an escape, after its backslash. A surrogate without its other half becomes the replacement character.
    fn escape(&mut self) -> Result<char> {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        Ok(match byte {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let unit = self.unit().ok_or_else(|| self.error(Problem::NotJson))?;
                match unit {
                    0xD800..=0xDBFF => self
                        .low_surrogate()
                        .map_or('\u{fffd}', |low| char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)).unwrap_or('\u{fffd}')),
                    _ => char::from_u32(unit).unwrap_or('\u{fffd}'),
                }
            }
            _ => {
                self.at -= 1;
                return Err(self.error(Problem::NotJson));
            }
        })
    }

    /// Reads the four digits of a code unit.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    /// Reads the second half of a surrogate pair, if it follows.
    fn low_surrogate(&mut self) -> Option<u32> {
        let before = self.at;
        if self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            self.at += 2;
            if let Some(low @ 0xDC00..=0xDFFF) = self.unit() {
                return Some(low);
            }
        }
        self.at = before;
        None
    }

    /// Reads a number.
    pub(super) fn number(&mut self) -> Result<Number<'de>> {
        let (start, bytes) = (self.at, self.text.as_bytes());
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let whole = start + usize::from(bytes[start] == b'-');
        let mut end = digits(whole);
        let mut is_valid = end > whole && (end == whole + 1 || bytes[whole] != b'0');
        let mut is_integer = true;
        if bytes.get(end) == Some(&b'.') {
            let fraction = end + 1;
            end = digits(fraction);
            (is_integer, is_valid) = (false, is_valid && end > fraction);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let exponent = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            end = digits(exponent);
            (is_integer, is_valid) = (false, is_valid && end > exponent);
        }
        if !is_valid {
            return Err(self.error(Problem::NotJson));
        }
        self.at = end;
        let text = &self.text[start..end];
        if is_integer {
            match (text.parse::<u64>(), text.parse::<i64>()) {
                (Ok(number), _) => return Ok(Number::Unsigned(number)),
                (_, Ok(number)) if number != 0 => return Ok(Number::Signed(number)),
                _ => {}
            }
        }
        Ok(match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Number::Float(number),
            _ => Number::Text(text),
        })
    }

    /// Reads a value without decoding it, and returns its text.
    pub(super) fn raw(&mut self) -> Result<&'de str> {
        self.peek();
        let start = self.at;
        <serde::de::IgnoredAny as serde::Deserialize>::deserialize(&mut *self)?;
        Ok(&self.text[start..self.at])
    }

    /// The number of bytes of a string in memory.
    pub(super) fn charge_string(&mut self, text: &str) -> Result<()> {
        self.charge(memory::STRING + text.len())
    }
}
