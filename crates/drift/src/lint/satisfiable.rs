//! Unsatisfiable schemas. Only certain contradictions are reported: the keywords that apply to one value together are collected
//! through `$ref` and `allOf` and compared.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::lint::number_range::NumberRange;
use crate::lint::rule::{MOST_PARTS, RuleMatch};
use openapi_drift_openapi::Document;
use openapi_drift_source::pointer;

const TYPES: &[&str] = &["null", "boolean", "object", "array", "number", "integer", "string"];

/// The keywords that bound the size of a value, by its type.
const BOUNDS: &[(&str, &str, &str)] =
    &[("string", "minLength", "maxLength"), ("array", "minItems", "maxItems"), ("object", "minProperties", "maxProperties")];

/// The contradiction of a schema that requires itself.
const RECURSIVE: &str = "it is infinitely recursive";

/// Upper limit for the schemas that are visited to find one contradiction: nested unions have many combinations of branches.
const MOST_STEPS: usize = 2_000;

pub(crate) fn unsatisfiable(document: &Document) -> Vec<RuleMatch> {
    let mut judge = Contradictions { document, satisfiable: HashSet::new(), left: 0 };
    let mut faults = Vec::new();
    for at in document.schemas() {
        // The target of a reference is checked at its own place.
        if document.node(at).is_some_and(|schema| schema.get("$ref").is_some()) {
            continue;
        }
        judge.left = MOST_STEPS;
        if let Some(why) = judge.contradiction(at, &mut Vec::new()) {
            faults.push((at.clone(), format!("no value satisfies this schema: {why}")));
        }
    }
    faults
}

pub(crate) fn forbidden_properties(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        if document.node(at).is_none_or(|schema| schema.get("allOf").is_none()) {
            continue;
        }
        let all = together(document, at);
        for (closed, known) in &all.closed {
            let mut forbidden: Vec<&str> = all.declared.iter().filter(|name| !known.contains(*name)).map(String::as_str).collect();
            forbidden.sort_unstable();
            if let Some(first) = forbidden.first() {
                let more = if forbidden.len() > 1 { format!(" and {} more", forbidden.len() - 1) } else { String::new() };
                let line = document.locate(closed).line;
                faults
                    .push((at.clone(), format!("`{first}`{more} is declared here, and forbidden by the closed subschema at line {line}")));
            }
        }
    }
    faults
}

/// The keywords that apply to one value together.
#[derive(Default)]
struct Together<'d> {
    types: Option<HashSet<&'static str>>,
    values: Vec<Vec<&'d Value>>,
    lowest: HashMap<&'static str, f64>,
    highest: HashMap<&'static str, f64>,
    floor: Option<NumberRange>,
    ceiling: Option<NumberRange>,
    /// The largest number of items if `items: false` forbids more.
    most_items: Option<usize>,
    required: HashSet<String>,
    /// Properties whose schema is `false`.
    forbidden: HashSet<String>,
    declared: HashSet<String>,
    /// The closed subschemas, each with the names that it allows.
    closed: Vec<(String, HashSet<String>)>,
    /// The pointers of the properties.
    properties: Vec<(String, String)>,
    /// The unions, each with its branches.
    unions: Vec<Vec<String>>,
    /// True if a keyword is not understood, so that no contradiction is certain.
    unsure: bool,
}

fn together<'d>(document: &'d Document, at: &str) -> Together<'d> {
    let mut all = Together::default();
    let (mut open, mut seen) = (vec![at.to_owned()], HashSet::new());
    while let Some(at) = open.pop() {
        if seen.len() > MOST_PARTS {
            all.unsure = true;
            break;
        }
        if !seen.insert(at.clone()) {
            continue;
        }
        let Some(schema) = document.node(&at).and_then(Value::as_object) else {
            // A subschema `false` is an intended prohibition, not a mistake.
            all.unsure = true;
            continue;
        };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            all.unsure |= schema.get("nullable") == Some(&Value::Bool(true));
            match document.target(&at, reference) {
                Some(target) => open.push(target),
                None => all.unsure = true,
            }
            if document.is_30() {
                continue;
            }
        }
        all.unsure |= ["not", "if"].iter().any(|keyword| schema.get(*keyword) == Some(&Value::Bool(false)));
        open.extend((0..schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len)).map(|index| format!("{at}/allOf/{index}")));
        all.add(&at, schema, document.is_30());
    }
    all
}

