//! Values as YAML with the same meaning in YAML 1.1 and 1.2.

use std::sync::LazyLock;

use regex::Regex;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;
use serde_saphyr::{FlowSeq, SingleQuoted};

use crate::Error;

/// A value as YAML, with keys in their order and long texts as blocks.
pub(crate) fn write(value: &Value) -> Result<String, Error> {
    let text = serde_saphyr::to_string(&YamlValue(value))?;
    // Empty lines of a block are indented too; without the indentation they mean the same.
    Ok(text.lines().map(|line| format!("{}\n", if line.trim().is_empty() { "" } else { line })).collect())
}

/// Texts that YAML 1.1 reads as a time or a sexagesimal number, and YAML 1.2 as text.
static NOT_TEXT_IN_YAML_1_1: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+([.][0-9_]*)?)$";
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("the pattern is valid: {error}"))
});

/// Maximum width of an array of scalars on one line.
const MAX_LINE: usize = 80;

struct YamlValue<'v>(&'v Value);

impl Serialize for YamlValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) if NOT_TEXT_IN_YAML_1_1.is_match(text) => SingleQuoted(text).serialize(serializer),
            Value::Array(items) if fits_a_line(items) => FlowSeq(items.iter().map(YamlValue).collect::<Vec<_>>()).serialize(serializer),
            Value::Array(items) => {
                let mut sequence = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| sequence.serialize_element(&YamlValue(item)))?;
                sequence.end()
            }
            Value::Object(object) => {
                let mut map = serializer.serialize_map(Some(object.len()))?;
                object
                    .iter()
                    .try_for_each(|(name, value)| map.serialize_entry(&YamlValue(&Value::String(name.clone())), &YamlValue(value)))?;
                map.end()
            }
            plain => plain.serialize(serializer),
        }
    }
}

fn fits_a_line(items: &[Value]) -> bool {
    let width = |item: &Value| match item {
        Value::Array(_) | Value::Object(_) => None,
        // Inside brackets more characters are special, and parsers disagree about them: only words are safe.
        Value::String(text) if !text.chars().all(|c| c.is_ascii_alphanumeric() || "_-. /".contains(c)) => None,
        plain => Some(plain.to_string().chars().count() + 2),
    };
    items.iter().map(width).sum::<Option<usize>>().is_some_and(|width| width <= MAX_LINE)
}
