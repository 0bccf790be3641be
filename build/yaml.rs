//! Converting YAML, in which documents are written, to JSON.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::Value;

/// Parses a text with one YAML document; the error has a line and column.
pub fn read(text: &str) -> Result<Value, String> {
    let documents = Yaml::load_from_str(text).map_err(|err| err.to_string())?;
    match documents.as_slice() {
        [document] => json(document),
        documents => Err(format!("expected one document, found {}", documents.len())),
    }
}

fn json(yaml: &Yaml<'_>) -> Result<Value, String> {
    match yaml {
        Yaml::Value(Scalar::Null) => Ok(Value::Null),
        Yaml::Value(Scalar::Boolean(flag)) => Ok((*flag).into()),
        Yaml::Value(Scalar::Integer(number)) => Ok((*number).into()),
        Yaml::Value(Scalar::FloatingPoint(number)) => Ok(number.into_inner().into()),
        Yaml::Value(Scalar::String(text)) => Ok(text.as_ref().into()),
        Yaml::Sequence(items) => items.iter().map(json).collect(),
        Yaml::Mapping(entries) => entries.iter().map(|(name, value)| Ok((key(name)?, json(value)?))).collect(),
        // Tags and aliases: our documents have none, for the tools of other languages.
        other => Err(format!("no JSON equivalent of {other:?}")),
    }
}

/// Returns a key. Statuses may be numbers.
fn key(yaml: &Yaml<'_>) -> Result<String, String> {
    match json(yaml)? {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(format!("a key must be a string or a number, not {other}")),
    }
}
