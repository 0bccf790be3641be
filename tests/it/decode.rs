use std::collections::BTreeSet;

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
