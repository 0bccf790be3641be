//! Explains values that match no branch of a union, by the branch that was most likely intended.

use std::cell::RefCell;

use std::collections::{HashMap, HashSet};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use crate::check::checked::Strictness;
use crate::check::parameter::coerce::Shape;
use crate::check::schema::errors::ErrorExplainer;
use crate::check::schema::words::{shorten, type_of};
use crate::finding::code::{Code, Severity};
use crate::finding::observation::Observation;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::graph::Id;
use openapi_drift_source::pointer;

/// The number of items of an array that are compared with the branches of a union.
const MOST_ITEMS: usize = 100;

/// The distance of a branch from a value; the smallest is the closest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// The value does not have the type of the branch.
    other_type: bool,
    /// The number of items that do not have the type of the branch's items.
    other_item_types: usize,
    /// A distinguishing property (`const` or `enum`) has another value.
    other_tag: Tag,
    /// Number of properties that the branch does not name, plus required ones that are missing.
    other_members: usize,
    /// Number of errors.
    errors: usize,
}

/// The result for a property whose values a branch lists.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Tag {
    Fits,
    /// The value is not listed, but other branches do not list values: it may simply be wrong.
    OwnDiffers,
    /// The value is not listed, and all branches list values: the property distinguishes them.
    SharedDiffers,
}

/// Cache by document pointer and body pointer: nested unions ask for the same schema and value many times.
pub(crate) type UnionCache = RefCell<HashMap<(String, String), Vec<Observation>>>;

/// Explains an error of the `anyOf` or `oneOf` at `at`.
pub(crate) fn explain(explainer: &ErrorExplainer<'_>, error: &ValidationError<'_>, at: &str, observations: &mut Vec<Observation>) {
    let key = (at.to_owned(), explainer.place(error));
    if let Some(known) = explainer.told.borrow().get(&key) {
        return observations.extend(known.iter().cloned());
    }
    let mut found = Vec::new();
    explain_anew(explainer, error, at, &mut found);
    observations.extend(found.iter().cloned());
    explainer.told.borrow_mut().insert(key, found);
}

