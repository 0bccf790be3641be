//! Putting right what services write that is nearly JSON, so that one odd character or number does not cost a page.

/// The text with a replacement character for what is no UTF-8 and for each half of a surrogate pair that stands alone, and with
/// numbers that no `f64` can hold as strings; `None` if nothing of that is in it.
pub(super) fn mend(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    let bytes = text.as_bytes();
    let mut mended = String::with_capacity(bytes.len());
    let (mut at, mut copied, mut within) = (0, 0, false);
    while let Some(byte) = bytes.get(at) {
        // How many bytes to go on by, and what to put in their place.
        let (length, instead) = match byte {
            b'"' => {
                within = !within;
                (1, None)
            }
            b'\\' if within => escaped(bytes, at),
            b'-' | b'0'..=b'9' if !within => number(&text[at..]),
            _ => (1, None),
        };
        if let Some(instead) = instead {
            mended.push_str(&text[copied..at]);
            mended.push_str(&instead);
            copied = at + length;
        }
        at += length;
    }
    mended.push_str(&text[copied..]);
    (mended.as_bytes() != bytes || matches!(text, std::borrow::Cow::Owned(_))).then_some(mended)
}

fn escaped(bytes: &[u8], at: usize) -> (usize, Option<String>) {
    match (unit(bytes, at), unit(bytes, at + 6)) {
        (None, _) => (2, None),
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, None),
        (Some(0xD800..=0xDFFF), _) => (6, Some("\u{fffd}".to_owned())),
        (Some(_), _) => (6, None),
    }
}

/// The number of an escape like `\ud83d`, where there is one.
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
        assert_eq!(mend(text.as_ref()).as_deref(), expected);
    }

    #[test]
    fn only_what_no_json_can_hold_is_changed() {
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
        fn no_text_is_too_odd(text in prop::collection::vec(prop::sample::select(br#"\u"d8c0{}[],:1e400-+. "#.to_vec()), 0..40)) {
            let _ = mend(&text);
        }

        #[test]
        fn what_is_json_is_left_alone(text in ".*", number in any::<f64>()) {
            check(serde_json::json!([text, { text.as_str(): number }]).to_string(), None);
        }
    }
}
