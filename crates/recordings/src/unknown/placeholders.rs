//! The texts that recorders write in place of values.

/// Words that stand for a value on their own when they are in capitals, as in `Bearer REDACTED`.
const BARE: [&str; 6] = ["REDACTED", "SCRUBBED", "SANITIZED", "SANITISED", "CENSORED", "WITHHELD"];

/// Words that stand for a value between brackets, in any case, as in `[Filtered]`.
const BRACKETED: [&str; 16] = [
    "redacted",
    "filtered",
    "masked",
    "withheld",
    "scrubbed",
    "sanitized",
    "sanitised",
    "censored",
    "hidden",
    "secret",
    "omitted",
    "obfuscated",
    "anonymized",
    "anonymised",
    "placeholder",
    "token",
];

/// Names of HTML elements: between `<` and `>` they are markup, even if the rest of the page was cut off.
const ELEMENTS: [&str; 48] = [
    "html", "head", "body", "title", "meta", "link", "script", "style", "header", "footer", "main", "nav", "section", "article", "div",
    "span", "pre", "code", "table", "thead", "tbody", "tr", "td", "th", "ul", "ol", "li", "dl", "dd", "dt", "form", "input", "button",
    "select", "label", "center", "h1", "h2", "h3", "h4", "br", "hr", "img", "svg", "em", "strong", "small", "iframe",
];

/// The texts that recorders write in place of values: `<TOKEN>`, `{{itemId}}`, `${KEY}`, `***`, `REDACTED`, `[FILTERED]` and others.
/// A value that has such a text in it is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placeholders {
    /// Further placeholders; `*` stands for any characters but quotes and white space.
    more: Vec<String>,
}

impl Placeholders {
    /// Returns the placeholders that are always known, and more. In `more`, `*` stands for any characters but quotes and white
    /// space, as in `@@*@@`. An empty pattern, or one of `*` alone, is left out.
    pub fn with<S: Into<String>>(more: impl IntoIterator<Item = S>) -> Self {
        Self { more: more.into_iter().map(Into::into).filter(|pattern| pattern.contains(|character| character != '*')).collect() }
    }

    /// Returns whether a text has a placeholder in it, so that its value is not known. The text may be percent-encoded.
    pub fn is_in(&self, text: &str) -> bool {
        // Nearly all texts have none of these characters, and no two capitals in a row.
        let mut was_capital = false;
        let may_start = |byte: &u8| {
            let is_pair = was_capital && byte.is_ascii_uppercase();
            was_capital = byte.is_ascii_uppercase();
            is_pair || matches!(byte, b'<' | b'{' | b'*' | b'[' | b'(' | b'%')
        };
        let is_candidate = !self.more.is_empty() || text.starts_with("__") || text.as_bytes().iter().any(may_start);
        if !is_candidate {
            return false;
        }
        if self.find(text).is_some() {
            return true;
        }
        text.contains('%') && self.find(&percent_decoded(text)).is_some()
    }

    /// Finds the first placeholder: where it starts and ends.
    fn find(&self, text: &str) -> Option<(usize, usize)> {
        let known = text.char_indices().find_map(|(at, _)| Some((at, at + known_at(text, at, false)?)));
        let more = self
            .more
            .iter()
            .filter_map(|pattern| text.char_indices().find_map(|(at, _)| Some((at, at + pattern_at(&text[at..], pattern)?))));
        known.into_iter().chain(more).min()
    }

    /// Returns the length of the placeholder that starts at an offset of a JSON text, outside of its strings.
    pub(crate) fn length_at(&self, text: &str, at: usize) -> Option<usize> {
        known_at(text, at, true).or_else(|| self.more.iter().find_map(|pattern| pattern_at(&text[at..], pattern)))
    }
}

/// Returns the length of the known placeholder that starts at an offset.
fn known_at(text: &str, at: usize, in_json: bool) -> Option<usize> {
    let rest = &text[at..];
    match rest.as_bytes().first()? {
        b'{' => within(rest, "{{", "}}", |inner| !inner.trim().is_empty() && !inner.contains(['{', '}', '"', '\n'])),
        b'$' => within(rest, "${", "}", is_name),
        b'<' if rest.starts_with("<%") => within(rest, "<%", "%>", |_| true),
        b'<' if rest.starts_with("<<") => within(rest, "<<", ">>", is_name),
        b'<' => within(rest, "<", ">", |name| is_angle_name(text, name, rest.len() == text.len() && rest.ends_with('>'))),
        b'[' => within(rest, "[", "]", is_bracket_name),
        b'(' => within(rest, "(", ")", |inner| is_word(inner, &BRACKETED)),
        b'*' => {
            let stars = rest.bytes().take_while(|&byte| byte == b'*').count();
            (stars >= 3 && (in_json || !text.contains(char::is_whitespace))).then_some(stars)
        }
        b'_' if at == 0 => {
            let inner = rest.strip_prefix("__")?.strip_suffix("__")?;
            (is_name(inner) && !inner.bytes().any(|byte| byte.is_ascii_lowercase())).then_some(rest.len())
        }
        b'A'..=b'Z' => {
            let word = BARE.iter().find(|word| rest.starts_with(**word))?;
            let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
            (!is_part(before) && !is_part(text.as_bytes().get(at + word.len()))).then_some(word.len())
        }
        _ => None,
    }
}

