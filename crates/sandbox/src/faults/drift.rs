//! Drift: a change of a body, after which it is valid JSON that differs from the document.

use std::borrow::Cow;
use std::fmt;

use axum::body::Bytes;
use openapi_drift::pointer;
use serde_json::{Value, json};

/// A change of every place that a pointer selects. `*` selects all items or properties, `/` alone the whole body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    kind: DriftKind,
    path: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum DriftKind {
    Rename { to: String },
    Drop,
    Retype,
    Null,
    Add,
    Enum,
}

impl Drift {
    /// Reads a kind and a pointer, such as `drop` and `/groups/*/name`; `rename` has the new name after `>`.
    pub(super) fn parse(kind: &str, value: &str) -> Result<Self, String> {
        let (at, to) = value.split_once('>').map_or((value, None), |(at, to)| (at, Some(to)));
        let kind = match (kind, to) {
            ("rename", Some(to)) if !to.is_empty() => DriftKind::Rename { to: to.to_owned() },
            ("rename", _) => return Err("`rename` needs a pointer and a name: rename=/name>title".to_owned()),
            ("drop", None) => DriftKind::Drop,
            ("retype", None) => DriftKind::Retype,
            ("null", None) => DriftKind::Null,
            ("add", None) => DriftKind::Add,
            ("enum", None) => DriftKind::Enum,
            _ => return Err("expected status, latency, disconnect, malformed, rename, drop, retype, null, add or enum".to_owned()),
        };
        if !at.starts_with('/') {
            return Err("a pointer starts with /; / alone is the whole body".to_owned());
        }
        let path: Vec<_> = pointer::segments(at).map(Cow::into_owned).filter(|_| at != "/").collect();
        if matches!(kind, DriftKind::Rename { .. } | DriftKind::Add) && path.last().is_none_or(|last| last == "*") {
            return Err("the pointer of `rename` and `add` must end with the name of one property".to_owned());
        }
        Ok(Self { kind, path })
    }

    /// Returns the segments of the pointer.
    pub(super) fn path(&self) -> &[String] {
        &self.path
    }

    /// Returns whether the end of the pointer may be absent.
    pub(super) fn adds(&self) -> bool {
        self.kind == DriftKind::Add
    }

    /// Changes a body.
    ///
    /// # Errors
    ///
    /// Returns the reason if there is nothing to change.
    pub(crate) fn change_body(&self, body: &Bytes) -> Result<Bytes, String> {
        if self.path.is_empty() && self.kind == DriftKind::Drop && !body.is_empty() {
            return Ok(Bytes::new());
        }
        let mut value = serde_json::from_slice(body).map_err(|_| "the body is not JSON".to_owned())?;
        match self.apply(&mut value) {
            0 => Err(dead_end(&value, &self.path, "").1),
            _ => Ok(Bytes::from(value.to_string())),
        }
    }

    /// Changes a body and returns the number of changed places.
    pub fn apply(&self, body: &mut Value) -> usize {
        let replace = |value: &mut Value| {
            let new = match self.kind {
                DriftKind::Null => Value::Null,
                DriftKind::Enum => json!("undocumented_value"),
                _ => retyped(value),
            };
            usize::from(std::mem::replace(value, new) != *value)
        };
        match (&self.kind, self.path.split_last()) {
            (DriftKind::Null | DriftKind::Enum | DriftKind::Retype, _) => each(body, &self.path, &replace),
            (_, Some((name, parent))) => each(body, parent, &|value| self.restructure(value, name)),
            (_, None) => 0,
        }
    }

    /// Drops, renames or adds one property or item, or drops all of them.
    fn restructure(&self, parent: &mut Value, name: &str) -> usize {
        match (parent, &self.kind) {
            (Value::Object(properties), DriftKind::Add) => {
                properties.insert(name.to_owned(), json!("undocumented"));
                1
            }
            (Value::Array(items), DriftKind::Add) => {
                items.push(json!("undocumented"));
                1
            }
            (Value::Object(properties), DriftKind::Drop) if name == "*" => std::mem::take(properties).len(),
            (Value::Array(items), DriftKind::Drop) if name == "*" => std::mem::take(items).len(),
            (Value::Object(properties), DriftKind::Drop) => usize::from(properties.shift_remove(name).is_some()),
            (Value::Array(items), DriftKind::Drop) => {
                let index = name.parse().ok().filter(|index: &usize| *index < items.len());
                usize::from(index.map(|index| items.remove(index)).is_some())
            }
            (Value::Object(properties), DriftKind::Rename { to }) => match properties.shift_remove(name) {
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

/// Changes every value that a path selects and returns the sum of the results.
fn each(value: &mut Value, path: &[String], change: &dyn Fn(&mut Value) -> usize) -> usize {
    let Some((step, rest)) = path.split_first() else { return change(value) };
    match value {
        Value::Array(items) if step == "*" => items.iter_mut().map(|item| each(item, rest, change)).sum(),
        Value::Object(properties) if step == "*" => properties.values_mut().map(|property| each(property, rest, change)).sum(),
        Value::Array(items) => step.parse().ok().and_then(|index: usize| items.get_mut(index)).map_or(0, |item| each(item, rest, change)),
        Value::Object(properties) => properties.get_mut(step).map_or(0, |property| each(property, rest, change)),
        _ => 0,
    }
}

/// Returns the number of segments that can be resolved, and the names at the place where the next one cannot.
fn dead_end(value: &Value, path: &[String], walked: &str) -> (usize, String) {
    let here = if walked.is_empty() { "the body" } else { walked };
    let Some((step, rest)) = path.split_first() else { return (0, format!("{here} already has this value")) };
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
            Value::Object(properties) if !properties.is_empty() => format!("{here} has no {step}; it has {}", listed(properties.keys())),
            Value::Array(items) if !items.is_empty() => format!("{here} is an array of {}: use * or an index", items.len()),
            Value::Object(_) | Value::Array(_) => format!("{here} is empty"),
            _ => format!("{here} is not an object or array"),
        };
        (0, why)
    })
}

/// Joins names; after twelve, only the number of the others follows.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let names: Vec<_> = names.map(String::as_str).collect();
    match names.get(12..).unwrap_or_default().len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..12].join(", ")),
    }
}

/// Returns a value of another type.
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
        let kind = match self.kind {
            DriftKind::Rename { .. } => "rename",
            DriftKind::Drop => "drop",
            DriftKind::Retype => "retype",
            DriftKind::Null => "null",
            DriftKind::Add => "add",
            DriftKind::Enum => "enum",
        };
        write!(f, "{kind}=")?;
        if self.path.is_empty() {
            f.write_str("/")?;
        }
        for step in &self.path {
            write!(f, "/{}", pointer::escape(step))?;
        }
        if let DriftKind::Rename { to } = &self.kind {
            write!(f, ">{to}")?;
        }
        Ok(())
    }
}
