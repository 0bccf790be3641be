//! Checks a body: its media type, its syntax, then each of its values.

pub(crate) mod form;
pub(crate) mod media_type;
mod trim;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::check::body::form::UndocumentedPart;
use crate::check::body::media_type::Documented;
use crate::check::body::trim::Trimmed;

use crate::check::checked::{BrokenSchema, Checked, Options};
use crate::check::mask::shown_media_type;
use crate::check::schema::errors::ErrorExplainer;
use crate::check::schema::stack::with_stack_for;
use crate::check::schema::unknown::UnknownValues;
use crate::check::schema::walk::Walk;
use crate::check::tally::Tally;
use crate::finding::code::{Code, Severity};
use crate::finding::direction::direction_of;
use crate::finding::observation::{Location, Observation};
use openapi_drift_openapi::Document;
use openapi_drift_openapi::operation::MediaType;
use openapi_drift_openapi::schema::evaluations::Pass;
use openapi_drift_openapi::schema::graph::Id;
use openapi_drift_recordings::{Body, Recording, Side, decode_base64};
use openapi_drift_source::json::error::json_error;
use openapi_drift_source::json::fault::json_fault;
use openapi_drift_source::pointer;

#[expect(clippy::too_many_arguments, reason = "each is another part of the question")]
pub(crate) fn check(
    document: &Document,
    side: Side,
    content: &[MediaType],
    at: &str,
    content_type: Option<&str>,
    recording: &Recording,
    options: &Options,
    checked: &mut Checked,
) {
    if recording.is_body_unknown(side, &options.placeholders) {
        checked.unknown_values += 1;
        return;
    }
    let recorded = body_of(recording, side);
    let entry = match content_type {
        None => media_type::guess(content),
        Some(recorded) => match media_type::find(content, recorded) {
            Documented::As(entry) => Some(entry),
            Documented::Not { nearest } => {
                let message = format!(
                    "media type {} is not documented (has {})",
                    shown_media_type(&media_type::essence(recorded), options),
                    media_type::list(content)
                );
                checked
                    .observations
                    .push(Observation::new(Code::UndocumentedContentType, side, at, message).at(Location::Header, "content-type"));
                nearest
            }
        },
    };
    let Some(entry) = entry else { return };
    let full_type = content_type.unwrap_or(&entry.range);
    // `format: binary` is any bytes, JSON included.
    if entry.schema.as_deref().is_some_and(|schema| is_binary(document, schema)) {
        return;
    }
    let is_json = media_type::is_json(&media_type::essence(full_type));
    let mut parts = Vec::new();
    let (value, unknown) = match recorded {
        Body::Json(_) | Body::Text(_) | Body::Binary(_) if is_json || matches!(recorded, Body::Json(_)) => {
            match parse(recording, side, options) {
                Ok((value, unknown)) => (value, unknown),
                Err(message) => {
                    checked
                        .observations
                        .push(Observation::new(Code::MalformedBody, side, &entry.pointer, message).in_body(String::new(), String::new()));
                    return;
                }
            }
        }
        Body::Text(text) => match form::value(document, entry, full_type, text, direction_of(side), options, &mut parts) {
            Some(value) => {
                checked.observations.extend(parts.iter().map(|part| undocumented_part(part, side, &entry.pointer, options)));
                let unknown = UnknownValues::find(&value, &options.placeholders);
                (Cow::Owned(value), unknown)
            }
            None => {
                checked.unread.extend(entry.schema.as_ref().map(|_| media_type::essence(full_type)));
                return;
            }
        },
        Body::Absent | Body::Binary(_) | Body::Json(_) => return,
    };
    if let Some(schema) = &entry.schema {
        checked.unknown_values += unknown.count();
        check_value(document, side, schema, &value, unknown, options, checked);
    }
}

