use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{document, operations, recordings};

#[test]
fn every_operation_has_a_type() {
    let documented = document::operations().into_iter().chain(document::webhooks());
    let documented: BTreeSet<_> = documented.map(|operation| operation.id).collect();
    let known: BTreeSet<_> = operations::table().into_keys().collect();
    assert_eq!(documented, known);
}

#[test]
fn recorded_answers_survive() {
    let table = operations::table();
    let mut seen = BTreeSet::new();
    for recording in recordings::all() {
        let recode = table[recording.operation.as_str()];
        let Some(body) = recording.decoded() else { continue };
        let recoded = recode(body).unwrap_or_else(|err| panic!("{}: {err}", recording.name));
        assert_eq!(&recoded, body, "{}", recording.name);
        seen.insert(recording.operation);
    }
    for operation in document::operations() {
        assert!(seen.contains(operation.id), "no successful response of {} is recorded", operation.id);
    }
}

/// Any JSON value, with many documented names of properties.
fn value() -> impl Strategy<Value = Value> {
    let names = ["id", "name", "fields", "groups", "users", "notifications", "item", "type", "activities", "result", "new", ""];
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(names.to_vec()), inner), 0..6)
                .prop_map(|properties| Value::Object(properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every type decodes every value, and encodes it again.
    #[test]
    fn every_type_decodes_any_value(value in value()) {
        let arrays: BTreeSet<_> = document::operations().into_iter().filter(|operation| operation.answers_array).map(|operation| operation.id).collect();
        for (name, recode) in operations::table() {
            match recode(&value) {
                Ok(recoded) => prop_assert_eq!(&recoded, &value, "{}", name),
                Err(err) => prop_assert!(arrays.contains(name) && !value.is_array(), "{}: {}", name, err),
            }
        }
    }
}
