//! The variables of a Postman collection, filled into texts within a budget.

use std::cell::Cell;
use std::collections::HashMap;

use serde_json::Value;

use crate::error::{EntryResult, entry_error};
use crate::formats::entry::text;

/// Variables may have variables in them, this many levels deep.
const MAX_DEPTH: usize = 8;

/// The bytes that all variables of a collection may expand to beyond the size of its texts.
const BUDGET: usize = 16 * 1024 * 1024;

/// A collection's own variables by name.
pub struct Variables {
    values: HashMap<String, String>,
    left: Cell<usize>,
}

impl Variables {
    /// Reads the variables of a collection. Disabled ones are left out.
    pub fn of(collection: &Value) -> Self {
        let listed = collection.get("variable").or_else(|| collection.pointer("/collection/variable")).and_then(Value::as_array);
        let enabled = listed.into_iter().flatten().filter(|variable| variable.get("disabled") != Some(&Value::Bool(true)));
        let named = enabled.filter_map(|variable| {
            let name = variable.get("key").or_else(|| variable.get("id"))?.as_str()?.to_owned();
            // Exported secrets and values of environments are empty.
            Some((name, variable.get("value").and_then(text).filter(|value| !value.is_empty())?))
        });
        Self { values: named.collect(), left: Cell::new(BUDGET) }
    }

    /// Returns a text with its variables filled in. Unknown variables stay as they are: they are placeholders.
    ///
    /// # Errors
    ///
    /// An error at `at` if all variables together expand to more than 16 MiB.
    pub fn fill(&self, text: &str, at: &str) -> EntryResult<String> {
        let mut filled = String::with_capacity(text.len());
        if self.expand(text, 0, &mut filled) {
            Ok(filled)
        } else {
            entry_error(at, "the variables of the collection expand to more than 16 MiB")
        }
    }

    fn expand(&self, text: &str, depth: usize, into: &mut String) -> bool {
        let mut rest = text;
        while let Some(start) = rest.find("{{") {
            into.push_str(&rest[..start]);
            rest = &rest[start..];
            let name = rest.find("}}").map(|end| (rest[2..end].trim(), end + 2));
            match name.and_then(|(name, end)| Some((self.values.get(name)?, end))).filter(|_| depth < MAX_DEPTH) {
                Some((value, end)) => {
                    let Some(left) = self.left.get().checked_sub(value.len()) else { return false };
                    self.left.set(left);
                    if !self.expand(value, depth + 1, into) {
                        return false;
                    }
                    rest = &rest[end..];
                }
                None => {
                    into.push_str("{{");
                    rest = &rest[2..];
                }
            }
        }
        into.push_str(rest);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn variables_are_filled_in_within_a_budget() {
        let variables = Variables::of(&json!({ "variable": [
            { "key": "a", "value": "1{{b}}" }, { "key": "b", "value": 2 }, { "key": "loop", "value": "{{loop}}" }, { "key": "off", "value": "x", "disabled": true }
        ] }));
        for (text, expected) in [
            ("x{{a}}y", "x12y"),
            ("{{ b }}", "2"),
            ("{{c}}{{b}}", "{{c}}2"),
            ("{{loop}}", "{{loop}}"),
            ("{{off}}", "{{off}}"),
            ("{{", "{{"),
        ] {
            assert_eq!(variables.fill(text, "").expect("fills"), expected, "{text}");
        }
        let nested: Vec<Value> =
            (0..9).map(|level| json!({ "key": format!("v{level}"), "value": format!("{{{{v{}}}}}", level + 1).repeat(10) })).collect();
        let mut nested = nested;
        nested.push(json!({ "key": "v8", "value": "x".repeat(100) }));
        let bomb = Variables::of(&json!({ "variable": nested }));
        assert_eq!(bomb.fill("{{v0}}", "/url").expect_err("is too large").pointer, "/url");
    }
}
