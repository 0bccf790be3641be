//! Parameters and headers: is what stands on the wire what the schema describes?

pub(crate) mod coerce;
pub(crate) mod style;

use std::collections::HashSet;

use serde_json::Value;

use crate::check::checked::Strictness;
use crate::check::parameter::coerce::Shape;

use crate::check::parameter::style::{Style, Tree, Written, decode, decode_form};
use crate::check::schema::errors::ErrorExplainer;
use crate::check::schema::stack::with_stack_for;
use crate::finding::code::Code;
use crate::finding::observation::Observation;
use openapi_drift_openapi::document::Document;
use openapi_drift_openapi::operation::Parameter;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::graph::Id;
use openapi_drift_recordings::Side;
use openapi_drift_source::json::error::json_error;

/// What can be said of a parameter's text.
pub(crate) enum Verdict {
    /// Some reading of it satisfies the schema, or there is no usable schema.
    Fits,
    /// None does. The hint tells what may have been meant.
    Misfits { fault: Fault, hint: Option<String> },
}

/// What is wrong with a parameter's value.
pub(crate) struct Fault {
    /// The statement of the document that says so.
    pub at: String,
    /// What the parameter is not or does not do, to be put behind its name.
    pub words: String,
}

/// Judges the text of a parameter or header by its style and schema.
pub(crate) fn judge(document: &Document, parameter: &Parameter, written: &Written<'_>, direction: Direction) -> Verdict {
    let Some(schema) = &parameter.schema else { return Verdict::Fits };
    let graph = document.graph();
    let Some(root) = graph.id(schema) else { return Verdict::Fits };
    let validator = &document.compiled(root, direction).validator;
    let is_valid = |value: &Value| with_stack_for(value, document.composition(direction), || validator.is_valid(value));
    // `allowEmptyValue` lets the name stand alone, whatever the schema says.
    if parameter.allow_empty && written.values.iter().all(|text| text.is_empty()) && !written.values.is_empty() {
        return Verdict::Fits;
    }
    if parameter.json {
        let text = written.values.first().copied().unwrap_or_default();
        let text = if parameter.location == "query" { decode_form(text) } else { decode(text) };
        let fault = match serde_json::from_str::<Value>(&text) {
            Ok(value) if is_valid(&value) => return Verdict::Fits,
            Ok(value) => within(document, root, &value, direction).unwrap_or_else(|| whole(document, schema)),
            Err(error) => Fault { at: parameter.pointer.clone(), words: format!("is not JSON: {}", json_error(&error)) },
        };
        return Verdict::Misfits { fault, hint: None };
    }
    let shape = Shape::new(document, graph, direction);
    let fits = |tree: &Tree| is_valid(&shape.value(Some(root), tree));
    if shape.may_be(root, "array") && written.lists().into_iter().any(|items| fits(&list(items))) {
        return Verdict::Fits;
    }
    let is_object = shape.may_be(root, "object");
    let maps: Vec<Tree> =
        if is_object { written.maps(|name| shape.has_member(root, name)).into_iter().map(Tree::Map).collect() } else { Vec::new() };
    if maps.iter().any(fits) {
        return Verdict::Fits;
    }
    let scalars = written.scalars().filter(|_| shape.may_be_scalar(root));
    if scalars.is_some_and(|texts| texts.into_iter().all(|text| fits(&Tree::Text(text)))) {
        return Verdict::Fits;
    }
    let otherwise = |explode: bool| Written { explode, values: written.values.clone(), ..*written };
    let with_commas = || written.explode && otherwise(false).lists().into_iter().any(|items| fits(&list(items)));
    let hint = match written.style {
        Style::Form if shape.may_be(root, "array") && written.values.len() == 1 && with_commas() => {
            Some("the list is written with commas: document `explode: false`".to_owned())
        }
        Style::Form if shape.may_be(root, "array") && !written.explode && written.values.len() > 1 => {
            Some("the list is written by repeating the name: document `explode: true`".to_owned())
        }
        _ => None,
    };
    let object = maps.first().map(|members| shape.value(Some(root), members));
    let fault = object.and_then(|object| within(document, root, &object, direction));
    let items = || written.lists().into_iter().next().filter(|_| shape.may_be(root, "array") && !shape.may_be_scalar(root));
    let fault = fault.or_else(|| of_list(document, root, &shape.value(Some(root), &list(items()?)), direction));
    Verdict::Misfits { fault: fault.unwrap_or_else(|| whole(document, schema)), hint }
}

/// What a list as such violates, such as a number of items, where each of its items is what it should be.
fn of_list(document: &Document, root: Id, value: &Value, direction: Direction) -> Option<Fault> {
    let observations = differences(document, root, value, direction);
    let is_of_list = |found: &Observation| found.code == Code::ConstraintViolation && found.place.is_empty();
    if observations.iter().all(is_of_list) { within(document, root, value, direction) } else { None }
}

/// What is wrong within a value that is made of others: the heaviest of the faults, of which the first is told.
fn within(document: &Document, root: Id, value: &Value, direction: Direction) -> Option<Fault> {
    let observations = differences(document, root, value, direction);
    let first = observations.into_iter().reduce(|first, next| if next.severity > first.severity { next } else { first })?;
    let is_named = first.place.is_empty() || matches!(first.code, Code::MissingProperty | Code::UndocumentedProperty);
    let place = if is_named { String::new() } else { format!(" at `{}`", first.pointer) };
    Some(Fault { at: first.document, words: format!("is wrong{place}: {}", first.message) })
}

/// The differences between a value that is made of others and its schema; none of any other value.
fn differences(document: &Document, root: Id, value: &Value, direction: Direction) -> Vec<Observation> {
    if !value.is_object() && !value.is_array() {
        return Vec::new();
    }
    let side = if direction == Direction::Request { Side::Request } else { Side::Response };
    with_stack_for(value, document.composition(direction), || {
        let explainer = ErrorExplainer::new(document, side, Strictness::Lenient, value, HashSet::new());
        let errors: Vec<_> = document.compiled(root, direction).validator.iter_errors(value).collect();
        explainer.explain_all(&errors)
    })
}

/// The value as a whole is not what the schema wants.
fn whole(document: &Document, schema: &str) -> Fault {
    let words = match words(document, schema, 0) {
        Some(wanted) => format!("is not {wanted}"),
        None => "does not satisfy its schema".to_owned(),
    };
    Fault { at: schema.to_owned(), words }
}

fn list(items: Vec<String>) -> Tree {
    Tree::List(items.into_iter().map(Tree::Text).collect())
}

/// What the schema wants, in a word or two; `None` where it takes more than that.
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
