//! The comparison notices changes: this repository's own documents, with each statement removed or changed in turn.
//!
//! `cargo test -p openapi-drift --test it diff::mutation -- --nocapture` prints how many changes were made; with `ALL_MUTATIONS=1`
//! it makes all of them, which takes minutes.

use std::path::Path;

use openapi_drift::{ChangeCode, Document, Impact, diff};
use serde_json::{Value, json};

const DOCUMENTS: [&str; 2] = ["openapi/mobilize.yaml", "openapi/mode.yaml"];

fn load(name: &str) -> Document {
    Document::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)).unwrap_or_else(|trouble| panic!("{trouble}"))
}

#[test]
fn a_document_equals_itself() {
    for name in DOCUMENTS {
        assert!(diff(&load(name), &load(name)).is_empty(), "{name}");
    }
}

/// The kinds of changes at a place.
enum Mutation {
    Remove,
    Put(Value),
}

/// The statements of a schema, and how each is changed.
fn mutations(schema: &serde_json::Map<String, Value>) -> Vec<(String, Mutation)> {
    let mut found = Vec::new();
    for (keyword, value) in schema {
        let mutation = match (keyword.as_str(), value) {
            ("type", Value::String(name)) => Mutation::Put(json!(if name == "string" { "integer" } else { "string" })),
            ("format" | "pattern" | "description" | "title" | "default" | "enum" | "x-extensible-enum" | "required", _)
            | ("minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems", _) => Mutation::Remove,
            ("nullable", Value::Bool(flag)) => Mutation::Put(json!(!flag)),
            ("readOnly" | "writeOnly" | "deprecated", Value::Bool(flag)) => Mutation::Put(json!(!flag)),
            _ => continue,
        };
        found.push((keyword.clone(), mutation));
    }
    if !schema.contains_key("nullable") && schema.contains_key("type") {
        found.push(("nullable".to_owned(), Mutation::Put(json!(true))));
    }
    found
}

/// All schemas, by their pointers.
fn schemas(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let is_schema = ["type", "properties", "allOf", "oneOf", "anyOf"].iter().any(|key| members.contains_key(*key));
            if is_schema && !at.contains("/securitySchemes/") && !at.ends_with("/properties") {
                found.push(at.to_owned());
            }
            for (name, member) in members.iter().filter(|(name, _)| !matches!(name.as_str(), "example" | "examples" | "default")) {
                schemas(member, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| schemas(item, &format!("{at}/{index}"), found)),
        _ => {}
    }
}

/// Parses a value; nothing but the place of a change is asked of positions, so any text will do.
fn parsed(value: &Value) -> Document {
    Document::parse("api.json", &value.to_string()).unwrap_or_else(|trouble| panic!("{trouble}"))
}

/// Changes that go unnoticed, and why. Only to shrink.
const UNNOTICED: &[(&str, &str)] =
    &[("/components/schemas/Form/description", "what is composed of it has a description of its own, which is the one that counts")];

#[test]
fn every_changed_keyword_is_a_change_at_its_place() {
    // One in thirty, others for each keyword, so that a run takes seconds and all kinds are met.
    let every = if std::env::var_os("ALL_MUTATIONS").is_some() { 1 } else { 30 };
    let (mut made, mut unnoticed) = (0, Vec::new());
    for name in DOCUMENTS {
        let original = load(name).value().clone();
        let old = parsed(&original);
        let mut places = Vec::new();
        schemas(&original, "", &mut places);
        for (index, at) in places.iter().enumerate() {
            let schema = original.pointer(at).and_then(Value::as_object).expect("a schema");
            for (number, (keyword, mutation)) in mutations(schema).into_iter().enumerate() {
                if (index + 5 * number) % every != 0 {
                    continue;
                }
                let mut changed = original.clone();
                let schema = changed.pointer_mut(at).and_then(Value::as_object_mut).expect("a schema");
                match mutation {
                    Mutation::Remove => drop(schema.shift_remove(&keyword)),
                    Mutation::Put(value) => drop(schema.insert(keyword.clone(), value)),
                }
                let new = parsed(&changed);
                let there = diff(&old, &new);
                let is_here = |pointer: &str| pointer == at || pointer.starts_with(&format!("{at}/"));
                let found = there.iter().any(|change| is_here(&change.old.pointer) || is_here(&change.new.pointer));
                // A component that only a composition uses is told of at the schema that is composed.
                let is_composed = || there.iter().any(|change| !change.used_by.is_empty() || change.operation.is_some());
                if !found && !is_composed() {
                    unnoticed.push(format!("{at}/{keyword}"));
                }
                symmetric(&there, &diff(&new, &old), &format!("{name}#{at} {keyword}"));
                made += 1;
            }
        }
    }
    unnoticed.retain(|place| !UNNOTICED.iter().any(|(known, _)| known == place));
    assert!(unnoticed.is_empty(), "went unnoticed: {unnoticed:#?}");
    println!("{made} changes were made and noticed");
    assert!(made > 30, "only {made} changes were made");
}

/// Checks that an addition in one direction is a removal in the other.
#[track_caller]
fn symmetric(there: &[openapi_drift::Change], back: &[openapi_drift::Change], what: &str) {
    assert_eq!(there.len(), back.len(), "{what}: {} and back {}", super::told(there), super::told(back));
    let turned =
        |changes: &[openapi_drift::Change], ending: &str| changes.iter().filter(|change| change.code.as_str().ends_with(ending)).count();
    for (one, other) in [("-added", "-removed"), ("-narrowed", "-widened"), ("-tightened", "-loosened"), ("-required", "-optional")] {
        assert_eq!(turned(there, one), turned(back, other), "{what}");
        assert_eq!(turned(there, other), turned(back, one), "{what}");
    }
}

/// Each operation, parameter and response taken out, which breaks, and put back, which does not.
#[test]
fn removals_from_an_operation_are_noticed() {
    let removals = ["/get", "/post", "/put", "/delete"];
    for name in DOCUMENTS {
        let original = load(name).value().clone();
        let old = parsed(&original);
        for operation in load(name).operations().iter().filter(|operation| !operation.webhook).step_by(5) {
            let at = operation.pointer.as_str();
            assert!(removals.iter().any(|method| at.ends_with(method)), "{at}");
            let (item, method) = at.rsplit_once('/').expect("a pointer");
            let mut changed = original.clone();
            changed.pointer_mut(item).and_then(Value::as_object_mut).expect("a path").shift_remove(method);
            let new = parsed(&changed);
            let there = diff(&old, &new);
            assert!(there.iter().any(|change| change.code == ChangeCode::OperationRemoved && change.old.pointer == at), "{at}");
            let back = diff(&new, &old);
            assert!(back.iter().any(|change| change.code == ChangeCode::OperationAdded && change.new.pointer == at), "{at}");
            assert!(back.iter().all(|change| change.impact != Impact::Breaking), "{}", super::told(&back));
        }
    }
}
