//! Values as YAML that readers of YAML 1.1 and of 1.2 understand alike.

use std::sync::LazyLock;

use regex::Regex;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;
use serde_saphyr::{FlowSeq, SingleQuoted};

use crate::Error;

/// A value as YAML, keys in their order, long texts as blocks.
pub(crate) fn write(value: &Value) -> Result<String, Error> {
    let text = serde_saphyr::to_string(&Written(value))?;
    // An empty line of a block is indented like the rest of it; editors and diffs do not like that, and YAML does not care.
    Ok(text.lines().map(|line| format!("{}\n", if line.trim().is_empty() { "" } else { line })).collect())
}

/// What YAML 1.1 takes for a time or a number to the base of 60, and 1.2 for text.
static OTHERWISE_IN_YAML_11: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+([.][0-9_]*)?)$";
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("the pattern is one: {error}"))
});

/// How long a list of plain values may be to stand on one line.
const LONGEST_LINE: usize = 80;

struct Written<'v>(&'v Value);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) if OTHERWISE_IN_YAML_11.is_match(text) => SingleQuoted(text).serialize(serializer),
            Value::Array(items) if fits_a_line(items) => FlowSeq(items.iter().map(Written).collect::<Vec<_>>()).serialize(serializer),
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&Written(item)))?;
                list.end()
            }
            Value::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members
                    .iter()
                    .try_for_each(|(name, value)| map.serialize_entry(&Written(&Value::String(name.clone())), &Written(value)))?;
                map.end()
            }
            plain => plain.serialize(serializer),
        }
    }
}

fn fits_a_line(items: &[Value]) -> bool {
    let width = |item: &Value| match item {
        Value::Array(_) | Value::Object(_) => None,
        // Within brackets more characters have a meaning, and not every reader agrees on which: only words go there.
        Value::String(text) if !text.chars().all(|c| c.is_ascii_alphanumeric() || "_-. /".contains(c)) => None,
        plain => Some(plain.to_string().chars().count() + 2),
    };
    items.iter().map(width).sum::<Option<usize>>().is_some_and(|width| width <= LONGEST_LINE)
}
