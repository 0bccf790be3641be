//! The fault of a text that should be JSON, in words: truncated, empty, HTML, a word of another language.

use crate::json::error::json_error;
use serde_json::error::Category;

/// The byte order mark, which may precede a text.
const BOM: char = '\u{feff}';

/// Words of JavaScript and Python that appear in place of JSON values, and the message about each.
const WORDS: &[(&str, &str)] = &[
    ("-Infinity", "`-Infinity` is not a JSON number"),
    ("Infinity", "`Infinity` is not a JSON number"),
    ("NaN", "`NaN` is not a JSON number"),
    ("-NaN", "`-NaN` is not a JSON number"),
    ("nan", "`nan` is not a JSON number"),
    ("-inf", "`-inf` is not a JSON number"),
    ("inf", "`inf` is not a JSON number"),
    ("undefined", "`undefined` is not a JSON value"),
    ("None", "`None` is not a JSON value; Python's `json` module writes `null`"),
    ("True", "`True` is not a JSON value; JSON has `true`"),
    ("False", "`False` is not a JSON value; JSON has `false`"),
    ("NULL", "`NULL` is not a JSON value; JSON has `null`"),
];

/// Returns the reason why a text is not JSON, from the text and the error of the parser. Nothing of the text is repeated except words
/// of programming languages.
///
/// ```
/// use openapi_drift_source::json_fault;
///
/// let fault = |text: &str| json_fault(text, &serde_json::from_str::<serde_json::Value>(text).unwrap_err());
/// assert_eq!(fault("{\"total\": NaN}"), "`NaN` is not a JSON number");
/// assert_eq!(fault("[1, 2"), "it ends within an array");
/// assert_eq!(fault("<html></html>"), "it is HTML");
/// ```
pub fn json_fault(text: &str, error: &serde_json::Error) -> String {
    let message = json_error(error);
    if error.classify() == Category::Data {
        return message;
    }
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let start = text.trim_start();
    if start.is_empty() {
        return "it is empty".to_owned();
    }
    let offset = fault_offset(text, error);
    let rest = &text[offset..];
    let fault = match message.as_str() {
        "EOF while parsing an object" => "it ends within an object",
        "EOF while parsing a list" => "it ends within an array",
        "EOF while parsing a string" => "it ends within a string",
        _ if error.classify() == Category::Eof => "it ends before the value is complete",
        _ if start.starts_with('<') => markup(start),
        _ if start.starts_with(")]}'") => "it begins with `)]}'`, a prefix that keeps browsers from running it as a script",
        "trailing comma" => "a comma follows the last member or item",
        "trailing characters" if rest.starts_with(['{', '[']) => "another value follows the first one",
        "trailing characters" => "text follows the value",
        "invalid escape" => "a string has an invalid escape",
        "number out of range" => "a number is out of range",
        message if message.starts_with("control character") => "a string has an unescaped control character",
        _ if rest.starts_with("//") || rest.starts_with("/*") => "JSON has no comments",
        _ if rest.starts_with('\'') => "JSON has double quotes, not single ones",
        _ if rest.starts_with(['\u{201c}', '\u{201d}']) => "JSON has straight double quotes, not typographic ones",
        message => match word(text, offset) {
            Some(fault) => fault,
            None => match message {
                "key must be a string" => "the name of a member has no double quotes",
                "invalid number" => "a number is written in another form than JSON has",
                "expected value" => "expected a value",
                "expected ident" => "expected `true`, `false` or `null`",
                other => return other.to_owned(),
            },
        },
    };
    fault.to_owned()
}

/// Returns the offset of an error in the text, at the start of a character.
fn fault_offset(text: &str, error: &serde_json::Error) -> usize {
    let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let offset = (line + error.column().saturating_sub(1)).min(text.len());
    (0..=offset).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0)
}

fn markup(start: &str) -> &'static str {
    let begins_with = |prefix: &str| start.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    if begins_with("<!doctype html") || begins_with("<html") {
        "it is HTML"
    } else if begins_with("<?xml") {
        "it is XML"
    } else {
        "it begins with `<`, as HTML and XML do"
    }
}

/// Returns the message about the word at an offset, which may be inside the word.
fn word(text: &str, offset: usize) -> Option<&'static str> {
    let is_part = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'-';
    let bytes = text.as_bytes();
    let start = offset - bytes[..offset].iter().rev().take(16).take_while(|byte| is_part(byte)).count();
    let length = bytes[start..].iter().take(32).take_while(|byte| is_part(byte)).count();
    let word = text.get(start..start + length)?;
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, fault)| *fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_its_own_words() {
        let check = |text: &str, expected: &str| {
            let error = serde_json::from_str::<serde_json::Value>(text).expect_err(text);
            assert_eq!(json_fault(text, &error), expected, "{text}");
        };
        check("", "it is empty");
        check(" \n", "it is empty");
        check("{\"a\": 1", "it ends within an object");
        check("{\"a\": [", "it ends within an array");
        check("{\"a", "it ends within a string");
        check("{\"a\":", "it ends before the value is complete");
        check("tru", "it ends before the value is complete");
        check("{\"a\": NaN}", "`NaN` is not a JSON number");
        check("[nan]", "`nan` is not a JSON number");
        check("[1, -Infinity]", "`-Infinity` is not a JSON number");
        check("[\n  Infinity]", "`Infinity` is not a JSON number");
        check("{\"a\": undefined}", "`undefined` is not a JSON value");
        check("{\"a\": None}", "`None` is not a JSON value; Python's `json` module writes `null`");
        check("{\"a\": True}", "`True` is not a JSON value; JSON has `true`");
        check("{'a': 1}", "JSON has double quotes, not single ones");
        check("{\"a\": 'b'}", "JSON has double quotes, not single ones");
        check("{\u{201c}a\u{201d}: 1}", "JSON has straight double quotes, not typographic ones");
        check("{a: 1}", "the name of a member has no double quotes");
        check("{\"a\": 1,}", "a comma follows the last member or item");
        check("[1,]", "a comma follows the last member or item");
        check("{} {}", "another value follows the first one");
        check("{}\n{}\n", "another value follows the first one");
        check("{} x", "text follows the value");
        check("{\"a\": 1 // one\n}", "JSON has no comments");
        check("/* a */ {}", "JSON has no comments");
        check("\"a\tb\"", "a string has an unescaped control character");
        check("\"\\x\"", "a string has an invalid escape");
        check("<!DOCTYPE html><p>", "it is HTML");
        check("<?xml version=\"1.0\"?>", "it is XML");
        check("<p>", "it begins with `<`, as HTML and XML do");
        check(")]}'\n{}", "it begins with `)]}'`, a prefix that keeps browsers from running it as a script");
        check("{\"a\": 01}", "a number is written in another form than JSON has");
        check("{\"a\": +1}", "expected a value");
        check("{\"a\" 1}", "expected `:`");
        check("é", "expected a value");
    }
}
