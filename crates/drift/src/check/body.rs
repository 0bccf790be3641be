//! Is a body as documented? Which media type, is it JSON at all, and then every value of it.

use std::collections::HashSet;

use serde_json::Value;

use super::explain::Explainer;
use super::media::{self, Documented};
use super::walk::Walk;
use super::{BrokenSchema, Checked};
use crate::document::{Direction, Document, MediaType};
use crate::finding::{Code, Location, Side, Sighting};
use crate::recording::Body;

pub(super) fn check(
    document: &Document,
    side: Side,
    content: &[MediaType],
    at: &str,
    content_type: Option<&str>,
    recorded: Body<'_>,
    checked: &mut Checked,
) {
    let entry = match content_type {
        None => media::guess(content),
        Some(recorded) => match media::find(content, recorded) {
            Documented::As(entry) => Some(entry),
            Documented::Not { nearest } => {
                let message = format!("media type {recorded} is not documented (has {})", media::list(content));
                checked
                    .sightings
                    .push(Sighting::new(Code::UndocumentedContentType, side, at, message).at(Location::Header, "content-type"));
                nearest
            }
        },
    };
    let Some(entry) = entry else { return };
    let is_json = content_type.map_or_else(|| media::is_json(&media::essence(&entry.range)), media::is_json);
    let parsed;
    let value = match recorded {
        Body::Json(value) => value,
        Body::Text(text) if is_json => match serde_json::from_str::<Value>(text) {
            Ok(value) => {
                parsed = value;
                &parsed
            }
            Err(error) => {
                let message = format!("the body is not JSON: {error}");
                checked
                    .sightings
                    .push(Sighting::new(Code::MalformedBody, side, &entry.pointer, message).in_body(String::new(), String::new()));
                return;
            }
        },
        // Text that is not JSON is checked as the string it is, where a schema says anything about it.
        Body::Text(text) => {
            parsed = Value::String(text.to_owned());
            &parsed
        }
        Body::Absent | Body::Binary => return,
    };
    if let Some(schema) = &entry.schema {
        check_value(document, side, schema, value, checked);
    }
}

/// Checks a value: what the validator says of it, and what the walk over it finds beyond that.
fn check_value(document: &Document, side: Side, schema: &str, value: &Value, checked: &mut Checked) {
    let direction = match side {
        Side::Request => Direction::Request,
        Side::Response => Direction::Response,
    };
    let validator = document.validator(schema, direction);
    if let Err(why) = &validator {
        checked.broken.push(BrokenSchema { pointer: schema.to_owned(), why: why.to_string() });
    }
    let aside = document.set_aside(schema, direction).into_iter();
    checked.broken.extend(aside.map(|aside| BrokenSchema { pointer: aside.pointer, why: aside.why }));
    let invalid = validator.as_ref().is_ok_and(|validator| !validator.is_valid(value));

    let (graph, root) = document.graph(schema);
    let mut walk = Walk::new(document, &graph, side, direction);
    walk.map_keys = invalid.then(HashSet::new);
    walk.run(root, value);

    if let (true, Ok(validator)) = (invalid, &validator) {
        let explainer = Explainer { document, side, body: value, map_keys: walk.map_keys.take().unwrap_or_default() };
        for error in validator.iter_errors(value) {
            explainer.explain(&error, &mut checked.sightings);
        }
    }
    checked.sightings.append(&mut walk.sightings);
    if side == Side::Response {
        checked.seen.append(&mut walk.seen);
    }
}
