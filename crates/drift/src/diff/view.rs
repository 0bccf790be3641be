//! A schema by what it means, not by how it is written: references followed, `allOf` merged, `nullable` and
//! `type: [.., 'null']` alike, a union of one variant no union. Two spellings of one meaning are one view.

use serde_json::Value;

use super::node::Node;
use crate::document::{Document, pointer};

/// Sets of types, a bit for each. A number that is an integer has a bit of its own, so that `number` holds `integer`.
pub(super) mod types {
    pub const NULL: u8 = 1;
    pub const BOOLEAN: u8 = 2;
    pub const INTEGER: u8 = 4;
    pub const FRACTION: u8 = 8;
    pub const NUMBER: u8 = INTEGER | FRACTION;
    pub const STRING: u8 = 16;
    pub const ARRAY: u8 = 32;
    pub const OBJECT: u8 = 64;
    pub const ALL: u8 = 127;
}

/// How deep variants of unions are looked into for their types.
const DEEPEST: usize = 8;

/// What a list of schemas, all of which hold for one value, says of it.
#[derive(Debug)]
pub(super) struct View<'d> {
    /// Where the schema stands, references followed.
    pub at: String,
    /// The schema objects that hold, outer ones first.
    pub parts: Vec<Node<'d>>,
    pub unions: Vec<Union<'d>>,
    /// Values of an open list that is written as a union of listed strings and any string.
    listed: Option<(Node<'d>, Vec<&'d Value>)>,
    /// Whether nothing satisfies it (`false`).
    never: bool,
    /// Whether null is allowed beside all that the parts say.
    nullable: bool,
    is_31: bool,
}

/// A choice of at least two variants other than null.
#[derive(Debug)]
pub(super) struct Union<'d> {
    pub at: String,
    pub variants: Vec<Node<'d>>,
    takes_null: bool,
}

/// A statement of a view and where it stands.
pub(super) struct Said<'d> {
    pub value: &'d Value,
    pub at: String,
}

