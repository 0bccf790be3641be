//! Repairing text that is nearly JSON, so that one invalid character or number does not cost a page.

/// Returns the text with a replacement character for each invalid UTF-8 sequence and each lone surrogate, and with numbers beyond
/// `f64` as strings; `None` if there is nothing to repair.
pub(super) fn repair_json(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    let bytes = text.as_bytes();
    let mut repaired = String::with_capacity(bytes.len());
    let (mut at, mut copied, mut in_string) = (0, 0, false);
    while let Some(byte) = bytes.get(at) {
        // The number of bytes to advance by, and their replacement.
        let (length, replacement) = match byte {
            b'"' => {
                in_string = !in_string;
                (1, None)
            }
            b'\\' if in_string => escaped(bytes, at),
            b'-' | b'0'..=b'9' if !in_string => number(&text[at..]),
            _ => (1, None),
        };
        if let Some(replacement) = replacement {
            repaired.push_str(&text[copied..at]);
            repaired.push_str(&replacement);
            copied = at + length;
        }
        at += length;
    }
    repaired.push_str(&text[copied..]);
    (repaired.as_bytes() != bytes || matches!(text, std::borrow::Cow::Owned(_))).then_some(repaired)
}

fn escaped(bytes: &[u8], at: usize) -> (usize, Option<String>) {
    match (unit(bytes, at), unit(bytes, at + 6)) {
        (None, _) => (2, None),
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, None),
        (Some(0xD800..=0xDFFF), _) => (6, Some("\u{fffd}".to_owned())),
        (Some(_), _) => (6, None),
    }
}

/// Returns the code unit of an escape such as `\ud83d`.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn number(rest: &str) -> (usize, Option<String>) {
    let end = rest.find(|character: char| !character.is_ascii_digit() && !matches!(character, '+' | '-' | '.' | 'e' | 'E'));
    let number = &rest[..end.unwrap_or(rest.len())];
    let too_large = number.parse::<f64>().is_ok_and(f64::is_infinite);
    (number.len(), too_large.then(|| format!("\"{number}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: impl AsRef<[u8]>, expected: Option<&str>) {
        assert_eq!(repair_json(text.as_ref()).as_deref(), expected);
    }

    #[test]
    fn only_invalid_json_is_changed() {
        check(b"{\"a\": \"M\xfcnchen\"}", Some("{\"a\": \"M\u{fffd}nchen\"}"));
        check(r#"["\ud83d", 1]"#, Some("[\"\u{fffd}\", 1]"));
        check(r#"["\udc00\ud83d\ud83d\ude00"]"#, Some("[\"\u{fffd}\u{fffd}\\ud83d\\ude00\"]"));
        check("[1e400, -1E+999, 1e-400, 12]", Some(r#"["1e400", "-1E+999", 1e-400, 12]"#));
        check(r#"{ "1e400": "1e400 \" 1e400", "n": 1.5e12 }"#, None);
        check(r#"["\\ud83d", "\u00e9", "\ud83d\ude00"]"#, None);
        check("\"\\", None);
        check("\"\\ud8", None);
        check("", None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in prop::collection::vec(prop::sample::select(br#"\u"d8c0{}[],:1e400-+. "#.to_vec()), 0..40)) {
            let _ = repair_json(&text);
        }

        #[test]
        fn valid_json_stays_as_it_is(text in ".*", number in any::<f64>()) {
            check(serde_json::json!([text, { text.as_str(): number }]).to_string(), None);
        }
    }
}
