//! What the linter asks of a document beyond what checking does: all its schemas, and what is odd about it.

use std::collections::HashSet;

use serde_json::Value;

use crate::document::Document;
use crate::operation::Parameter;
use crate::schema::dialect::Dialect;
use crate::schema::direction::Direction;
use crate::schema::graph::mapped;

use crate::schema::keywords::{SCHEMA_ARRAYS, SCHEMA_MAPS, SINCE_31, SUBSCHEMAS};
use crate::schema::unsupported::IgnoredKeyword;
use crate::schema::validator::{Compiled, Schemas};
use crate::structure;
use openapi_drift_source::pointer;

impl Document {
    /// The pointers of all schemas: of operations, of components, and what those hold and refer to.
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

    /// Parameters, headers and media types in JSON that may carry examples, each with its schema.
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

    /// What of all schemas cannot be checked, whether or not an operation uses them, in the order of pointers.
    pub fn ignored_keywords(&self) -> &[IgnoredKeyword] {
        self.aside.get_or_init(|| {
            let directions = [Direction::Request, Direction::Response].into_iter();
            let mut aside: Vec<IgnoredKeyword> =
                directions.flat_map(|direction| self.all_schemas(direction).all_aside(&self.files)).collect();
            aside.sort_unstable();
            aside.dedup();
            aside
        })
    }

    /// The places that are not of the type that OpenAPI gives them, each with what is wrong.
    pub fn structure_errors(&self) -> Vec<(String, String)> {
        structure::all(self.value()).into_iter().map(|misshapen| (misshapen.pointer, misshapen.why)).collect()
    }

    /// The components that are composed of the one at `base`, at any remove.
    pub fn children(&self, base: &str) -> Vec<String> {
        self.files.children(base).into_iter().map(|(_, at)| at).collect()
    }

    /// The schema that a discriminator's mapping names.
    pub fn mapped(&self, at: &str, target: &str) -> Option<String> {
        mapped(&self.files, at, target)
    }

    /// The schemas of one direction, those of components that no operation uses among them.
    pub fn all_schemas(&self, direction: Direction) -> &Schemas {
        self.all_schemas[direction as usize].get_or_init(|| Schemas::new(&self.files, self.dialect, direction, self.schema_roots()))
    }

    /// Compiles one of them.
    pub fn compile_one(&self, schemas: &Schemas, at: &str) -> Compiled {
        schemas.compile(&self.files, at)
    }

    pub fn is_30(&self) -> bool {
        self.dialect == Dialect::V30
    }
}

/// The schemas that a schema holds.
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
    // They are taken from the end, and wanted in the order of the document.
    open[first..].reverse();
}
