//! The collection for Postman, less what differs from one conversion to the next.

use serde_json::Value;

use crate::Error;

/// A collection without its random ids, which Postman makes anew on import. `info.version` is added by nobody but Postman.
pub(crate) fn tidy(converted: &str) -> Result<Value, Error> {
    let foreign = |why: String| Error::Foreign { what: "the collection for Postman", why };
    let mut collection: Value = serde_json::from_str(converted).map_err(|error| foreign(error.to_string()))?;
    let schema = collection.pointer("/info/schema").and_then(Value::as_str).unwrap_or_default();
    if !schema.contains("/v2.1.") {
        return Err(foreign(format!("`info.schema` is {schema:?}, expected that of version 2.1")));
    }
    strip(&mut collection);
    Ok(collection)
}

/// Takes the ids off the collection, its folders, requests and answers: not off bodies, which are texts, nor off variables.
fn strip(node: &mut Value) {
    let Some(members) = node.as_object_mut() else { return };
    members.shift_remove("id");
    if let Some(info) = members.get_mut("info").and_then(Value::as_object_mut) {
        info.shift_remove("_postman_id");
    }
    for key in ["item", "response"] {
        members.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(strip);
    }
}
