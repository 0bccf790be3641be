//! Converts unions with their discriminators, and `nullable`, to conditions of JSON Schema.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::schema::convert::{Converter, reference_to};
use crate::schema::graph::mapping;
use crate::schema::keywords::UNIONS;

impl Converter<'_> {
    /// Converts a union with a discriminator to a switch: the value of the discriminator property alone selects the branch. The
    /// walk over the value reports unknown names. `oneOf` and `anyOf` apply only if the property is missing or not a string.
    pub fn discriminator(&mut self, schema: &Value, target: &mut Map<String, Value>) {
        let Some(discriminator) = schema.get("discriminator") else { return };
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
        let is_union = UNIONS.iter().any(|key| target.contains_key(*key));
        let pairs = mapping(self.files, &self.at, schema, discriminator);
        if !is_union || pairs.is_empty() {
            // A value may be of any component that extends this schema, and no reference leads to those.
            self.references.extend(self.files.children(&self.at).into_iter().map(|(_, target)| target));
            return;
        }
        let is = |value: &str| json!({ "type": "object", "required": [property], "properties": { property: { "const": value } } });
        let names = json!({ "type": "object", "required": [property], "properties": { property: { "type": "string" } } });
        let mut switch: Vec<Value> = Vec::with_capacity(pairs.len() + 1);
        // A value that names a branch is not checked against the union, so a branch in both counts once.
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
        add_to_all_of(target, switch);
    }
}

/// Returns a union whose error does not contain the errors of its branches, which would need too much memory for nested unions.
/// The checker validates the branches one by one. The last keyword in the location of the error is that of the union.
pub fn union(keyword: &str, variants: Value) -> Value {
    let of = |variants: Value| Value::Object(Map::from_iter([(keyword.to_owned(), variants)]));
    conditional(of(variants), Value::Bool(true), of(json!([false])))
}

/// Adds subschemas to the `allOf` of a schema.
pub fn add_to_all_of(target: &mut Map<String, Value>, parts: Vec<Value>) {
    if !parts.is_empty()
        && let Some(known) = target.entry("allOf").or_insert_with(|| json!([])).as_array_mut()
    {
        known.extend(parts);
    }
}

/// Returns a schema that accepts null and checks every other value by `schema`.
///
/// OpenAPI 3.0 has no `if`, so a location below `if` is known to be added, and errors are not wrapped in those of a union.
pub fn or_null(schema: Value) -> Value {
    conditional(json!({ "type": "null" }), Value::Bool(true), schema)
}

/// Returns an `if` with `then` and `else`. `json!` would copy schemas once per nesting level.
fn conditional(condition: Value, then: Value, otherwise: Value) -> Value {
    Value::Object(Map::from_iter([("if".to_owned(), condition), ("then".to_owned(), then), ("else".to_owned(), otherwise)]))
}
