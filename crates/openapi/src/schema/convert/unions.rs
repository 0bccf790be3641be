//! Unions and what tells their variants apart, as JSON Schema; and what goes by the same means: null beside another type.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::schema::convert::{Converter, reference_to};
use crate::schema::graph::mapping;
use crate::schema::keywords::UNIONS;

impl Converter<'_> {
    /// A union with a discriminator is a switch: the value named by it decides alone. A name that it does not know is
    /// for the walk to report; only what names nothing is left to `oneOf` and `anyOf`.
    pub fn discriminator(&mut self, schema: &Value, target: &mut Map<String, Value>) {
        let Some(discriminator) = schema.get("discriminator") else { return };
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
        let is_union = UNIONS.iter().any(|key| target.contains_key(*key));
        let pairs = mapping(self.files, &self.at, schema, discriminator);
        if !is_union || pairs.is_empty() {
            // A value may be of any component that is composed of this one, which no reference leads to.
            self.references.extend(self.files.children(&self.at).into_iter().map(|(_, target)| target));
            return;
        }
        let is = |value: &str| json!({ "type": "object", "required": [property], "properties": { property: { "const": value } } });
        let names = json!({ "type": "object", "required": [property], "properties": { property: { "type": "string" } } });
        let mut switch: Vec<Value> = Vec::with_capacity(pairs.len() + 1);
        // Whoever names a variant is not asked about the union, so that both count once.
        let known: HashSet<String> = self.composition.parts.iter().map(|(target, _)| target.clone()).collect();
        for (value, pointer) in pairs {
            switch.push(conditional(is(&value), json!({ "$ref": reference_to(&pointer) }), Value::Bool(true)));
            if known.contains(&pointer) {
                self.references.push(pointer);
            } else {
                self.compose(pointer);
            }
        }
        let unions = UNIONS.iter().filter_map(|key| Some(union(key, target.shift_remove(*key)?))).collect();
        switch.push(conditional(names, Value::Bool(true), Value::Object(Map::from_iter([("allOf".to_owned(), Value::Array(unions))]))));
        also(target, switch);
    }
}

/// A union that fails without saying how each variant does: of unions within unions that would be more than any memory
/// holds. `check/union.rs` asks the variants one by one. The last keyword on the way to the error is that of the union.
pub fn union(keyword: &str, variants: Value) -> Value {
    let of = |variants: Value| Value::Object(Map::from_iter([(keyword.to_owned(), variants)]));
    conditional(of(variants), Value::Bool(true), of(json!([false])))
}

/// Adds parts to the composition of a schema.
pub fn also(target: &mut Map<String, Value>, parts: Vec<Value>) {
    if !parts.is_empty()
        && let Some(known) = target.entry("allOf").or_insert_with(|| json!([])).as_array_mut()
    {
        known.extend(parts);
    }
}

/// Lets null pass, and every other value on to `schema`.
///
/// 3.0 has no `if`, so a location below it is known to be ours, and errors come as they are and not as those of a union.
pub fn or_null(schema: Value) -> Value {
    conditional(json!({ "type": "null" }), Value::Bool(true), schema)
}

/// Not by `json!`, which would copy schemas as often as they are nested.
fn conditional(condition: Value, then: Value, otherwise: Value) -> Value {
    Value::Object(Map::from_iter([("if".to_owned(), condition), ("then".to_owned(), then), ("else".to_owned(), otherwise)]))
}
