//! Subtypes of schemas: the components that extend another one through `allOf`, for discriminators without a mapping.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::references::resolver::ReferenceResolver;
use crate::schema::limits::MAX_DEPTH;
use openapi_drift_source::pointer;

/// The direct subtypes of each base schema, by the pointer of the base; each with its name and pointer.
#[derive(Debug)]
pub struct Subtypes(HashMap<String, Vec<(String, String)>>);

impl Subtypes {
    /// Collects the subtypes among the component schemas of the main file.
    pub fn new(files: &ReferenceResolver) -> Self {
        let mut children: HashMap<String, Vec<(String, String)>> = HashMap::new();
        let schemas = files.main().value().pointer("/components/schemas").and_then(Value::as_object);
        for (name, schema) in schemas.into_iter().flatten() {
            let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
            let pointer = pointer::join("/components/schemas", name);
            let bases: HashSet<String> = parts.filter_map(|part| files.target(&pointer, part.get("$ref")?.as_str()?)).collect();
            for base in bases {
                children.entry(base).or_default().push((name.clone(), pointer.clone()));
            }
        }
        Self(children)
    }

    /// Returns the name and pointer of the components that extend `base` through `allOf`, directly or through other components,
    /// at most [`MAX_DEPTH`] levels deep.
    pub fn of(&self, base: &str) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        let mut known = HashSet::new();
        let mut bases = vec![(base, 0)];
        while let Some((base, depth)) = bases.pop() {
            for child in self.0.get(base).into_iter().flatten().filter(|_| depth < MAX_DEPTH) {
                if known.insert(&child.0) {
                    bases.push((&child.1, depth + 1));
                    found.push(child.clone());
                }
            }
        }
        found
    }
}
