//! Excerpts: the line of a place, cut out of its file, with the part that is meant. Recordings are private, so an excerpt of a
//! recording keeps punctuation and the names that the document or the format knows, but neither values nor keys of maps.

use openapi_drift_openapi::Document;
use openapi_drift_recordings::Exchange;
use openapi_drift_source::Position;
use openapi_drift_source::line::SourceLine;
use openapi_drift_source::pointer;
use openapi_drift_source::text::SourceText;

use crate::finding::finding::Excerpt;
use crate::report::public_names as known;

/// The greatest length of an excerpt. Lines of recordings may be megabytes long.
const LONGEST: usize = 160;

/// The part of it before the place that is meant.
const BEFORE: usize = 60;

/// The number of lines of the document on both sides of the one that is meant.
const CONTEXT: usize = 2;

/// The parts of a line of a recording that may be shown.
#[derive(Clone, Copy)]
pub(crate) struct ExcerptPolicy<'a> {
    pub document: &'a Document,
    /// The folded pointer of the finding, whose names are reported anyway.
    pub pointer: &'a str,
    /// Its status, which is reported too.
    pub status: Option<u16>,
    /// Show values too, and names that may be values. Credentials are never shown.
    pub with_values: bool,
}

impl ExcerptPolicy<'_> {
    /// Returns whether a name may be shown. Any unknown name may be the key of a map, and private like a value.
    fn has_name(&self, name: &str) -> bool {
        let is_reported = || pointer::segments(self.pointer).any(|segment| segment == name);
        self.with_values || known::has(name) || is_reported() || self.document.has_name(name)
    }
}

impl Excerpt {
    /// The place of a node of a document, unless its file may not be shown.
    pub(crate) fn of_document_node(document: &Document, pointer: &str, at: Position) -> Option<Self> {
        if document.is_shown(pointer) { Self::of_document(document.source_of(pointer), at) } else { None }
    }

