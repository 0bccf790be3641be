//! Checks the parameters and the presence of a body of a request. [`crate::check::body`] checks the body.

use std::collections::HashSet;

use serde_json::Value;

use crate::check::checked::{BrokenSchema, Checked, Options, Strictness};
use crate::check::opaque_names::looks_like_id;
use crate::check::operation::Route;
use crate::check::parameter::coerce::Shape;
use crate::check::parameter::style::RawParameter;
use crate::check::parameter::{ParameterError, Verdict, style};
use crate::check::{body, parameter};
use crate::finding::code::{Code, Severity};
use crate::finding::observation::{Location, Observation};
use openapi_drift_openapi::Document;
use openapi_drift_openapi::operation::Parameter;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_recordings::{Body, MASKED, Recording, RecordingPart, Request, Side, is_credential};
use openapi_drift_source::pointer;

pub(crate) fn check(document: &Document, route: &Route<'_>, recording: &Recording, options: &Options, checked: &mut Checked) {
    let request = &recording.request;
    let cookies = cookies(request);
    for parameter in route.operation.parameters.iter().filter(|parameter| !is_reserved(parameter)) {
        check_parameter(document, route, request, &cookies, parameter, options, checked);
    }
    checked.observations.extend(slash_in_path_parameter(route));
    undocumented_parameters(document, route, checked);
    if !recording.lacks_body(Side::Request) {
        check_body(document, route, recording, options, checked);
    }
    let is_lacking = |location| match location {
        Location::Query => recording.lacks(RecordingPart::RequestQuery),
        Location::Header | Location::Cookie => recording.lacks(RecordingPart::RequestHeaders),
        _ => false,
    };
    checked.observations.retain(|seen| seen.code != Code::MissingParameter || !is_lacking(seen.location));
}

fn check_parameter(
    document: &Document,
    route: &Route<'_>,
    request: &Request,
    cookies: &[(String, String)],
    parameter: &Parameter,
    options: &Options,
    checked: &mut Checked,
) {
    let named =
        |pairs: &[(String, String)]| pairs.iter().filter(|(name, _)| *name == parameter.name).map(|(_, text)| text.clone()).collect();
    let (location, values, pairs): (_, Vec<String>, &[_]) = match parameter.location.as_str() {
        "path" => (Location::Path, named(&route.variables), &[]),
        "query" => (Location::Query, named(&route.query), &route.query),
        "cookie" => (Location::Cookie, named(cookies), cookies),
        _ => (Location::Header, request.headers.values(&parameter.name).map(str::to_owned).collect(), &[]),
    };
    let written =
        RawParameter::new(parameter, values.iter().map(String::as_str).collect(), pairs, options.strictness == Strictness::Lenient);
    if values.is_empty() && !is_spread(document, parameter, &written) {
        // Many recorders omit headers and cookies with credentials, so their absence means nothing. URLs are complete.
        let is_kept_out = match location {
            Location::Header => is_credential(&parameter.name),
            Location::Cookie => cookies.is_empty() || is_credential(&parameter.name),
            _ => false,
        };
        if parameter.required && !is_kept_out {
            checked.observations.push(missing(parameter, location));
        }
        return;
    }
    // The recording does not contain the values of credentials.
    // Neither does it contain values that were withheld or replaced by a placeholder.
    let is_masked = |text: &String| text.contains(MASKED) || options.placeholders.is_in(text);
    if values.iter().any(is_masked) || values.is_empty() && pairs.iter().any(|(_, text)| is_masked(text)) {
        checked.unknown_values += 1;
        return;
    }
    let verdict = parameter::check_value(document, parameter, &written, Direction::Request, options.strictness);
    if let Verdict::Undecided(pattern) = verdict {
        checked.broken.push(BrokenSchema::undecided(pattern));
    } else if let Verdict::Invalid { fault, hint } = verdict {
        let texts = if values.is_empty() { pairs.iter().map(|(_, text)| text.clone()).collect() } else { values.clone() };
        let observation = invalid(parameter, &fault, location).value(&Value::from(style::decode_form(&texts.join(","))));
        checked.observations.push(Observation { hint, ..observation.severity(fault.severity) });
    }
}

/// Returns whether the value is spread over other names: `name[key]`, or the names of its properties.
fn is_spread(document: &Document, parameter: &Parameter, written: &RawParameter<'_>) -> bool {
    let graph = document.graph();
    let Some(root) = parameter.schema.as_ref().and_then(|schema| graph.id(schema)) else { return !written.maps(|_| false).is_empty() };
    let shape = Shape::new(document, graph, Direction::Request);
    let in_object = || shape.may_be(root, "object") && !written.maps(|name| shape.member(root, name).is_some()).is_empty();
    !written.lists().is_empty() || in_object()
}

