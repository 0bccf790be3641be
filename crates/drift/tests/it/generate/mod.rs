//! Values that conform to a schema of a document, made from the schema alone, so that the engine is not its own judge.
//!
//! A schema is first merged with all that it refers to and is composed of; of a union one variant is taken. The same seed
//! gives the same values.

mod merge;
mod scalars;

use serde_json::{Map, Value, json};

pub use merge::Merged;
use merge::names;

/// Where optional members and items are no longer made.
const SHALLOW: usize = 5;
/// Where a schema that requires itself is given up.
const MAX_DEPTH: usize = 40;

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// No value satisfies the schema.
    Unsatisfiable(String),
    /// This generator cannot make one.
    Limit(String),
}

/// A small generator of pseudo-random numbers (SplitMix64): no test needs a better one.
pub struct Random(u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap_or_default()
    }
}

pub struct Generator<'d> {
    root: &'d Value,
    is_30: bool,
    /// `readOnly` in requests, `writeOnly` in responses: properties that do not travel.
    hidden: &'static str,
    pub random: Random,
}

impl<'d> Generator<'d> {
    pub fn new(root: &'d Value, side: &str, seed: u64) -> Self {
        let is_30 = root["openapi"].as_str().is_some_and(|version| version.starts_with("3.0"));
        Self { root, is_30, hidden: if side == "request" { "readOnly" } else { "writeOnly" }, random: Random(seed) }
    }

