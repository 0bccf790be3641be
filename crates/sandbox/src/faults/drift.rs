//! Drift: an answer that is well-formed and not as documented, as when a service changes overnight.

use std::fmt;

use axum::body::Bytes;
use serde_json::{Value, json};

/// A change to every place that a pointer leads to; `*` in a pointer stands for all items or properties, `/` alone for the body.
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
    /// Reads `drop`, `/groups/*/name` and the like; `rename` has the new name after a `>`, and `/` is the body itself.
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
        let at = at.strip_prefix('/').ok_or("a pointer begins with /, which alone means the body itself")?;
        let steps = at.split('/').filter(|_| !at.is_empty());
        let at: Vec<_> = steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        if matches!(how, How::Rename { .. } | How::Add) && at.last().is_none_or(|last| last == "*") {
            return Err("`rename` and `add` want the name of one property at the end of the pointer".to_owned());
        }
        Ok(Self { how, at })
    }

    /// The way to what is changed.
    pub(super) fn way(&self) -> &[String] {
        &self.at
    }

    /// Whether what is at the end of the way need not be there yet.
    pub(super) fn adds(&self) -> bool {
        self.how == How::Add
    }

    /// Changes a body. Where there is nothing to change, says why.
    pub(crate) fn strike(&self, body: &Bytes) -> Result<Bytes, String> {
        if self.at.is_empty() && self.how == How::Drop && !body.is_empty() {
            return Ok(Bytes::new());
        }
        let mut value = serde_json::from_slice(body).map_err(|_| "the body is not JSON".to_owned())?;
        match self.apply(&mut value) {
            0 => Err(dead_end(&value, &self.at, "").1),
            _ => Ok(Bytes::from(value.to_string())),
        }
    }

    /// Changes a body; returns how many places were changed.
    pub fn apply(&self, body: &mut Value) -> usize {
        let replace = |value: &mut Value| {
            let new = match self.how {
                How::Null => Value::Null,
                How::Enum => json!("unheard_of"),
                _ => retyped(value),
            };
            usize::from(std::mem::replace(value, new) != *value)
        };
        match (&self.how, self.at.split_last()) {
            (How::Null | How::Enum | How::Retype, _) => each(body, &self.at, &replace),
            (_, Some((name, parent))) => each(body, parent, &|value| self.restructure(value, name)),
            (_, None) => 0,
        }
    }

    /// Drops, renames or adds one member of an object or a list, or drops all.
    fn restructure(&self, parent: &mut Value, name: &str) -> usize {
        match (parent, &self.how) {
            (Value::Object(properties), How::Add) => {
                properties.insert(name.to_owned(), json!("surprise"));
                1
            }
            (Value::Array(items), How::Add) => {
                items.push(json!("surprise"));
                1
            }
            (Value::Object(properties), How::Drop) if name == "*" => std::mem::take(properties).len(),
            (Value::Array(items), How::Drop) if name == "*" => std::mem::take(items).len(),
            (Value::Object(properties), How::Drop) => usize::from(properties.shift_remove(name).is_some()),
            (Value::Array(items), How::Drop) => {
                let index = name.parse().ok().filter(|index: &usize| *index < items.len());
                usize::from(index.map(|index| items.remove(index)).is_some())
            }
            (Value::Object(properties), How::Rename { to }) => match properties.shift_remove(name) {
                Some(value) => {
                    properties.insert(to.clone(), value);
                    1
                }
                None => 0,
            },
            _ => 0,
        }
    }
}

/// Does something with every value that a way leads to, and adds up.
fn each(value: &mut Value, way: &[String], change: &dyn Fn(&mut Value) -> usize) -> usize {
    let Some((step, rest)) = way.split_first() else { return change(value) };
    match value {
        Value::Array(items) if step == "*" => items.iter_mut().map(|item| each(item, rest, change)).sum(),
        Value::Object(properties) if step == "*" => properties.values_mut().map(|property| each(property, rest, change)).sum(),
        Value::Array(items) => step.parse().ok().and_then(|index: usize| items.get_mut(index)).map_or(0, |item| each(item, rest, change)),
        Value::Object(properties) => properties.get_mut(step).map_or(0, |property| each(property, rest, change)),
        _ => 0,
    }
}

/// How far a way leads, and what is there instead of the next step.
fn dead_end(value: &Value, way: &[String], walked: &str) -> (usize, String) {
    let here = if walked.is_empty() { "the body" } else { walked };
    let Some((step, rest)) = way.split_first() else { return (0, format!("{here} is so already")) };
    let next = format!("{walked}/{step}");
    let below: Vec<&Value> = match value {
        Value::Array(items) if step == "*" => items.iter().collect(),
        Value::Object(properties) if step == "*" => properties.values().collect(),
        Value::Array(items) => step.parse().ok().and_then(|index: usize| items.get(index)).into_iter().collect(),
        Value::Object(properties) => properties.get(step).into_iter().collect(),
        _ => Vec::new(),
    };
    let furthest = below.into_iter().map(|value| dead_end(value, rest, &next)).max_by_key(|(depth, _)| *depth);
    furthest.map(|(depth, why)| (depth + 1, why)).unwrap_or_else(|| {
        let why = match value {
            Value::Object(properties) if !properties.is_empty() => format!("{here} has no {step}, but {}", listed(properties.keys())),
            Value::Array(items) if !items.is_empty() => format!("{here} is a list of {}: write * or a number", items.len()),
            Value::Object(_) | Value::Array(_) => format!("{here} is empty"),
            _ => format!("{here} is neither an object nor a list"),
        };
        (0, why)
    })
}

/// Some names, cut where they are many.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let names: Vec<_> = names.map(String::as_str).collect();
    match names.get(12..).unwrap_or_default().len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..12].join(", ")),
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
        if self.at.is_empty() {
            f.write_str("/")?;
        }
        for step in &self.at {
            write!(f, "/{}", step.replace('~', "~0").replace('/', "~1"))?;
        }
        if let How::Rename { to } = &self.how {
            write!(f, ">{to}")?;
        }
        Ok(())
    }
}
