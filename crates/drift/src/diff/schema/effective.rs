//! The meaning of a schema without its spelling: references are followed, `allOf` is merged, `nullable` equals
//! `type: [.., 'null']`, and a union of one branch is that branch.

use std::cell::OnceCell;
use std::collections::HashSet;

use serde_json::Value;

use crate::diff::node::Node;

use crate::diff::schema::union::{Choice, Choices, Union};
use crate::diff::schema::values::{closed, common, type_of, types_of};
use openapi_drift_openapi::Document;
use openapi_drift_source::pointer;

/// Sets of types, a bit for each. A number that is an integer has a bit of its own, so that `number` holds `integer`.
pub(crate) mod types {
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

/// The levels of nested unions whose types are determined.
const MAX_DEPTH: usize = 8;

/// The most branches whose types are determined for one schema. Unions may lead to each other on many paths.
const MOST_VARIANTS: usize = 20_000;

/// The combined statements of schemas that all apply to one value.
#[derive(Debug)]
pub(crate) struct EffectiveSchema<'d> {
    /// The place of the schema, with references followed.
    pub at: String,
    /// The schema objects that apply, outer ones first.
    pub parts: Vec<Node<'d>>,
    pub unions: Vec<Union<'d>>,
    /// Unions that only list types or values.
    pub choices: Vec<Choice<'d>>,
    /// Values of an open enum that is written as a union of listed strings and any string.
    listed: Option<(Node<'d>, Vec<&'d Value>)>,
    /// True if no value is valid (`false`).
    never: bool,
    /// True if null is allowed in addition to the parts.
    nullable: bool,
    is_31: bool,
    /// True if the value is sent as text, as a parameter is: each number and boolean is also a string.
    pub is_text: bool,
    /// The index of the part with the discriminator. None if only a base schema of an `allOf` has one.
    discriminated: Option<usize>,
    types: OnceCell<u8>,
}

/// A schema that is still to be added, and true if it is the base of a composition that adds more.
struct Open<'d> {
    node: Node<'d>,
    is_base: bool,
}

/// The value of a keyword and its place.
pub(crate) struct KeywordValue<'d> {
    pub value: &'d Value,
    pub at: String,
}

