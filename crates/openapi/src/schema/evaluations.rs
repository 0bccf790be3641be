//! The work that a value causes: the number of schemas that are evaluated for it and its parts, counted as often as the validator
//! evaluates them.
//!
//! The validator evaluates a schema once for each way that leads to it. With a composition whose branches all describe one property,
//! the number of ways doubles with each level of the value, so a few hundred bytes of document and body can take longer than anybody
//! waits. Most bodies are far from that, which a bound shows at the cost of a comparison; for the others the evaluations are counted,
//! up to the limit.

use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::schema::bundle::ConvertedSchemas;
use crate::schema::convert::{BASE, reference_to};
use openapi_drift_source::pointer;

/// The number of evaluations that any value may take.
const MIN_BUDGET: u64 = 1_000_000;

/// The number of evaluations that a value may take for each of its parts.
const BUDGET_PER_PART: u64 = 200;

/// The number of errors that the validator may list for one value. It lists them before the first one is read.
const MAX_ERRORS: u64 = 1_000_000;

/// The number of levels for which bounds are kept. Evaluations of deeper values are counted.
const LEVELS: usize = 12;

/// Keywords whose schemas apply to the value itself.
const SAME_VALUE: [&str; 7] = ["not", "if", "then", "else", "$ref", "$dynamicRef", "$recursiveRef"];
const SAME_VALUE_LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// Keywords whose schemas apply to every member of an object.
const EACH_MEMBER: [&str; 3] = ["additionalProperties", "unevaluatedProperties", "propertyNames"];
/// Keywords whose schemas apply to every item of an array.
const EACH_ITEM: [&str; 4] = ["items", "additionalItems", "unevaluatedItems", "contains"];
/// Keywords of which only the validity of their schemas matters, even while errors are collected.
const VALIDITY: [&str; 5] = ["not", "if", "anyOf", "oneOf", "contains"];

/// A pass of the validator over a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Is the value valid? The validator remembers the answers of recursive schemas.
    Validity,
    /// Which errors does the value have? Nothing is remembered.
    Errors,
}

/// Bounds of the evaluations of all units of one direction.
#[derive(Debug)]
pub struct Evaluations {
    /// The bounds of each unit by its pointer: for values of one level, of two, and so on.
    bounds: HashMap<String, Vec<u32>>,
    /// The bounds of the last level hold for all deeper values.
    is_settled: bool,
}

impl Evaluations {
    /// Computes the bounds of converted schemas.
    pub fn new(converted: &ConvertedSchemas) -> Self {
        let graph = Graph::new(converted);
        let mut bounds: HashMap<String, Vec<u32>> = HashMap::new();
        let mut add = |level: &[u32]| {
            for (unit, node) in &graph.units {
                bounds.entry((*unit).to_owned()).or_default().push(level[*node as usize]);
            }
        };
        let mut level = graph.level(None);
        add(&level);
        for _ in 1..LEVELS {
            let next = graph.level(Some(&level));
            if next == level {
                return Self { bounds, is_settled: true };
            }
            add(&next);
            level = next;
        }
        Self { bounds, is_settled: false }
    }

    /// Returns whether a pass over a value with the unit at `pointer` stays within the budget of evaluations. A pass with a schema that
    /// is not a unit does.
    pub fn are_few(&self, converted: &ConvertedSchemas, pointer: &str, value: &Value, pass: Pass) -> bool {
        self.are_within(converted, pointer, value, pass, MIN_BUDGET)
    }

    /// Returns whether the validator lists few enough errors for a value to hold them in memory. The count is an upper bound: one for
    /// each evaluation, and one for each missing property.
    pub fn are_errors_few(converted: &ConvertedSchemas, pointer: &str, value: &Value) -> bool {
        let mut counter = Counter { converted, left: MAX_ERRORS, known: HashSet::new(), recursive: HashMap::new() };
        counter.unit(pointer, value, Pass::Errors)
    }

    fn are_within(&self, converted: &ConvertedSchemas, pointer: &str, value: &Value, pass: Pass, min_budget: u64) -> bool {
        let Some(bounds) = self.bounds.get(pointer) else { return true };
        let size = Size::of(value);
        let budget = min_budget.max(size.parts.saturating_mul(BUDGET_PER_PART));
        let bound = bounds.get(size.levels - 1).or_else(|| bounds.last().filter(|_| self.is_settled));
        if bound.is_some_and(|bound| u64::from(*bound).saturating_mul(size.parts) <= budget) {
            return true;
        }
        let mut counter = Counter { converted, left: budget, known: HashSet::new(), recursive: HashMap::new() };
        counter.unit(pointer, value, pass)
    }
}

