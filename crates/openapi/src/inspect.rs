//! Document queries that only the linter needs: all schemas, structure errors, ignored keywords.

use std::collections::HashSet;

use serde_json::Value;

use crate::schema::dialect::Dialect;
use crate::schema::graph::mapped;
use crate::schema::keywords::{SCHEMA_ARRAYS, SCHEMA_MAPS, SINCE_31, SUBSCHEMAS};
use crate::{Compiled, Direction, Document, IgnoredKeyword, Parameter, Schemas, structure};
use openapi_drift_source::pointer;

impl Document {
    /// Returns the pointers of all schemas: those of components and operations, their subschemas, and the targets of their
    /// references.
    pub fn schemas(&self) -> &[String] {
        self.schemas.get_or_init(|| {
            let mut found = Vec::new();
            let mut seen = HashSet::new();
            let mut open: Vec<String> = self.schema_roots();
            open.reverse();
            while let Some(at) = open.pop() {
                let Some(schema) = self.node(&at).filter(|schema| schema.is_object()) else { continue };
                if !seen.insert(at.clone()) {
                    continue;
                }
                open.extend(schema.get("$ref").and_then(|reference| self.target(&at, reference.as_str()?)));
                if !(self.is_30() && schema.get("$ref").is_some()) {
                    children(schema, &at, self.is_30(), &mut open);
                }
                found.push(at);
            }
            found
        })
    }

    fn schema_roots(&self) -> Vec<String> {
        let components = self.value().pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
        let mut roots: Vec<String> = components.map(|(name, _)| pointer::join("/components/schemas", name)).collect();
        roots.extend(self.all_roots());
        roots
    }

    /// Returns the parameters, headers and JSON media types that may have examples, each as its pointer and the pointer of its
    /// schema.
    pub fn owners(&self) -> Vec<(String, String)> {
        let mut owners = Vec::new();
        let parameter = |parameter: &Parameter| Some((parameter.pointer.clone(), parameter.schema.clone().filter(|_| !parameter.json)?));
        for operation in self.operations() {
            owners.extend(operation.parameters.iter().filter_map(parameter));
            let bodies = operation.request_body.iter().map(|body| &body.content);
            for content in bodies.chain(operation.responses.iter().filter_map(|response| response.content.as_ref())) {
                let json = content.iter().filter(|entry| entry.range.contains("json"));
                owners.extend(json.filter_map(|entry| Some((entry.pointer.clone(), entry.schema.clone()?))));
            }
            owners.extend(operation.responses.iter().flat_map(|response| &response.headers).filter_map(parameter));
        }
        let mut seen = HashSet::new();
        owners.retain(|(owner, _)| seen.insert(owner.clone()));
        owners
    }

    /// Returns the keywords of all schemas that cannot be checked, sorted by pointer; unused components are included.
    pub fn ignored_keywords(&self) -> &[IgnoredKeyword] {
        self.ignored.get_or_init(|| {
            let directions = [Direction::Request, Direction::Response].into_iter();
            let mut ignored: Vec<IgnoredKeyword> =
                directions.flat_map(|direction| self.all_schemas(direction).all_ignored(&self.files)).collect();
            ignored.sort_unstable();
            ignored.dedup();
            ignored
        })
    }

    /// Returns the pointers of nodes that do not have the type that OpenAPI requires, each with a message.
    pub fn structure_errors(&self) -> Vec<(String, String)> {
        structure::all(self.value()).into_iter().map(|invalid| (invalid.pointer, invalid.why)).collect()
    }

    /// Returns the pointers of the components that extend `base` through `allOf`, directly or not.
    pub fn children(&self, base: &str) -> Vec<String> {
        self.files.children(base).into_iter().map(|(_, at)| at).collect()
    }

    /// Returns the pointer of the schema that a value of a discriminator's mapping names; `at` is the pointer of the schema with
    /// the discriminator.
    pub fn mapped(&self, at: &str, target: &str) -> Option<String> {
        mapped(&self.files, at, target)
    }

    /// Returns the converted schemas of one direction, those of unused components included.
    pub fn all_schemas(&self, direction: Direction) -> &Schemas {
        self.all_schemas[direction as usize].get_or_init(|| Schemas::new(&self.files, self.dialect, direction, self.schema_roots()))
    }

    /// Compiles the schema at a pointer, one of those of [`Document::all_schemas`].
    pub fn compile_one(&self, schemas: &Schemas, at: &str) -> Compiled {
        schemas.compile(&self.files, at)
    }

    /// Returns whether the schemas are those of OpenAPI 3.0.
    pub fn is_30(&self) -> bool {
        self.dialect == Dialect::V30
    }
}

/// Adds the pointers of the direct subschemas of a schema to `open`.
fn children(schema: &Value, at: &str, is_30: bool, open: &mut Vec<String>) {
    let first = open.len();
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        if is_30 && SINCE_31.contains(&keyword.as_str()) {
            continue;
        }
        let at = pointer::join(at, keyword);
        match value {
            Value::Object(_) if SUBSCHEMAS.contains(&keyword.as_str()) => open.push(at),
            Value::Array(items) if SCHEMA_ARRAYS.contains(&keyword.as_str()) => {
                open.extend((0..items.len()).map(|index| format!("{at}/{index}")));
            }
            Value::Object(members) if SCHEMA_MAPS.contains(&keyword.as_str()) => {
                open.extend(members.iter().map(|(name, _)| pointer::join(&at, name)));
            }
            _ => {}
        }
    }
    // `open` is a stack, and the result is in the order of the document.
    open[first..].reverse();
}
