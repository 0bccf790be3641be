//! Checks a body: its media type, its syntax, then each of its values.

pub(crate) mod form;
pub(crate) mod media_type;

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use crate::check::body::media_type::Documented;

use crate::check::checked::{BrokenSchema, Checked, Options};
use crate::check::schema::errors::ErrorExplainer;
use crate::check::schema::stack::with_stack_for;
use crate::check::schema::walk::Walk;
use crate::finding::code::Code;
use crate::finding::direction::direction_of;
use crate::finding::observation::{Location, Observation};
use openapi_drift_openapi::document::Document;
use openapi_drift_openapi::operation::MediaType;
use openapi_drift_openapi::schema::graph::Id;
use openapi_drift_recordings::{Body, Side, decode_base64};
use openapi_drift_source::json::error::json_error;

#[expect(clippy::too_many_arguments, reason = "each is another part of the question")]
pub(crate) fn check(
    document: &Document,
    side: Side,
    content: &[MediaType],
    at: &str,
    content_type: Option<&str>,
    recorded: Body<'_>,
    options: &Options,
    checked: &mut Checked,
) {
    let entry = match content_type {
        None => media_type::guess(content),
        Some(recorded) => match media_type::find(content, recorded) {
            Documented::As(entry) => Some(entry),
            Documented::Not { nearest } => {
                let message = format!("media type {} is not documented (has {})", media_type::essence(recorded), media_type::list(content));
                checked
                    .observations
                    .push(Observation::new(Code::UndocumentedContentType, side, at, message).at(Location::Header, "content-type"));
                nearest
            }
        },
    };
    let Some(entry) = entry else { return };
    let full_type = content_type.unwrap_or(&entry.range);
    let value = match recorded {
        Body::Json(value) => Cow::Borrowed(value),
        Body::Text(_) | Body::Binary(_) if media_type::is_json(&media_type::essence(full_type)) => match parse(recorded) {
            Ok(value) => Cow::Owned(value),
            Err(message) => {
                checked
                    .observations
                    .push(Observation::new(Code::MalformedBody, side, &entry.pointer, message).in_body(String::new(), String::new()));
                return;
            }
        },
        Body::Text(text) => match form::value(document, entry, full_type, text, direction_of(side), options) {
            Some(value) => Cow::Owned(value),
            None => {
                checked.unread.extend(entry.schema.as_ref().map(|_| media_type::essence(full_type)));
                return;
            }
        },
        Body::Absent | Body::Binary(_) => return,
    };
    if let Some(schema) = &entry.schema {
        check_value(document, side, schema, &value, options, checked);
    }
}

/// Parses the JSON in a body that is stored as text or base64.
fn parse(recorded: Body<'_>) -> Result<Value, String> {
    // The position of the error is counted in the recording's file, so it is not part of the message.
    let not_json = |error: serde_json::Error| format!("the body is not JSON: {}", json_error(&error));
    match recorded {
        Body::Text(text) => serde_json::from_str(text).map_err(not_json),
        Body::Binary(base64) => serde_json::from_slice(&decode_base64(base64).ok_or("the body is not base64")?).map_err(not_json),
        Body::Json(_) | Body::Absent => Err("the body is not there".to_owned()),
    }
}

/// Checks a value by the validator and by the walk.
fn check_value(document: &Document, side: Side, schema: &str, value: &Value, options: &Options, checked: &mut Checked) {
    let direction = direction_of(side);
    let Some(root) = document.graph().id(schema) else { return };
    let aside = &document.compiled(root, direction).aside;
    checked.broken.extend(aside.iter().map(|aside| BrokenSchema { pointer: aside.pointer.clone(), why: aside.why.clone() }));
    let work = || check_schema(document, side, root, value, options);
    let (mut observations, mut seen) = with_stack_for(value, document.composition(direction), work);
    checked.observations.append(&mut observations);
    if side == Side::Response {
        checked.seen.append(&mut seen);
    }
}

/// Returns the differences of a value and the properties that occur in it.
fn check_schema(document: &Document, side: Side, root: Id, value: &Value, options: &Options) -> (Vec<Observation>, Vec<Id>) {
    let direction = direction_of(side);
    let graph = document.graph();
    let validator = &document.compiled(root, direction).validator;
    let mut observations = Vec::new();
    let invalid = !validator.is_valid(value);

    let mut walk = Walk::new(document, graph, side, direction, options.strictness);
    walk.map_keys = invalid.then(HashSet::new);
    walk.run(root, value);

    let implied = std::mem::take(&mut walk.implied);
    let map_keys = match walk.map_keys.take() {
        Some(map_keys) => map_keys,
        // Map keys are collected only if there is something to report.
        None if !implied.is_empty() => {
            let mut again = Walk::new(document, graph, side, direction, options.strictness);
            again.map_keys = Some(HashSet::new());
            again.run(root, value);
            again.map_keys.unwrap_or_default()
        }
        None => HashSet::new(),
    };
    let explainer = ErrorExplainer::new(document, side, options.strictness, value, map_keys);
    if invalid {
        for error in validator.iter_errors(value) {
            explainer.explain(&error, &mut observations);
        }
    }
    for (id, place) in implied {
        let Some(part) = value.pointer(&place) else { continue };
        let validator = &document.compiled(id, direction).validator;
        let explainer = explainer.below(place);
        for error in validator.iter_errors(part) {
            explainer.explain(&error, &mut observations);
        }
    }
    observations.append(&mut walk.observations);
    (observations, walk.seen)
}