    /// The place in a document or in a file of exceptions, with the lines around it.
    pub(crate) fn of_document(text: &SourceText, at: Position) -> Option<Self> {
        let meant = SourceLine::around(text.text(), text.offset(at));
        let first_line = if meant.is_cut { at.line } else { at.line.saturating_sub(CONTEXT).max(1) };
        let line = at.line - first_line;
        let after = if meant.is_cut { 0 } else { CONTEXT };
        let around = SourceLine::from(text.text(), text.offset(Position { line: first_line, column: 1 }));
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

    /// The place in a recording: its line alone.
    pub(crate) fn of_recording(exchange: &Exchange, at: Position, shown: ExcerptPolicy<'_>) -> Option<Self> {
        Some(Self { first_line: at.line, ..Self::of_private(exchange.line_of(at)?, shown) })
    }

    /// The place in a body that has its own text: its line, numbered as the place is in its file.
    pub(crate) fn of_body(line: SourceLine<'_>, number: usize, shown: ExcerptPolicy<'_>) -> Self {
        Self { first_line: number, ..Self::of_private(line, ExcerptPolicy { status: None, ..shown }) }
    }

    /// A line without what may be private, unless it is wanted, and its part at the place that is meant.
    fn of_private(line: SourceLine<'_>, known: ExcerptPolicy<'_>) -> Self {
        let status = known.status.map(|status| status.to_string());
        let (mut shown, mut start, mut length) = (Vec::new(), None, 1);
        let (mut at, mut last_name) = (0, "");
        let mut credentials = Credentials::new(known.pointer);
        for (text, kind) in tokens(line.text) {
            let is_credential = credentials.is_next(text, kind);
            let is_visible = known.with_values && !is_credential
                || match kind {
                    TokenKind::Punctuation => true,
                    TokenKind::Name => known.has_name(unquoted(text)),
                    TokenKind::Value => last_name == "status" && status.as_deref() == Some(text),
                };
            let visible = match text {
                _ if is_visible => text,
                _ if text.starts_with('"') => "\"…\"",
                _ => "…",
            };
            if start.is_none() && (at..at + text.len()).contains(&line.at) {
                start = Some(shown.len());
                length = visible.chars().count();
            }
            if kind == TokenKind::Name {
                last_name = unquoted(text);
            }
            shown.extend(visible.chars());
            at += text.len();
            // The rest of the line is not shown.
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

/// Follows the tokens of a line, and finds the values that are credentials: those are never shown.
struct Credentials {
    /// The finding is about a credential.
    all: bool,
    last_name: String,
    /// The line names a header or parameter that is a credential, as HAR does: `{"name": …, "value": …}`.
    named: bool,
}

impl Credentials {
    fn new(pointer: &str) -> Self {
        let all = pointer::segments(pointer).last().is_some_and(|name| is_secret(&name));
        Self { all, last_name: String::new(), named: false }
    }

    fn is_next(&mut self, text: &str, kind: TokenKind) -> bool {
        match kind {
            TokenKind::Punctuation => {
                self.named &= !text.contains('}');
                false
            }
            TokenKind::Name => {
                unquoted(text).clone_into(&mut self.last_name);
                false
            }
            TokenKind::Value => {
                let is_name = matches!(self.last_name.as_str(), "name" | "key");
                self.named = if is_name { is_secret(unquoted(text)) } else { self.named };
                !is_name && (self.all || self.named || is_secret(&self.last_name) || has_secret_parameter(text))
            }
        }
    }
}

/// Returns whether a name is that of a credential, or of cookies.
fn is_secret(name: &str) -> bool {
    openapi_drift_recordings::is_credential(name) || name.eq_ignore_ascii_case("cookie") || name.eq_ignore_ascii_case("set-cookie")
}

/// Returns whether a text holds a credential as a parameter, such as `?access_token=…`, or user information in a URL.
fn has_secret_parameter(text: &str) -> bool {
    let mut parts = text.split(['?', '&', ';', ' ', '"', '\\', '{', ',']);
    let user_information =
        text.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next()).is_some_and(|host| host.contains('@'));
    user_information
        || parts.any(|part| part.split_once(['=', ':']).is_some_and(|(name, _)| is_secret(name.trim())))
        || text.split("\\\"").any(is_secret_word)
}

fn is_secret_word(word: &str) -> bool {
    word.len() < 40 && is_secret(word)
}

/// A recorded value without the credentials in it.
pub(crate) fn visible_value(pointer: &str, value: &str) -> String {
    let mut credentials = Credentials::new(pointer);
    let shown = |(text, kind): (&str, TokenKind)| if credentials.is_next(text, kind) { "…".to_owned() } else { text.to_owned() };
    tokens(value).map(shown).collect()
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
enum TokenKind {
    /// The name of a property.
    Name,
    /// Brackets, commas, colons and white space.
    Punctuation,
    /// Everything else.
    Value,
}

/// The parts of a line, as JSON has them, one after the other. Of a line that is no JSON, everything that could be a value is one, save a
/// bare name at its start, as YAML writes members.
fn tokens(line: &str) -> impl Iterator<Item = (&str, TokenKind)> {
    let mut at = 0;
    let mut only_punctuation = true;
    std::iter::from_fn(move || {
        let rest = &line[at..];
        let first = rest.chars().next()?;
        let (end, kind) = match first {
            '"' => {
                let end = end_of_string(rest);
                let is_member = rest[end..].trim_start().starts_with(':');
                (end, if is_member { TokenKind::Name } else { TokenKind::Value })
            }
            '{' | '}' | '[' | ']' | ',' | ':' => (1, TokenKind::Punctuation),
            _ if first.is_whitespace() => (rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()), TokenKind::Punctuation),
            '-' if only_punctuation && rest[1..].starts_with(' ') => (1, TokenKind::Punctuation),
            _ => {
                let end = rest.find(['"', '{', '}', '[', ']', ',', ':']).unwrap_or(rest.len());
                let is_member = only_punctuation && (rest[end..] == *":" || rest[end..].starts_with(": "));
                (rest[..end].trim_end().len().max(first.len_utf8()), if is_member { TokenKind::Name } else { TokenKind::Value })
            }
        };
        only_punctuation &= kind == TokenKind::Punctuation;
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

/// The name without its quotes. One that needs escapes is none that is known.
fn unquoted(name: &str) -> &str {
    name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown of a line where the document knows the names `a`, `b` and `first name`.
    fn excerpt(line: SourceLine<'_>) -> Excerpt {
        let header = "{name: X-Own, in: header}, {name: a, in: query}, {name: b, in: query}, {name: first name, in: query}";
        let document = format!("{{openapi: 3.0.3, info: {{}}, paths: {{/x: {{get: {{parameters: [{header}]}}}}}}}}");
        let document = Document::parse("api.yaml", &document).expect("a document");
        Excerpt::of_private(line, ExcerptPolicy { document: &document, pointer: "/c/*/d~1e", status: Some(404), with_values: false })
    }

    #[track_caller]
    fn check(line: &str, column: usize, expected: &str, caret: &str) {
        let at = line.char_indices().nth(column - 1).map_or(line.len(), |(at, _)| at);
        let excerpt = excerpt(SourceLine::around(line, at));
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
        check(r#"{"anna_smith": {"a": 1}}"#, 22, r#"{"…": {"a": …}}"#, "            ^");
        check(r#"{"status": 1, "anna": 404}"#, 23, r#"{"status": …, "…": …}"#, "                   ^");
        check(r#"{"\u0061": 404}"#, 12, r#"{"…": …}"#, "      ^");
    }

    #[test]
    fn names_of_the_document_the_format_and_the_finding_are_shown() {
        check(r#"{"first name": 1}"#, 16, r#"{"first name": …}"#, "               ^");
        check(r#"{"c": {"anna": {"d/e": 1}}}"#, 24, r#"{"c": {"…": {"d/e": …}}}"#, "                    ^");
        check("  x-own: [7]", 10, "  x-own: […]", "         ^");
        check("  Content-Type: text/plain", 17, "  Content-Type: …", "                ^");
        check(r#"{"queryString": [{"name": "anna"}]}"#, 27, r#"{"queryString": [{"name": "…"}]}"#, "                          ^^^");
    }

    #[test]
    fn invalid_json_is_masked_too() {
        check("  - uri: https://example.org/anna", 10, "  - uri: …:…", "         ^");
        check("Annasmith: one", 1, "…: …", "^");
        check("Anna Smith: {hello}", 1, "…: {…}", "^");
        check("an \"open string", 4, "… \"…\"", "  ^^^");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let check = |before: usize, expected: &str| {
            let line = format!("[{}\"x\"{}]", "1, ".repeat(before), ", 2".repeat(5000));
            let excerpt = excerpt(SourceLine::around(&line, 1 + 3 * before));
            assert!(excerpt.meant().starts_with(expected), "{}", excerpt.meant());
            assert!(excerpt.meant().chars().count() <= LONGEST + 2);
            assert_eq!(excerpt.meant().chars().skip(excerpt.start).take(excerpt.length).collect::<String>(), "\"…\"");
        };
        check(3, "[…, …, …, \"…\", …");
        check(1000, "……, …, ");
        check(5000, "…\"…\", …");
    }

    #[test]
    fn a_string_that_starts_far_in_a_line_is_not_shown() {
        let line = format!("[{}\"anna: \\\"bob\\\": cecil\", \"id\": 7]", "1, ".repeat(5000));
        for at in [15001, 15002] {
            assert_eq!(excerpt(SourceLine::around(&line, at)).meant(), "…\"…\", \"id\": …]");
        }
    }

    #[test]
    fn in_a_document_of_one_line_a_property_is_marked() {
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
