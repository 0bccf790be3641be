//! Conversion of text to values: the types of the schema decide if `1` is a number or a string.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::check::parameter::style::ParameterValue;
use openapi_drift_openapi::Document;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::graph::{Additional, Graph, Id};

/// A schema with all of its subschemas, to ask which values it may have.
pub(crate) struct Shape<'d> {
    document: &'d Document,
    graph: &'d Graph,
    direction: Direction,
}

impl<'d> Shape<'d> {
    pub fn new(document: &'d Document, graph: &'d Graph, direction: Direction) -> Self {
        Self { document, graph, direction }
    }

    /// Returns the schema with everything it refers to or is composed of, including the branches of unions.
    fn parts(&self, schema: Id) -> Vec<Id> {
        let mut parts = vec![schema];
        let mut known = HashSet::from([schema]);
        let mut next = 0;
        while let Some(&id) = parts.get(next) {
            let node = self.graph.node(id);
            parts.extend(node.reference.iter().chain(&node.all_of).copied().chain(node.variants()).filter(|part| known.insert(*part)));
            next += 1;
        }
        parts
    }

    fn keyword<'a>(&'a self, schema: Id, name: &'a str) -> impl Iterator<Item = &'a Value> + 'a {
        self.parts(schema).into_iter().filter_map(move |id| self.document.node(&self.graph.node(id).pointer)?.get(name))
    }

    /// Returns whether the schema lists its values.
    pub fn lists_values(&self, schema: Id) -> bool {
        ["const", "enum"].into_iter().any(|name| self.keyword(schema, name).next().is_some())
    }

    /// Returns whether a keyword lists the text as a value.
    pub fn lists(&self, schema: Id, text: &str) -> bool {
        let listed = self.keyword(schema, "enum").filter_map(Value::as_array).flatten().chain(self.keyword(schema, "const"));
        listed.into_iter().any(|known| known == text)
    }

    /// Returns whether values may have a type. Without `type`, the other keywords decide.
    pub fn may_be(&self, schema: Id, wanted: &str) -> bool {
        let mut types = self.keyword(schema, "type").peekable();
        if types.peek().is_none() {
            return match wanted {
                "array" => self.keyword(schema, "items").next().is_some(),
                "object" => self.keyword(schema, "properties").next().is_some(),
                _ => self.keyword(schema, "properties").next().is_none(),
            };
        }
        types.any(|value| match value {
            Value::String(name) => name == wanted,
            Value::Array(names) => names.iter().any(|name| name == wanted),
            _ => false,
        })
    }

    /// Returns whether values may be something other than an array or object.
    pub fn may_be_scalar(&self, schema: Id) -> bool {
        ["string", "integer", "number", "boolean", "null"].iter().any(|name| self.may_be(schema, name))
    }

    /// Returns whether values are strings, or arrays of strings, and nothing else.
    pub fn is_text(&self, schema: Id) -> bool {
        let is_string = |schema: Id| {
            let others = ["array", "object", "integer", "number", "boolean", "null"];
            self.may_be(schema, "string") && !others.iter().any(|name| self.may_be(schema, name))
        };
        is_string(schema) || self.is_list(schema) && self.items(schema, 0).is_some_and(is_string)
    }

    /// Returns the schema of a property.
    pub fn member(&self, schema: Id, name: &str) -> Option<Id> {
        let parts = self.parts(schema);
        let nodes = || parts.iter().map(|id| self.graph.node(*id));
        let described = |additional: &Additional| if let Additional::Described(id) = additional { Some(*id) } else { None };
        nodes().find_map(|node| node.properties.get(name).copied()).or_else(|| nodes().find_map(|node| described(&node.additional)))
    }

    /// Returns whether the schema names the property, directly or by a pattern.
    pub fn names(&self, schema: Id, name: &str) -> bool {
        self.parts(schema).iter().map(|id| self.graph.node(*id)).any(|node| {
            let matches = |(pattern, _): &(Option<regex::Regex>, Id)| pattern.as_ref().is_none_or(|pattern| pattern.is_match(name));
            node.properties.contains_key(name) || node.pattern_properties.iter().any(matches)
        })
    }

    /// Returns whether the schema names the property or describes additional ones.
    pub fn has_member(&self, schema: Id, name: &str) -> bool {
        self.member(schema, name).is_some()
            || self.parts(schema).iter().any(|id| self.graph.node(*id).additional == Additional::Allowed) && self.may_be(schema, "object")
    }

    /// Returns the schema of an item.
    pub fn items(&self, schema: Id, index: usize) -> Option<Id> {
        self.parts(schema).into_iter().find_map(|id| {
            let node = self.graph.node(id);
            node.prefix_items.get(index).copied().or(node.items)
        })
    }

    /// Returns whether values are arrays and nothing else that could be written as text or as members.
    fn is_list(&self, schema: Id) -> bool {
        self.may_be(schema, "array") && !self.may_be(schema, "object") && !self.may_be_scalar(schema)
    }

    /// The value that a text stands for, under a schema.
    pub fn value(&self, schema: Option<Id>, tree: &ParameterValue) -> Value {
        match tree {
            // One text for an array is an array with one item.
            ParameterValue::Text(text) => match schema.filter(|schema| self.is_list(*schema)) {
                Some(list) => Value::Array(vec![self.value(self.items(list, 0), &ParameterValue::Text(text.clone()))]),
                None => self.scalar(schema, text),
            },
            ParameterValue::Json(value) => value.clone(),
            ParameterValue::List(items) => {
                let each = items.iter().enumerate();
                each.map(|(index, item)| self.value(schema.and_then(|schema| self.items(schema, index)), item)).collect()
            }
            // `a[0]=x&a[1]=y`, and `a[]=x` within an object.
            ParameterValue::Map(members) if schema.is_some_and(|schema| self.is_list(schema)) && indices(members).is_some() => {
                let items = indices(members).unwrap_or_default();
                let flat = items.into_iter().flat_map(|(index, item)| match item {
                    ParameterValue::List(items) if index.is_none() => items.clone(),
                    item => vec![item.clone()],
                });
                self.value(schema, &ParameterValue::List(flat.collect()))
            }
            ParameterValue::Map(members) => {
                let value = |name: &String, member| self.value(schema.and_then(|schema| self.member(schema, name)), member);
                Value::Object(members.iter().map(|(name, member)| (name.clone(), value(name, member))).collect::<Map<_, _>>())
            }
        }
    }

    /// The reading of a text that the schema takes; where it takes none, the one of the type that it names.
    fn scalar(&self, schema: Option<Id>, text: &str) -> Value {
        let string = Value::from(text);
        let Some(schema) = schema else { return string };
        let typed = typed(text);
        let validator = &self.document.compiled(schema, self.direction).validator;
        let fits = |value: &Value| validator.is_valid(value);
        match typed {
            _ if fits(&string) => string,
            Some(typed) if fits(&typed) || !self.may_be(schema, "string") => typed,
            _ if text.is_empty() && fits(&Value::Null) => Value::Null,
            _ => string,
        }
    }
}

/// Returns members in the order of their names if these are indices or empty; `None` if any is another name.
fn indices(members: &[(String, ParameterValue)]) -> Option<Vec<(Option<usize>, &ParameterValue)>> {
    let index = |name: &str| if name.is_empty() { Some(None) } else { name.parse().ok().map(Some) };
    let mut items = members.iter().map(|(name, item)| Some((index(name)?, item))).collect::<Option<Vec<_>>>()?;
    items.sort_by_key(|(index, _)| index.unwrap_or(usize::MAX));
    Some(items)
}

/// The text as a number, boolean or null.
fn typed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(|value: &Value| !value.is_object() && !value.is_array() && !value.is_string())
}