impl<'d> Together<'d> {
    fn add(&mut self, at: &str, schema: &'d serde_json::Map<String, Value>, is_30: bool) {
        if schema.get("nullable") == Some(&Value::Bool(true)) {
            // Null bypasses all other keywords, so there is no contradiction.
            self.unsure = true;
        }
        let names: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !names.is_empty() {
            let mut types: HashSet<&'static str> = TYPES.iter().filter(|known| names.contains(known)).copied().collect();
            self.unsure |= types.len() != names.len();
            if types.contains("number") {
                types.insert("integer");
            }
            self.types = Some(match self.types.take() {
                Some(known) => known.intersection(&types).copied().collect(),
                None => types,
            });
        }
        let listed = schema.get("enum").and_then(Value::as_array).filter(|values| !values.is_empty());
        self.values.extend(listed.map(|values| values.iter().collect()));
        self.values.extend(schema.get("const").filter(|_| !is_30).map(|value| vec![value]));
        for (_, low, high) in BOUNDS {
            let number = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
            if let Some(bound) = number(low) {
                let known = self.lowest.entry(low).or_insert(bound);
                *known = known.max(bound);
            }
            if let Some(bound) = number(high) {
                let known = self.highest.entry(high).or_insert(bound);
                *known = known.min(bound);
            }
        }
        for bound in NumberRange::floors(schema) {
            let is_known = self.floor.is_some_and(|known| (known.limit, known.is_exclusive) >= (bound.limit, bound.is_exclusive));
            self.floor = self.floor.filter(|_| is_known).or(Some(bound));
        }
        for bound in NumberRange::ceilings(schema) {
            let is_known = self.ceiling.is_some_and(|known| (-known.limit, known.is_exclusive) >= (-bound.limit, bound.is_exclusive));
            self.ceiling = self.ceiling.filter(|_| is_known).or(Some(bound));
        }
        if schema.get("items") == Some(&Value::Bool(false)) {
            let described = schema.get("prefixItems").and_then(Value::as_array).filter(|_| !is_30).map_or(0, Vec::len);
            self.most_items = Some(self.most_items.map_or(described, |known| known.min(described)));
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        let forbidden = properties.into_iter().flatten().filter(|(_, schema)| **schema == Value::Bool(false));
        self.forbidden.extend(forbidden.map(|(name, _)| name.clone()));
        let own: HashSet<String> = properties.into_iter().flatten().map(|(name, _)| name.clone()).collect();
        self.properties.extend(own.iter().map(|name| (name.clone(), pointer::join(&format!("{at}/properties"), name))));
        self.required.extend(
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)),
        );
        if schema.get("additionalProperties") == Some(&Value::Bool(false)) && schema.get("patternProperties").is_none() {
            self.closed.push((at.to_owned(), own.clone()));
        }
        self.declared.extend(own);
        for key in ["oneOf", "anyOf"] {
            let count = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
            if count > 0 {
                self.unions.push((0..count).map(|index| format!("{at}/{key}/{index}")).collect());
            }
        }
    }

    /// Returns a contradiction between the collected keywords, without looking at other schemas.
    fn contradiction(&self) -> Option<String> {
        let allows = |value: &Value| self.types.as_ref().is_none_or(|types| type_of(value).iter().any(|name| types.contains(name)));
        if self.types.as_ref().is_some_and(HashSet::is_empty) {
            return Some("its types exclude each other".to_owned());
        }
        if let Some((first, rest)) = self.values.split_first() {
            let possible: Vec<_> = first.iter().filter(|value| rest.iter().all(|other| other.contains(value))).collect();
            if possible.is_empty() {
                return Some("its enums have no common value".to_owned());
            }
            if !possible.iter().any(|value| allows(value)) {
                return Some("none of its enum values has its type".to_owned());
            }
        }
        let only = |name: &str| {
            self.types.as_ref().is_some_and(|types| types.iter().all(|known| *known == name || name == "number" && *known == "integer"))
        };
        for (name, low, high) in BOUNDS {
            if let (Some(lowest), Some(highest), true) = (self.lowest.get(low), self.highest.get(high), only(name))
                && lowest > highest
            {
                return Some(format!("`{low}` {lowest} is greater than `{high}` {highest}"));
            }
        }
        if let (Some(floor), Some(ceiling), true) = (self.floor, self.ceiling, only("number"))
            && NumberRange::excludes(floor, ceiling, self.types.as_ref().is_some_and(|types| !types.contains("number")))
        {
            return Some(match (floor, ceiling) {
                _ if floor.limit > ceiling.limit => {
                    format!("`{}` {} is greater than `{}` {}", floor.keyword, floor.limit, ceiling.keyword, ceiling.limit)
                }
                _ => format!("no value is between `{}` {} and `{}` {}", floor.keyword, floor.limit, ceiling.keyword, ceiling.limit),
            });
        }
        #[expect(clippy::cast_precision_loss, reason = "no document has so many items")]
        if let (Some(lowest), Some(most), true) = (self.lowest.get("minItems"), self.most_items, only("array"))
            && *lowest > most as f64
        {
            return Some(format!("`minItems` is {lowest}, and `items: false` allows {most}"));
        }
        let mut forbidden: Vec<&str> = self.required.intersection(&self.forbidden).map(String::as_str).collect();
        if !forbidden.is_empty() && only("object") {
            forbidden.sort_unstable();
            return Some(format!("it requires `{}`, whose schema is `false`", forbidden.join("`, `")));
        }
        let forbidden = |(_, known): &&(String, HashSet<String>)| self.required.iter().any(|name| !known.contains(name));
        if let (Some((_, known)), true) = (self.closed.iter().find(forbidden), only("object")) {
            let mut names: Vec<&str> = self.required.iter().filter(|name| !known.contains(*name)).map(String::as_str).collect();
            names.sort_unstable();
            return Some(format!("it requires `{}`, which `additionalProperties: false` forbids", names.join("`, `")));
        }
        None
    }
}

