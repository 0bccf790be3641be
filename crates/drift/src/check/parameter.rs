//! Checks the text of parameters and headers against their schemas.

pub(crate) mod coerce;
pub(crate) mod style;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::check::checked::Strictness;
use crate::check::parameter::coerce::Shape;

use crate::check::parameter::style::{ParameterValue, RawParameter, Style, decode, decode_form};
use crate::check::schema::errors::ErrorExplainer;
use crate::check::schema::exclusions::Exclusions;
use crate::check::schema::stack::with_stack_for;
use crate::finding::code::{Code, Severity};
use crate::finding::observation::Observation;
use jsonschema::error::ValidationErrorKind as Kind;
use openapi_drift_openapi::Document;
use openapi_drift_openapi::operation::Parameter;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::graph::Id;
use openapi_drift_recordings::Side;
use openapi_drift_source::json::fault::json_fault;

/// The result for the text of a parameter.
pub(crate) enum Verdict {
    /// At least one reading of the text matches the schema, or there is no usable schema.
    Valid,
    /// No reading matches. The hint has a likely explanation.
    Invalid { fault: ParameterError, hint: Option<String> },
    /// The pattern at a pointer could not be decided.
    Undecided(String),
}

/// An error in the value of a parameter.
pub(crate) struct ParameterError {
    /// The pointer of the violated keyword.
    pub at: String,
    /// The end of a message that begins with the name of the parameter.
    pub words: String,
    /// Warning if a body with this difference would have no error either.
    pub severity: Severity,
}

impl ParameterError {
    fn new(at: String, words: String) -> Self {
        Self { at, words, severity: Severity::Error }
    }
}

/// Checks the text of a parameter or header by its style and schema.
pub(crate) fn check_value(
    document: &Document,
    parameter: &Parameter,
    written: &RawParameter<'_>,
    direction: Direction,
    strictness: Strictness,
) -> Verdict {
    match by_schema(document, parameter, written, direction, strictness) {
        Verdict::Valid if is_forbidden_empty(document, parameter, written, direction) => {
            let words = "is empty, and `allowEmptyValue` is not set".to_owned();
            let severity = if strictness == Strictness::Lenient { Severity::Warning } else { Severity::Error };
            let fault = ParameterError { severity, ..ParameterError::new(parameter.pointer.clone(), words) };
            Verdict::Invalid { fault, hint: Some("set `allowEmptyValue: true` if the service accepts the name without a value".to_owned()) }
        }
        verdict => verdict,
    }
}

/// Returns whether a query parameter for strings has no value, which only `allowEmptyValue` or a listed empty string allows.
fn is_forbidden_empty(document: &Document, parameter: &Parameter, written: &RawParameter<'_>, direction: Direction) -> bool {
    let is_empty = !written.values.is_empty() && written.values.iter().all(|text| text.is_empty());
    if parameter.location != "query" || parameter.allow_empty || !is_empty {
        return false;
    }
    let graph = document.graph();
    let schema = parameter.schema.as_deref().and_then(|schema| graph.id(schema));
    let shape = Shape::new(document, graph, direction);
    // Null, an empty array of numbers and an empty object are written as empty text too.
    let is_string = |schema| {
        let others = ["null", "array", "object"];
        shape.may_be(schema, "string") && !others.iter().any(|name| shape.may_be(schema, name))
    };
    schema.is_some_and(|schema| (is_string(schema) || shape.is_text(schema)) && !shape.lists(schema, ""))
}