impl<'d> EffectiveSchema<'d> {
    /// Combines schemas. Without any, any value is valid and the place is `owner`.
    pub fn of(document: &'d Document, nodes: &[Node<'d>], owner: &str) -> Self {
        let is_31 = document.value().get("openapi").and_then(Value::as_str).is_some_and(|version| !version.starts_with("3.0"));
        let first = nodes.first().cloned().map(Node::follow);
        let at = first.as_ref().map_or(owner, |node| &node.at).to_owned();
        let mut schema = Self {
            at,
            parts: Vec::new(),
            unions: Vec::new(),
            choices: Vec::new(),
            listed: None,
            never: false,
            nullable: false,
            is_31,
            is_text: false,
            discriminated: None,
            types: OnceCell::new(),
        };
        for node in nodes {
            schema.nullable |= !is_31 && node.clone().follow().flag("nullable") == Some(true);
            schema.expand(node.clone());
        }
        schema
    }

    /// Adds a schema, the targets of its references and the parts of its composition, in their order.
    fn expand(&mut self, node: Node<'d>) {
        let mut met = HashSet::new();
        let mut open = vec![Open { node, is_base: false }];
        while let Some(Open { node, is_base }) = open.pop() {
            let Some(object) = node.object() else {
                self.never |= *node.value == Value::Bool(false);
                continue;
            };
            if !met.insert(std::ptr::from_ref(node.value)) || self.parts.iter().any(|part| std::ptr::eq(part.value, node.value)) {
                continue;
            }
            let target = node.target();
            let mut below = Vec::new();
            if target.is_none() || self.is_31 && object.len() > 1 {
                below = self.add(node, is_base);
            }
            below.extend(target.map(|node| Open { node, is_base }));
            open.extend(below.into_iter().rev());
        }
    }

    /// Adds a schema object, and returns the parts of its composition.
    fn add(&mut self, node: Node<'d>, is_base: bool) -> Vec<Open<'d>> {
        if !is_base && self.discriminated.is_none() && node.value.get("discriminator").is_some_and(Value::is_object) {
            self.discriminated = Some(self.parts.len());
        }
        self.parts.push(node.clone());
        let says_more = |node: &Node<'d>| ["$ref", "properties", "allOf", "oneOf", "anyOf"].iter().any(|key| node.value.get(key).is_some());
        let composed = node.items("allOf");
        let own = usize::from(node.value.get("properties").is_some());
        let has_more = composed.iter().filter(|part| says_more(part)).count() + own > 1;
        let bases = composed.into_iter().map(|part| Open { is_base: is_base || has_more && part.value.get("$ref").is_some(), node: part });
        let mut below: Vec<Open<'d>> = bases.collect();
        for key in ["oneOf", "anyOf"] {
            match Choices::of(&node, key) {
                Choices::None => {}
                Choices::One { variant, takes_null } => {
                    self.nullable |= takes_null;
                    below.push(Open { node: variant, is_base });
                }
                Choices::Open { any, values, takes_null } => {
                    self.nullable |= takes_null;
                    below.push(Open { node: any, is_base });
                    self.listed.get_or_insert((node.clone(), values));
                }
                Choices::Plain(choice) => self.choices.push(choice),
                Choices::Many(union) => self.unions.push(union),
            }
        }
        below
    }

    /// Returns the parts with keywords of their own. If all have only types, those parts.
    pub fn core(&self) -> Vec<&Node<'d>> {
        const COMPOSITION: &[&str] = &["$ref", "$defs", "allOf", "oneOf", "anyOf", "discriminator", "nullable", "deprecated"];
        let says = |part: &&Node<'d>, is_type_silent: bool| {
            let mut names = part.object().into_iter().flatten().map(|(name, _)| name.as_str());
            !names.all(|name| {
                COMPOSITION.contains(&name) || crate::diff::equivalent::is_documentation(name) || is_type_silent && name == "type"
            })
        };
        let core: Vec<&Node<'d>> = self.parts.iter().filter(|part| says(part, true)).collect();
        if core.is_empty() { self.parts.iter().filter(|part| says(part, false)).collect() } else { core }
    }

    /// Returns true if any value is valid.
    pub fn is_empty(&self) -> bool {
        !self.never && self.core().is_empty() && self.unions.is_empty() && self.choices.is_empty()
    }

    /// Returns the identity of the combination within its document.
    pub fn key(&self) -> Box<[usize]> {
        let never = self.never.then_some(0);
        self.parts.iter().map(|part| std::ptr::from_ref(part.value) as usize).chain(never).collect()
    }

    /// Returns the first value of a keyword and its place.
    pub fn said(&self, key: &str) -> Option<KeywordValue<'d>> {
        self.parts.iter().find_map(|part| Some(KeywordValue { value: part.value.get(key)?, at: pointer::join(&part.at, key) }))
    }

    /// Returns the first value of a keyword.
    pub fn value(&self, key: &str) -> Option<&'d Value> {
        self.parts.iter().find_map(|part| part.value.get(key))
    }

    /// Returns the values of a keyword in all parts, with their places.
    pub fn all(&self, key: &str) -> impl Iterator<Item = KeywordValue<'d>> {
        self.parts.iter().filter_map(move |part| Some(KeywordValue { value: part.value.get(key)?, at: pointer::join(&part.at, key) }))
    }

    /// Returns the place of a keyword, or of the schema if it lacks the keyword.
    pub fn place(&self, key: &str) -> String {
        self.said(key).map_or_else(|| self.at.clone(), |said| said.at)
    }

    pub fn flag(&self, key: &str) -> bool {
        self.all(key).any(|said| said.value.as_bool() == Some(true))
    }

    /// Returns the types that a value may have.
    pub fn types(&self) -> u8 {
        let written = self.written_types();
        if self.is_text && written & types::STRING != 0 { written | types::NUMBER | types::BOOLEAN } else { written }
    }

    /// Returns the types of the value before it is written as text.
    pub fn written_types(&self) -> u8 {
        *self.types.get_or_init(|| self.types_within(0, &mut { MOST_VARIANTS }))
    }

    fn types_within(&self, depth: usize, left: &mut usize) -> u8 {
        if self.never {
            return 0;
        }
        let mut allowed = types::ALL;
        for part in &self.parts {
            let listed = written_types(part.value);
            let values = closed(part.value).map_or(types::ALL, |values| types_of(&values));
            // A listed integer has the declared type: `enum: [1]` with `type: number` is a number.
            let is_typed = part.value.get("type").is_some();
            let is_wider = is_typed && values & types::INTEGER != 0 && listed & types::FRACTION != 0;
            let values = if is_wider { values | types::NUMBER } else { values };
            let nullable = !self.is_31 && part.flag("nullable") == Some(true);
            allowed &= (listed & values) | if nullable { types::NULL } else { 0 };
        }
        allowed = self.choices.iter().fold(allowed, |allowed, choice| allowed & choice.types);
        for union in self.unions.iter().filter(|_| depth < MAX_DEPTH) {
            let Some(fewer) = left.checked_sub(union.variants.len()) else { break };
            *left = fewer;
            let variants = union.variants.iter().map(|variant| {
                EffectiveSchema::of(variant.document, std::slice::from_ref(variant), &variant.at).types_within(depth + 1, left)
            });
            allowed &= variants.fold(if union.takes_null { types::NULL } else { 0 }, |all, types| all | types);
        }
        if self.nullable { allowed | types::NULL } else { allowed }
    }

    /// Returns the values of an `enum` without null, which counts as a type. None if other values are valid.
    pub fn enumeration(&self) -> Option<Vec<&'d Value>> {
        let written = self.parts.iter().filter(|part| part.value.get("x-extensible-enum") != Some(&Value::Bool(true)));
        let chosen = self.choices.iter().filter_map(|choice| choice.values.clone());
        let mut lists = written.filter_map(|part| closed(part.value)).chain(chosen);
        let types = self.types();
        let mut values: Vec<&Value> = lists.next()?.into_iter().filter(|value| !value.is_null() && type_of(value) & types != 0).collect();
        for list in lists {
            values = common(values, &list);
        }
        let is_listed = |flag: bool| values.iter().any(|value| **value == Value::Bool(flag));
        // A list of both booleans excludes nothing.
        let are_all = types & !types::NULL == types::BOOLEAN && is_listed(true) && is_listed(false);
        (!are_all).then_some(values)
    }

    /// Returns the values of an open enum and their place.
    pub fn open_enumeration(&self) -> Option<(Vec<&'d Value>, String)> {
        let written = self.parts.iter().find_map(|part| match part.value.get("x-extensible-enum")? {
            Value::Array(values) => Some((values.iter().collect(), pointer::join(&part.at, "x-extensible-enum"))),
            Value::Bool(true) => Some((closed(part.value)?, part.place("enum"))),
            _ => None,
        });
        written.or_else(|| self.listed.as_ref().map(|(node, values)| (values.clone(), pointer::join(&node.at, "anyOf"))))
    }

    /// Returns the declared properties, each with all of its schemas.
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

    /// Returns the required names and the places of their `required`.
    pub fn required(&self) -> Vec<(&'d str, String)> {
        let lists = self.all("required");
        lists
            .flat_map(|said| said.value.as_array().into_iter().flatten().filter_map(Value::as_str).map(move |name| (name, said.at.clone())))
            .collect()
    }

    /// Returns true if undeclared properties are forbidden.
    pub fn is_closed(&self) -> bool {
        ["additionalProperties", "unevaluatedProperties"].iter().any(|key| self.all(key).any(|said| *said.value == Value::Bool(false)))
    }

    /// Returns the nodes below a keyword, one per part that has it.
    pub fn members(&self, key: &str) -> Vec<Node<'d>> {
        self.parts.iter().filter_map(|part| part.member(key)).collect()
    }

    /// Returns the schemas below a keyword, without boolean ones.
    pub fn under(&self, key: &str) -> Vec<Node<'d>> {
        self.parts.iter().filter_map(|part| part.member(key)).filter(|node| node.object().is_some()).collect()
    }

    /// Returns the discriminator, if there is one.
    pub fn discriminator(&self) -> Option<Discriminator<'d>> {
        let part = &self.parts[self.discriminated?];
        let graph = part.document.graph();
        let discriminator = graph.node(graph.id(&part.at)?).discriminator.as_ref()?;
        let mapped = discriminator.mapping.iter();
        let targets = mapped.filter_map(|(value, id)| Some((value.clone(), Node::at(part.document, graph.node(*id).pointer.to_string())?)));
        let is_union = part.value.get("oneOf").or_else(|| part.value.get("anyOf")).is_some();
        Some(Discriminator {
            property: discriminator.property.clone(),
            targets: targets.collect(),
            at: pointer::join(&part.at, "discriminator"),
            is_union,
        })
    }
}

/// A property whose values select schemas.
pub(crate) struct Discriminator<'d> {
    pub property: String,
    pub targets: Vec<(String, Node<'d>)>,
    pub at: String,
    /// True if it selects a branch of the union beside it; otherwise it selects schemas that are composed of this one.
    pub is_union: bool,
}

/// Returns the types that a schema object states.
pub(crate) fn written_types(schema: &Value) -> u8 {
    match schema.get("type") {
        Some(Value::String(name)) => mask(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).fold(0, |all, name| all | mask(name)),
        // OpenAPI 3.1 describes encoded and binary texts without a type.
        _ if ["contentEncoding", "contentMediaType"].iter().any(|keyword| schema.get(*keyword).is_some()) => types::STRING,
        _ => types::ALL,
    }
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

/// Returns a set of types in words: `string or null`.
pub(crate) fn type_names(set: u8) -> String {
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
