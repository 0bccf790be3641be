//! Parses JSON into a value. A duplicate key is an error, since the intended value is unknown.
//!
//! Parsing dominates the loading of a large document, so a large text is parsed in two halves in parallel.

use std::{fmt, thread};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::json::fault::json_fault;
use crate::json::locate::{indent_end, string_end};
use crate::position::Position;

/// The size in bytes from which a text is parsed in halves.
const LARGE: usize = 256 * 1024;

/// The greatest depth of a cut: `/components/schemas/X` and `/paths/X/get` are deep enough to come near the middle.
const MAX_DEPTH: usize = 3;

/// Parses a text. An error has a position and a reason.
pub fn parse(text: &str) -> Result<Value, (Position, String)> {
    // On failure, parse again as one text to get the right position.
    let halves = if text.len() >= LARGE { in_halves(text, text.len() / 2) } else { None };
    halves.map_or_else(|| whole(text), Ok).map_err(|error| (Position::of_json_error(text, &error), json_fault(text, &error)))
}

fn whole(text: &str) -> serde_json::Result<Value> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Strict.deserialize(&mut json)?;
    json.end()?;
    Ok(value)
}

/// Parses the halves of a text, cut at or after an offset; `None` if there is no place to cut or a half is invalid.
fn in_halves(text: &str, middle: usize) -> Option<Value> {
    let Cut { comma, keys } = Cut::near(text, middle)?;
    let first = format!("{}{}", &text[..comma], "}".repeat(keys.len() + 1));
    let opened: String = keys.iter().map(|key| format!("{key}:{{")).collect();
    let second = format!("{{{opened}{}", &text[comma + 1..]);
    let (first, second) = thread::scope(|scope| {
        let second = thread::Builder::new().spawn_scoped(scope, || whole(&second)).ok()?;
        let first = whole(&first);
        Some((first.ok()?, second.join().ok()?.ok()?))
    })?;
    let (Value::Object(mut first), Value::Object(second)) = (first, second) else { return None };
    join(&mut first, second, &keys)?;
    Some(Value::Object(first))
}

/// Appends the properties after the cut to those before it. `keys` lead to the object that was cut.
fn join(first: &mut Map<String, Value>, second: Map<String, Value>, keys: &[&str]) -> Option<()> {
    let mut cut = keys.split_first();
    for (name, value) in second {
        match (cut.take(), first.entry(name)) {
            (Some((_, deeper)), Entry::Occupied(mut known)) => {
                let Value::Object(rest) = value else { return None };
                join(known.get_mut().as_object_mut()?, rest, deeper)?;
            }
            (None, Entry::Vacant(entry)) => drop(entry.insert(value)),
            _ => return None,
        }
    }
    Some(())
}

/// A comma between two properties of an object, and the raw keys of the enclosing objects.
struct Cut<'t> {
    comma: usize,
    keys: Vec<&'t str>,
}

impl<'t> Cut<'t> {
    /// Returns the first usable cut at or after an offset.
    fn near(text: &'t str, middle: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        // The keys of the open objects. An array counts with everything in it, since arrays are not cut.
        let (mut keys, mut key, mut lists, mut deeper) = (Vec::new(), "", 0_usize, 0_usize);
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    let end = string_end(bytes, at);
                    // A string value is recorded as a key too, but the string before an object is always its key.
                    key = text.get(at..end)?;
                    at = end;
                    continue;
                }
                b'[' => lists += 1,
                b']' => lists = lists.checked_sub(1)?,
                b'{' if lists > 0 || keys.len() > MAX_DEPTH => deeper += 1,
                b'{' => keys.push(key),
                b'}' if deeper > 0 => deeper -= 1,
                b'}' => drop(keys.pop()?),
                b',' if at >= middle && lists == 0 && deeper == 0 => {
                    let stands_between = !text[..at].trim_end().ends_with('{') && text[at + 1..].trim_start().starts_with('"');
                    // The root object has no key.
                    return (stands_between && !keys.is_empty()).then(|| Self { comma: at, keys: keys.split_off(1) });
                }
                b'\n' => at = indent_end(bytes, at),
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// A value without duplicate keys; the `Value` of `serde_json` silently keeps the last one.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Strict)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            match members.entry(key) {
                Entry::Vacant(entry) => _ = entry.insert(map.next_value_seed(Strict)?),
                Entry::Occupied(entry) => return Err(serde::de::Error::custom(format!("duplicate key `{}`", entry.key()))),
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// Returns a document with `count` schemas, indented as publishers do.
    fn text(schemas: usize) -> String {
        let schema = |number| format!("    \"S{number}\": {{\"type\": [\"object\", \"null\"], \"x\": {{\"a\": [{{\"b\": \"}},{{\"}}]}}}}");
        let schemas: Vec<String> = (0..schemas).map(schema).collect();
        format!(
            "{{\n \"openapi\": \"3.1.0\",\n \"components\": {{\n  \"schemas\": {{\n{}\n  }}\n }},\n \"z\": 1\n}}\n",
            schemas.join(",\n")
        )
    }

    #[test]
    fn halves_are_the_whole() {
        let text = text(5000);
        let value = in_halves(&text, text.len() / 2).expect("can be cut");
        let expected = whole(&text).expect("is sound");
        assert_eq!(value, expected);
        // The order of the properties is kept too.
        assert_eq!(value.to_string(), expected.to_string());
    }

    #[test]
    fn errors_in_either_half_have_the_right_position() {
        let sound = text(5000);
        let middle = Cut::near(&sound, sound.len() / 2).expect("can be cut").comma;
        for (from, to) in [
            ("\"S7\"", "\"S8\""),
            ("\"S4900\"", "\"S7\""),
            ("\"S4900\":", "\"S4900\""),
            ("\"z\": 1\n}", "\"z\": 1\n}}"),
            ("\"z\"", "\"openapi\""),
        ] {
            let text = sound.replacen(from, to, 1);
            let error = whole(&text).expect_err(to);
            assert_eq!(parse(&text), Err((Position::of_json_error(&text, &error), json_fault(&text, &error))), "{from} {to}");
        }
        for wrong in [",,", ", }, {", "{,", "[,"] {
            let text = format!("{}{wrong}{}", &sound[..middle], &sound[middle + 1..]);
            assert!(in_halves(&text, middle - 9).is_none(), "{wrong}");
        }
    }

    proptest! {
        /// For any cut and any fault, the halves are used only if they equal the whole.
        #[test]
        fn a_cut_changes_nothing(pieces in vec(select(vec!["{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "\"a\":{", "\"b\":1,", "},\"c\":", " ", "\"\\\""]), 0..24), middle in 0..60_usize) {
            let text = format!("{{{}", pieces.concat());
            if let Some(value) = in_halves(&text, middle.min(text.len())) {
                prop_assert_eq!(Some(value), whole(&text).ok(), "{}", text);
            }
        }
    }

    #[test]
    fn indivisible_texts_are_parsed_as_one() {
        for text in [format!("[{}1]", "1, ".repeat(LARGE)), format!("{{\"a\": \"{}\"}}", "x".repeat(LARGE))] {
            assert!(in_halves(&text, text.len() / 2).is_none());
            assert!(parse(&text).is_ok());
        }
    }
}
