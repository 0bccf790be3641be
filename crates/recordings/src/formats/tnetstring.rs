//! Tagged netstrings: `LENGTH:DATA` and a character for the type.

use std::borrow::Cow;

/// The nesting that is read.
const MAX_DEPTH: usize = 64;

/// The most digits of a length.
const MAX_DIGITS: usize = 12;

/// A value that borrows from its text.
#[derive(Debug, Clone, PartialEq)]
pub enum TnetValue<'t> {
    /// Null, or a boolean.
    Other,
    /// Bytes, or text in UTF-8.
    Bytes(&'t [u8]),
    Integer(i64),
    Float(f64),
    List(Vec<TnetValue<'t>>),
    Dict(Vec<(TnetValue<'t>, TnetValue<'t>)>),
}

impl<'t> TnetValue<'t> {
    /// Returns the value of a key.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Dict(pairs) = self else { return None };
        pairs.iter().find(|(key, _)| key.bytes() == Some(name.as_bytes())).map(|(_, value)| value)
    }

    /// Returns whether the value is a dictionary.
    pub fn is_dict(&self) -> bool {
        matches!(self, Self::Dict(_))
    }

    /// Returns the bytes of a string.
    pub fn bytes(&self) -> Option<&'t [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// Returns the text of a string; invalid UTF-8 is replaced.
    pub fn text(&self) -> Option<Cow<'t, str>> {
        self.bytes().map(String::from_utf8_lossy)
    }

    /// Returns an integer.
    pub fn integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// Returns a number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Float(number) => Some(*number),
            Self::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// Returns the items of a list; none of any other value.
    pub fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }
}

/// Returns the number of bytes of the first value of a text, with its length and its type; `None` if there are too few to know, an
/// error if it does not start with a length.
pub fn length(bytes: &[u8]) -> Result<Option<usize>, String> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match bytes.get(digits) {
        None if digits <= MAX_DIGITS => Ok(None),
        Some(b':') if (1..=MAX_DIGITS).contains(&digits) => {
            let length: usize = std::str::from_utf8(&bytes[..digits]).unwrap_or_default().parse().map_err(|_| NO_LENGTH.to_owned())?;
            Ok(Some(length.saturating_add(digits + 2)))
        }
        _ => Err(NO_LENGTH.to_owned()),
    }
}

const NO_LENGTH: &str = "expected the length of a value, such as `12:`";

/// Parses a text that is one value.
///
/// # Errors
///
/// The reason: the text is cut off or is not a tagged netstring, or it is nested more than 64 levels deep.
pub fn parse(bytes: &[u8]) -> Result<TnetValue<'_>, String> {
    match value(bytes, 0)? {
        (value, []) => Ok(value),
        _ => Err("unexpected bytes after the value".to_owned()),
    }
}

fn value(bytes: &[u8], depth: usize) -> Result<(TnetValue<'_>, &[u8]), String> {
    if depth > MAX_DEPTH {
        return Err(format!("nested more than {MAX_DEPTH} levels deep"));
    }
    let whole = length(bytes)?.filter(|length| *length <= bytes.len()).ok_or("the value is cut off")?;
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (content, rest) = (&bytes[digits + 1..whole - 1], &bytes[whole..]);
    let text = || std::str::from_utf8(content).map_err(|_| "a number is not text".to_owned());
    let value = match bytes[whole - 1] {
        b',' | b';' => TnetValue::Bytes(content),
        b'#' => TnetValue::Integer(text()?.parse().map_err(|_| "a number is not an integer".to_owned())?),
        b'^' => TnetValue::Float(text()?.parse().map_err(|_| "a number is not valid".to_owned())?),
        b'!' | b'~' => TnetValue::Other,
        b']' => {
            let (mut items, mut left) = (Vec::new(), content);
            while !left.is_empty() {
                let (item, rest) = self::value(left, depth + 1)?;
                items.push(item);
                left = rest;
            }
            TnetValue::List(items)
        }
        b'}' => {
            let (mut pairs, mut left) = (Vec::new(), content);
            while !left.is_empty() {
                let (key, rest) = self::value(left, depth + 1)?;
                let (item, rest) = self::value(rest, depth + 1)?;
                pairs.push((key, item));
                left = rest;
            }
            TnetValue::Dict(pairs)
        }
        _ => return Err("a value has an unknown type".to_owned()),
    };
    Ok((value, rest))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A value to write.
    #[derive(Clone)]
    pub enum Written {
        Null,
        Bytes(&'static [u8]),
        Text(&'static str),
        Integer(i64),
        Float(&'static str),
        List(Vec<Written>),
        Dict(Vec<(&'static str, Written)>),
    }

    pub fn write(value: &Written) -> Vec<u8> {
        let (content, tag) = match value {
            Written::Null => (Vec::new(), b'~'),
            Written::Bytes(bytes) => (bytes.to_vec(), b','),
            Written::Text(text) => (text.as_bytes().to_vec(), b';'),
            Written::Integer(number) => (number.to_string().into_bytes(), b'#'),
            Written::Float(text) => (text.as_bytes().to_vec(), b'^'),
            Written::List(items) => (items.iter().flat_map(write).collect(), b']'),
            Written::Dict(pairs) => {
                (pairs.iter().flat_map(|(name, value)| [write(&Written::Text(name)), write(value)].concat()).collect(), b'}')
            }
        };
        [format!("{}:", content.len()).as_bytes(), &content, &[tag]].concat()
    }

    #[test]
    fn values_are_read() {
        let text = b"43:1:a;1:1#1:b,4:true!1:c,3:1.5^1:d,7:1:x,0:~]}";
        let value = parse(text).expect("parses");
        assert_eq!(value.get("a").and_then(TnetValue::integer), Some(1));
        assert_eq!(value.get("b"), Some(&TnetValue::Other));
        assert_eq!(value.get("c").and_then(TnetValue::number), Some(1.5));
        assert_eq!(value.get("d").map(TnetValue::items).map(<[_]>::len), Some(2));
        assert_eq!(value.get("e"), None);
    }

    #[test]
    fn invalid_texts_are_errors() {
        for (text, expected) in [
            ("", "the value is cut off"),
            ("5:abc", "the value is cut off"),
            ("x", NO_LENGTH),
            ("9999999999999:", NO_LENGTH),
            ("99999999999:a,", "the value is cut off"),
            ("1:a,1", "unexpected bytes after the value"),
            ("1:a?", "a value has an unknown type"),
            ("1:a#", "a number is not an integer"),
            ("4:1:a,}", "the value is cut off"),
        ] {
            assert_eq!(parse(text.as_bytes()).expect_err(text), expected, "{text}");
        }
        let mut deep = b"0:]".to_vec();
        for _ in 0..100 {
            deep = [format!("{}:", deep.len()).as_bytes(), &deep, b"]"].concat();
        }
        assert!(parse(&deep).is_err());
    }
}
