use serde_json::{Value, json};

use crate::document;
use crate::operations::{self, Recode};
use crate::recordings::{self, Recording};

/// At least two of these are odd wherever they stand.
pub fn odd_values() -> [Value; 9] {
    [
        json!(null),
        json!(true),
        json!(7),
        json!(-1.5),
        json!("odd"),
        json!([]),
        json!(["odd", null, {}]),
        json!({}),
        json!({ "odd": { "nested": [null] } }),
    ]
}

#[test]
fn any_value_may_be_any_other() {
    for_each_place(|recording, recode, body, pointer| {
        for odd in odd_values() {
            let mut changed = body.clone();
            *changed.pointer_mut(pointer).unwrap() = odd.clone();
            if pointer.is_empty() && document::operation(&recording.operation).answers_array && !odd.is_array() {
                // The one thing that must be right, and whose failure names itself (`Error::is_decode`).
                assert!(recode(&changed).is_err(), "{}", recording.name);
                continue;
            }
            check(recode, &changed, &format!("{} with {odd} at {pointer:?}", recording.name));
        }
    });
}

#[test]
fn any_property_may_be_absent_or_unknown() {
    for_each_place(|recording, recode, body, pointer| {
        let mut changed = body.clone();
        let Some(object) = changed.pointer_mut(pointer).and_then(Value::as_object_mut) else {
            return;
        };
        object.insert("never_heard_of".to_owned(), json!({ "nested": [1, null] }));
        check(recode, &changed, &format!("{} with an unknown property at {pointer:?}", recording.name));

        for name in body.pointer(pointer).and_then(Value::as_object).unwrap().keys() {
            let mut changed = body.clone();
            changed.pointer_mut(pointer).and_then(Value::as_object_mut).unwrap().remove(name);
            check(recode, &changed, &format!("{} without {name} at {pointer:?}", recording.name));
        }
    });
}

#[test]
fn all_values_may_be_odd_at_once() {
    for_each_place(|recording, recode, body, pointer| {
        for odd in odd_values() {
            let mut changed = body.clone();
            match changed.pointer_mut(pointer).unwrap() {
                Value::Object(object) => object.values_mut().for_each(|value| *value = odd.clone()),
                Value::Array(items) => items.iter_mut().for_each(|item| *item = odd.clone()),
                _ => continue,
            }
            check(recode, &changed, &format!("{} with only {odd} in {pointer:?}", recording.name));
        }
    });
}

#[track_caller]
fn check(recode: Recode, body: &Value, what: &str) {
    let recoded = recode(body).unwrap_or_else(|err| panic!("{what}: {err}"));
    assert_eq!(&recoded, body, "{what}");
}

/// Every place in every recorded body that the client decodes, the whole body included.
fn for_each_place(mut visit: impl FnMut(&Recording, Recode, &Value, &str)) {
    let table = operations::table();
    for recording in recordings::all() {
        let Some(body) = recording.decoded() else { continue };
        let mut places = Vec::new();
        pointers(body, String::new(), &mut places);
        for pointer in places {
            visit(&recording, table[recording.operation.as_str()], body, &pointer);
        }
    }
}

pub fn pointers(value: &Value, pointer: String, places: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                pointers(value, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, format!("{pointer}/{index}"), places);
            }
        }
        _ => {}
    }
    places.push(pointer);
}