/// Returns the length of `open … close` if the text starts with it and what is between is accepted.
fn within(text: &str, open: &str, close: &str, accepts: impl Fn(&str) -> bool) -> Option<usize> {
    /// Placeholders are names, and no longer than this, in bytes.
    const LONGEST: usize = 200;
    let rest = text.strip_prefix(open)?;
    let head = rest.as_bytes().get(..rest.len().min(LONGEST))?;
    let end = memchr::memmem::find(head, close.as_bytes())?;
    accepts(rest.get(..end)?).then_some(open.len() + end + close.len())
}

/// Returns whether what is between `<` and `>` names a value rather than an element of markup.
fn is_angle_name(text: &str, name: &str, is_whole: bool) -> bool {
    if !is_name(name) || name.len() < 2 || is_word(name, &ELEMENTS) {
        return false;
    }
    if is_whole || is_word(name, &BRACKETED) {
        return true;
    }
    let is_capital = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    is_capital && !text.contains(&format!("</{name}>"))
}

/// Returns whether what is between `[` and `]` names a value: a known word, or capitals with an underscore, such as `API_KEY`.
fn is_bracket_name(name: &str) -> bool {
    let is_constant = name.contains('_') && is_name(name) && name.starts_with(|first: char| first.is_ascii_uppercase());
    is_word(name, &BRACKETED) || is_constant && !name.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn is_word(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Returns whether a text is one name: letters, digits, `_`, `-`, `.` and single spaces, starting with a letter.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b' '))
}

/// Returns the length of a pattern that a text starts with.
fn pattern_at(text: &str, pattern: &str) -> Option<usize> {
    let mut pieces = pattern.split('*');
    let mut at = pieces.next().filter(|first| text.starts_with(first))?.len();
    for piece in pieces {
        let rest = &text[at..];
        let reach = rest.find(|character: char| character == '"' || character.is_whitespace()).unwrap_or(rest.len());
        at += if piece.is_empty() {
            reach
        } else {
            rest[..(reach + piece.len()).min(rest.len())].find(piece).map(|found| found + piece.len())?
        };
    }
    (at > 0).then_some(at)
}

fn percent_decoded(text: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let (bytes, mut decoded, mut at) = (text.as_bytes(), Vec::with_capacity(text.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                decoded.extend(u8::try_from(high * 16 + low));
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_of_recorders_are_recognized() {
        let known = Placeholders::default();
        for text in [
            "<TOKEN>",
            "<USER_ID>",
            "<<HOST>>",
            "https://x.example/<LOGIN>/a",
            "<token>",
            "<access-token>",
            "<GITHUB TOKEN>",
            "<%= key %>",
            "{{itemId}}",
            "{{request.body}}",
            "a {{ name }} b",
            "/items/{{id}}?n={{n}}",
            "%7B%7Bid%7D%7D",
            "/users/%3CUSER_ID%3E",
            "${API_KEY}",
            "***",
            "sk_live_****",
            "[FILTERED]",
            "[Filtered]",
            "[masked]",
            "a=[masked]; b=2",
            "[API_KEY]",
            "(redacted)",
            "REDACTED",
            "Bearer REDACTED",
            "/users/REDACTED/x",
            "__TOKEN__",
            "%5BFILTERED%5D",
            "<redacted>",
        ] {
            assert!(known.is_in(text), "{text}");
        }
        for text in [
            "",
            "a",
            "<b>bold</b>",
            "<B>bold</B>",
            "one<BR>two",
            "<html>",
            "<HTML>",
            "<body>",
            "1 < 2 > 0",
            "{\"a\": 1}",
            "{id}",
            "** bold **",
            "*** a rule",
            "[1, 2]",
            "[x]",
            "(c)",
            "FILTERED",
            "UNREDACTED",
            "MASKED",
            "__typename",
            "100%",
            "<a href=\"x\">y</a>",
            "[TODO]",
            "$5",
            "a__B__c",
            "[deleted]",
        ] {
            assert!(!known.is_in(text), "{text}");
        }
    }

    #[test]
    fn placeholders_can_be_added() {
        let more = Placeholders::with(["@@*@@", "dummy", "*", ""]);
        for (text, expected) in
            [("@@id@@", true), ("x dummy y", true), ("@@a b@@", false), ("@@", false), ("plain", false), ("<TOKEN>", true)]
        {
            assert_eq!(more.is_in(text), expected, "{text}");
        }
    }
}
