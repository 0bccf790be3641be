//! Schemas as a graph: what the walk over a value asks of a schema, looked up once instead of once per value.
//!
//! It is made as a whole when a schema is first needed: coverage asks for all of it at the end, and what is complete needs no
//! lock.

use std::collections::HashMap;

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
    pub pointer: String,
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
    ids: HashMap<String, Id>,
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
                let at = std::mem::take(&mut graph.nodes[next].pointer);
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
        if let Some(&id) = self.ids.get(&pointer) {
            return id;
        }
        let id = self.nodes.len();
        self.nodes.push(Node { pointer: pointer.clone(), ..Node::default() });
        self.ids.insert(pointer, id);
        open.extend(schema.map(|schema| (id, schema)));
        id
    }

    fn read<'d>(&mut self, files: &'d Files, schema: &'d Value, at: String, open: &mut Vec<(Id, &'d Value)>) -> Node {
        let at = at.as_str();
        let mut id = |pointer: String, schema: Option<&'d Value>| self.reserve(pointer, schema, open);
        let reference = ["$ref", "$dynamicRef"].into_iter().find_map(|key| schema.get(key)?.as_str());
        let reference = reference.and_then(|reference| files.target(at, reference)).map(|target| {
            let target = files.beyond_aliases(target);
            let schema = files.get(&target);
            id(target, schema)
        });
        let flag = |key: &str| schema.get(key).and_then(Value::as_bool).unwrap_or(false);
        let mut list = |key: &str| {
            let items = schema.get(key).and_then(Value::as_array).into_iter().flatten().enumerate();
            items.map(|(index, item)| id(format!("{at}/{key}/{index}"), Some(item))).collect::<Vec<_>>()
        };
        let (all_of, one_of, any_of, prefix_items) = (list("allOf"), list("oneOf"), list("anyOf"), list("prefixItems"));
        let mut named = |key: &str| {
            let members = schema.get(key).and_then(Value::as_object).into_iter().flatten();
            members
                .map(|(name, member)| (name.clone(), id(format!("{at}/{key}/{}", pointer::escape(name)), Some(member))))
                .collect::<Vec<_>>()
        };
        let properties = named("properties").into_iter().collect();
        let pattern_properties = named("patternProperties").into_iter().map(|(pattern, id)| (Regex::new(&pattern).ok(), id)).collect();
        let mut conditional: Vec<Id> = named("dependentSchemas").into_iter().map(|(_, id)| id).collect();
        conditional.extend(["if", "then", "else"].into_iter().filter_map(|key| Some(id(format!("{at}/{key}"), Some(schema.get(key)?)))));
        let additional = ["additionalProperties", "unevaluatedProperties"].into_iter().find_map(|key| Some((key, schema.get(key)?)));
        let additional = match additional {
            None => Additional::Unspecified,
            Some((_, Value::Bool(false))) => Additional::Forbidden,
            Some((key, described @ Value::Object(members))) if !members.is_empty() => {
                Additional::Described(id(format!("{at}/{key}"), Some(described)))
            }
            Some(_) => Additional::Allowed,
        };
        let mut one = |key: &str| schema.get(key).filter(|schema| schema.is_object()).map(|schema| id(format!("{at}/{key}"), Some(schema)));
        let (items, unevaluated_items) = (one("items"), one("unevaluatedItems"));
        // What these say of a value is asked for by their pointers, be it no more than `false`.
        for key in ["unevaluatedItems", "unevaluatedProperties"] {
            if let Some(schema) = schema.get(key) {
                id(format!("{at}/{key}"), Some(schema));
            }
        }
        let discriminator = schema.get("discriminator").and_then(|discriminator| {
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
                id(pointer, schema)
            };
            let mapping = pairs.into_iter().map(|(value, pointer)| (value, target(pointer))).collect();
            Some(Discriminator { property, mapping })
        });
        Node {
            reference,
            properties,
            pattern_properties,
            additional,
            items,
            prefix_items,
            unevaluated_items,
            all_of,
            one_of,
            any_of,
            conditional,
            discriminator,
            extensible_enum: schema.get("x-extensible-enum").and_then(Value::as_array).cloned().unwrap_or_default(),
            read_only: flag("readOnly"),
            write_only: flag("writeOnly"),
            pointer: at.to_owned(),
        }
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
