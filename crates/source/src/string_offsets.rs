//! Maps offsets in the value of a string to offsets in its escaped or folded source, so that a place in a body that was
//! recorded as a string has its own line and column.

use saphyr_parser::ScalarStyle;

/// Maps offsets in the value of a JSON string to offsets in its source. Built once per string, since one recorded body may
/// have thousands of findings.
#[derive(Debug)]
pub struct DecodedString {
    /// Pairs of offsets in source and value, one for about every `STEP` bytes of the source.
    marks: Vec<(usize, usize)>,
}

/// The distance of the pairs in bytes.
const STEP: usize = 512;

impl DecodedString {
    /// Indexes a string. `raw` begins with the opening quote; text after the closing quote is ignored.
    pub fn new(raw: &str) -> Self {
        let mut marks = vec![(1, 0)];
        while let Some(&from) = marks.last() {
            let next = skip(raw, from, usize::MAX, from.0 + STEP);
            if next.0 < from.0 + STEP {
                break;
            }
            marks.push(next);
        }
        Self { marks }
    }

    /// Returns the byte offset in `raw`, which must be the indexed text, of `offset` in the value.
    pub fn offset(&self, raw: &str, offset: usize) -> usize {
        let mark = self.marks.partition_point(|(_, meant)| *meant <= offset).saturating_sub(1);
        skip(raw, self.marks[mark], offset, usize::MAX).0.min(raw.len())
    }
}

/// Advances in a string until an offset of the value or of the source is reached, or the string ends.
fn skip(raw: &str, (mut at, mut meant): (usize, usize), until_meant: usize, until_at: usize) -> (usize, usize) {
    let bytes = raw.as_bytes();
    while meant < until_meant && at < until_at && at < bytes.len() {
        let room = (until_meant - meant).min(until_at - at).min(bytes.len() - at);
        let plain = memchr::memchr2(b'\\', b'"', &bytes[at..at + room]).unwrap_or(room);
        (at, meant) = (at + plain, meant + plain);
        if plain == room {
            continue;
        }
        if bytes[at] == b'"' {
            break;
        }
        let (written, means) = json_escape(&raw[at..]);
        (at, meant) = (at + written, meant + means);
    }
    (at, meant)
}

/// Returns the length of an escape in bytes, in the source and in the value.
fn json_escape(raw: &str) -> (usize, usize) {
    let unit = |at: usize| raw.get(at..at + 6)?.strip_prefix("\\u").and_then(|hex| u16::from_str_radix(hex, 16).ok());
    match unit(0) {
        None => (2, 1),
        Some(high @ 0xD800..=0xDBFF) if unit(6).is_some_and(|low| char::decode_utf16([high, low]).all(|c| c.is_ok())) => (12, 4),
        Some(unit) => (6, char::from_u32(unit.into()).map_or(3, char::len_utf8)),
    }
}

/// Returns the byte offset in `raw`, which starts with a YAML scalar of this style, of `offset` in its value.
pub fn offset_in_yaml_scalar(raw: &str, style: ScalarStyle, value: &str, offset: usize) -> usize {
    // For the parser, a scalar starts with its tag or anchor; a block scalar without them starts with its text.
    let properties = properties(raw);
    let text = &raw[properties..];
    let within = match style {
        ScalarStyle::Plain => in_flow_scalar(text, None, offset),
        ScalarStyle::SingleQuoted => in_flow_scalar(text, Some(b'\''), offset),
        ScalarStyle::DoubleQuoted => in_flow_scalar(text, Some(b'"'), offset),
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let header = if properties > 0 { text.find('\n').map_or(text.len(), |end| end + 1) } else { 0 };
            header + in_block_scalar(&text[header..], value, offset)
        }
    };
    properties + within
}

/// Returns the length of the tag and anchor at the start of a node, with the blanks after them.
fn properties(raw: &str) -> usize {
    let mut rest = raw;
    while rest.starts_with(['!', '&']) {
        rest = rest.trim_start_matches(|c: char| !c.is_whitespace()).trim_start();
    }
    raw.len() - rest.len()
}