/// Counts evaluations down to zero.
struct Counter<'c> {
    converted: &'c ConvertedSchemas,
    left: u64,
    /// The recursive units and the values, by their addresses, whose validity is known.
    known: HashSet<(String, usize)>,
    recursive: HashMap<String, bool>,
}

impl Counter<'_> {
    /// Counts the evaluations of a value by a unit. Returns false if nothing is left.
    fn unit(&mut self, pointer: &str, value: &Value, pass: Pass) -> bool {
        let is_container = value.is_object() || value.is_array();
        if pass == Pass::Validity && is_container && self.is_recursive(pointer) {
            let address = std::ptr::from_ref(value).addr();
            if !self.known.insert((pointer.to_owned(), address)) {
                return true;
            }
        }
        let unit = self.converted.schemas.get("$defs").and_then(|units| units.get(pointer));
        unit.is_none_or(|unit| self.schema(unit, value, pass))
    }

    fn schema(&mut self, schema: &Value, value: &Value, pass: Pass) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        let Some(keywords) = schema.as_object() else { return true };
        keywords.iter().all(|(keyword, operand)| {
            let pass = if VALIDITY.contains(&keyword.as_str()) { Pass::Validity } else { pass };
            self.keyword(keyword, operand, value, pass)
        })
    }

    fn keyword(&mut self, keyword: &str, operand: &Value, value: &Value, pass: Pass) -> bool {
        match (keyword, operand, value) {
            (_, Value::String(reference), _) if SAME_VALUE.contains(&keyword) => {
                unit_of(reference).is_none_or(|unit| self.unit(&unit, value, pass))
            }
            _ if SAME_VALUE.contains(&keyword) => self.schema(operand, value, pass),
            (_, Value::Array(schemas), _) if SAME_VALUE_LISTS.contains(&keyword) => {
                schemas.iter().all(|schema| self.schema(schema, value, pass))
            }
            ("required", Value::Array(names), Value::Object(members)) if pass == Pass::Errors => {
                let is_missing = |name: &&Value| name.as_str().is_some_and(|name| !members.contains_key(name));
                let missing = names.iter().filter(is_missing).count();
                self.left = self.left.saturating_sub(missing as u64);
                self.left > 0
            }
            ("dependentSchemas", Value::Object(schemas), _) => schemas.values().all(|schema| self.schema(schema, value, pass)),
            ("properties", Value::Object(schemas), Value::Object(members)) => {
                let mut described = members.iter().filter_map(|(name, member)| Some((schemas.get(name)?, member)));
                described.all(|(schema, member)| self.schema(schema, member, pass))
            }
            ("patternProperties", Value::Object(schemas), Value::Object(members)) => {
                schemas.values().all(|schema| members.values().all(|member| self.schema(schema, member, pass)))
            }
            (_, schema, Value::Object(members)) if EACH_MEMBER.contains(&keyword) => {
                members.values().all(|member| self.schema(schema, member, pass))
            }
            ("prefixItems" | "items", Value::Array(schemas), Value::Array(items)) => {
                schemas.iter().zip(items).all(|(schema, item)| self.schema(schema, item, pass))
            }
            (_, schema, Value::Array(items)) if EACH_ITEM.contains(&keyword) => items.iter().all(|item| self.schema(schema, item, pass)),
            _ => true,
        }
    }

    /// Returns whether a unit refers to itself, directly or through others.
    fn is_recursive(&mut self, pointer: &str) -> bool {
        if let Some(known) = self.recursive.get(pointer) {
            return *known;
        }
        let (mut seen, mut open) = (HashSet::new(), vec![pointer]);
        let mut is_recursive = false;
        while let Some(unit) = open.pop().filter(|_| !is_recursive) {
            let targets = self.converted.targets(unit).iter().map(String::as_str);
            open.extend(targets.inspect(|target| is_recursive |= *target == pointer).filter(|target| seen.insert(*target)));
        }
        self.recursive.insert(pointer.to_owned(), is_recursive);
        is_recursive
    }
}

