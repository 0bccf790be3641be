//! What is required in one direction only: a `readOnly` property is not sent, a `writeOnly` one is not answered.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::json_schema::{Converter, Direction};

impl Converter<'_> {
    /// The required names, less those that do not travel in this direction.
    pub(super) fn required(&self, names: &Value, source: &Map<String, Value>) -> Vec<Value> {
        let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
        // Some drafts refuse a name that is listed twice.
        let mut kept: Vec<Value> = Vec::new();
        names.filter(|name| self.travels(name, source)).for_each(|name| {
            if !kept.iter().any(|known| known == name) {
                kept.push(name.into());
            }
        });
        kept
    }

    /// The parts of a composition. One may require what another part declares to be `readOnly` or `writeOnly`.
    pub(super) fn parts(&mut self, parts: &Value, whole: &Map<String, Value>) -> Value {
        let mut converted = self.list("allOf", parts);
        for part in converted.as_array_mut().into_iter().flatten() {
            if let Some(names) = part.get_mut("required").and_then(Value::as_array_mut) {
                names.retain(|name| name.as_str().is_none_or(|name| self.travels(name, whole)));
            }
        }
        converted
    }

    /// Whether a required property is sent in this direction at all.
    fn travels(&self, name: &str, source: &Map<String, Value>) -> bool {
        let marker = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        !self.marked(&self.at, source, name, marker, 0)
    }

    /// Whether a property is `readOnly` or `writeOnly`, by its own schema or one that it refers to or is composed of.
    fn marked(&self, at: &str, source: &Map<String, Value>, name: &str, marker: &str, depth: usize) -> bool {
        let is_marked = |schema: &Value| schema.get(marker) == Some(&Value::Bool(true));
        let own = source.get("properties").and_then(|properties| properties.get(name));
        own.is_some_and(|property| is_marked(property) || self.resolve(at, property).is_some_and(|(_, target)| is_marked(target)))
            || depth < 8
                && source.get("allOf").and_then(Value::as_array).into_iter().flatten().any(|part| {
                    let resolved = self.resolve(at, part).and_then(|(at, part)| Some((at, part.as_object()?)));
                    resolved.is_some_and(|(at, part)| self.marked(&at, part, name, marker, depth + 1))
                })
    }

    /// The schema that stands at `at`, or the one that it refers to.
    fn resolve<'a>(&'a self, at: &str, schema: &'a Value) -> Option<(Cow<'a, str>, &'a Value)> {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let target = self.files.target(at, reference)?;
                let schema = self.files.get(&target)?;
                Some((target.into(), schema))
            }
            None => Some((at.to_owned().into(), schema)),
        }
    }
}