impl<'d> View<'d> {
    /// What the schemas say together. Without any, they say nothing and the place is that of `owner`.
    pub fn of(document: &'d Document, nodes: &[Node<'d>], owner: &str) -> Self {
        let is_31 = document.value().get("openapi").and_then(Value::as_str).is_some_and(|version| !version.starts_with("3.0"));
        let first = nodes.first().cloned().map(Node::follow);
        let at = first.as_ref().map_or(owner, |node| &node.at).to_owned();
        let mut view = Self { at, parts: Vec::new(), unions: Vec::new(), listed: None, never: false, nullable: false, is_31 };
        for node in nodes {
            view.nullable |= !is_31 && node.clone().follow().flag("nullable") == Some(true);
            view.expand(node.clone(), 0);
        }
        view
    }

    fn expand(&mut self, node: Node<'d>, depth: usize) {
        let Some(object) = node.object() else {
            self.never |= *node.value == Value::Bool(false);
            return;
        };
        if depth > 64 || self.parts.iter().any(|part| std::ptr::eq(part.value, node.value)) {
            return;
        }
        if let Some(target) = node.target() {
            if self.is_31 && object.len() > 1 {
                self.add(node, depth);
            }
            return self.expand(target, depth + 1);
        }
        self.add(node, depth);
    }

    /// Adds a schema object, and what its composition brings.
    fn add(&mut self, node: Node<'d>, depth: usize) {
        self.parts.push(node.clone());
        for part in node.items("allOf") {
            self.expand(part, depth + 1);
        }
        for key in ["oneOf", "anyOf"] {
            let (nulls, mut variants): (Vec<_>, Vec<_>) = node.items(key).into_iter().partition(|variant| is_null(variant.value));
            let takes_null = !nulls.is_empty();
            match variants.len() {
                0 => {}
                1 => {
                    self.nullable |= takes_null;
                    self.expand(variants.remove(0), depth + 1);
                }
                _ => match open_list(&variants) {
                    Some((any, values)) => {
                        self.nullable |= takes_null;
                        self.expand(variants[any].clone(), depth + 1);
                        self.listed.get_or_insert((node.clone(), values));
                    }
                    None => self.unions.push(Union { at: pointer::join(&node.at, key), variants, takes_null }),
                },
            }
        }
    }

    /// What tells this view from all others of its document.
    pub fn key(&self) -> Box<[usize]> {
        let never = self.never.then_some(0);
        self.parts.iter().map(|part| std::ptr::from_ref(part.value) as usize).chain(never).collect()
    }

    /// The first part's word on something.
    pub fn said(&self, key: &str) -> Option<Said<'d>> {
        self.parts.iter().find_map(|part| Some(Said { value: part.value.get(key)?, at: pointer::join(&part.at, key) }))
    }

    /// The first part's word on something, wherever it stands.
    pub fn value(&self, key: &str) -> Option<&'d Value> {
        self.parts.iter().find_map(|part| part.value.get(key))
    }

    /// All parts' words on something.
    pub fn all(&self, key: &str) -> impl Iterator<Item = Said<'d>> {
        self.parts.iter().filter_map(move |part| Some(Said { value: part.value.get(key)?, at: pointer::join(&part.at, key) }))
    }

    /// Where a keyword stands, or else the schema that lacks it.
    pub fn place(&self, key: &str) -> String {
        self.said(key).map_or_else(|| self.at.clone(), |said| said.at)
    }

    pub fn flag(&self, key: &str) -> bool {
        self.all(key).any(|said| said.value.as_bool() == Some(true))
    }

    /// The types that a value may have.
    pub fn types(&self) -> u8 {
        self.types_within(0)
    }

    fn types_within(&self, depth: usize) -> u8 {
        if self.never {
            return 0;
        }
        let mut allowed = types::ALL;
        for part in &self.parts {
            let listed = match part.value.get("type") {
                Some(Value::String(name)) => mask(name),
                Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).fold(0, |all, name| all | mask(name)),
                _ => types::ALL,
            };
            let values = closed(part.value).map_or(types::ALL, |values| values.iter().fold(0, |all, value| all | type_of(value)));
            // A value that is listed and has a wider type is of that type: `enum: [1]` beside `type: number`.
            let values = if values & types::INTEGER != 0 && listed & types::FRACTION != 0 { values | types::NUMBER } else { values };
            let nullable = !self.is_31 && part.flag("nullable") == Some(true);
            allowed &= (listed & values) | if nullable { types::NULL } else { 0 };
        }
        for union in self.unions.iter().filter(|_| depth < DEEPEST) {
            let variants = union
                .variants
                .iter()
                .map(|variant| View::of(variant.document, std::slice::from_ref(variant), &variant.at).types_within(depth + 1));
            allowed &= variants.fold(if union.takes_null { types::NULL } else { 0 }, |all, types| all | types);
        }
        if self.nullable { allowed | types::NULL } else { allowed }
    }

    /// The values of a closed list, without null, which is a matter of types; `None` where any may come.
    pub fn enumeration(&self) -> Option<Vec<&'d Value>> {
        let mut lists = self
            .parts
            .iter()
            .filter(|part| part.value.get("x-extensible-enum") != Some(&Value::Bool(true)))
            .filter_map(|part| closed(part.value));
        let mut values: Vec<&Value> = lists.next()?.into_iter().filter(|value| !value.is_null()).collect();
        for list in lists {
            values.retain(|value| list.contains(value));
        }
        Some(values)
    }

    /// The values of an open list.
    pub fn open_enumeration(&self) -> Option<(Vec<&'d Value>, String)> {
        let written = self.parts.iter().find_map(|part| match part.value.get("x-extensible-enum")? {
            Value::Array(values) => Some((values.iter().collect(), pointer::join(&part.at, "x-extensible-enum"))),
            Value::Bool(true) => Some((closed(part.value)?, part.place("enum"))),
            _ => None,
        });
        written.or_else(|| self.listed.as_ref().map(|(node, values)| (values.clone(), pointer::join(&node.at, "anyOf"))))
    }

    /// The properties that it names, each with all the schemas that it has for it.
    pub fn properties(&self) -> Vec<(&'d str, Vec<Node<'d>>)> {
        let mut found: Vec<(&str, Vec<Node<'d>>)> = Vec::new();
        let mut indices = std::collections::HashMap::new();
        for part in &self.parts {
            let Some(properties) = part.member("properties") else { continue };
            for (name, value) in properties.object().into_iter().flatten() {
                let node = properties.below(name, value);
                let index = *indices.entry(name.as_str()).or_insert_with(|| {
                    found.push((name, Vec::new()));
                    found.len() - 1
                });
                found[index].1.push(node);
            }
        }
        found
    }

    /// The names of properties that may not be missing, and where that is said.
    pub fn required(&self) -> Vec<(&'d str, String)> {
        let lists = self.all("required");
        lists
            .flat_map(|said| said.value.as_array().into_iter().flatten().filter_map(Value::as_str).map(move |name| (name, said.at.clone())))
            .collect()
    }

    /// Whether properties that it does not name are forbidden.
    pub fn is_closed(&self) -> bool {
        ["additionalProperties", "unevaluatedProperties"].iter().any(|key| self.all(key).any(|said| *said.value == Value::Bool(false)))
    }

    /// What stands under a keyword, in each part that has it.
    pub fn members(&self, key: &str) -> Vec<Node<'d>> {
        self.parts.iter().filter_map(|part| part.member(key)).collect()
    }

    /// The schemas under a keyword that holds one.
    pub fn under(&self, key: &str) -> Vec<Node<'d>> {
        self.parts.iter().filter_map(|part| part.member(key)).filter(|node| node.object().is_some()).collect()
    }

    /// The values of a discriminator and the schemas that they mean, and its property.
    pub fn discriminator(&self) -> Option<Discriminator<'d>> {
        let index = self.parts.iter().position(|part| part.value.get("discriminator").is_some_and(Value::is_object))?;
        // What is composed of a base has its discriminator too, and is not what the others that are composed of it are.
        if self.parts[..index].iter().any(|part| part.value.get("properties").is_some()) {
            return None;
        }
        let part = &self.parts[index];
        let graph = part.document.graph();
        let discriminator = graph.node(graph.id(&part.at)?).discriminator.as_ref()?;
        let mapped = discriminator.mapping.iter();
        let targets = mapped.filter_map(|(value, id)| Some((value.clone(), Node::at(part.document, graph.node(*id).pointer.clone())?)));
        let is_union = part.value.get("oneOf").or_else(|| part.value.get("anyOf")).is_some();
        Some(Discriminator {
            property: discriminator.property.clone(),
            targets: targets.collect(),
            at: pointer::join(&part.at, "discriminator"),
            is_union,
        })
    }
}

