//! The schemas of a document as a graph: keywords and references are looked up once instead of once per value.
//!
//! The graph is built as a whole when a schema is first needed. Coverage needs all of it at the end, and a complete graph needs
//! no lock.

use std::sync::Arc;

use foldhash::HashMap;
use openapi_drift_source::pointer;
use regex::Regex;
use serde_json::Value;

use crate::references::resolver::ReferenceResolver;
use crate::schema::graph_builder::Builder;

/// Index of a schema in its [`Graph`].
pub type Id = usize;

/// The keywords of a schema that lead to subschemas, and its annotations. Assertions (types, bounds, formats) are only in the
/// validator.
#[derive(Debug, Default)]
pub struct Node {
    /// The pointer of the schema in the document.
    pub pointer: Arc<str>,
    /// The target of `$ref` or `$dynamicRef`.
    pub reference: Option<Id>,
    /// `properties`, by name.
    pub properties: HashMap<String, Id>,
    /// `patternProperties`; `None` for a pattern that is not a valid regular expression.
    pub pattern_properties: Vec<(Option<Regex>, Id)>,
    /// `additionalProperties`, or else `unevaluatedProperties`.
    pub additional: Additional,
    /// `items`, if it is an object.
    pub items: Option<Id>,
    /// `prefixItems`.
    pub prefix_items: Vec<Id>,
    /// `unevaluatedItems`, if it is an object.
    pub unevaluated_items: Option<Id>,
    /// `allOf`.
    pub all_of: Vec<Id>,
    /// `oneOf`.
    pub one_of: Vec<Id>,
    /// `anyOf`.
    pub any_of: Vec<Id>,
    /// `if`, `then`, `else` and `dependentSchemas`. They may apply, so the properties that they describe are documented.
    pub conditional: Vec<Id>,
    /// `discriminator`, with its mapping.
    pub discriminator: Option<Discriminator>,
    /// The values of `x-extensible-enum`.
    pub extensible_enum: Vec<Value>,
    /// The pattern, if matching it may take so many steps that the validator gives up.
    pub backtracking_pattern: Option<Box<str>>,
    /// Whether the schema has an unreadable keyword that might describe properties.
    pub has_gap: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
}

/// The rule for properties that a schema does not name.
#[derive(Debug, Default, PartialEq)]
pub enum Additional {
    /// There is no rule.
    #[default]
    Unspecified,
    /// `true` or an empty schema.
    Allowed,
    /// `false`.
    Forbidden,
    /// A schema that describes them.
    Described(Id),
}

/// A discriminator with the schemas that its values name.
#[derive(Debug)]
pub struct Discriminator {
    /// The name of the property that contains the value.
    pub property: String,
    /// The values and their schemas: the explicit mapping first, then the names of branches and subtypes.
    pub mapping: Vec<(String, Id)>,
}

impl Node {
    /// Returns whether the schema describes properties of an object, so that other properties are undocumented.
    pub fn describes_members(&self) -> bool {
        !self.properties.is_empty() || !self.pattern_properties.is_empty() || self.additional == Additional::Forbidden
    }

    /// Returns the branches of `oneOf` and `anyOf`.
    pub fn variants(&self) -> impl Iterator<Item = Id> + '_ {
        self.one_of.iter().chain(&self.any_of).copied()
    }
}

/// All schemas that requests and responses use.
#[derive(Debug, Default)]
pub struct Graph {
    /// The schemas, by id.
    pub nodes: Vec<Node>,
    /// The ids of the schemas, by pointer.
    pub ids: HashMap<Arc<str>, Id>,
}

impl Graph {
    /// Builds the graph of the schemas at `roots` and of all schemas that can be reached from them.
    pub fn new(files: &ReferenceResolver, roots: impl IntoIterator<Item = String>) -> Self {
        Builder::new(files).build(roots)
    }

    /// Returns the number of schemas.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether there are no schemas.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the schema with an id of this graph.
    ///
    /// # Panics
    ///
    /// Panics if the id is from a larger graph.
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// Returns the id of the schema at `pointer`; `None` if no request and no response uses it.
    pub fn id(&self, pointer: &str) -> Option<Id> {
        self.ids.get(pointer).copied()
    }
}

/// Returns the values of a discriminator and the pointers of their schemas: the explicit mapping first, then the names of the
/// branches of `oneOf` and `anyOf`.
///
/// The target of a mapping is a reference or the name of a component, as the specification allows both.
pub fn mapping(files: &ReferenceResolver, at: &str, schema: &Value, discriminator: &Value) -> Vec<(String, String)> {
    let explicit = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mut pairs: Vec<(String, String)> =
        explicit.filter_map(|(value, target)| Some((value.clone(), mapped(files, at, target.as_str()?)?))).collect();
    for key in ["oneOf", "anyOf"] {
        let variants = schema.get(key).and_then(Value::as_array).into_iter().flatten();
        for pointer in variants.filter_map(|variant| files.target(at, variant.get("$ref")?.as_str()?)) {
            let name = pointer::last(&pointer).into_owned();
            if !pairs.iter().any(|(value, _)| *value == name) {
                pairs.push((name, pointer));
            }
        }
    }
    pairs
}

/// Returns the pointer of the schema that a target of a mapping at `at` names; `None` if it does not exist.
pub fn mapped(files: &ReferenceResolver, at: &str, target: &str) -> Option<String> {
    let component = pointer::join("/components/schemas", target);
    files.target(at, target).or_else(|| files.get(&component).is_some().then_some(component))
}
