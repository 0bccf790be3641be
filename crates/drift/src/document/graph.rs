//! Schemas as a graph: what the walk over a value asks of a schema, looked up once instead of once per value.
//!
//! It is made as a whole when a schema is first needed: coverage asks for all of it at the end, and what is complete needs no
//! lock.

use std::sync::Arc;

use foldhash::HashMap;
use regex::Regex;
use serde_json::Value;

use super::files::Files;
use super::pointer;

/// The number of a schema in its [`Graph`].
pub(crate) type Id = usize;

/// What a schema says about where its value's parts are described. Assertions (types, bounds, formats) are not here:
/// they are the validator's.
#[derive(Debug, Default)]
pub(crate) struct Node {
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
    pub read_only: bool,
    pub write_only: bool,
}

/// What a schema says about members that it does not name.
#[derive(Debug, Default, PartialEq)]
pub(crate) enum Additional {
    #[default]
    Unspecified,
    Allowed,
    Forbidden,
    Described(Id),
}

#[derive(Debug)]
pub(crate) struct Discriminator {
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
pub(crate) struct Graph {
    nodes: Vec<Node>,
    ids: HashMap<Arc<str>, Id>,
}

impl Graph {
    /// The schemas at `roots` and all that can be reached from them.
    pub fn new(files: &Files, roots: impl IntoIterator<Item = String>) -> Self {
        let mut graph = Self::default();
        let mut open = Vec::new();
        for root in roots {
            let schema = files.get(&root);
            graph.reserve(root, schema, &mut open);
            while let Some((next, schema)) = open.pop() {
                let at = Arc::clone(&graph.nodes[next].pointer);
                graph.nodes[next] = graph.read(files, schema, at, &mut open);
            }
        }
        graph
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// The id of the schema at `pointer`; `None` where no request and no response can touch it.
    pub fn id(&self, pointer: &str) -> Option<Id> {
        self.ids.get(pointer).copied()
    }

    /// Gives a schema its id, and notes it as still to be read if it is new.
    fn reserve<'d>(&mut self, pointer: String, schema: Option<&'d Value>, open: &mut Vec<(Id, &'d Value)>) -> Id {
        if let Some(&id) = self.ids.get(pointer.as_str()) {
            return id;
        }
        let (id, pointer) = (self.nodes.len(), Arc::<str>::from(pointer));
        self.nodes.push(Node { pointer: Arc::clone(&pointer), ..Node::default() });
        self.ids.insert(pointer, id);
        open.extend(schema.map(|schema| (id, schema)));
        id
    }

    fn read<'d>(&mut self, files: &'d Files, schema: &'d Value, at: Arc<str>, open: &mut Vec<(Id, &'d Value)>) -> Node {
        let mut node = Node { pointer: Arc::clone(&at), ..Node::default() };
        let mut unevaluated = Additional::Unspecified;
        let at = &*at;
        // One look at each member: asking for all that there may be would take longer.
        for (key, value) in schema.as_object().into_iter().flatten() {
            let mut id = |pointer: String, schema: &'d Value| self.reserve(pointer, Some(schema), open);
            let mut list = || {
                let items = value.as_array().into_iter().flatten().enumerate();
                items.map(|(index, item)| id(format!("{at}/{key}/{index}"), item)).collect::<Vec<_>>()
            };
            match key.as_str() {
                "allOf" => node.all_of = list(),
                "oneOf" => node.one_of = list(),
                "anyOf" => node.any_of = list(),
                "prefixItems" => node.prefix_items = list(),
                "properties" | "patternProperties" | "dependentSchemas" => {
                    for (name, member) in value.as_object().into_iter().flatten() {
                        let member = id(format!("{at}/{key}/{}", pointer::escape(name)), member);
                        match key.as_str() {
                            "properties" => drop(node.properties.insert(name.clone(), member)),
                            "patternProperties" => node.pattern_properties.push((Regex::new(name).ok(), member)),
                            _ => node.conditional.push(member),
                        }
                    }
                }
                "if" | "then" | "else" => node.conditional.push(id(format!("{at}/{key}"), value)),
                "items" if value.is_object() => node.items = Some(id(format!("{at}/{key}"), value)),
                "additionalProperties" => node.additional = additional(value, || id(format!("{at}/{key}"), value)),
                // What these say of a value is asked for by their pointers, be it no more than `false`.
                "unevaluatedProperties" => {
                    let id = id(format!("{at}/{key}"), value);
                    unevaluated = additional(value, || id);
                }
                "unevaluatedItems" => node.unevaluated_items = Some(id(format!("{at}/{key}"), value)).filter(|_| value.is_object()),
                "x-extensible-enum" => node.extensible_enum = value.as_array().cloned().unwrap_or_default(),
                "readOnly" => node.read_only = *value == Value::Bool(true),
                "writeOnly" => node.write_only = *value == Value::Bool(true),
                "discriminator" => node.discriminator = self.discriminator(files, at, schema, value, open),
                _ => {}
            }
        }
        if node.additional == Additional::Unspecified {
            node.additional = unevaluated;
        }
        let reference = ["$ref", "$dynamicRef"].into_iter().find_map(|key| schema.get(key)?.as_str());
        node.reference = reference.and_then(|reference| files.target(at, reference)).map(|target| {
            let target = files.beyond_aliases(target);
            let schema = files.get(&target);
            self.reserve(target, schema, open)
        });
        node
    }

