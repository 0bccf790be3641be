//! Excerpts: the line that a place names, cut out of its file, with the part that is meant. What stands in a recording is
//! private, so of a recording an excerpt keeps the names and the punctuation, and not the values.

use crate::document::{Line, Lined, Position};
use crate::recording::Exchange;

/// How much of a line is kept. Lines of recordings may be megabytes long.
const LONGEST: usize = 160;

/// How much of it stands before the place that is meant.
const BEFORE: usize = 60;

/// How many lines of the document are kept on both sides of the one that is meant.
const CONTEXT: usize = 2;

/// A few lines of a file, and which part of them is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpt {
    /// The number of the first line, counted from 1.
    pub first_line: usize,
    /// The lines without their ends. Of a long line only a part is kept.
    pub lines: Vec<String>,
    /// Which of the lines is meant, counted from 0.
    pub line: usize,
    /// Where in that line the part begins, in characters counted from 0.
    pub start: usize,
    /// How many characters it has; at least one.
    pub length: usize,
}

impl Excerpt {
    /// The place in a document or in a file of exceptions, with the lines around it.
    pub(crate) fn of_document(text: &Lined, at: Position) -> Option<Self> {
        let meant = Line::around(text.text(), text.offset(at));
        let first_line = if meant.is_cut { at.line } else { at.line.saturating_sub(CONTEXT).max(1) };
        let line = at.line - first_line;
        let after = if meant.is_cut { 0 } else { CONTEXT };
        let around = Line::from(text.text(), text.offset(Position { line: first_line, column: 1 }));
        let mut lines: Vec<String> = around.take(line + 1 + after).map(|line| line.text.chars().take(LONGEST).collect()).collect();
        while lines.len() > line + 1 && lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
        let shown: Vec<char> = meant.text.chars().collect();
        let start = meant.text[..meant.at].chars().count().min(shown.len().saturating_sub(1));
        let rest = &shown[start.min(shown.len())..];
        let rest: String = rest[..member_end(rest)].iter().collect();
        let length = rest.trim_end().trim_end_matches([',', '{', '[']).trim_end().chars().count().max(1);
        let (meant, start, length) = window(&shown, start, length, meant.is_cut);
        *lines.get_mut(line)? = meant;
        Some(Self { first_line, lines, line, start, length })
    }

    /// The place in a recording: its line alone, without values unless they are wanted. The status is no secret, since
    /// the finding names it.
    pub(super) fn of_recording(exchange: &Exchange, at: Position, with_values: bool, status: Option<u16>) -> Option<Self> {
        Some(Self { first_line: at.line, ..Self::of_private(exchange.line_of(at)?, with_values, status) })
    }

    /// The place in a body that has its own text: its line, numbered as the place is in its file.
    pub(super) fn of_body(line: Line<'_>, number: usize, with_values: bool) -> Self {
        Self { first_line: number, ..Self::of_private(line, with_values, None) }
    }

    /// A line without its values, unless they are wanted, and its part at the place that is meant.
    fn of_private(line: Line<'_>, with_values: bool, status: Option<u16>) -> Self {
        let status = status.map(|status| status.to_string());
        let (mut shown, mut start, mut length) = (Vec::new(), None, 1);
        let (mut at, mut last_name) = (0, String::new());
        for (text, kind) in tokens(line.text) {
            let visible = match kind {
                Kind::Value if with_values || last_name == "status" && status.as_deref() == Some(text) => text,
                Kind::Value if text.starts_with('"') => "\"…\"",
                Kind::Value => "…",
                Kind::Name | Kind::Punctuation => text,
            };
            if start.is_none() && (at..at + text.len()).contains(&line.at) {
                start = Some(shown.len());
                length = visible.chars().count();
            }
            if kind == Kind::Name {
                last_name = text.trim_matches('"').to_owned();
            }
            shown.extend(visible.chars());
            at += text.len();
            // What is further away is not shown.
            if start.is_some_and(|start| shown.len() > start + length + LONGEST) {
                break;
            }
        }
        let start = start.unwrap_or_else(|| shown.len().saturating_sub(1));
        let (text, start, length) = window(&shown, start, length, line.is_cut);
        Self { first_line: 1, lines: vec![text], line: 0, start, length }
    }

    /// The line that is meant.
    pub fn meant(&self) -> &str {
        self.lines.get(self.line).map_or("", String::as_str)
    }
}

/// Where the member of JSON that a text starts with ends, or else the text: of a document in one line only a part is meant.
fn member_end(text: &[char]) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    if text.first() != Some(&'"') {
        return text.len();
    }
    let ends = |character: &char| {
        match (quoted, *character) {
            (true, _) if escaped => escaped = false,
            (true, '\\') => escaped = true,
            (_, '"') => quoted = !quoted,
            (false, ',' | '{' | '[' | '}' | ']') => return true,
            _ => {}
        }
        false
    };
    text.iter().position(ends).unwrap_or(text.len())
}

/// The part of a line around the place that is meant, where the whole is too long, or cut off before it.
fn window(line: &[char], start: usize, length: usize, is_cut: bool) -> (String, usize, usize) {
    if line.len() <= LONGEST && !is_cut {
        return (line.iter().collect(), start, length);
    }
    let from = start.saturating_sub(BEFORE).min(line.len().saturating_sub(LONGEST));
    let to = line.len().min(from + LONGEST);
    let mut part: String = line[from..to].iter().collect();
    let mut start = start - from;
    if from > 0 || is_cut {
        part.insert(0, '…');
        start += 1;
    }
    let length = length.min(part.chars().count().saturating_sub(start)).max(1);
    if to < line.len() {
        part.push('…');
    }
    (part, start, length)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The name of a member.
    Name,
    /// Brackets, commas, colons and white space.
    Punctuation,
    /// Everything else.
    Value,
}

