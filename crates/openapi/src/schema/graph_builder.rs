//! Builds a [`Graph`] from the schemas of a document.

use std::sync::Arc;

use foldhash::HashMap;
use regex::Regex;
use serde_json::Value;

use crate::references::resolver::ReferenceResolver;
use crate::schema::convert::pattern::may_backtrack;

use crate::schema::graph::{Additional, Discriminator, Graph, Id, Node, mapping};
use openapi_drift_source::pointer;

/// A graph under construction.
pub struct Builder<'d> {
    files: &'d ReferenceResolver,
    graph: Graph,
    /// The schemas that have an id and have not been read yet.
    open: Vec<(Id, &'d Value)>,
    /// Cache: the targets of references that do not depend on their place.
    references: HashMap<&'d str, Option<Id>>,
}

impl<'d> Builder<'d> {
    /// Creates a builder without schemas.
    pub fn new(files: &'d ReferenceResolver) -> Self {
        Self { files, graph: Graph::default(), open: Vec::new(), references: HashMap::default() }
    }

    /// Builds the graph of the schemas at `roots` and of all schemas that can be reached from them.
    pub fn build(mut self, roots: impl IntoIterator<Item = String>) -> Graph {
        for root in roots {
            self.node(&root, self.files.get(&root));
            while let Some((next, schema)) = self.open.pop() {
                let at = Arc::clone(&self.graph.nodes[next].pointer);
                self.graph.nodes[next] = self.read(schema, at);
            }
        }
        self.graph
    }

    /// Returns the id of a schema. A new schema is added, to be read later.
    fn node(&mut self, pointer: &str, schema: Option<&'d Value>) -> Id {
        if let Some(&id) = self.graph.ids.get(pointer) {
            return id;
        }
        let (id, pointer) = (self.graph.nodes.len(), Arc::<str>::from(pointer));
        self.graph.nodes.push(Node { pointer: Arc::clone(&pointer), ..Node::default() });
        self.graph.ids.insert(pointer, id);
        self.open.extend(schema.map(|schema| (id, schema)));
        id
    }

    fn read(&mut self, schema: &'d Value, at: Arc<str>) -> Node {
        let mut node = Node { pointer: Arc::clone(&at), ..Node::default() };
        let mut unevaluated = Additional::Unspecified;
        // Iterates over the existing keywords, which is faster than a lookup for each possible one.
        for (key, value) in schema.as_object().into_iter().flatten() {
            let place = || Place::below(&at, key);
            match key.as_str() {
                "allOf" => node.all_of = self.list(place(), value),
                "oneOf" => node.one_of = self.list(place(), value),
                "anyOf" => node.any_of = self.list(place(), value),
                "prefixItems" => node.prefix_items = self.list(place(), value),
                "properties" | "patternProperties" if !value.is_object() && !value.is_null() => node.has_gap = true,
                "properties" | "patternProperties" | "dependentSchemas" => {
                    let mut place = place();
                    for (name, member) in value.as_object().into_iter().flatten() {
                        let member = self.node(place.child(&pointer::escape(name)), Some(member));
                        match key.as_str() {
                            "properties" => drop(node.properties.insert(name.clone(), member)),
                            "patternProperties" => node.pattern_properties.push((Regex::new(name).ok(), member)),
                            _ => node.conditional.push(member),
                        }
                    }
                }
                "if" | "then" | "else" => node.conditional.push(self.node(&place().pointer, Some(value))),
                "items" if value.is_object() => node.items = Some(self.node(&place().pointer, Some(value))),
                "additionalProperties" => node.additional = additional(value, || self.node(&place().pointer, Some(value))),
                // These subschemas are looked up by pointer later, even if they are `false`.
                "unevaluatedProperties" => {
                    let id = self.node(&place().pointer, Some(value));
                    unevaluated = additional(value, || id);
                }
                "unevaluatedItems" => {
                    node.unevaluated_items = Some(self.node(&place().pointer, Some(value))).filter(|_| value.is_object());
                }
                "pattern" => {
                    let pattern = value.as_str().filter(|pattern| may_backtrack(pattern));
                    node.backtracking_pattern = pattern.map(Box::from);
                }
                "x-extensible-enum" => node.extensible_enum = value.as_array().cloned().unwrap_or_default(),
                "readOnly" => node.read_only = *value == Value::Bool(true),
                "writeOnly" => node.write_only = *value == Value::Bool(true),
                "discriminator" => node.discriminator = self.discriminator(&at, schema, value),
                "$ref" | "$dynamicRef" if key == "$ref" || node.reference.is_none() => {
                    node.reference = value.as_str().and_then(|reference| self.reference(&at, reference)).or(node.reference);
                    node.has_gap |= node.reference.is_none();
                }
                _ => {}
            }
        }
        if node.additional == Additional::Unspecified {
            node.additional = unevaluated;
        }
        node
    }

    fn list(&mut self, mut place: Place, schemas: &'d Value) -> Vec<Id> {
        let schemas = schemas.as_array().into_iter().flatten().enumerate();
        schemas.map(|(index, schema)| self.node(place.child(&index.to_string()), Some(schema))).collect()
    }

    fn reference(&mut self, at: &str, reference: &'d str) -> Option<Id> {
        if let Some(known) = self.references.get(reference) {
            return *known;
        }
        let target = self.files.target(at, reference).map(|target| self.files.follow_aliases(target));
        let id = target.map(|target| self.node(&target, self.files.get(&target)));
        if self.files.have_one_scope() {
            self.references.insert(reference, id);
        }
        id
    }

    fn discriminator(&mut self, at: &str, schema: &Value, discriminator: &Value) -> Option<Discriminator> {
        let property = discriminator.get("propertyName")?.as_str()?.to_owned();
        let is_union = schema.get("oneOf").or_else(|| schema.get("anyOf")).is_some();
        let inherited = if is_union { Vec::new() } else { self.files.children(at) };
        let mut pairs = mapping(self.files, at, schema, discriminator);
        let explicit = pairs.len();
        for (name, pointer) in inherited {
            if !pairs[..explicit].iter().any(|(value, _)| *value == name) {
                pairs.push((name, pointer));
            }
        }
        let mapping = pairs.into_iter().map(|(value, pointer)| (value, self.node(&pointer, self.files.get(&pointer)))).collect();
        Some(Discriminator { property, mapping })
    }
}

/// A pointer whose last segment is replaced, to save allocations.
struct Place {
    pointer: String,
    parent: usize,
}

impl Place {
    fn below(at: &str, key: &str) -> Self {
        let pointer = pointer::join(at, key);
        Self { parent: pointer.len(), pointer }
    }

    /// Returns the pointer of a child; `segment` must be escaped.
    fn child(&mut self, segment: &str) -> &str {
        self.pointer.truncate(self.parent);
        self.pointer.push('/');
        self.pointer.push_str(segment);
        &self.pointer
    }
}

/// Returns the rule of `additionalProperties` or a similar keyword; `id` returns the id of its schema.
fn additional(value: &Value, id: impl FnOnce() -> Id) -> Additional {
    match value {
        Value::Bool(false) => Additional::Forbidden,
        Value::Object(members) if !members.is_empty() => Additional::Described(id()),
        _ => Additional::Allowed,
    }
}
