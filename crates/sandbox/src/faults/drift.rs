//! Drift: an answer that is well-formed and not as documented, as when a service changes overnight.

use std::fmt;

use serde_json::{Value, json};

/// A change to every place that a pointer leads to; `*` in a pointer stands for all items or properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    how: How,
    at: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum How {
    Rename { to: String },
    Drop,
    Retype,
    Null,
    Add,
    Enum,
}

impl Drift {
    /// Reads `drop`, `/groups/*/name` and the like; `rename` has the new name after a `>`.
    pub(super) fn parse(how: &str, value: &str) -> Result<Self, String> {
        let (at, to) = value.split_once('>').map_or((value, None), |(at, to)| (at, Some(to)));
        let how = match (how, to) {
            ("rename", Some(to)) if !to.is_empty() => How::Rename { to: to.to_owned() },
            ("rename", _) => return Err("`rename` wants a pointer and a name: rename=/name>title".to_owned()),
            ("drop", None) => How::Drop,
            ("retype", None) => How::Retype,
            ("null", None) => How::Null,
            ("add", None) => How::Add,
            ("enum", None) => How::Enum,
            _ => return Err("expected status, latency, disconnect, malformed, rename, drop, retype, null, add or enum".to_owned()),
        };
        let at = at.strip_prefix('/').filter(|at| !at.is_empty()).ok_or("a pointer begins with / and names something")?;
        Ok(Self { how, at: at.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect() })
    }

    /// Changes a body; returns how many places were changed.
    pub fn apply(&self, body: &mut Value) -> usize {
        self.walk(body, &self.at)
    }

    fn walk(&self, value: &mut Value, at: &[String]) -> usize {
        match at {
            [] => 0,
            [last] => self.change(value, last),
            [step, rest @ ..] => match value {
                Value::Array(items) if step == "*" => items.iter_mut().map(|item| self.walk(item, rest)).sum(),
                Value::Array(items) => {
                    step.parse().ok().and_then(|index: usize| items.get_mut(index)).map_or(0, |item| self.walk(item, rest))
                }
                Value::Object(properties) if step == "*" => properties.values_mut().map(|property| self.walk(property, rest)).sum(),
                Value::Object(properties) => properties.get_mut(step).map_or(0, |property| self.walk(property, rest)),
                _ => 0,
            },
        }
    }

    fn change(&self, parent: &mut Value, name: &str) -> usize {
        let replace = |value: &mut Value| {
            *value = match self.how {
                How::Null => Value::Null,
                How::Enum => json!("unheard_of"),
                _ => retyped(value),
            };
        };
        match (parent, &self.how) {
            (Value::Object(properties), How::Add) => {
                properties.insert(name.to_owned(), json!("surprise"));
                1
            }
            (Value::Object(properties), How::Drop) => usize::from(properties.shift_remove(name).is_some()),
            (Value::Object(properties), How::Rename { to }) => match properties.shift_remove(name) {
                Some(value) => {
                    properties.insert(to.clone(), value);
                    1
                }
                None => 0,
            },
            (Value::Object(properties), _) => properties.get_mut(name).map(replace).map_or(0, |()| 1),
            (Value::Array(items), How::Null | How::Enum | How::Retype) if name == "*" => {
                items.iter_mut().for_each(replace);
                items.len()
            }
            _ => 0,
        }
    }
}

/// A value of another type.
fn retyped(value: &Value) -> Value {
    match value {
        Value::Null => json!(0),
        Value::Bool(value) => json!(value.to_string()),
        Value::Number(value) => json!(value.to_string()),
        Value::String(_) => json!(42),
        Value::Array(_) => json!({}),
        Value::Object(_) => json!([]),
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.how {
            How::Rename { .. } => "rename",
            How::Drop => "drop",
            How::Retype => "retype",
            How::Null => "null",
            How::Add => "add",
            How::Enum => "enum",
        };
        write!(f, "{how}=")?;
        for step in &self.at {
            write!(f, "/{}", step.replace('~', "~0").replace('/', "~1"))?;
        }
        if let How::Rename { to } = &self.how {
            write!(f, ">{to}")?;
        }
        Ok(())
    }
}