    fn discriminator<'d>(
        &mut self,
        files: &'d Files,
        at: &str,
        schema: &'d Value,
        discriminator: &'d Value,
        open: &mut Vec<(Id, &'d Value)>,
    ) -> Option<Discriminator> {
        let property = discriminator.get("propertyName")?.as_str()?.to_owned();
        let is_union = schema.get("oneOf").or_else(|| schema.get("anyOf")).is_some();
        let inherited = if is_union { Vec::new() } else { files.children(at) };
        let mut pairs = mapping(files, at, schema, discriminator);
        let explicit = pairs.len();
        for (name, pointer) in inherited {
            if !pairs[..explicit].iter().any(|(value, target)| *value == name || *target == pointer) {
                pairs.push((name, pointer));
            }
        }
        let mut target = |pointer: String| {
            let schema = files.get(&pointer);
            self.reserve(pointer, schema, open)
        };
        let mapping = pairs.into_iter().map(|(value, pointer)| (value, target(pointer))).collect();
        Some(Discriminator { property, mapping })
    }
}

/// What a keyword says about members that are not named; `id` gives its schema a number.
fn additional(value: &Value, id: impl FnOnce() -> Id) -> Additional {
    match value {
        Value::Bool(false) => Additional::Forbidden,
        Value::Object(members) if !members.is_empty() => Additional::Described(id()),
        _ => Additional::Allowed,
    }
}

/// Which value of a discriminator means which schema: the explicit mapping, and the names of the variants.
///
/// A mapping's target is a reference or, as the specification allows too, the bare name of a component.
pub(super) fn mapping(files: &Files, at: &str, schema: &Value, discriminator: &Value) -> Vec<(String, String)> {
    let explicit = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mut pairs: Vec<(String, String)> =
        explicit.filter_map(|(value, target)| Some((value.clone(), mapped(files, at, target.as_str()?)?))).collect();
    for key in ["oneOf", "anyOf"] {
        let variants = schema.get(key).and_then(Value::as_array).into_iter().flatten();
        for pointer in variants.filter_map(|variant| files.target(at, variant.get("$ref")?.as_str()?)) {
            let name = pointer::segments(&pointer).last().unwrap_or_default().into_owned();
            if !pairs.iter().any(|(value, target)| *value == name || *target == pointer) {
                pairs.push((name, pointer));
            }
        }
    }
    pairs
}

/// The schema that a discriminator at `at` maps a value to; `None` where there is none.
pub(crate) fn mapped(files: &Files, at: &str, target: &str) -> Option<String> {
    let component = pointer::join("/components/schemas", target);
    files.target(at, target).or_else(|| files.get(&component).is_some().then_some(component))
}
