//! Required properties of one direction: requests do not contain `readOnly` properties, and responses no `writeOnly` ones.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::schema::convert::Converter;
use crate::schema::direction::Direction;

/// Upper limit for the subschemas of a composition in which a property is searched.
const MAX_SUBSCHEMAS: usize = 128;

impl Converter<'_> {
    /// Returns the required names without those that are not sent in this direction.
    pub fn required(&self, names: &Value, source: &Map<String, Value>) -> Vec<Value> {
        let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
        // Some drafts reject duplicate names.
        let mut kept: Vec<Value> = Vec::new();
        names.filter(|name| self.applies_in(name, source)).for_each(|name| {
            if !kept.iter().any(|known| known == name) {
                kept.push(name.into());
            }
        });
        kept
    }

    /// Converts the subschemas of `allOf`. One may require a property that another declares to be `readOnly` or `writeOnly`.
    pub fn parts(&mut self, parts: &Value, whole: &Map<String, Value>) -> Value {
        let mut converted = self.list("allOf", parts);
        for part in converted.as_array_mut().into_iter().flatten() {
            if let Some(names) = part.get_mut("required").and_then(Value::as_array_mut) {
                names.retain(|name| name.as_str().is_none_or(|name| self.applies_in(name, whole)));
            }
        }
        converted
    }

    /// Returns whether a required property is sent in this direction.
    fn applies_in(&self, name: &str, source: &Map<String, Value>) -> bool {
        let marker = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        !self.marked(source, name, marker)
    }

    /// Returns whether a property has the marker `readOnly` or `writeOnly`: in its schema, in a schema that this refers to, or in a
    /// subschema of `allOf`.
    fn marked(&self, source: &Map<String, Value>, name: &str, marker: &str) -> bool {
        let is_marked = |schema: &Value| schema.get(marker) == Some(&Value::Bool(true));
        let (mut open, mut known) = (vec![(self.at.clone(), source)], HashSet::new());
        while let Some((at, source)) = open.pop().filter(|_| known.len() < MAX_SUBSCHEMAS) {
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
