//! From YAML to JSON, in which documents are written and fitted.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::Value;

/// Reads the one document of a text; the error says at which line and column the text is none.
pub fn read(text: &str) -> Result<Value, String> {
    let documents = Yaml::load_from_str(text).map_err(|err| err.to_string())?;
    match documents.as_slice() {
        [document] => json(document),
        documents => Err(format!("{} documents instead of one", documents.len())),
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
        // Tags and aliases: the document has neither, and the tools of other languages are spared them.
        other => Err(format!("a construct that JSON has no word for: {other:?}")),
    }
}

/// Statuses may be written as numbers.
fn key(yaml: &Yaml<'_>) -> Result<String, String> {
    match json(yaml)? {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(format!("a key that is neither text nor a number: {other}")),
    }
}
