//! Is the request as documented? Its parameters, and whether there is a body; the body itself is [`super::body`]'s.

use serde_json::Value;

use super::route::Route;
use super::{Checked, Options, body, media, parameter};
use crate::document::{Direction, Document, Parameter, pointer};
use crate::finding::{Code, Location, Side, Sighting};
use crate::recording::{Body, MASKED, Request};

pub(super) fn check(document: &Document, route: &Route<'_>, request: &Request, options: &Options, checked: &mut Checked) {
    for parameter in &route.operation.parameters {
        check_parameter(document, route, request, parameter, checked);
    }
    undocumented_parameters(document, route, checked);
    if !(options.partial_request && request.body() == Body::Absent) {
        check_body(document, route, request, checked);
    }
    if options.partial_request {
        checked.sightings.retain(|sighting| sighting.code != Code::MissingParameter || sighting.location == Location::Path);
    }
}

fn check_parameter(document: &Document, route: &Route<'_>, request: &Request, parameter: &Parameter, checked: &mut Checked) {
    let (location, texts) = recorded(route, request, parameter);
    let objects = || parameter::deep_object(&route.query, &parameter.name);
    if texts.is_empty() {
        let object = if location == Location::Query { objects() } else { None };
        match (object, &parameter.schema) {
            (Some(readings), Some(schema)) => {
                let valid = document
                    .validator(schema, Direction::Request)
                    .is_ok_and(|validator| readings.iter().any(|value| validator.is_valid(value)));
                if !valid {
                    checked.sightings.push(invalid(document, parameter, location));
                }
            }
            (Some(_), None) => {}
            // Credentials never enter a recording, so that they are absent says nothing.
            (None, _) if parameter.required && !is_reserved(parameter) => checked.sightings.push(missing(parameter, location)),
            (None, _) => {}
        }
        return;
    }
    // A credential's value is not in the recording: only that it was there can be said.
    if texts.contains(&MASKED) {
        return;
    }
    if parameter::is_valid(document, parameter, &texts, Direction::Request) == Some(false) {
        checked.sightings.push(invalid(document, parameter, location).value(&Value::from(texts.join(","))));
    }
}

/// What the request gives for a parameter, as text.
fn recorded<'a>(route: &'a Route<'_>, request: &'a Request, parameter: &Parameter) -> (Location, Vec<&'a str>) {
    let named =
        |pairs: &'a [(String, String)]| pairs.iter().filter(|(name, _)| *name == parameter.name).map(|(_, value)| value.as_str()).collect();
    match parameter.location.as_str() {
        "path" => (Location::Path, named(&route.variables)),
        "query" => (Location::Query, named(&route.query)),
        "cookie" => {
            let cookies = request
                .headers
                .get("cookie")
                .into_iter()
                .flat_map(|header| header.split(';'))
                .filter_map(|pair| pair.trim().split_once('='));
            (Location::Cookie, cookies.filter(|(name, _)| *name == parameter.name).map(|(_, value)| value).collect())
        }
        _ => (Location::Header, request.headers.get(&parameter.name).into_iter().collect()),
    }
}

/// Header parameters of these names are ignored, as OpenAPI says: they are described elsewhere.
fn is_reserved(parameter: &Parameter) -> bool {
    parameter.location == "header"
        && ["accept", "content-type", "authorization"].iter().any(|name| parameter.name.eq_ignore_ascii_case(name))
}

fn missing(parameter: &Parameter, location: Location) -> Sighting {
    let message = format!("the required {} parameter `{}` is missing", parameter.location, parameter.name);
    Sighting::new(Code::MissingParameter, Side::Request, &parameter.pointer, message).at(location, &parameter.name)
}

fn invalid(document: &Document, parameter: &Parameter, location: Location) -> Sighting {
    let message =
        format!("the {} parameter `{}` is not {}", parameter.location, parameter.name, parameter::expectation(document, parameter));
    Sighting::new(Code::InvalidParameter, Side::Request, parameter.schema.as_ref().unwrap_or(&parameter.pointer), message)
        .at(location, &parameter.name)
}

fn undocumented_parameters(document: &Document, route: &Route<'_>, checked: &mut Checked) {
    let mut known: Vec<&str> = route
        .operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == "query")
        .map(|parameter| parameter.name.as_str())
        .collect();
    known.extend(exploded_properties(document, route));
    known.extend(security_parameters(document));
    let mut reported: Vec<&str> = Vec::new();
    for (name, value) in &route.query {
        let name = name.as_str();
        let bare = name.split_once('[').map_or(name, |(bare, _)| bare);
        let documented = known.iter().any(|known| *known == name || *known == bare || known.strip_suffix("[]") == Some(bare));
        if documented || reported.contains(&name) {
            continue;
        }
        reported.push(name);
        let at = pointer::join(&route.operation.pointer, "parameters");
        let message = format!("the query parameter `{name}` is not documented");
        checked.sightings.push(
            Sighting::new(Code::UndocumentedParameter, Side::Request, at, message)
                .at(Location::Query, name)
                .value(&Value::from(value.as_str())),
        );
    }
}

/// An object in the style `form` with `explode` spreads its properties over the query.
fn exploded_properties<'d>(document: &'d Document, route: &Route<'d>) -> Vec<&'d str> {
    let exploded = route.operation.parameters.iter().filter(|parameter| {
        parameter.location == "query" && parameter.explode != Some(false) && matches!(parameter.style.as_deref(), None | Some("form"))
    });
    exploded
        .filter_map(|parameter| document.value().pointer(parameter.schema.as_ref()?))
        .filter_map(|schema| match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => document.value().pointer(&pointer::of_reference(reference)?),
            None => Some(schema),
        })
        .filter_map(|schema| schema.get("properties")?.as_object())
        .flat_map(|properties| properties.keys().map(String::as_str))
        .collect()
}

/// API keys that travel in the query are documented as security schemes, not as parameters.
fn security_parameters(document: &Document) -> impl Iterator<Item = &str> {
    let schemes = document.value().pointer("/components/securitySchemes").and_then(Value::as_object).into_iter().flatten();
    schemes
        .filter(|(_, scheme)| scheme.get("in").and_then(Value::as_str) == Some("query"))
        .filter_map(|(_, scheme)| scheme.get("name")?.as_str())
}

fn check_body(document: &Document, route: &Route<'_>, request: &Request, checked: &mut Checked) {
    let recorded = request.body();
    match (&route.operation.request_body, recorded) {
        (None, Body::Absent) => {}
        (None, _) => {
            let message = "the request has a body, the operation documents none";
            checked.sightings.push(
                Sighting::new(Code::UndocumentedRequestBody, Side::Request, &route.operation.pointer, message)
                    .in_body(String::new(), String::new()),
            );
        }
        (Some(documented), Body::Absent) => {
            if documented.required {
                let message = "the request has no body, the operation requires one";
                checked.sightings.push(Sighting::new(
                    Code::MissingBody,
                    Side::Request,
                    pointer::join(&documented.pointer, "required"),
                    message,
                ));
            }
        }
        (Some(documented), recorded) => {
            let at = pointer::join(&documented.pointer, "content");
            let content_type = request.headers.get("content-type").map(media::essence);
            body::check(document, Side::Request, &documented.content, &at, content_type.as_deref(), recorded, checked);
        }
    }
}