fn cookies(request: &Request) -> Vec<(String, String)> {
    let pairs = request.headers.values("cookie").flat_map(|header| header.split([';', '&'])).filter_map(|pair| pair.trim().split_once('='));
    pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// Returns whether OpenAPI ignores a header parameter of this name.
fn is_reserved(parameter: &Parameter) -> bool {
    parameter.location == "header"
        && ["accept", "content-type", "authorization"].iter().any(|name| parameter.name.eq_ignore_ascii_case(name))
}

fn missing(parameter: &Parameter, location: Location) -> Observation {
    let message = format!("the required {} parameter `{}` is missing", parameter.location, parameter.name);
    Observation::new(Code::MissingParameter, Side::Request, &parameter.pointer, message).at(location, &parameter.name)
}

fn invalid(parameter: &Parameter, fault: &ParameterError, location: Location) -> Observation {
    let message = format!("the {} parameter `{}` {}", parameter.location, parameter.name, fault.words);
    Observation::new(Code::InvalidParameter, Side::Request, &fault.at, message).at(location, &parameter.name)
}

/// Reports a path parameter that contains `/`: generated clients encode it (decision 7).
fn slash_in_path_parameter(route: &Route<'_>) -> Option<Observation> {
    let name = route.slashed.as_ref()?;
    let own = route.operation.parameters.iter().find(|parameter| parameter.location == "path" && parameter.name == *name);
    let at = own.map_or(&route.operation.pointer, |parameter| &parameter.pointer);
    let message = format!("the value of path parameter `{name}` contains `/`, which OpenAPI does not support");
    let observation = Observation::new(Code::InvalidParameter, Side::Request, at, message).at(Location::Path, name);
    Some(
        observation
            .severity(Severity::Warning)
            .hint("generated clients send `%2F`: check that the service accepts it, or set `allowReserved: true`"),
    )
}

fn undocumented_parameters(document: &Document, route: &Route<'_>, checked: &mut Checked) {
    let parameters = || route.operation.parameters.iter().filter(|parameter| parameter.location == "query");
    let mut known: Vec<&str> = parameters().map(|parameter| parameter.name.as_str()).collect();
    known.extend(security_parameters(document));
    let is_exploded =
        |parameter: &&Parameter| parameter.explode != Some(false) && matches!(parameter.style.as_deref(), None | Some("form"));
    let in_exploded = |name: &str| {
        let schemas = parameters().filter(is_exploded).filter_map(|parameter| document.graph().id(parameter.schema.as_ref()?));
        let shape = Shape::new(document, document.graph(), Direction::Request);
        schemas.into_iter().any(|schema| shape.has_member(schema, name))
    };
    let mut reported: HashSet<&str> = HashSet::new();
    for (name, value) in &route.query {
        let name = name.as_str();
        let bare = name.split_once('[').map_or(name, |(bare, _)| bare);
        let documented =
            known.iter().any(|known| *known == name || *known == bare || known.strip_suffix("[]") == Some(bare)) || in_exploded(name);
        // Names that are ids are data: all of them are one finding.
        let (name, message) = match looks_like_id(name) {
            true => ("*", "query parameters with ids as names are not documented".to_owned()),
            false => (name, format!("the query parameter `{name}` is not documented")),
        };
        if documented || !reported.insert(name) {
            continue;
        }
        let at = pointer::join(&route.operation.pointer, "parameters");
        checked.observations.push(
            Observation::new(Code::UndocumentedParameter, Side::Request, at, message)
                .at(Location::Query, name)
                .value(&Value::from(style::decode_form(value))),
        );
    }
}

/// Returns the names of API keys in the query, which are documented as security schemes.
fn security_parameters(document: &Document) -> impl Iterator<Item = &str> {
    let schemes = document.value().pointer("/components/securitySchemes").and_then(Value::as_object).into_iter().flatten();
    schemes
        .filter(|(_, scheme)| scheme.get("in").and_then(Value::as_str) == Some("query"))
        .filter_map(|(_, scheme)| scheme.get("name")?.as_str())
}

fn check_body(document: &Document, route: &Route<'_>, recording: &Recording, options: &Options, checked: &mut Checked) {
    let request = &recording.request;
    let recorded = request.body();
    match (&route.operation.request_body, recorded) {
        (None, Body::Absent) => {}
        (None, _) => {
            let message = "the request has a body, but the operation documents none";
            checked.observations.push(
                Observation::new(Code::UndocumentedRequestBody, Side::Request, &route.operation.pointer, message)
                    .in_body(String::new(), String::new()),
            );
        }
        (Some(documented), Body::Absent) => {
            if documented.required {
                let message = "the request has no body, but the operation requires one";
                checked.observations.push(Observation::new(
                    Code::MissingBody,
                    Side::Request,
                    pointer::join(&documented.pointer, "required"),
                    message,
                ));
            }
        }
        (Some(documented), _) => {
            let at = pointer::join(&documented.pointer, "content");
            let content_type = request.headers.get("content-type");
            body::check(document, Side::Request, &documented.content, &at, content_type, recording, options, checked);
        }
    }
}