/// Returns the observation of a part of a multipart body whose media type `encoding` does not list.
fn undocumented_part(part: &UndocumentedPart, side: Side, media_type: &str, options: &Options) -> Observation {
    let at = pointer::join(&pointer::join(&format!("{media_type}/encoding"), &part.name), "contentType");
    let recorded = shown_media_type(&part.media_type, options);
    let message = format!("media type {recorded} of the part `{}` is not documented (has {})", part.name, part.documented);
    let place = pointer::join("", &part.name);
    let observation = Observation::new(Code::UndocumentedContentType, side, &at, message).in_body(place.clone(), place);
    observation.severity(Severity::Warning).hint("add the media type to `contentType` of the part")
}

/// Returns whether a schema describes bytes: a string with `format: binary`.
fn is_binary(document: &Document, schema: &str) -> bool {
    document.follow(schema).is_some_and(|(schema, _)| schema.get("format").is_some_and(|format| format == "binary"))
}

/// Returns the body of one side.
fn body_of(recording: &Recording, side: Side) -> Body<'_> {
    match (side, &recording.response) {
        (Side::Request, _) => recording.request.body(),
        (Side::Response, Some(response)) => response.body(),
        (Side::Response, None) => Body::Absent,
    }
}

/// Parses a JSON body, and finds its unknown values.
fn parse<'r>(recording: &'r Recording, side: Side, options: &Options) -> Result<(Cow<'r, Value>, UnknownValues), String> {
    let body = body_of(recording, side);
    if matches!(body, Body::Binary(text) if decode_base64(text).is_none()) {
        return Err("the body is not base64".to_owned());
    }
    match recording.json_body(side, &options.placeholders) {
        Some(Ok(body)) => Ok((body.value, UnknownValues::new(body.unknown))),
        // The position of the error is counted in the recording's file, so it is not part of the message.
        Some(Err(error)) => Err(format!("the body is not JSON: {}", fault(&body, &error))),
        None => Err("the body is missing".to_owned()),
    }
}

/// Returns the fault of a body that is not JSON.
fn fault(body: &Body<'_>, error: &serde_json::Error) -> String {
    match body {
        Body::Text(text) => json_fault(text, error),
        Body::Binary(base64) => {
            let bytes = decode_base64(base64).unwrap_or_default();
            std::str::from_utf8(&bytes).map_or_else(|_| "it is not UTF-8".to_owned(), |text| json_fault(text, error))
        }
        Body::Json(_) | Body::Absent => json_error(error),
    }
}

/// Checks a value by the validator and by the walk.
fn check_value(
    document: &Document,
    side: Side,
    schema: &str,
    value: &Value,
    unknown: UnknownValues,
    options: &Options,
    checked: &mut Checked,
) {
    let direction = direction_of(side);
    let Some(root) = document.graph().id(schema) else { return };
    let ignored = &document.compiled(root, direction).ignored;
    checked.broken.extend(ignored.iter().map(|keyword| BrokenSchema { pointer: keyword.pointer.clone(), why: keyword.why.clone() }));
    let unknown = Arc::new(unknown);
    let work = || check_schema(document, side, root, value, &unknown, options);
    let Some(mut result) = with_stack_for(value, document.composition(direction), work) else {
        let why = "a body would be evaluated against more subschemas than its size allows, so it was not checked".to_owned();
        checked.broken.push(BrokenSchema { pointer: schema.to_owned(), why });
        return;
    };
    checked.observations.append(&mut result.observations);
    checked.broken.extend(result.trimmed.map(|most| {
        let why = format!("a body has more than a million differences, so only the first {most} items of each array were compared with it");
        BrokenSchema { pointer: schema.to_owned(), why }
    }));
    checked.broken.extend(result.undecided.into_iter().map(|pointer| {
        let why = "a recorded value was not matched against this pattern, because that would take too many steps".to_owned();
        BrokenSchema { pointer, why }
    }));
    match side {
        Side::Response => checked.seen.append(&mut result.seen),
        Side::Request => checked.seen_in_request.append(&mut result.seen),
    }
}