/// Handles folded line breaks: one becomes a space, n become n - 1, and the blanks around them are dropped.
fn in_flow_scalar(raw: &str, quote: Option<u8>, offset: usize) -> usize {
    let bytes = raw.as_bytes();
    let (mut at, mut meant) = (usize::from(quote.is_some()), 0);
    while meant < offset && at < bytes.len() {
        let (written, means) = match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\r' => match blanks(&bytes[at..]) {
                (run, 0) => (run.min(offset - meant), run.min(offset - meant)),
                (run, 1) => (run, 1),
                (run, lines) => (run, lines - 1),
            },
            b'\\' if quote == Some(b'"') => yaml_escape(&raw[at..]),
            b'\'' if quote == Some(b'\'') => (2, 1),
            _ => (1, 1),
        };
        at += written;
        meant += means;
    }
    at.min(raw.len())
}

/// Returns the length of a run of blanks and the number of line breaks in it.
fn blanks(bytes: &[u8]) -> (usize, usize) {
    let run = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    (run, bytes[..run].iter().filter(|&&byte| byte == b'\n').count())
}

fn yaml_escape(raw: &str) -> (usize, usize) {
    let hex = |digits: usize| {
        let code = raw.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        (2 + digits, code.and_then(char::from_u32).map_or(3, char::len_utf8))
    };
    match raw.as_bytes().get(1) {
        // An escaped line break has no value; empty lines after it still count.
        Some(b'\n' | b'\r') => {
            let (run, lines) = blanks(&raw.as_bytes()[1..]);
            (1 + run, lines.saturating_sub(1))
        }
        Some(b'x') => hex(2),
        Some(b'u') => hex(4),
        Some(b'U') => hex(8),
        // Next line, no-break space, line separator, paragraph separator.
        Some(b'N' | b'_') => (2, 2),
        Some(b'L' | b'P') => (2, 3),
        _ => (2, 1),
    }
}

/// Handles block scalars, which differ from their value in blanks only.
fn in_block_scalar(raw: &str, value: &str, offset: usize) -> usize {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let before = value.as_bytes()[..offset.min(value.len())].iter().filter(|byte| !is_blank(byte)).count();
    let mut marks = raw.bytes().enumerate().filter(|(_, byte)| !is_blank(byte));
    marks.nth(before).map_or(raw.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_json(raw: &str) {
        let value: String = serde_json::from_str(raw).expect("a JSON string");
        for (offset, mark) in value.match_indices('#') {
            assert!(raw[DecodedString::new(raw).offset(raw, offset)..].starts_with(mark), "{raw} {offset}");
        }
        assert!(value.contains('#'));
    }

    #[test]
    fn json_escapes_are_counted_as_written() {
        check_json(r##""#""##);
        check_json(r##""ä\"\\\n# \u00e4# \ud83d\ude00# \u20ac# é#""##);
        check_json(&format!("\"{}\"", r"ä#\u00e4# \ud83d\ude00#\\".repeat(300)));
        check_json(&format!("\"{}#\"", "ä".repeat(3000)));
    }

    #[track_caller]
    fn check_yaml(text: &str) {
        let (value, spans) = crate::yaml::parse::parse(text).unwrap_or_else(|(at, why)| panic!("{at}: {why}"));
        let (at, scalar) = spans.scalar("/k").expect("a scalar");
        let value = value["k"].as_str().expect("a string");
        let raw = &text[crate::text::SourceText::new(text).offset(at)..];
        for (offset, _) in value.match_indices('#') {
            let following: String = value[offset..].chars().take(2).collect();
            assert!(raw[offset_in_yaml_scalar(raw, scalar.style, value, offset)..].starts_with(&following), "{following} of {text}");
        }
        assert!(value.contains('#'), "{value}");
    }

    #[test]
    fn yaml_styles_are_unfolded() {
        check_yaml("ä: 1\nk: a#1 b\n  c#2 d\n\n\n   e#3\n");
        check_yaml("k: 'it''s #1  x\n\n    #2 ä #3\n  #4'\n");
        check_yaml("k: \"a\\\"#1 \\\n    \\ b#2 \\u20ac#3 \\U0001f600#4\n   #5\\x41#6\n\n  \\t#7 \\N#8 \\L#9\"\n");
        check_yaml("k: |\n  #1\n    deep #2\n\n  ä #3\n");
        check_yaml("k: >- # a comment\n  #1 x\n  #2\n\n   indented #3\n  #4\n");
        check_yaml("k: |2\n   #1\n  #2\n");
        check_yaml("k: !!str &a |  # |\n  #1\n  |#2\n");
        check_yaml("k: |\n  | #1\n");
        check_yaml("k: !tag '#1'\n");
        check_yaml("k: |\r\n  #1\r\n  #2\r\nl: 1\r\n");
    }
}