    pub fn resolve(&self, reference: &str) -> Result<&'d Value, Why> {
        let pointer =
            reference.strip_prefix('#').map(|pointer| percent_encoding::percent_decode_str(pointer).decode_utf8_lossy().into_owned());
        pointer.and_then(|pointer| self.root.pointer(&pointer)).ok_or_else(|| Why::Limit(format!("reference {reference}")))
    }

    /// A value that conforms to the schema.
    pub fn value(&mut self, schema: &Value, depth: usize) -> Result<Value, Why> {
        if depth > MAX_DEPTH {
            return Err(Why::Unsatisfiable("requires itself".to_owned()));
        }
        // Schemas that cannot be merged with one choice of branches may be with another.
        let mut result = Err(Why::Limit("no attempt".to_owned()));
        for _ in 0..4 {
            result = self.merged(schema, false).and_then(|merged| self.of(&merged, depth));
            if result.is_ok() || depth > SHALLOW {
                break;
            }
        }
        result
    }

    fn of(&mut self, merged: &Merged, depth: usize) -> Result<Value, Why> {
        if let Some(keyword) = ["not", "if", "dependentSchemas", "dependentRequired", "contains", "propertyNames", "unevaluatedItems"]
            .into_iter()
            .find(|keyword| merged.get(keyword).is_some())
        {
            return Err(Why::Limit(keyword.to_owned()));
        }
        if let Some(value) = merged.get("const").filter(|_| !self.is_30) {
            return Ok(value.clone());
        }
        let types = merged.types();
        if let Some(values) =
            merged.get("enum").or(merged.get("x-extensible-enum")).and_then(Value::as_array).filter(|values| !values.is_empty())
        {
            let fitting: Vec<&Value> =
                values.iter().filter(|value| types.is_empty() || types.iter().any(|name| is_a(value, name))).collect();
            let Some(value) = fitting.get(self.random.below(fitting.len())) else {
                return Err(Why::Unsatisfiable("no listed value has the type".to_owned()));
            };
            return Ok((*value).clone());
        }
        let name = match types.len() {
            0 => implied(merged).to_owned(),
            count => types[self.random.below(count)].clone(),
        };
        match name.as_str() {
            "object" => self.object(merged, depth),
            "array" => self.array(merged, depth),
            "string" => self.string(merged),
            "integer" | "number" => self.number(merged, name == "integer"),
            "boolean" => Ok(json!(self.random.below(2) == 0)),
            _ => Ok(Value::Null),
        }
    }

    fn object(&mut self, merged: &Merged, depth: usize) -> Result<Value, Why> {
        let mut object = Map::new();
        let empty = Map::new();
        let properties = merged.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required = names(merged.get("required"));
        let is_closed_to = |name: &str| merged.closed.as_ref().is_some_and(|closed| !closed.iter().any(|known| known == name));
        for (name, schema) in properties {
            let is_required = required.contains(name);
            let wanted = is_required || depth < SHALLOW && self.random.below(4) > 0;
            if !wanted || is_closed_to(name) && !is_required || self.is_hidden(schema) {
                continue;
            }
            match self.value(schema, depth + 1) {
                Ok(value) => drop(object.insert(name.clone(), value)),
                Err(why) if is_required => return Err(why),
                Err(_) => {}
            }
        }
        for name in required.iter().filter(|name| !properties.contains_key(*name)) {
            let value = match merged.get("additionalProperties") {
                Some(schema @ Value::Object(_)) => self.value(schema, depth + 1)?,
                _ => json!("required"),
            };
            object.insert(name.clone(), value);
        }
        let is_closed = |name: &String| is_closed_to(name) && !merged.keywords.contains_key("patternProperties");
        if let Some(name) = object.keys().find(|name| is_closed(name)) {
            return Err(Why::Unsatisfiable(format!("`{name}` is required and forbidden")));
        }
        let wanted = count(merged, "minProperties").unwrap_or_default().max(usize::from(properties.is_empty() && depth < SHALLOW));
        if let (None, Some(schema @ Value::Object(_))) = (&merged.closed, merged.get("additionalProperties")) {
            for index in object.len()..wanted {
                object.insert(format!("key{index}"), self.value(schema, depth + 1)?);
            }
        }
        if object.len() < count(merged, "minProperties").unwrap_or_default() {
            for (name, schema) in properties.iter().filter(|(name, _)| !is_closed_to(name)) {
                if object.len() < wanted && !object.contains_key(name) && !self.is_hidden(schema) {
                    object.insert(name.clone(), self.value(schema, depth + 1)?);
                }
            }
        }
        let most = count(merged, "maxProperties").unwrap_or(usize::MAX);
        let surplus: Vec<String> = object.keys().filter(|name| !required.contains(name)).cloned().collect();
        surplus.iter().take(object.len().saturating_sub(most)).for_each(|name| drop(object.shift_remove(name)));
        Ok(Value::Object(object))
    }

    /// Returns whether a property is not sent in this direction.
    pub fn is_hidden(&mut self, schema: &Value) -> bool {
        self.merged(schema, true).is_ok_and(|merged| merged.get(self.hidden) == Some(&json!(true)))
    }

    fn array(&mut self, merged: &Merged, depth: usize) -> Result<Value, Why> {
        let least = count(merged, "minItems").unwrap_or_default();
        let most = count(merged, "maxItems").unwrap_or(least.max(2));
        let wanted = if depth < SHALLOW { least.max(most.min(1 + self.random.below(2))) } else { least };
        let is_unique = merged.get("uniqueItems") == Some(&json!(true));
        let prefix = merged.get("prefixItems").and_then(Value::as_array).filter(|_| !self.is_30);
        let mut items: Vec<Value> = Vec::new();
        for index in 0..wanted.max(prefix.map_or(0, Vec::len).min(most)) {
            let described = prefix.and_then(|prefix| prefix.get(index)).or_else(|| merged.get("items"));
            if described == Some(&json!(false)) {
                break;
            }
            let mut item = match described {
                Some(schema) => self.value(schema, depth + 1),
                None => Ok(json!(index)),
            };
            for _ in 0..20 {
                if !is_unique || item.as_ref().is_ok_and(|item| !items.contains(item)) {
                    break;
                }
                item = self.value(described.unwrap_or(&Value::Null), depth + 1);
            }
            match item {
                Ok(item) if is_unique && items.contains(&item) => break,
                Ok(item) => items.push(item),
                Err(why) if items.len() < least => return Err(why),
                Err(_) => break,
            }
        }
        if items.len() < least { Err(Why::Limit("items that differ".to_owned())) } else { Ok(Value::Array(items)) }
    }
}

fn count(merged: &Merged, keyword: &str) -> Option<usize> {
    usize::try_from(merged.get(keyword)?.as_u64()?).ok()
}

/// The type that the keywords of a schema without one speak of.
fn implied(merged: &Merged) -> &'static str {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| merged.get(keyword).is_some());
    if has(&["properties", "required", "additionalProperties", "minProperties"]) {
        "object"
    } else if has(&["items", "prefixItems", "minItems"]) {
        "array"
    } else if has(&["minimum", "maximum", "multipleOf"]) {
        "number"
    } else {
        "string"
    }
}

/// Returns whether a value has a type.
pub fn is_a(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => name == "number" || name == "integer" && number.as_f64().is_none_or(|number| number.fract() == 0.0),
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}
