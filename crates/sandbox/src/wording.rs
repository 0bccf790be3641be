//! What the engine finds in a request, in words that a service would use: the property, and what was expected there.

use openapi_drift::{Code, Document, Sighting};
use serde_json::Value;

use crate::Vendor;
use crate::answer::Answer;
use crate::api::Operation;
use crate::model::{Refused, World};

/// The refusal of a request for what the engine found in it.
pub fn refuse(vendor: Vendor, document: &Document, operation: &'static Operation, sighting: &Sighting, world: &World) -> Answer {
    let name = property(sighting);
    match sighting.code {
        Code::MissingParameter => vendor.bad_parameter(operation, &name, "missing"),
        Code::InvalidParameter => {
            vendor.bad_parameter(operation, &name, &format!("invalid: expected {}", expected(document, &sighting.document)))
        }
        Code::MissingProperty => vendor.bad_property(operation, &Refused::Missing(name), world),
        Code::MalformedBody => vendor.unreadable(operation, &sighting.message.replace("EOF while parsing", "it ends within")),
        Code::UndocumentedContentType => vendor.unreadable(operation, "its content-type has to be application/json"),
        _ if name.is_empty() => vendor.unreadable(operation, &why(document, sighting)),
        _ => vendor.bad_property(operation, &Refused::invalid(name, why(document, sighting)), world),
    }
}

/// What is the matter with a body, or a part of it.
fn why(document: &Document, sighting: &Sighting) -> String {
    let (schema, keyword) = sighting.document.rsplit_once('/').unwrap_or_default();
    let limit = document.node(&sighting.document).map(Value::to_string).unwrap_or_default();
    match (sighting.code, keyword) {
        (Code::TypeMismatch | Code::UnexpectedNull, _) => sighting.message.replace(", recorded ", ", got "),
        (_, "maxLength") => format!("limited to {limit} chars"),
        (_, "minLength") => format!("expected {limit} chars or more"),
        (_, "maxItems") => format!("limited to {limit} items"),
        (_, "minItems") => format!("expected {limit} items or more"),
        _ => format!("expected {}", expected(document, schema)),
    }
}

/// What a schema wants, in a few words.
fn expected(document: &Document, pointer: &str) -> String {
    let Some(schema) = resolve(document, pointer) else { return "something else".to_owned() };
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let number = |key: &str| schema.get(key).filter(|bound| bound.is_number());
    let kind = match (word("type"), word("format")) {
        (Some("integer"), _) => "a whole number",
        (Some("number"), _) => "a number",
        (Some("boolean"), _) => "true or false",
        (Some("array"), _) => "a list",
        (Some("object"), _) => "an object",
        (_, Some("email")) => "an e-mail address",
        (_, Some("date-time")) => "a date and time",
        _ => "a text",
    };
    match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) => format!("{kind} from {least} to {most}"),
        (Some(least), None) => format!("{kind}, {least} or more"),
        (None, Some(most)) => format!("{kind}, {most} at most"),
        // An id that has no end in the document has one in the sandbox.
        (None, None) if word("format") == Some("int64") => format!("{kind} of 64 bits"),
        (None, None) => kind.to_owned(),
    }
}

fn resolve<'d>(document: &'d Document, pointer: &str) -> Option<&'d Value> {
    let mut at = pointer.to_owned();
    // A chain of references in the documents has two links at most.
    for _ in 0..8 {
        let schema = document.node(&at)?;
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return Some(schema) };
        at = document.target(&at, reference)?;
    }
    None
}

/// The way to the property, as a developer writes it. The engine folds indices and keys; where it found it says which.
fn property(sighting: &Sighting) -> String {
    let mut place = sighting.place.split('/').skip(1);
    let steps = sighting.pointer.split('/').skip(1).map(|step| {
        let exact = place.next().unwrap_or(step);
        if step == "*" { exact } else { step }.replace("~1", "/").replace("~0", "~")
    });
    steps.collect::<Vec<_>>().join(".")
}
