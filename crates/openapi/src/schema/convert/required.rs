//! What is required in one direction only: a `readOnly` property is not sent, a `writeOnly` one is not answered.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::schema::convert::Converter;
use crate::schema::direction::Direction;

/// In so many parts of a composition the property is looked for.
const MOST_PARTS: usize = 128;

impl Converter<'_> {
    /// The required names, less those that do not travel in this direction.
    pub fn required(&self, names: &Value, source: &Map<String, Value>) -> Vec<Value> {
        let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
        // Some drafts refuse a name that is listed twice.
        let mut kept: Vec<Value> = Vec::new();
        names.filter(|name| self.applies_in(name, source)).for_each(|name| {
            if !kept.iter().any(|known| known == name) {
                kept.push(name.into());
            }
        });
        kept
    }

    /// The parts of a composition. One may require what another part declares to be `readOnly` or `writeOnly`.
    pub fn parts(&mut self, parts: &Value, whole: &Map<String, Value>) -> Value {
        let mut converted = self.list("allOf", parts);
        for part in converted.as_array_mut().into_iter().flatten() {
            if let Some(names) = part.get_mut("required").and_then(Value::as_array_mut) {
                names.retain(|name| name.as_str().is_none_or(|name| self.applies_in(name, whole)));
            }
        }
        converted
    }

    /// Whether a required property is sent in this direction at all.
    fn applies_in(&self, name: &str, source: &Map<String, Value>) -> bool {
        let marker = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        !self.marked(source, name, marker)
    }

    /// Whether a property is `readOnly` or `writeOnly`, by its own schema, one that this refers to, or that of a part.
    fn marked(&self, source: &Map<String, Value>, name: &str, marker: &str) -> bool {
        let is_marked = |schema: &Value| schema.get(marker) == Some(&Value::Bool(true));
        let (mut open, mut known) = (vec![(self.at.clone(), source)], HashSet::new());
        while let Some((at, source)) = open.pop().filter(|_| known.len() < MOST_PARTS) {
            if !known.insert(at.clone()) {
                continue;
            }
            let own = source.get("properties").and_then(|properties| properties.get(name));
            if own.is_some_and(|property| self.files.steps(&at, property).iter().any(|(_, schema)| is_marked(schema))) {
                return true;
            }
            for (index, part) in source.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
                let steps = self.files.steps(&format!("{at}/allOf/{index}"), part);
                open.extend(steps.into_iter().filter_map(|(at, part)| Some((at, part.as_object()?))));
            }
        }
        false
    }
}