fn explain_anew(explainer: &ErrorExplainer<'_>, error: &ValidationError<'_>, at: &str, observations: &mut Vec<Observation>) {
    let instance = error.instance().as_ref();
    let place = explainer.place(error);
    let observation = |code: Code, message: String| {
        Observation::new(code, explainer.side, at, message).in_body(explainer.fold(&place), place.clone()).value(instance)
    };
    let count = explainer.document.node(at).and_then(Value::as_array).map_or(0, Vec::len);
    let unsure = || observation(Code::NoMatchingVariant, "the value matches none of the schemas".to_owned());
    let context = (0..count).map(|index| errors(explainer, &format!("{at}/{index}"), instance)).collect::<Option<Vec<_>>>();
    let Some(context) = context else { return observations.push(unsure()) };
    // A branch whose errors all depend on unknown values may match.
    if explainer.concerns_unknown(&place) {
        let below = explainer.below(place.clone());
        if context.iter().any(|errors| below.explain_all(errors).is_empty()) {
            return;
        }
    }
    let fitting = context.iter().filter(|errors| errors.is_empty()).count();
    if fitting > 1 && at.ends_with("/oneOf") {
        // Decision 10: a client that takes the first matching branch is not broken by a second.
        let severity = if explainer.strictness == Strictness::Lenient { Severity::Warning } else { Severity::Error };
        let found =
            observation(Code::NoMatchingVariant, format!("the value matches {fitting} schemas of `oneOf`, but only one is allowed"));
        let hint = "add a discriminator or a distinguishing required property, or use `anyOf`";
        return observations.push(found.severity(severity).hint(hint));
    }
    let explainer = &explainer.below(place.clone());
    let tags = Tags { explainer, at, count, shared: RefCell::default() };
    let ranks: Vec<Rank> = context.iter().enumerate().map(|(index, errors)| rank(&tags, instance, errors, index)).collect();
    // A branch alone may match although it fails within its document: the target of `$dynamicRef` depends on the path.
    let Some(best) = ranks.iter().min().filter(|_| fitting == 0) else { return observations.push(unsure()) };
    if best.other_type {
        // The value does not have the type of any branch.
        let of_types =
            context.iter().flatten().filter(|error| matches!(error.kind(), Kind::Type { .. }) && error.instance_path().as_str().is_empty());
        let mut expected: Vec<String> = Vec::new();
        for name in of_types.map(|error| explainer.types(&explainer.at(error))) {
            if !expected.contains(&name) {
                expected.push(name);
            }
        }
        let code = if instance.is_null() { Code::UnexpectedNull } else { Code::TypeMismatch };
        let expected = expected.join(" or ");
        let found = observation(code, format!("expected {expected}, recorded {}", type_of(instance)));
        observations.push(Observation { hint: crate::check::schema::hints::for_type(&expected, instance).map(str::to_owned), ..found });
        return;
    }
    let closest: Vec<usize> = (0..count).filter(|index| ranks[*index] == *best).collect();
    let told: Vec<Vec<Observation>> = closest.iter().map(|index| explainer.explain_all(&context[*index])).collect();
    // Errors of all closest branches are reported, because they hold for any of them.
    let (first, others) = told.split_first().map_or((&[][..], &[][..]), |(first, others)| (first.as_slice(), others));
    let difference = |found: &Observation| (found.code, found.place.clone(), found.pointer.clone());
    let mut shared: HashSet<_> = first.iter().map(difference).collect();
    for other in others {
        let other: HashSet<_> = other.iter().map(difference).collect();
        shared.retain(|found| other.contains(found));
    }
    let is_shared = |found: &Observation| shared.contains(&difference(found));
    observations.extend(first.iter().filter(|found| is_shared(found)).cloned());
    if told.iter().any(|found| found.iter().all(is_shared)) {
        return;
    }
    let names: Vec<String> = closest.iter().map(|index| name(explainer, &format!("{at}/{index}"))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("the value matches none of the {count} schemas; closest: {}", shorten(&names));
    observations.push(observation(Code::NoMatchingVariant, message));
}

/// Returns the errors of a value under a branch. A bare reference uses the validator of its component, which exists already.
fn errors<'v>(explainer: &ErrorExplainer<'v>, variant: &str, instance: &'v Value) -> Option<Vec<ValidationError<'v>>> {
    let graph = explainer.document.graph();
    let id = graph.id(variant)?;
    let says_no_more = explainer.document.node(variant).and_then(Value::as_object).is_some_and(|schema| schema.len() == 1);
    let id = graph.node(id).reference.filter(|_| says_no_more).unwrap_or(id);
    Some(explainer.document.compiled(id, explainer.direction()).validator.iter_errors(instance).collect())
}

fn rank(tags: &Tags<'_, '_>, instance: &Value, errors: &[ValidationError<'_>], index: usize) -> Rank {
    let Tags { explainer, at, .. } = tags;
    let variant = &format!("{at}/{index}");
    let depth = |error: &ValidationError<'_>| error.instance_path().as_str().matches('/').count();
    // Arrays are told apart by their items.
    let level = usize::from(instance.is_array());
    let missing = errors.iter().filter(|error| matches!(error.kind(), Kind::Required { .. }) && depth(error) == level).count();
    let graph = explainer.document.graph();
    let shape = Shape::new(explainer.document, graph, explainer.direction());
    let unnamed = |schema: Option<Id>, value: &Value| match (schema, value) {
        (Some(id), Value::Object(members)) => members.keys().filter(|name| !shape.names(id, name)).count(),
        _ => 0,
    };
    let id = graph.id(variant);
    let unnamed = match instance {
        Value::Array(items) => {
            let items = items.iter().take(MOST_ITEMS).enumerate();
            items.map(|(index, item)| unnamed(id.and_then(|id| shape.items(id, index)), item)).sum()
        }
        value => unnamed(id, value),
    };
    Rank {
        other_type: errors.iter().any(|error| matches!(error.kind(), Kind::Type { .. }) && depth(error) == 0),
        other_item_types: errors
            .iter()
            .filter(|error| level == 1 && matches!(error.kind(), Kind::Type { .. }) && depth(error) == 1)
            .count(),
        other_tag: errors
            .iter()
            .filter(|error| matches!(error.kind(), Kind::Constant { .. } | Kind::Enum { .. }) && depth(error) <= 1 + level)
            .map(|error| {
                let name = pointer::segments(error.instance_path().as_str()).nth(level);
                match name.filter(|name| !tags.are_shared(name)) {
                    Some(_) => Tag::OwnDiffers,
                    None => Tag::SharedDiffers,
                }
            })
            .max()
            .unwrap_or(Tag::Fits),
        other_members: missing + unnamed,
        errors: errors.len(),
    }
}

/// Cache of the properties that distinguish the branches of a union.
struct Tags<'a, 'e> {
    explainer: &'a ErrorExplainer<'e>,
    at: &'a str,
    count: usize,
    shared: RefCell<HashMap<String, bool>>,
}

impl Tags<'_, '_> {
    /// Returns whether all branches list the values of the property.
    fn are_shared(&self, name: &str) -> bool {
        if let Some(known) = self.shared.borrow().get(name) {
            return *known;
        }
        let direction = self.explainer.direction();
        let shared = (0..self.count).all(|index| lists_values(self.explainer, &format!("{}/{index}", self.at), name, direction));
        self.shared.borrow_mut().insert(name.to_owned(), shared);
        shared
    }
}

/// Returns whether a branch lists the values of a property.
fn lists_values(explainer: &ErrorExplainer<'_>, variant: &str, name: &str, direction: Direction) -> bool {
    let graph = explainer.document.graph();
    let Some(id) = graph.id(variant) else { return false };
    let shape = Shape::new(explainer.document, graph, direction);
    // The branches of a union of arrays are told apart by their items.
    let id = shape.items(id, 0).filter(|_| shape.member(id, name).is_none()).unwrap_or(id);
    shape.member(id, name).is_some_and(|member| shape.lists_values(member))
}

/// Returns the name of a branch: its component, its title or its number.
fn name(explainer: &ErrorExplainer<'_>, variant: &str) -> String {
    let schema = explainer.document.node(variant);
    let text = |key: &str| schema.and_then(|schema| schema.get(key)).and_then(Value::as_str);
    let component = text("$ref").map(|reference| pointer::last(reference).into_owned());
    let number = || pointer::last(variant).into_owned();
    component.or_else(|| text("title").map(str::to_owned)).unwrap_or_else(|| format!("number {}", number()))
}
