//! A smaller copy of a body that has too many differences to list all of them: the first items of each array.

use std::collections::HashSet;

use serde_json::Value;

use openapi_drift_source::pointer;

/// A copy of a value with shorter arrays.
pub(crate) struct Trimmed {
    pub value: Value,
    /// The pointers of the arrays that lost items.
    pub arrays: HashSet<String>,
}

impl Trimmed {
    /// Copies a value with at most `most` items in each array.
    pub fn new(value: &Value, most: usize) -> Self {
        let mut arrays = HashSet::new();
        let value = copy(value, most, String::new(), &mut arrays);
        Self { value, arrays }
    }
}

/// Values are nested less deep than JSON may be, so recursion is safe.
fn copy(value: &Value, most: usize, at: String, arrays: &mut HashSet<String>) -> Value {
    match value {
        Value::Array(items) => {
            let copied =
                items.iter().take(most).enumerate().map(|(index, item)| copy(item, most, format!("{at}/{index}"), arrays)).collect();
            if items.len() > most {
                arrays.insert(at);
            }
            copied
        }
        Value::Object(members) => Value::Object(
            members.iter().map(|(name, member)| (name.clone(), copy(member, most, pointer::join(&at, name), arrays))).collect(),
        ),
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn arrays_keep_their_first_items() {
        let trimmed = Trimmed::new(&json!({"a/b": [1, 2, 3], "c": [[1, 2, 3], 4]}), 2);
        assert_eq!(trimmed.value, json!({"a/b": [1, 2], "c": [[1, 2], 4]}));
        assert_eq!(trimmed.arrays, HashSet::from(["/a~1b".to_owned(), "/c/0".to_owned()]));
    }
}
