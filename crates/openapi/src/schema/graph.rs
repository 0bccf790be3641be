//! Schemas as a graph: what the walk over a value asks of a schema, looked up once instead of once per value.
//!
//! It is made as a whole when a schema is first needed: coverage asks for all of it at the end, and what is complete needs no
//! lock.

use std::sync::Arc;

use foldhash::HashMap;
use openapi_drift_source::pointer;
use regex::Regex;
use serde_json::Value;

use crate::references::resolver::ReferenceResolver;
use crate::schema::graph_builder::Builder;

/// The number of a schema in its [`Graph`].
pub type Id = usize;

/// What a schema says about where its value's parts are described. Assertions (types, bounds, formats) are not here:
/// they are the validator's.
#[derive(Debug, Default)]
pub struct Node {
    pub pointer: Arc<str>,
    pub reference: Option<Id>,
    pub properties: HashMap<String, Id>,
    pub pattern_properties: Vec<(Option<Regex>, Id)>,
    pub additional: Additional,
    pub items: Option<Id>,
    pub prefix_items: Vec<Id>,
    /// What describes the items that nothing else does.
    pub unevaluated_items: Option<Id>,
    pub all_of: Vec<Id>,
    pub one_of: Vec<Id>,
    pub any_of: Vec<Id>,
    /// `if`, `then`, `else` and `dependentSchemas`: they may apply, so what they describe is described.
    pub conditional: Vec<Id>,
    pub discriminator: Option<Discriminator>,
    pub extensible_enum: Vec<Value>,
    /// Whether something of it cannot be read that might describe members.
    pub has_gap: bool,
    pub read_only: bool,
    pub write_only: bool,
}

/// What a schema says about members that it does not name.
#[derive(Debug, Default, PartialEq)]
pub enum Additional {
    #[default]
    Unspecified,
    Allowed,
    Forbidden,
    Described(Id),
}

#[derive(Debug)]
pub struct Discriminator {
    pub property: String,
    pub mapping: Vec<(String, Id)>,
}

impl Node {
    /// Whether the schema names any member of an object, so that others would be undocumented.
    pub fn describes_members(&self) -> bool {
        !self.properties.is_empty() || !self.pattern_properties.is_empty() || self.additional == Additional::Forbidden
    }

    /// The variants of `oneOf` and `anyOf` together.
    pub fn variants(&self) -> impl Iterator<Item = Id> + '_ {
        self.one_of.iter().chain(&self.any_of).copied()
    }
}

/// All schemas that a request or a response can touch.
#[derive(Debug, Default)]
pub struct Graph {
    pub nodes: Vec<Node>,
    pub ids: HashMap<Arc<str>, Id>,
}

impl Graph {
    /// The schemas at `roots` and all that can be reached from them.
    pub fn new(files: &ReferenceResolver, roots: impl IntoIterator<Item = String>) -> Self {
        Builder::new(files).build(roots)
    }

    /// Returns the number of schemas.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns true if no request and no response has a schema.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// The id of the schema at `pointer`; `None` where no request and no response can touch it.
    pub fn id(&self, pointer: &str) -> Option<Id> {
        self.ids.get(pointer).copied()
    }
}

/// Which value of a discriminator means which schema: the explicit mapping, and the names of the variants.
///
/// A mapping's target is a reference or, as the specification allows too, the bare name of a component.
pub fn mapping(files: &ReferenceResolver, at: &str, schema: &Value, discriminator: &Value) -> Vec<(String, String)> {
    let explicit = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mut pairs: Vec<(String, String)> =
        explicit.filter_map(|(value, target)| Some((value.clone(), mapped(files, at, target.as_str()?)?))).collect();
    for key in ["oneOf", "anyOf"] {
        let variants = schema.get(key).and_then(Value::as_array).into_iter().flatten();
        for pointer in variants.filter_map(|variant| files.target(at, variant.get("$ref")?.as_str()?)) {
            let name = pointer::last(&pointer).into_owned();
            if !pairs.iter().any(|(value, target)| *value == name || *target == pointer) {
                pairs.push((name, pointer));
            }
        }
    }
    pairs
}

/// The schema that a discriminator at `at` maps a value to; `None` where there is none.
pub fn mapped(files: &ReferenceResolver, at: &str, target: &str) -> Option<String> {
    let component = pointer::join("/components/schemas", target);
    files.target(at, target).or_else(|| files.get(&component).is_some().then_some(component))
}
