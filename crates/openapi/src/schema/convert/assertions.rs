//! Repairs assertions that a validator would reject. If the intention is clear, the value is corrected; a keyword without effect
//! is removed; any other invalid keyword is ignored with a reason.

use serde_json::{Map, Value};

use crate::schema::convert::pattern::pattern;
use openapi_drift_source::json::json_type::json_type;

/// Returns the value of an assertion in the form that the validator accepts; `None` if the keyword has no effect.
///
/// # Errors
///
/// A message if the value is invalid.
pub fn assertion(keyword: &str, value: &Value) -> Result<Option<Value>, String> {
    match keyword {
        "type" => types(value),
        // An empty `enum` would reject every value, which is never intended.
        "enum" => match value {
            Value::Array(values) => Ok((!values.is_empty()).then(|| value.clone())),
            other => Err(wrong_type("enum", other, "an array of values")),
        },
        "const" => Ok(Some(value.clone())),
        "format" if !value.is_string() => Err(wrong_type(keyword, value, "a string")),
        "format" => Ok(Some(value.clone())),
        "pattern" => match value.as_str() {
            Some(text) => pattern(text).map(|usable| Some(Value::from(usable))),
            None => Err(wrong_type(keyword, value, "a string")),
        },
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" | "minContains" | "maxContains" => {
            let whole = |number: &f64| *number >= 0.0 && number.fract() == 0.0;
            number(keyword, value)?.filter(|value| value.as_f64().as_ref().is_some_and(whole)).map_or_else(
                || {
                    if value.is_null() {
                        Ok(None)
                    } else {
                        Err(format!("`{keyword}: {value}` is invalid: expected a non-negative integer"))
                    }
                },
                |value| Ok(Some(value)),
            )
        }
        "multipleOf" => match number(keyword, value)? {
            Some(value) if value.as_f64().is_some_and(|number| number <= 0.0) => {
                Err(format!("`multipleOf: {value}` is invalid: expected a number greater than 0"))
            }
            other => Ok(other),
        },
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => number(keyword, value),
        "uniqueItems" if !value.is_boolean() => Err(wrong_type(keyword, value, "true or false")),
        "uniqueItems" => Ok(Some(value.clone())),
        "dependentRequired" => dependent_required(value),
        _ => Ok(None),
    }
}

/// Converts `dependentRequired`. Duplicate names, which the validator rejects, are removed.
fn dependent_required(value: &Value) -> Result<Option<Value>, String> {
    let expected = |found: &Value| Err(format!("`dependentRequired`: expected arrays of names, found {}", json_type(found)));
    if value.is_null() {
        return Ok(None);
    }
    let Some(members) = value.as_object() else { return expected(value) };
    let mut converted = Map::new();
    for (name, names) in members {
        let Some(names) = names.as_array().filter(|names| names.iter().all(Value::is_string)) else { return expected(names) };
        converted.insert(name.clone(), distinct(names));
    }
    Ok(Some(Value::Object(converted)))
}

/// Removes duplicate names.
fn distinct(names: &[Value]) -> Value {
    let mut distinct: Vec<Value> = Vec::new();
    for name in names {
        if !distinct.contains(name) {
            distinct.push(name.clone());
        }
    }
    Value::Array(distinct)
}

fn types(value: &Value) -> Result<Option<Value>, String> {
    let is_type = |name: &str| matches!(name, "string" | "number" | "integer" | "boolean" | "object" | "array" | "null");
    match value {
        Value::Null => Ok(None),
        Value::String(name) if is_type(name) => Ok(Some(value.clone())),
        Value::Array(names) if names.is_empty() => Ok(None),
        Value::Array(names) if names.iter().all(|name| name.as_str().is_some_and(is_type)) => Ok(Some(distinct(names))),
        _ => Err(format!("`type: {value}` is not a JSON Schema type")),
    }
}

/// Returns the message for a keyword whose value has the wrong type.
pub fn wrong_type(keyword: &str, value: &Value, expected: &str) -> String {
    format!("`{keyword}`: expected {expected}, found {}", json_type(value))
}

/// Returns a number; a number in a string is accepted.
fn number(keyword: &str, value: &Value) -> Result<Option<Value>, String> {
    match value {
        Value::Null => Ok(None),
        Value::Number(_) => Ok(Some(value.clone())),
        Value::String(text) => match serde_json::from_str(text.trim()) {
            Ok(number @ Value::Number(_)) => Ok(Some(number)),
            _ => Err(wrong_type(keyword, value, "a number")),
        },
        _ => Err(wrong_type(keyword, value, "a number")),
    }
}
