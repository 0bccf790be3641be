//! Keywords as no validator takes them. What is meant all the same is put right; what asserts nothing is left out; what
//! was meant to assert something and cannot is set aside with a reason.

use serde_json::{Map, Value};

use crate::schema::convert::pattern::pattern;
use openapi_drift_source::json::json_type::json_type;

/// The value of an assertion as the validator takes it; `None` for what asserts nothing.
pub fn assertion(keyword: &str, value: &Value) -> Result<Option<Value>, String> {
    match keyword {
        "type" => types(value),
        // A list without values would refuse everything, which is never meant.
        "enum" => match value {
            Value::Array(values) => Ok((!values.is_empty()).then(|| value.clone())),
            other => Err(format!("`enum` is {}, a list of values is expected", json_type(other))),
        },
        "const" => Ok(Some(value.clone())),
        "format" if !value.is_string() => Err(format!("`format` is {}, a string is expected", json_type(value))),
        "format" => Ok(Some(value.clone())),
        "pattern" => match value.as_str() {
            Some(text) => pattern(text).map(|usable| Some(Value::from(usable))),
            None => Err(format!("`pattern` is {}, a string is expected", json_type(value))),
        },
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" | "minContains" | "maxContains" => {
            let whole = |number: &f64| *number >= 0.0 && number.fract() == 0.0;
            number(keyword, value)?.filter(|value| value.as_f64().as_ref().is_some_and(whole)).map_or_else(
                || {
                    if value.is_null() {
                        Ok(None)
                    } else {
                        Err(format!("`{keyword}: {value}` counts nothing, a whole number from 0 is expected"))
                    }
                },
                |value| Ok(Some(value)),
            )
        }
        "multipleOf" => match number(keyword, value)? {
            Some(value) if value.as_f64().is_some_and(|number| number <= 0.0) => {
                Err(format!("`multipleOf: {value}` divides nothing, a number above 0 is expected"))
            }
            other => Ok(other),
        },
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => number(keyword, value),
        "uniqueItems" if !value.is_boolean() => Err(format!("`uniqueItems` is {}, true or false is expected", json_type(value))),
        "uniqueItems" => Ok(Some(value.clone())),
        "dependentRequired" => dependent_required(value),
        _ => Ok(None),
    }
}

/// Lists of names by name. A name that is listed twice, which the validator refuses, is listed once.
fn dependent_required(value: &Value) -> Result<Option<Value>, String> {
    let expected = |found: &Value| Err(format!("`dependentRequired` has {}, lists of names are expected", json_type(found)));
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

/// A list in which each name stands once.
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
        _ => Err(format!("`type: {value}` is no type of JSON")),
    }
}

/// A number, also where it is written as a string.
fn number(keyword: &str, value: &Value) -> Result<Option<Value>, String> {
    match value {
        Value::Null => Ok(None),
        Value::Number(_) => Ok(Some(value.clone())),
        Value::String(text) => match serde_json::from_str(text.trim()) {
            Ok(number @ Value::Number(_)) => Ok(Some(number)),
            _ => Err(format!("`{keyword}` is a string, a number is expected")),
        },
        _ => Err(format!("`{keyword}` is {}, a number is expected", json_type(value))),
    }
}
