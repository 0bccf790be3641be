//! Regular expressions in the form that the validator accepts. Syntax that ECMA-262 or common practice allows and the regular
//! expression engine does not is rewritten.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use regex::{Captures, Regex};
use serde_json::{Value, json};

/// Upper limit for bounds of repetitions: larger upper bounds are removed if the engine rejects the pattern.
const MAX_REPEATED: u32 = 1000;

/// Returns a pattern in the form that the validator accepts: ECMA-262 with the extensions of Rust. Results are cached.
///
/// # Errors
///
/// A message if the pattern is not a supported regular expression.
pub fn pattern(text: &str) -> Result<String, String> {
    static KNOWN: LazyLock<RwLock<HashMap<String, Option<String>>>> = LazyLock::new(RwLock::default);
    let known = KNOWN.read().ok().and_then(|known| known.get(text).cloned());
    let usable = known.unwrap_or_else(|| {
        let usable = usable(text);
        if let Ok(mut known) = KNOWN.write() {
            known.insert(text.to_owned(), usable.clone());
        }
        usable
    });
    usable.ok_or_else(|| refusal(text))
}

/// Checks a pattern that cannot be rewritten, because it is part of a pointer.
///
/// # Errors
///
/// A message if the validator does not accept the pattern as it is written.
pub fn check_unchanged(text: &str) -> Result<(), String> {
    if pattern(text)? == text { Ok(()) } else { Err(refusal(text)) }
}

/// Returns whether matching a pattern may take more steps than the validator allows: it has a look-around or a back reference.
pub fn may_backtrack(pattern: &str) -> bool {
    let is_reference = |pair: &[u8]| pair[0] == b'\\' && (pair[1].is_ascii_digit() && pair[1] != b'0' || pair[1] == b'k');
    ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|group| pattern.contains(group)) || pattern.as_bytes().windows(2).any(is_reference)
}

/// Returns whether the validator gives up to match a text against a pattern, so that its result is not known.
pub fn is_undecided(text: &str, value: &Value) -> bool {
    thread_local! {
        static VALIDATORS: RefCell<HashMap<String, Option<Validator>>> = RefCell::default();
    }
    VALIDATORS.with_borrow_mut(|validators| {
        let validator = validators.entry(text.to_owned()).or_insert_with(|| {
            let usable = pattern(text).ok()?;
            jsonschema::validator_for(&json!({ "pattern": usable })).ok()
        });
        let errors = validator.as_ref().map(|validator| validator.iter_errors(value));
        errors.into_iter().flatten().any(|error| matches!(error.kind(), ValidationErrorKind::BacktrackLimitExceeded { .. }))
    })
}

fn refusal(text: &str) -> String {
    format!("`{text}` is not a supported regular expression")
}

fn usable(text: &str) -> Option<String> {
    let compiles = |text: &String| jsonschema::validator_for(&json!({ "pattern": text })).is_ok();
    let rewritten = rewritten(text);
    let loosened = loosened(&rewritten);
    [text.to_owned(), rewritten, loosened].into_iter().find(compiles)
}

/// Replaces surrogates in a character class by the characters that they encode, and escapes a hyphen after `\w`, `\d` or `\s`,
/// which ECMA-262 allows outside its Unicode mode.
fn rewritten(text: &str) -> String {
    static PARTS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?P<halves>(?:\\u[dD][89a-fA-F][0-9a-fA-F]{2}-?)+)|(?P<class>\\[wdsWDS])-|\\.").ok());
    let Some(parts) = PARTS.as_ref() else { return text.to_owned() };
    let replace = |found: &Captures<'_>| match (found.name("halves"), found.name("class")) {
        (Some(halves), _) if is_whole_plane(halves.as_str()) => r"\u{10000}-\u{10FFFF}".to_owned(),
        (_, Some(class)) => format!(r"{}\-", class.as_str()),
        _ => found[0].to_owned(),
    };
    parts.replace_all(text, replace).into_owned()
}

/// Returns whether the surrogates are all that exist, as in `\uD800-\uDFFF`; other pairs would mean certain characters.
fn is_whole_plane(halves: &str) -> bool {
    let upper = halves.to_ascii_uppercase();
    upper.starts_with(r"\UD800") && upper.ends_with(r"\UDFFF")
}

/// Removes upper bounds that are too large for the engine, so that longer texts match and the rest of the pattern is still
/// checked. Patterns with a negative lookaround are not changed, because they would match fewer texts.
fn loosened(text: &str) -> String {
    static BOUNDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{(\d+),(\d+)\}").ok());
    let Some(bounds) = BOUNDS.as_ref().filter(|_| !text.contains("(?!") && !text.contains("(?<!")) else { return text.to_owned() };
    let loosen = |found: &Captures<'_>| match (found[1].parse::<u32>(), found[2].parse::<u32>()) {
        (Ok(low), Ok(high)) if low <= MAX_REPEATED && high > MAX_REPEATED => format!("{{{low},}}"),
        _ => found[0].to_owned(),
    };
    bounds.replace_all(text, loosen).into_owned()
}

#[cfg(test)]
mod tests {
    use crate::schema::convert::pattern::pattern;

    fn check(text: &str, fits: &[&str], differs: &[&str]) {
        let usable = pattern(text).unwrap_or_else(|why| panic!("{why}"));
        let validator = jsonschema::validator_for(&serde_json::json!({ "pattern": usable })).expect("a schema");
        let is_valid = |text: &&&str| validator.is_valid(&serde_json::Value::from(**text));
        assert_eq!(fits.iter().filter(is_valid).count(), fits.len(), "{text} as {usable}");
        assert_eq!(differs.iter().filter(is_valid).count(), 0, "{text} as {usable}");
    }

    #[test]
    fn patterns_of_other_engines_are_rewritten() {
        check(r"^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDBFF-\uDC00\uDFFF\r\n\t]*$", &["a\tb", "\u{1F600}", ""], &["\u{0001}"]);
        check(r"^[\w-.+]+@[\w-.+]+$", &["a-b.c+d@e-f.g"], &["a b@c", "a@"]);
        check(r"^[\d-_/]+$", &["1-2_3/"], &["a"]);
        check(r"^.{1,2097152}$", &["a", "abc"], &[""]);
        check(r"^\S{2,8192}$", &["ab"], &["a", "a b"]);
        check(r"^\\w-x$", &[r"\w-x"], &["w-x"]);
    }

    #[test]
    fn invalid_patterns_are_refused() {
        for text in ["(", r"[\p{all}]*", r"\p{XDigit}{8}", "{0-9]{1,15}"] {
            assert!(pattern(text).is_err(), "{text}");
        }
    }
}