/// Returns the pointer of the unit that a reference of a converted schema names.
fn unit_of(reference: &str) -> Option<String> {
    let escaped = reference.strip_prefix(BASE)?.strip_prefix("#/$defs/")?;
    let decoded = percent_decode_str(escaped).decode_utf8().ok()?;
    Some(pointer::unescape(&decoded).into_owned())
}

/// The size of a value.
struct Size {
    /// The number of values in it, itself included.
    parts: u64,
    /// The number of levels: 1 for a string.
    levels: usize,
}

impl Size {
    fn of(value: &Value) -> Self {
        let mut size = Self { parts: 0, levels: 0 };
        let mut open = vec![(value, 1)];
        while let Some((value, level)) = open.pop() {
            size.parts += 1;
            size.levels = size.levels.max(level);
            match value {
                Value::Array(items) => open.extend(items.iter().map(|item| (item, level + 1))),
                Value::Object(members) => open.extend(members.values().map(|member| (member, level + 1))),
                _ => {}
            }
        }
        size
    }
}

/// All schemas and the ways between them, as numbers.
#[derive(Default)]
struct Graph<'s> {
    nodes: Vec<Node>,
    units: HashMap<&'s str, u32>,
    /// The nodes in an order in which those of the same value come first.
    order: Vec<u32>,
}

#[derive(Default)]
struct Node {
    /// The schemas that apply to the same value.
    same: Vec<u32>,
    /// The schemas of which one applies to a part of the value.
    one_of_parts: Vec<u32>,
    /// The schemas that all apply to a part of the value.
    each_part: Vec<u32>,
}

