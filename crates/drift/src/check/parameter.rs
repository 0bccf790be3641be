//! Parameters and headers: from the text on the wire to a value that a schema can judge.

use serde_json::{Map, Value};

use crate::document::{Direction, Document, Parameter};

/// Whether a parameter's text satisfies its schema, under some reading of it.
///
/// Text has no types: `1` is a number where the schema wants one and a string where it wants that. So every reading is
/// tried, and only text that no reading makes valid is invalid. `None` where there is no usable schema.
pub(super) fn is_valid(document: &Document, parameter: &Parameter, texts: &[&str], direction: Direction) -> Option<bool> {
    let validator = document.validator(parameter.schema.as_ref()?, direction).ok()?;
    Some(readings(parameter, texts).iter().any(|value| validator.is_valid(value)))
}

/// What the schema wants, in a word or two.
pub(super) fn expectation(document: &Document, parameter: &Parameter) -> String {
    let mut at = parameter.schema.clone().unwrap_or_default();
    for _ in 0..8 {
        let reference = document.node(&at).and_then(|schema| schema.get("$ref")?.as_str());
        let Some(target) = reference.and_then(|reference| document.target(&at, reference)) else { break };
        at = target;
    }
    let Some(schema) = document.node(&at).filter(|_| parameter.schema.is_some()) else { return "its schema".to_owned() };
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return format!("one of {}", values.iter().map(Value::to_string).collect::<Vec<_>>().join(", "));
    }
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let bounds =
        ["minimum", "maximum", "minLength", "maxLength", "pattern"].iter().filter_map(|key| Some(format!("{key} {}", schema.get(*key)?)));
    let words = [word("type"), word("format")].into_iter().flatten().map(str::to_owned).chain(bounds).collect::<Vec<_>>();
    if words.is_empty() { "its schema".to_owned() } else { words.join(", ") }
}

fn readings(parameter: &Parameter, texts: &[&str]) -> Vec<Value> {
    let first = texts.first().copied().unwrap_or_default();
    if parameter.json {
        return serde_json::from_str(first).into_iter().collect();
    }
    let mut readings: Vec<Value> = scalar_readings(first);
    let delimiter = match parameter.style.as_deref() {
        Some("spaceDelimited") => ' ',
        Some("pipeDelimited") => '|',
        Some("label") => '.',
        Some("matrix") => ';',
        _ => ',',
    };
    let items: Vec<&str> = if texts.len() > 1 { texts.to_vec() } else { first.split(delimiter).collect() };
    readings.push(items.iter().map(|item| Value::String((*item).to_owned())).collect());
    readings.push(items.iter().map(|item| typed(item).unwrap_or_else(|| Value::String((*item).to_owned()))).collect());
    // `a,1,b,2` is an object in the styles `simple` and `form` without `explode`.
    if items.len().is_multiple_of(2) {
        let object: Map<String, Value> =
            items.chunks_exact(2).map(|pair| (pair[0].to_owned(), Value::String(pair[1].to_owned()))).collect();
        readings.push(Value::Object(object));
    }
    readings
}

/// An object written as `name[key]=value`.
pub(super) fn deep_object(pairs: &[(String, String)], name: &str) -> Option<Vec<Value>> {
    let (mut strings, mut values) = (Map::new(), Map::new());
    for (key, text) in pairs {
        let Some(inner) = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']')) else { continue };
        strings.insert(inner.to_owned(), Value::String(text.clone()));
        values.insert(inner.to_owned(), typed(text).unwrap_or_else(|| Value::String(text.clone())));
    }
    (!strings.is_empty()).then(|| vec![Value::Object(strings), Value::Object(values)])
}

fn scalar_readings(text: &str) -> Vec<Value> {
    std::iter::once(Value::String(text.to_owned())).chain(typed(text)).collect()
}

/// The text as a number, boolean or null.
fn typed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(|value: &Value| !value.is_object() && !value.is_array() && !value.is_string())
}