/// The result of checking a value.
struct ValueCheck {
    observations: Vec<Observation>,
    /// The schemas of the properties that occur in the value.
    seen: Vec<Id>,
    /// The pointers of patterns that the validator gave up to match.
    undecided: BTreeSet<String>,
    /// The number of items of each array that were checked, if there are too many differences to list.
    trimmed: Option<usize>,
}

/// The numbers of items of each array that are tried if a value has too many differences.
const TRIMMED: [usize; 5] = [10_000, 1_000, 100, 10, 1];

/// Checks the first items of each array of a value.
fn check_trimmed(
    document: &Document,
    side: Side,
    root: Id,
    value: &Value,
    unknown: &Arc<UnknownValues>,
    options: &Options,
) -> Option<ValueCheck> {
    let trims = TRIMMED.into_iter().map(|most| (most, Trimmed::new(value, most)));
    let (most, trimmed) = trims.into_iter().find(|(_, trimmed)| document.are_errors_few(root, &trimmed.value, direction_of(side)))?;
    let mut result = check_schema(document, side, root, &trimmed.value, unknown, options)?;
    // An array may lack the items that it lost.
    let needs_items = |at: &str| ["/minItems", "/contains", "/minContains"].iter().any(|keyword| at.ends_with(keyword));
    result.observations.retain(|observation| !(trimmed.arrays.contains(&observation.place) && needs_items(&observation.document)));
    Some(ValueCheck { trimmed: Some(most), ..result })
}

/// Checks a value by the validator and the walk; returns `None` if that takes too many evaluations.
fn check_schema(
    document: &Document,
    side: Side,
    root: Id,
    value: &Value,
    unknown: &Arc<UnknownValues>,
    options: &Options,
) -> Option<ValueCheck> {
    let direction = direction_of(side);
    let is_cheap = |schema, value, pass| document.are_evaluations_few(schema, value, direction, pass);
    if !is_cheap(root, value, Pass::Validity) {
        return None;
    }
    let graph = document.graph();
    let validator = &document.compiled(root, direction).validator;
    let (mut observations, mut tally) = (Vec::new(), Tally::default());
    let invalid = !validator.is_valid(value);
    if invalid && !is_cheap(root, value, Pass::Errors) {
        return None;
    }
    if invalid && !document.are_errors_few(root, value, direction) {
        return check_trimmed(document, side, root, value, unknown, options);
    }

    let mut walk = Walk::new(document, graph, side, direction, options.strictness, unknown);
    walk.map_keys = invalid.then(HashSet::new);
    walk.run(root, value);

    let implied = std::mem::take(&mut walk.implied);
    let excluded = std::mem::take(&mut walk.excluded);
    let map_keys = match walk.map_keys.take() {
        Some(map_keys) => map_keys,
        // Map keys are collected only if there is something to report.
        None if !implied.is_empty() => {
            let mut again = Walk::new(document, graph, side, direction, options.strictness, unknown);
            again.map_keys = Some(HashSet::new());
            again.run(root, value);
            again.map_keys.unwrap_or_default()
        }
        None => HashSet::new(),
    };
    let explainer = ErrorExplainer::new(document, side, options.strictness, value, map_keys, excluded, Arc::clone(unknown));
    let explainer = explainer.waiving(std::mem::take(&mut walk.waived));
    if invalid {
        for error in validator.iter_errors(value) {
            explainer.explain(&error, &mut observations);
            tally.bound(&mut observations);
        }
    }
    for (id, place) in implied {
        let Some(part) = value.pointer(&place) else { continue };
        if !is_cheap(id, part, Pass::Errors) {
            return None;
        }
        let validator = &document.compiled(id, direction).validator;
        let explainer = explainer.below(place);
        for error in validator.iter_errors(part) {
            explainer.explain(&error, &mut observations);
            tally.bound(&mut observations);
        }
    }
    observations.append(&mut walk.observations);
    tally.bound(&mut observations);
    Some(ValueCheck { observations, seen: walk.seen, undecided: walk.undecided, trimmed: None })
}