/// Which variant is meant, by the value of a property.
pub(super) struct Discriminator<'d> {
    pub property: String,
    pub targets: Vec<(String, Node<'d>)>,
    pub at: String,
    /// Whether the variants are those of a union beside it; else they are the schemas that are composed of this one.
    pub is_union: bool,
}

/// The values that a schema object lists.
fn closed(schema: &Value) -> Option<Vec<&Value>> {
    let constant = schema.get("const").map(|value| vec![value]);
    constant.or_else(|| schema.get("enum")?.as_array().map(|values| values.iter().collect()))
}

/// Whether a variant is null and nothing else.
fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null") || schema.get("enum").is_some_and(|values| *values == serde_json::json!([null]))
}

/// A union of listed strings and any string, which is how an open list is written without an extension: the variant that
/// takes any, and the values.
fn open_list<'d>(variants: &[Node<'d>]) -> Option<(usize, Vec<&'d Value>)> {
    let is_string = |node: &Node<'d>| node.text("type") == Some("string");
    let limits = ["enum", "const", "pattern", "format", "minLength", "maxLength", "allOf", "oneOf", "anyOf", "not"];
    let any = variants.iter().position(|node| is_string(node) && limits.iter().all(|key| node.value.get(key).is_none()))?;
    let mut values = Vec::new();
    for (_, node) in variants.iter().enumerate().filter(|(index, _)| *index != any) {
        let node = node.clone().follow();
        values.extend(closed(node.value).filter(|_| is_string(&node))?);
    }
    Some((any, values))
}

fn mask(name: &str) -> u8 {
    match name {
        "null" => types::NULL,
        "boolean" => types::BOOLEAN,
        "integer" => types::INTEGER,
        "number" => types::NUMBER,
        "string" => types::STRING,
        "array" => types::ARRAY,
        "object" => types::OBJECT,
        _ => types::ALL,
    }
}

fn type_of(value: &Value) -> u8 {
    match value {
        Value::Null => types::NULL,
        Value::Bool(_) => types::BOOLEAN,
        Value::Number(number) if number.is_f64() => types::FRACTION,
        Value::Number(_) => types::INTEGER,
        Value::String(_) => types::STRING,
        Value::Array(_) => types::ARRAY,
        Value::Object(_) => types::OBJECT,
    }
}

/// A set of types in words: `string or null`.
pub(super) fn type_names(set: u8) -> String {
    if set == types::ALL {
        return "any type".to_owned();
    }
    if set == 0 {
        return "nothing".to_owned();
    }
    let all = [
        (types::NUMBER, "number"),
        (types::INTEGER, "integer"),
        (types::FRACTION, "number"),
        (types::STRING, "string"),
        (types::BOOLEAN, "boolean"),
        (types::ARRAY, "array"),
        (types::OBJECT, "object"),
        (types::NULL, "null"),
    ];
    let mut rest = set;
    let mut names = Vec::new();
    for (bits, name) in all {
        if rest & bits == bits {
            names.push(name);
            rest &= !bits;
        }
    }
    names.join(" or ")
}
