//! All schemas of one direction, bundled as one JSON Schema. A unit is a schema with an entry of its own in the bundle.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::references::resolver::ReferenceResolver;
use crate::schema::convert::convert_one;
use crate::schema::dialect::Dialect;
use crate::schema::direction::Direction;
use crate::schema::limits::excessive;
use crate::schema::unsupported::IgnoredKeyword;

/// The units of one direction, with their references and ignored keywords.
#[derive(Debug, Default)]
pub struct ConvertedSchemas {
    /// All units as one JSON Schema, each under its pointer in `$defs`.
    pub schemas: Arc<Value>,
    /// The units that each unit refers to.
    references: HashMap<String, Vec<String>>,
    /// The ignored keywords of each unit.
    ignored: HashMap<String, Vec<IgnoredKeyword>>,
    /// The largest number of nested schemas that apply to one value.
    pub depth: usize,
    /// The units that exceed a limit and accept every value.
    pub cut: HashSet<String>,
    /// The units that accept more values than intended: they have ignored keywords, or refer to such units.
    pub loose: HashSet<String>,
}

impl ConvertedSchemas {
    /// Returns the ignored keywords of all units, in any order.
    pub fn all_ignored(&self) -> Vec<IgnoredKeyword> {
        self.ignored.values().flatten().cloned().collect()
    }

    /// Returns the pointers of the units.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.references.keys().map(String::as_str)
    }

    /// Returns the units that a unit refers to.
    pub fn targets(&self, unit: &str) -> &[String] {
        self.references.get(unit).map_or(&[], Vec::as_slice)
    }

    /// Returns whether the schema at `at` is a unit.
    pub fn has(&self, at: &str) -> bool {
        self.references.contains_key(at)
    }

    /// Returns the ignored keywords of a unit and of all units that it refers to, directly or not.
    pub fn ignored_below(&self, unit: &str) -> Vec<&IgnoredKeyword> {
        if self.ignored.is_empty() {
            return Vec::new();
        }
        let (mut seen, mut open) = (HashSet::from([unit]), vec![unit]);
        let mut found = Vec::new();
        while let Some(unit) = open.pop() {
            found.extend(self.ignored.get(unit).into_iter().flatten());
            open.extend(self.references.get(unit).into_iter().flatten().map(String::as_str).filter(|target| seen.insert(target)));
        }
        found
    }

    /// Returns the units with ignored keywords, and the units that refer to them, directly or not.
    fn loose_units(&self) -> HashSet<String> {
        let mut found: HashSet<String> = self.ignored.keys().cloned().collect();
        let mut open: Vec<&str> = self.ignored.keys().map(String::as_str).collect();
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

/// Converts the schemas at `roots` and all schemas that they refer to.
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
        if !unit.ignored.is_empty() {
            converted.ignored.insert(at.clone(), unit.ignored);
        }
        compositions.insert(at.clone(), unit.composition);
        converted.references.insert(at, unit.references);
    }
    let (excessive, depth) = excessive(&compositions);
    converted.depth = depth;
    for (pointer, why) in excessive {
        converted.cut.insert(pointer.clone());
        units.insert(pointer.clone(), Value::Bool(true));
        converted.ignored.entry(pointer.clone()).or_default().push(IgnoredKeyword { pointer, why, is_unresolved: false });
    }
    converted.loose = converted.loose_units();
    // Loose units are known only now. The units that refer to them are converted again, without the keywords that would reject
    // more values because of them.
    for at in converted.loose.difference(&converted.cut) {
        units.insert(at.clone(), convert_one(files, dialect, direction, at, &converted.loose).schema);
    }
    // `json!` would copy all units.
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