impl<'s> Graph<'s> {
    fn new(converted: &'s ConvertedSchemas) -> Self {
        let mut graph = Self::default();
        let mut references: HashMap<String, u32> = HashMap::new();
        let mut open: Vec<(u32, &Value)> = Vec::new();
        for (pointer, schema) in converted.schemas.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            let node = graph.add();
            graph.units.insert(pointer, node);
            references.insert(reference_to(pointer), node);
            open.push((node, schema));
        }
        while let Some((number, schema)) = open.pop() {
            let mut node = Node::default();
            for (keyword, operand) in schema.as_object().into_iter().flatten() {
                let keyword = keyword.as_str();
                let mut enter = |graph: &mut Self, schema: &'s Value| {
                    let child = graph.add();
                    open.push((child, schema));
                    child
                };
                match operand {
                    Value::String(reference) if SAME_VALUE.contains(&keyword) => {
                        node.same.extend(references.get(reference));
                    }
                    _ if SAME_VALUE.contains(&keyword) => node.same.push(enter(&mut graph, operand)),
                    Value::Array(schemas) if SAME_VALUE_LISTS.contains(&keyword) => {
                        schemas.iter().for_each(|schema| node.same.push(enter(&mut graph, schema)));
                    }
                    Value::Array(schemas) if matches!(keyword, "prefixItems" | "items") => {
                        schemas.iter().for_each(|schema| node.one_of_parts.push(enter(&mut graph, schema)));
                    }
                    Value::Object(schemas) if keyword == "dependentSchemas" => {
                        schemas.values().for_each(|schema| node.same.push(enter(&mut graph, schema)));
                    }
                    Value::Object(schemas) if keyword == "properties" => {
                        schemas.values().for_each(|schema| node.one_of_parts.push(enter(&mut graph, schema)));
                    }
                    Value::Object(schemas) if keyword == "patternProperties" => {
                        schemas.values().for_each(|schema| node.each_part.push(enter(&mut graph, schema)));
                    }
                    _ if EACH_MEMBER.contains(&keyword) || EACH_ITEM.contains(&keyword) => {
                        node.each_part.push(enter(&mut graph, operand));
                    }
                    _ => {}
                }
            }
            graph.nodes[number as usize] = node;
        }
        graph.order = graph.ordered();
        graph
    }

    fn add(&mut self) -> u32 {
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node::default());
        number
    }

    fn ordered(&self) -> Vec<u32> {
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut is_entered = vec![false; self.nodes.len()];
        let mut open: Vec<(u32, usize)> = Vec::new();
        for start in 0..self.nodes.len() {
            if !std::mem::replace(&mut is_entered[start], true) {
                open.push((u32::try_from(start).unwrap_or(u32::MAX), 0));
            }
            while let Some((number, next)) = open.last_mut() {
                match self.nodes[*number as usize].same.get(*next) {
                    Some(part) => {
                        *next += 1;
                        if !std::mem::replace(&mut is_entered[*part as usize], true) {
                            open.push((*part, 0));
                        }
                    }
                    None => {
                        order.push(*number);
                        open.pop();
                    }
                }
            }
        }
        order
    }

    /// Returns the bound of each schema for values with one level more than in `below`.
    fn level(&self, below: Option<&[u32]>) -> Vec<u32> {
        let mut bounds = vec![0_u32; self.nodes.len()];
        for &number in &self.order {
            let node = &self.nodes[number as usize];
            let same = node.same.iter().fold(1_u32, |sum, part| sum.saturating_add(bounds[*part as usize]));
            let parts = below.map_or(0, |below| {
                let one = node.one_of_parts.iter().map(|part| below[*part as usize]).max().unwrap_or(0);
                node.each_part.iter().fold(one, |sum, part| sum.saturating_add(below[*part as usize]))
            });
            bounds[number as usize] = same.saturating_add(parts);
        }
        bounds
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Less than the budget of a run, so that the tests count less.
    const BUDGET: u64 = 100_000;

    /// A schema whose property is described by two branches, which refer to `next`.
    fn doubling(next: &str) -> Value {
        let reference = json!({ "properties": { "c": { "$ref": reference_to(next) } } });
        json!({ "allOf": [reference, reference] })
    }

    fn nested(levels: usize) -> Value {
        (1..levels).fold(json!(1), |value, _| json!({ "c": value }))
    }

    /// Asks whether a pass over a value with the first of the units is within the budget.
    fn is_within(units: &[(&str, Value)], value: &Value, pass: Pass) -> bool {
        let converted = ConvertedSchemas::of_units(units);
        Evaluations::new(&converted).are_within(&converted, units[0].0, value, pass, BUDGET)
    }

    #[test]
    fn a_schema_that_doubles_with_each_level_is_within_the_budget_for_flat_values_only() {
        for (levels, expected) in [(1, true), (10, true), (12, true), (18, false), (24, false), (100, false)] {
            assert_eq!(is_within(&[("/a", doubling("/a"))], &nested(levels), Pass::Errors), expected, "{levels}");
            assert!(is_within(&[("/a", doubling("/a"))], &nested(levels), Pass::Validity), "answers are remembered: {levels}");
        }
        // Of a schema for each level, no answer is remembered.
        let names: Vec<String> = (0..40).map(|number| format!("/a{number}")).collect();
        let mut chain: Vec<(&str, Value)> = names.windows(2).map(|pair| (pair[0].as_str(), doubling(&pair[1]))).collect();
        chain.push((&names[39], json!({ "type": "integer" })));
        for pass in [Pass::Validity, Pass::Errors] {
            assert!(is_within(&chain, &nested(8), pass));
            assert!(!is_within(&chain, &nested(40), pass));
        }
    }

    #[test]
    fn a_value_may_be_as_large_as_it_likes() {
        let list = [("/l", json!({ "items": { "$ref": reference_to("/i") } })), ("/i", json!({ "anyOf": [{}, {}, {}] }))];
        assert!(is_within(&list, &Value::Array(vec![json!(1); 100_000]), Pass::Errors));
        let branches: Vec<Value> = vec![json!({}); 1000];
        let wide = [("/l", json!({ "items": { "anyOf": branches } }))];
        assert!(is_within(&wide, &Value::Array(vec![json!(1); 30]), Pass::Validity));
        assert!(!is_within(&wide, &Value::Array(vec![json!(1); 1000]), Pass::Validity));
    }

    #[test]
    fn every_keyword_counts() {
        for schema in [
            json!({ "then": { "properties": { "c": "R" } }, "else": { "additionalProperties": "R" } }),
            json!({ "dependentSchemas": { "c": { "properties": { "c": "R" } } }, "patternProperties": { "c": "R" } }),
            json!({ "unevaluatedProperties": "R", "properties": { "c": "R" } }),
            json!({ "items": "R", "unevaluatedItems": "R" }),
            json!({ "prefixItems": ["R"], "additionalItems": "R" }),
        ] {
            let text = schema.to_string().replace("\"R\"", &json!({ "$ref": reference_to("/a") }).to_string());
            let schema: Value = serde_json::from_str(&text).expect("a schema");
            let values = [nested(40), (0..40).fold(json!(1), |value, _| json!([value]))];
            assert!(values.iter().any(|value| !is_within(&[("/a", schema.clone())], value, Pass::Errors)), "{text}");
        }
    }
}
