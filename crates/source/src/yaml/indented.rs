//! An input of the YAML parser that indents lines as the specification demands.
//!
//! YAML 1.2 demands that the lines of a quoted scalar or a flow collection are indented more than the block around them. The widely
//! used parsers do not check this, and some programs write a closing quote or bracket at the indentation of its key. The white space
//! at the start of such a line has no meaning, so that adding spaces changes no value.

use std::cell::RefCell;
use std::rc::Rc;

use saphyr_parser::Input;

use crate::position::Position;

/// The most lookahead of characters that the scanner may ask for at once. The text is in memory, so that this costs nothing.
const LOOKAHEAD: usize = 128;

/// The spaces that may be added in all, in addition to [`SPACES_PER_BYTE`] for each byte of the text.
const MAX_SPACES: usize = 1024 * 1024;

/// The spaces that may be added for each byte of the text.
const SPACES_PER_BYTE: usize = 8;

/// The lines that were indented.
#[derive(Debug, Default)]
pub struct IndentedLines {
    /// The number of each line and the spaces that were added at its start, sorted by line.
    lines: Vec<(usize, usize)>,
    /// The last quoted scalar with an indented line.
    pub scalar: Option<IndentedScalar>,
}

/// A quoted scalar with a line that was indented.
#[derive(Debug, Clone, Copy)]
pub struct IndentedScalar {
    /// The position of the opening quote.
    pub start: Position,
    /// The first line that was indented.
    pub line: usize,
    /// The line of the closing quote, once it was read.
    pub end: Option<usize>,
}

impl IndentedLines {
    /// Returns the position in the text for a position in the indented text.
    pub fn original(&self, at: Position) -> Position {
        match self.lines.binary_search_by_key(&at.line, |(line, _)| *line) {
            Ok(found) => Position { line: at.line, column: at.column.saturating_sub(self.lines[found].1).max(1) },
            Err(_) => at,
        }
    }
}

/// A text whose lines within quoted scalars and flow collections are indented.
pub struct IndentedInput<'t> {
    text: &'t str,
    /// The offset of the next character of the text.
    at: usize,
    /// Spaces that come before it.
    spaces: usize,
    /// The position of the next character, with the added spaces.
    position: Position,
    left: usize,
    lookahead: usize,
    token: TokenStart,
    /// The offset of the closing quote and the column of the opening one, within a quoted scalar.
    quoted: Option<(usize, Position)>,
    /// Number of open flow collections, and the column of the outermost one.
    flow: (usize, usize),
    indented: Rc<RefCell<IndentedLines>>,
}

/// The scanner's last calls. Before each token it looks ahead by one character, over white space, and then by four.
#[derive(PartialEq)]
enum TokenStart {
    No,
    One,
    Four,
}