/// The parts of a line, as JSON has them, one after the other. Of a line that is no JSON, everything that could be a value is one, save a
/// bare name at its start, as YAML writes members.
fn tokens(line: &str) -> impl Iterator<Item = (&str, Kind)> {
    let mut at = 0;
    let mut only_punctuation = true;
    std::iter::from_fn(move || {
        let rest = &line[at..];
        let first = rest.chars().next()?;
        let (end, kind) = match first {
            '"' => {
                let end = end_of_string(rest);
                let is_member = rest[end..].trim_start().starts_with(':');
                (end, if is_member && is_name(rest[..end].trim_matches('"')) { Kind::Name } else { Kind::Value })
            }
            '{' | '}' | '[' | ']' | ',' | ':' => (1, Kind::Punctuation),
            _ if first.is_whitespace() => (rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()), Kind::Punctuation),
            '-' if only_punctuation && rest[1..].starts_with(' ') => (1, Kind::Punctuation),
            _ => {
                let end = rest.find(['"', '{', '}', '[', ']', ',', ':']).unwrap_or(rest.len());
                let is_member = only_punctuation && (rest[end..] == *":" || rest[end..].starts_with(": ")) && is_name(&rest[..end]);
                (rest[..end].trim_end().len().max(first.len_utf8()), if is_member { Kind::Name } else { Kind::Value })
            }
        };
        only_punctuation &= kind == Kind::Punctuation;
        at += end;
        Some((&rest[..end], kind))
    })
}

/// The end of the quoted string that `text` starts with, quotes included; the end of the line where it is not closed.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether a member is named as a program names it. Others are keys of maps, and may be private like a value.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$' | '@'))
        && text.len() <= 64
        && text.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, column: usize, expected: &str, caret: &str) {
        let at = line.char_indices().nth(column - 1).map_or(line.len(), |(at, _)| at);
        let excerpt = Excerpt::of_private(Line::around(line, at), false, Some(404));
        let shown = format!("{}{}", " ".repeat(excerpt.start), "^".repeat(excerpt.length));
        assert_eq!((excerpt.meant(), shown.as_str()), (expected, caret));
    }

    #[test]
    fn values_are_masked_and_names_are_not() {
        check(r#"  "id": "a\"b", "#, 9, r#"  "id": "…", "#, "        ^^^");
        check(r#"{"a": 1.5, "b": [true, null]}"#, 24, r#"{"a": …, "b": […, …]}"#, "                  ^");
        check(r#"  "status": 404,"#, 13, r#"  "status": 404,"#, "            ^^^");
        check(r#"  "status": 500,"#, 13, r#"  "status": …,"#, "            ^");
        check(r#"  "text": "{\"mail\": \"a@b\"}""#, 11, r#"  "text": "…""#, "          ^^^");
    }

    #[test]
    fn keys_that_may_be_private_are_masked() {
        check(r#"  "anna@example.org": 1"#, 23, r#"  "…": …"#, "       ^");
    }

    #[test]
    fn what_is_no_json_is_masked_too() {
        check("  - uri: https://example.org/anna", 10, "  - uri: …:…", "         ^");
        check("Anna Smith: {hello}", 1, "…: {…}", "^");
        check("an \"open string", 4, "… \"…\"", "  ^^^");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let check = |before: usize, expected: &str| {
            let line = format!("[{}\"x\"{}]", "1, ".repeat(before), ", 2".repeat(5000));
            let excerpt = Excerpt::of_private(Line::around(&line, 1 + 3 * before), false, None);
            assert!(excerpt.meant().starts_with(expected), "{}", excerpt.meant());
            assert!(excerpt.meant().chars().count() <= LONGEST + 2);
            assert_eq!(excerpt.meant().chars().skip(excerpt.start).take(excerpt.length).collect::<String>(), "\"…\"");
        };
        check(3, "[…, …, …, \"…\", …");
        check(1000, "……, …, ");
        check(5000, "…\"…\", …");
    }

    #[test]
    fn of_a_string_that_starts_far_in_a_line_nothing_is_told() {
        let line = format!("[{}\"anna: \\\"bob\\\": cecil\", \"id\": 7]", "1, ".repeat(5000));
        for at in [15001, 15002] {
            assert_eq!(Excerpt::of_private(Line::around(&line, at), false, None).meant(), "…\"…\", \"id\": …]");
        }
    }

    #[test]
    fn of_a_document_in_one_line_a_member_is_meant() {
        let check = |text: &str, expected: &str| {
            let text: Vec<char> = text.chars().collect();
            assert_eq!(text[..member_end(&text)].iter().collect::<String>(), expected);
        };
        check("\"type\":\"integer\"},\"a\": 1", "\"type\":\"integer\"");
        check("\"a,\\\"}\": 1, \"b\"", "\"a,\\\"}\": 1");
        check("\"required\": [\"a\"]", "\"required\": ");
        check("type: integer, x", "type: integer, x");
    }
}
