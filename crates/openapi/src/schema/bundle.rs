//! All schemas that one direction can touch, as one JSON Schema.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::references::resolver::ReferenceResolver;
use crate::schema::convert::convert_one;
use crate::schema::dialect::Dialect;
use crate::schema::direction::Direction;
use crate::schema::limits::excessive;
use crate::schema::unsupported::IgnoredKeyword;

/// The units, and what is to be known about them.
#[derive(Debug, Default)]
pub struct ConvertedSchemas {
    /// All units as one JSON Schema, each under its pointer in `$defs`.
    pub schemas: Arc<Value>,
    /// Which units each unit refers to.
    references: HashMap<String, Vec<String>>,
    /// What of each unit was set aside.
    aside: HashMap<String, Vec<IgnoredKeyword>>,
    /// How many schemas at most apply to one value, one by way of the other.
    pub depth: usize,
    /// The units at which composition was cut.
    pub cut: HashSet<String>,
    /// The units that accept more than is meant: those of which something was set aside, and those that refer to such.
    pub loose: HashSet<String>,
}

impl ConvertedSchemas {
    /// All that was set aside.
    pub fn all_aside(&self) -> Vec<IgnoredKeyword> {
        self.aside.values().flatten().cloned().collect()
    }

    /// The pointers of the units.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.references.keys().map(String::as_str)
    }

    /// Returns the units that a unit refers to.
    pub fn targets(&self, unit: &str) -> &[String] {
        self.references.get(unit).map_or(&[], Vec::as_slice)
    }

    /// Whether the schema at `at` is a unit.
    pub fn has(&self, at: &str) -> bool {
        self.references.contains_key(at)
    }

    /// What was set aside of a unit and of all that it refers to.
    pub fn aside_below(&self, unit: &str) -> Vec<&IgnoredKeyword> {
        if self.aside.is_empty() {
            return Vec::new();
        }
        let (mut seen, mut open) = (HashSet::from([unit]), vec![unit]);
        let mut found = Vec::new();
        while let Some(unit) = open.pop() {
            found.extend(self.aside.get(unit).into_iter().flatten());
            open.extend(self.references.get(unit).into_iter().flatten().map(String::as_str).filter(|target| seen.insert(target)));
        }
        found
    }

    /// The units of which something was set aside, and all that lead to one.
    fn leading_to_gaps(&self) -> HashSet<String> {
        let mut found: HashSet<String> = self.aside.keys().cloned().collect();
        let mut open: Vec<&str> = self.aside.keys().map(String::as_str).collect();
        if open.is_empty() {
            return found;
        }
        let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
        for (unit, targets) in &self.references {
            targets.iter().for_each(|target| users.entry(target).or_default().push(unit));
        }
        while let Some(unit) = open.pop() {
            for user in users.get(unit).into_iter().flatten() {
                if found.insert((*user).to_owned()) {
                    open.push(user);
                }
            }
        }
        found
    }
}

/// Rewrites the schemas at `roots` and all that they refer to.
pub fn convert(
    files: &ReferenceResolver,
    dialect: Dialect,
    direction: Direction,
    roots: impl IntoIterator<Item = String>,
) -> ConvertedSchemas {
    let mut converted = ConvertedSchemas::default();
    let mut units = Map::new();
    let mut compositions = HashMap::new();
    let mut open: Vec<String> = roots.into_iter().collect();
    while let Some(at) = open.pop() {
        if units.contains_key(&at) {
            continue;
        }
        let unit = convert_one(files, dialect, direction, &at, &converted.loose);
        units.insert(at.clone(), unit.schema);
        open.extend(unit.references.iter().filter(|target| !units.contains_key(*target)).cloned());
        if !unit.aside.is_empty() {
            converted.aside.insert(at.clone(), unit.aside);
        }
        compositions.insert(at.clone(), unit.composition);
        converted.references.insert(at, unit.references);
    }
    let (excessive, depth) = excessive(&compositions);
    converted.depth = depth;
    for (pointer, why) in excessive {
        converted.cut.insert(pointer.clone());
        units.insert(pointer.clone(), Value::Bool(true));
        converted.aside.entry(pointer.clone()).or_default().push(IgnoredKeyword { pointer, why });
    }
    converted.loose = converted.leading_to_gaps();
    // Only now is it known which units have gaps; what they would make refuse more is taken out of those that refer to them.
    for at in converted.loose.difference(&converted.cut) {
        units.insert(at.clone(), convert_one(files, dialect, direction, at, &converted.loose).schema);
    }
    // Not by `json!`, which would copy all of them.
    converted.schemas = Arc::new(Value::Object(Map::from_iter([("$defs".to_owned(), Value::Object(units))])));
    converted
}

#[cfg(test)]
impl ConvertedSchemas {
    /// Returns units that were converted by hand.
    pub fn of_units(units: &[(&str, Value)]) -> Self {
        let pointers: Vec<String> = units.iter().map(|(pointer, _)| (*pointer).to_owned()).collect();
        let references = units.iter().map(|(pointer, schema)| {
            let text = schema.to_string();
            let targets = pointers.iter().filter(|target| text.contains(&format!("{}\"", crate::schema::convert::reference_to(target))));
            ((*pointer).to_owned(), targets.cloned().collect())
        });
        let schemas: Map<String, Value> = units.iter().map(|(pointer, schema)| ((*pointer).to_owned(), schema.clone())).collect();
        Self {
            references: references.collect(),
            schemas: Arc::new(Value::Object(Map::from_iter([("$defs".to_owned(), Value::Object(schemas))]))),
            ..Self::default()
        }
    }
}
