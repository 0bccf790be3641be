//! Examples and defaults beside the schemas that they must satisfy.

use serde_json::Value;

use super::Fault;
use crate::document::{Direction, Document, pointer};

/// Examples of schemas, parameters and media types.
pub(super) fn examples(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        let Some(schema) = document.node(at) else { continue };
        if let Some(example) = schema.get("example") {
            judge(document, at, &format!("{at}/example"), example, "example", &mut faults);
        }
        for (index, example) in schema.get("examples").and_then(Value::as_array).into_iter().flatten().enumerate() {
            judge(document, at, &format!("{at}/examples/{index}"), example, "example", &mut faults);
        }
    }
    for (owner, schema) in document.owners() {
        let Some(node) = document.node(&owner) else { continue };
        if let Some(example) = node.get("example") {
            judge(document, &schema, &format!("{owner}/example"), example, "example", &mut faults);
        }
        for (name, example) in node.get("examples").and_then(Value::as_object).into_iter().flatten() {
            let mut at = pointer::join(&format!("{owner}/examples"), name);
            let mut example = Some(example);
            if let Some(reference) = example.and_then(|example| example.get("$ref")?.as_str()) {
                let Some(target) = document.target(&at, reference) else { continue };
                (example, at) = (document.node(&target), target);
            }
            if let Some(value) = example.and_then(|example| example.get("value")) {
                judge(document, &schema, &format!("{at}/value"), value, "example", &mut faults);
            }
        }
    }
    faults
}

pub(super) fn defaults(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        // `default: null` says that there is none.
        if let Some(default) = document.node(at).and_then(|schema| schema.get("default")).filter(|default| !default.is_null()) {
            judge(document, at, &format!("{at}/default"), default, "default", &mut faults);
        }
    }
    faults
}

/// A sample that is valid in one direction is valid: nothing says which one it shows.
fn judge(document: &Document, schema: &str, place: &str, sample: &Value, what: &str, faults: &mut Vec<Fault>) {
    let mut first = None;
    for direction in [Direction::Response, Direction::Request] {
        let Ok(validator) = document.validator_once(schema, direction) else { return };
        let Some(error) = validator.iter_errors(sample).next() else { return };
        let statement = document.original_pointer(&error);
        first.get_or_insert((error.instance_path().as_str().to_owned(), statement));
        // The directions differ only in what they require.
        if error.kind().keyword() != "required" && !matches!(error.kind().keyword(), "anyOf" | "oneOf") {
            break;
        }
    }
    if let Some((inside, statement)) = first {
        let at = if inside.is_empty() { String::new() } else { format!(" at {inside}") };
        let keyword = pointer::segments(&statement).last().unwrap_or_default().into_owned();
        let position = document.locate(&statement);
        let message = format!("the {what} does not satisfy `{keyword}`{at} (line {} of {})", position.line, document.file_of(&statement));
        faults.push((format!("{place}{inside}"), message));
    }
}