struct Contradictions<'d> {
    document: &'d Document,
    satisfiable: HashSet<String>,
    /// The number of schemas that may still be visited for the current one.
    left: usize,
}

impl Contradictions<'_> {
    /// Returns the reason why no value satisfies the schema; `None` if a value may. A schema in `open` requires itself, which no finite
    /// value satisfies.
    fn contradiction(&mut self, at: &str, open: &mut Vec<String>) -> Option<String> {
        if self.satisfiable.contains(at) || open.len() > 32 || self.left == 0 {
            return None;
        }
        self.left -= 1;
        let root = self.resolved(at);
        if open.contains(&root) {
            return Some(RECURSIVE.to_owned());
        }
        let all = together(self.document, at);
        open.push(root);
        let found = if all.unsure { None } else { all.contradiction().or_else(|| self.below(&all, open)) };
        open.pop();
        if found.is_none() {
            self.satisfiable.insert(at.to_owned());
        }
        found
    }

    fn resolved(&self, at: &str) -> String {
        let mut at = at.to_owned();
        for _ in 0..16 {
            let reference = self.document.node(&at).and_then(|schema| schema.get("$ref")?.as_str());
            let Some(target) = reference.and_then(|reference| self.document.target(&at, reference)) else { break };
            at = target;
        }
        at
    }

    fn below(&mut self, all: &Together<'_>, open: &mut Vec<String>) -> Option<String> {
        let is_object = all.types.as_ref().is_some_and(|types| types.len() == 1 && types.contains("object"));
        for (name, at) in all.properties.iter().filter(|(name, _)| is_object && all.required.contains(name)) {
            if let Some(why) = self.contradiction(at, open) {
                return Some(if why == RECURSIVE {
                    format!("it is infinitely recursive through the required property `{name}`")
                } else {
                    format!("no value satisfies its required property `{name}`")
                });
            }
        }
        for variants in &all.unions {
            if variants.iter().all(|variant| self.contradiction(variant, open).is_some()) {
                return Some("no value satisfies any of its branches".to_owned());
            }
        }
        None
    }
}

fn type_of(value: &Value) -> &'static [&'static str] {
    match value {
        Value::Null => &["null"],
        Value::Bool(_) => &["boolean"],
        Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => &["integer", "number"],
        Value::Number(_) => &["number"],
        Value::String(_) => &["string"],
        Value::Array(_) => &["array"],
        Value::Object(_) => &["object"],
    }
}