/// Checks the text of a parameter or header by its schema.
fn by_schema(
    document: &Document,
    parameter: &Parameter,
    written: &RawParameter<'_>,
    direction: Direction,
    strictness: Strictness,
) -> Verdict {
    let Some(schema) = &parameter.schema else { return Verdict::Valid };
    let graph = document.graph();
    let Some(root) = graph.id(schema) else { return Verdict::Valid };
    let validator = &document.compiled(root, direction).validator;
    let is_valid = |value: &Value| with_stack_for(value, document.composition(direction), || validator.is_valid(value));
    // `allowEmptyValue` allows the name without a value, for any schema.
    if parameter.allow_empty && written.values.iter().all(|text| text.is_empty()) && !written.values.is_empty() {
        return Verdict::Valid;
    }
    if parameter.json {
        let text = written.values.first().copied().unwrap_or_default();
        let text = if parameter.location == "query" { decode_form(text) } else { decode(text) };
        let fault = match serde_json::from_str::<Value>(&text) {
            Ok(value) if is_valid(&value) => return Verdict::Valid,
            Ok(value) => within(document, root, &value, direction, strictness).unwrap_or_else(|| whole(document, schema)),
            Err(error) => ParameterError::new(parameter.pointer.clone(), format!("is not JSON: {}", json_fault(&text, &error))),
        };
        return Verdict::Invalid { fault, hint: None };
    }
    let shape = Shape::new(document, graph, direction);
    let fits = |tree: &ParameterValue| is_valid(&shape.value(Some(root), tree));
    if shape.may_be(root, "array") && written.lists().into_iter().any(|items| fits(&list(items))) {
        return Verdict::Valid;
    }
    let is_object = shape.may_be(root, "object");
    let maps: Vec<ParameterValue> = if is_object {
        written.maps(|name| shape.has_member(root, name)).into_iter().map(ParameterValue::Map).collect()
    } else {
        Vec::new()
    };
    if maps.iter().any(fits) {
        return Verdict::Valid;
    }
    let scalars = written.scalars().filter(|_| shape.may_be_scalar(root));
    if scalars.is_some_and(|texts| texts.into_iter().all(|text| fits(&ParameterValue::Text(text)))) {
        return Verdict::Valid;
    }
    let lists = || if shape.may_be(root, "array") { written.lists() } else { Vec::new() };
    let texts = || if shape.may_be_scalar(root) { written.scalars().unwrap_or_default() } else { Vec::new() };
    let readings: Vec<ParameterValue> =
        lists().into_iter().map(list).chain(maps.iter().cloned()).chain(texts().into_iter().map(ParameterValue::Text)).collect();
    // Decisions 4 and 10 hold here as in bodies, and so does decision 1 for patterns.
    for value in readings.iter().map(|reading| shape.value(Some(root), reading)) {
        let (observations, undecided) = differences(document, root, &value, direction, strictness);
        if let Some(pattern) = undecided.into_iter().next() {
            return Verdict::Undecided(pattern);
        }
        if let Some(first) = observations.first().filter(|_| observations.iter().all(|found| found.severity < Severity::Error)) {
            let fault =
                ParameterError { at: first.document.clone(), words: format!("is invalid: {}", first.message), severity: first.severity };
            return Verdict::Invalid { fault, hint: first.hint.clone() };
        }
    }
    let otherwise = |explode: bool| RawParameter { explode, values: written.values.clone(), ..*written };
    let with_commas = || written.explode && otherwise(false).lists().into_iter().any(|items| fits(&list(items)));
    let hint = match written.style {
        Style::Form if shape.may_be(root, "array") && written.values.len() == 1 && with_commas() => {
            Some("the array is written with commas: use `explode: false`".to_owned())
        }
        Style::Form if shape.may_be(root, "array") && !written.explode && written.values.len() > 1 => {
            Some("the array repeats the parameter name: use `explode: true`".to_owned())
        }
        _ => None,
    };
    let object = maps.first().map(|members| shape.value(Some(root), members));
    let fault = object.and_then(|object| within(document, root, &object, direction, strictness));
    let items = || written.lists().into_iter().next().filter(|_| shape.may_be(root, "array") && !shape.may_be_scalar(root));
    let fault = fault.or_else(|| of_list(document, root, &shape.value(Some(root), &list(items()?)), direction, strictness));
    Verdict::Invalid { fault: fault.unwrap_or_else(|| whole(document, schema)), hint }
}

