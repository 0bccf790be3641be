//! Required properties of one direction: requests do not contain `readOnly` properties, and responses no `writeOnly` ones.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::schema::convert::Converter;
use crate::schema::direction::Direction;
use crate::schema::keywords::IN_PLACE;
use openapi_drift_source::pointer;

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

    /// Converts the subschemas of a composition. One may require a property that another one declares to be `readOnly` or `writeOnly`.
    pub fn parts(&mut self, keyword: &str, parts: &Value, whole: &Map<String, Value>) -> Value {
        let mut converted = self.list(keyword, parts);
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

    /// Returns whether a property is `readOnly` or `writeOnly`: by a declaration that always applies, or by all declarations of branches
    /// that may apply.
    fn marked(&self, source: &Map<String, Value>, name: &str, marker: &str) -> bool {
        let is_marked = |schema: &Value| schema.get(marker) == Some(&Value::Bool(true));
        let (mut open, mut known) = (vec![(self.at.clone(), source, true)], HashSet::new());
        let (mut is_declared, mut is_always_marked) = (false, true);
        while let Some((at, source, applies)) = open.pop().filter(|_| known.len() < MAX_SUBSCHEMAS) {
            if !known.insert(at.clone()) {
                continue;
            }
            if let Some(property) = source.get("properties").and_then(|properties| properties.get(name)) {
                let is_marked = self.files.steps(&at, property).iter().any(|(_, schema)| is_marked(schema));
                if is_marked && applies {
                    return true;
                }
                is_declared = true;
                is_always_marked &= is_marked;
            }
            for (keyword, schemas) in source.iter().filter(|(keyword, _)| IN_PLACE.contains(&keyword.as_str()) && *keyword != "not") {
                let applies = applies && matches!(keyword.as_str(), "allOf" | "$ref");
                let parts: Vec<(String, &Value)> = match schemas {
                    Value::Array(parts) => {
                        parts.iter().enumerate().map(|(index, part)| (format!("{at}/{keyword}/{index}"), part)).collect()
                    }
                    Value::Object(parts) if keyword.starts_with("depend") => {
                        parts.iter().map(|(name, part)| (pointer::join(&format!("{at}/{keyword}"), name), part)).collect()
                    }
                    Value::Object(_) => vec![(format!("{at}/{keyword}"), schemas)],
                    _ => Vec::new(),
                };
                for (at, part) in parts {
                    let steps = self.files.steps(&at, part);
                    open.extend(steps.into_iter().filter_map(|(at, part)| Some((at, part.as_object()?, applies))));
                }
            }
        }
        is_declared && is_always_marked
    }
}