impl<'t> IndentedInput<'t> {
    /// Reads `text`. The lines that are indented are added to `indented`.
    pub fn new(text: &'t str, indented: Rc<RefCell<IndentedLines>>) -> Self {
        Self {
            text,
            at: 0,
            spaces: 0,
            position: Position::START,
            left: MAX_SPACES + SPACES_PER_BYTE * text.len(),
            lookahead: 0,
            token: TokenStart::No,
            quoted: None,
            flow: (0, 0),
            indented,
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Takes the next character.
    fn advance(&mut self) -> Option<char> {
        if self.spaces > 0 {
            self.spaces -= 1;
            self.position.column += 1;
            self.token = TokenStart::No;
            return Some(' ');
        }
        let next = self.rest().chars().next()?;
        self.note(next);
        self.token = TokenStart::No;
        self.at += next.len_utf8();
        match next {
            '\r' if self.rest().starts_with('\n') => {}
            '\r' | '\n' => {
                self.position = Position { line: self.position.line + 1, column: 1 };
                self.indent();
            }
            _ => self.position.column += 1,
        }
        Some(next)
    }

    /// Keeps track of quoted scalars and flow collections.
    fn note(&mut self, next: char) {
        if let Some((end, _)) = self.quoted {
            if self.at >= end {
                self.quoted = None;
                let mut indented = self.indented.borrow_mut();
                if let Some(scalar) = indented.scalar.as_mut().filter(|scalar| scalar.end.is_none()) {
                    scalar.end = Some(self.position.line);
                }
            }
            return;
        }
        if self.token != TokenStart::Four {
            return;
        }
        match next {
            '\'' | '"' => self.quoted = Some((self.at + 1 + closing_quote(&self.rest()[1..], next), self.position)),
            '[' | '{' => {
                if self.flow.0 == 0 {
                    self.flow.1 = self.position.column;
                }
                self.flow.0 += 1;
            }
            ']' | '}' => self.flow.0 = self.flow.0.saturating_sub(1),
            _ => {}
        }
    }

    /// Indents the line that starts here, if it is part of a quoted scalar or a flow collection.
    fn indent(&mut self) {
        let column = match (&self.quoted, self.flow) {
            (Some((_, start)), _) => start.column,
            (None, (1.., column)) => column + 1,
            (None, _) => return,
        };
        let line = self.rest();
        let found = line.bytes().take_while(|byte| *byte == b' ').count();
        let is_blank = line[found..].trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
        // Another document ends an unclosed scalar in all parsers.
        let is_marker = (line.starts_with("---") || line.starts_with("...")) && line[3..].chars().next().is_none_or(char::is_whitespace);
        let missing = (column - 1).saturating_sub(found);
        if missing == 0 || missing > self.left || is_blank || is_marker {
            return;
        }
        self.left -= missing;
        self.spaces = missing;
        let mut indented = self.indented.borrow_mut();
        indented.lines.push((self.position.line, missing));
        if let Some((_, start)) = self.quoted {
            let start = indented.original(start);
            if indented.scalar.is_none_or(|scalar| scalar.start != start) {
                indented.scalar = Some(IndentedScalar { start, line: self.position.line, end: None });
            }
        }
    }
}

/// Returns the offset of the closing quote, or the length of the text.
fn closing_quote(text: &str, quote: char) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let found = match quote {
            '"' => memchr::memchr2(b'"', b'\\', &bytes[at..]),
            _ => memchr::memchr(b'\'', &bytes[at..]),
        };
        let Some(found) = found else { return bytes.len() };
        at += found;
        match (bytes[at], bytes.get(at + 1)) {
            (b'\\', _) | (b'\'', Some(b'\'')) => at = (at + 2).min(bytes.len()),
            _ => return at,
        }
    }
}

impl Input for IndentedInput<'_> {
    fn lookahead(&mut self, count: usize) {
        self.token = match (count, &self.token) {
            (1, _) => TokenStart::One,
            (4, TokenStart::One | TokenStart::Four) => TokenStart::Four,
            _ => TokenStart::No,
        };
        self.lookahead = self.lookahead.max(count);
    }

    fn buflen(&self) -> usize {
        self.lookahead
    }

    fn bufmaxlen(&self) -> usize {
        LOOKAHEAD
    }

    fn raw_read_ch(&mut self) -> char {
        self.advance().unwrap_or('\0')
    }

    fn raw_read_non_breakz_ch(&mut self) -> Option<char> {
        match self.peek_opt()? {
            '\n' | '\r' | '\0' | '\u{feff}' => None,
            _ => self.advance(),
        }
    }

    fn skip(&mut self) {
        self.advance();
    }

    fn skip_n(&mut self, count: usize) {
        for _ in 0..count {
            self.advance();
        }
    }

    fn peek(&self) -> char {
        self.peek_opt().unwrap_or('\0')
    }

    fn peek_nth(&self, n: usize) -> char {
        match n.checked_sub(self.spaces) {
            None => ' ',
            Some(n) => self.rest().chars().nth(n).unwrap_or('\0'),
        }
    }

    fn peek_opt(&self) -> Option<char> {
        if self.spaces > 0 { Some(' ') } else { self.rest().chars().next() }
    }
}