/// Returns an error of the array itself, such as its length, if all of its items are valid.
fn of_list(document: &Document, root: Id, value: &Value, direction: Direction, strictness: Strictness) -> Option<ParameterError> {
    let observations = differences(document, root, value, direction, strictness).0;
    let is_of_list = |found: &Observation| found.code == Code::ConstraintViolation && found.place.is_empty();
    if observations.iter().all(is_of_list) { within(document, root, value, direction, strictness) } else { None }
}

/// Returns the first of the most severe errors within an array or object.
fn within(document: &Document, root: Id, value: &Value, direction: Direction, strictness: Strictness) -> Option<ParameterError> {
    if !value.is_object() && !value.is_array() {
        return None;
    }
    let observations = differences(document, root, value, direction, strictness).0;
    let first = observations.into_iter().reduce(|first, next| if next.severity > first.severity { next } else { first })?;
    let is_named = first.place.is_empty() || matches!(first.code, Code::MissingProperty | Code::UndocumentedProperty);
    let place = if is_named { String::new() } else { format!(" at `{}`", first.pointer) };
    Some(ParameterError { at: first.document, words: format!("is invalid{place}: {}", first.message), severity: first.severity })
}

/// Returns the differences between a value and its schema, and the patterns that could not be decided.
fn differences(
    document: &Document,
    root: Id,
    value: &Value,
    direction: Direction,
    strictness: Strictness,
) -> (Vec<Observation>, BTreeSet<String>) {
    let side = if direction == Direction::Request { Side::Request } else { Side::Response };
    with_stack_for(value, document.composition(direction), || {
        let explainer = ErrorExplainer::new(document, side, strictness, value, HashSet::new(), Exclusions::new(), Arc::default());
        let errors: Vec<_> = document.compiled(root, direction).validator.iter_errors(value).collect();
        let (undecided, errors): (Vec<_>, Vec<_>) =
            errors.into_iter().partition(|error| matches!(error.kind(), Kind::BacktrackLimitExceeded { .. }));
        (explainer.explain_all(&errors), undecided.iter().map(|error| explainer.at(error)).collect())
    })
}

/// Returns an error that describes the expected value.
fn whole(document: &Document, schema: &str) -> ParameterError {
    let words = match words(document, schema, 0) {
        Some(wanted) => format!("is not {wanted}"),
        None => "does not satisfy its schema".to_owned(),
    };
    ParameterError::new(schema.to_owned(), words)
}

fn list(items: Vec<String>) -> ParameterValue {
    ParameterValue::List(items.into_iter().map(ParameterValue::Text).collect())
}

/// Returns a short description of the values that a schema allows; `None` if it is too complex.
fn words(document: &Document, at: &str, depth: usize) -> Option<String> {
    let (schema, at) = document.follow(at)?;
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return Some(format!("one of {}", values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")));
    }
    if let (Some("array"), Some(_), 0..4) = (schema.get("type").and_then(Value::as_str), schema.get("items"), depth) {
        let items = words(document, &format!("{at}/items"), depth + 1);
        return Some(items.map_or_else(|| "array".to_owned(), |items| format!("array of {items}")));
    }
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let bounds =
        ["minimum", "maximum", "minLength", "maxLength", "pattern"].iter().filter_map(|key| Some(format!("{key} {}", schema.get(*key)?)));
    let own = [word("type"), word("format")].into_iter().flatten().map(str::to_owned).chain(bounds).collect::<Vec<_>>();
    if !own.is_empty() {
        return Some(own.join(", "));
    }
    let variants = ["anyOf", "oneOf"].into_iter().find_map(|key| Some((key, schema.get(key)?.as_array()?)));
    let (key, variants) = variants.filter(|(_, variants)| depth < 4 && (1..=4).contains(&variants.len()))?;
    let each: Option<Vec<String>> = (0..variants.len()).map(|index| words(document, &format!("{at}/{key}/{index}"), depth + 1)).collect();
    Some(each?.join(" or "))
}
