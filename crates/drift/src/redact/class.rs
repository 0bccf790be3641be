//! Classes of values: a pseudonym has the class and the pattern of its value.

use std::net::IpAddr;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::civil::Date;
use regex::Regex;

/// The kind of value that a text is, by its look alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    Empty,
    Boolean,
    /// An integer, by the narrowest of `i32`, `i64` and `u64` that has it; 0 to 3.
    Integer(u8),
    /// A number with a fraction or an exponent. The flag says that JSON writes it in exactly this way.
    Fraction(bool),
    /// A date, or date and time, that can be moved by days.
    Date,
    Uuid,
    Ip,
    Email,
    Uri,
    Path,
    Json,
    Jwt,
    /// Base64 of a readable text.
    Base64,
    Hexadecimal,
    /// Digits with leading zeros, or more of them than any integer has.
    Digits,
    Word,
}

/// Minimum length of a text that is taken for hexadecimal or base64.
const CODED: usize = 8;

fn matches(pattern: &'static LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

static FRACTION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$").ok());
static TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?( ?([Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?))?)?$").ok());
static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[^\s@/:]+@[^\s@/:]+\.[^\s@/:.]+$").ok());
static URI: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[A-Za-z][A-Za-z0-9+.-]*://[^\s]*$").ok());

impl Class {
    /// Returns the class of a text.
    pub(crate) fn of(text: &str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        match text {
            "" => Self::Empty,
            "true" | "false" => Self::Boolean,
            _ if is_digits && (digits == "0" && text == "0" || !digits.starts_with('0')) => match text.parse::<i128>() {
                Ok(number) if i32::try_from(number).is_ok() => Self::Integer(0),
                Ok(number) if i64::try_from(number).is_ok() => Self::Integer(1),
                Ok(number) if u64::try_from(number).is_ok() => Self::Integer(2),
                _ => Self::Digits,
            },
            _ if is_digits => Self::Digits,
            _ if text.len() < 512 && matches(&FRACTION, text) => Self::Fraction(is_json_number(text)),
            _ if text.len() < 48 && shifted(text, 0).is_some() => Self::Date,
            _ if is_uuid(text) => Self::Uuid,
            _ if text.len() < 48 && text.parse::<IpAddr>().is_ok() => Self::Ip,
            _ if text.len() <= 320 && matches(&EMAIL, text) => Self::Email,
            _ if matches(&URI, text) => Self::Uri,
            _ if text.starts_with('/') && text.len() > 1 && !text.contains(char::is_whitespace) => Self::Path,
            _ if is_json(text) => Self::Json,
            _ if jwt(text).is_some() => Self::Jwt,
            _ if is_hexadecimal(text) => Self::Hexadecimal,
            _ if decode_text(text).is_some() => Self::Base64,
            _ => Self::Word,
        }
    }
}

fn is_json_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok_and(|number| number.to_string() == text)
}

fn is_uuid(text: &str) -> bool {
    let fits = |(index, byte): (usize, u8)| if matches!(index, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

fn is_hexadecimal(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| text.as_bytes().iter().any(is);
    text.len() >= CODED
        && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        && has(u8::is_ascii_digit)
        && !(has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase))
}

fn is_json(text: &str) -> bool {
    text.starts_with(['{', '[']) && serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// Returns a date, or date and time, moved by whole days; `None` if it is no date, or would leave the years 1 to 9999.
pub(crate) fn shifted(text: &str, days: i32) -> Option<String> {
    let (day, time) = text.split_at_checked(10)?;
    if !matches(&TIME, time) {
        return None;
    }
    let date: Date = day.parse().ok()?;
    let moved = date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    (moved.year() >= 1).then(|| format!("{moved}{time}"))
}

/// The three parts of a JSON Web Token.
pub(crate) fn jwt(text: &str) -> Option<(String, String, &str)> {
    let mut parts = text.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !header.starts_with("ey") {
        return None;
    }
    let read = |part| decode_text(part).filter(|text| is_json(text));
    Some((read(header)?, read(claims)?, signature))
}

/// Both alphabets of base64, with and without padding.
pub(crate) const ENGINES: [GeneralPurpose; 2] =
    [GeneralPurpose::new(&base64::alphabet::STANDARD, CONFIG), GeneralPurpose::new(&base64::alphabet::URL_SAFE, CONFIG)];

const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Returns the readable text that a text is in base64; `None` if it is something else.
pub(crate) fn decode_text(text: &str) -> Option<String> {
    if text.len() < CODED || text.contains(char::is_whitespace) {
        return None;
    }
    let bytes = ENGINES.iter().find_map(|engine| engine.decode(text).ok())?;
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(|character| character.is_control() && !character.is_whitespace()))
}

/// Encodes a text as another one was encoded.
pub(crate) fn encode_like(text: &str, model: &str) -> String {
    let is_url_safe = model.contains(['-', '_']) || !model.contains(['+', '/']) && !model.ends_with('=') && !model.len().is_multiple_of(4);
    let encoded = ENGINES[usize::from(is_url_safe)].encode(text);
    if model.len().is_multiple_of(4) { encoded } else { encoded.trim_end_matches('=').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_a_class_by_their_look() {
        for (text, expected) in [
            ("", Class::Empty),
            ("true", Class::Boolean),
            ("7", Class::Integer(0)),
            ("-7", Class::Integer(0)),
            ("4294967296", Class::Integer(1)),
            ("18446744073709551615", Class::Integer(2)),
            ("007", Class::Digits),
            ("1.5", Class::Fraction(true)),
            ("1.50", Class::Fraction(false)),
            ("2024-02-29", Class::Date),
            ("2024-02-29T10:11:12.123+01:00", Class::Date),
            ("2024-02-30", Class::Word),
            ("0190a0b2-0000-7000-8000-000000000000", Class::Uuid),
            ("10.0.0.1", Class::Ip),
            ("2001:db8::1", Class::Ip),
            ("jane@example.org", Class::Email),
            ("https://example.org/a?b=1", Class::Uri),
            ("/a/7", Class::Path),
            ("{\"a\":1}", Class::Json),
            ("deadbeef01", Class::Hexadecimal),
            ("eyJhIjoxfQ==", Class::Base64),
            ("eyJhbGciOiJub25lIn0.eyJzdWIiOiI3In0.c2ln", Class::Jwt),
            ("Jane Doe", Class::Word),
        ] {
            assert_eq!(Class::of(text), expected, "{text}");
        }
    }
}
