//! The wording of the engine's observations about a request, in terms that a service would use.

use openapi_drift::{Code, Document, Observation, pointer};
use serde_json::Value;

use super::operation::Operation;
use super::response::ApiResponse;
use crate::model::{Refusal, World};
use crate::vendor::Vendor;

/// Returns the error response for an observation about a request.
pub fn refuse(vendor: Vendor, document: &Document, operation: &'static Operation, sighting: &Observation, world: &World) -> ApiResponse {
    let name = property(sighting);
    match sighting.code {
        Code::MissingParameter => vendor.bad_parameter(operation, &name, "missing"),
        Code::InvalidParameter => {
            let expected = match expected(document, &sighting.document).as_str() {
                "true or false" => "true or false, in lower case".to_owned(),
                other => other.to_owned(),
            };
            vendor.bad_parameter(operation, &name, &format!("invalid: expected {expected}"))
        }
        Code::MissingProperty => vendor.bad_property(operation, &Refusal::Missing(name), world),
        Code::MalformedBody => vendor.unreadable_body(operation, &sighting.message.replace("EOF while parsing", "it ends within")),
        Code::UndocumentedContentType => vendor.unreadable_body(operation, "its content-type has to be application/json"),
        _ if name.is_empty() => vendor.unreadable_body(operation, &reason(document, sighting)),
        _ => vendor.bad_property(operation, &Refusal::invalid(name, reason(document, sighting)), world),
    }
}

/// Returns the reason why a body, or a part of it, is invalid.
fn reason(document: &Document, sighting: &Observation) -> String {
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

/// Describes the values that a schema accepts.
fn expected(document: &Document, pointer: &str) -> String {
    let Some((schema, _)) = document.follow(pointer) else { return "another value".to_owned() };
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let number = |key: &str| schema.get(key).filter(|bound| bound.is_number());
    let kind = match (word("type"), word("format")) {
        (Some("integer"), _) => "a whole number",
        (Some("number"), _) => "a number",
        (Some("boolean"), _) => "true or false",
        (Some("array"), _) => "an array",
        (Some("object"), _) => "an object",
        (_, Some("email")) => "an e-mail address",
        (_, Some("date-time")) => "a date and time",
        _ => "a string",
    };
    match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) => format!("{kind} from {least} to {most}"),
        (Some(least), None) => format!("{kind}, {least} or more"),
        (None, Some(most)) => format!("{kind}, {most} at most"),
        // The sandbox has 64 bits for an id without a maximum in the document.
        (None, None) if word("format") == Some("int64") => format!("{kind} of 64 bits"),
        (None, None) => kind.to_owned(),
    }
}

/// Returns the path of the property, joined by dots. The engine replaces indices and keys by `*`; `place` has the first of them.
fn property(sighting: &Observation) -> String {
    let mut place = pointer::segments(&sighting.place);
    let segments = pointer::segments(&sighting.pointer).map(|segment| match place.next() {
        Some(exact) if segment == "*" => exact,
        _ => segment,
    });
    segments.collect::<Vec<_>>().join(".")
}
