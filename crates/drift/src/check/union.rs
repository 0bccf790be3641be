//! A value that fits no variant of a union is reported against the one that was meant, where that can be told.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use super::coerce::Shape;
use super::explain::{Explainer, type_of};
use super::walk::shorten;
use crate::document::{Direction, pointer};
use crate::finding::{Code, Side, Sighting};

/// How far a variant is from a value; the smallest is the nearest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// The value is not even of the variant's type.
    other_type: bool,
    /// A property that tells variants apart (`const`, or an `enum`) has another value.
    other_tag: Tag,
    /// How many members the variant does not name, and how many it requires that are missing.
    other_members: usize,
    /// How much is wrong.
    errors: usize,
}

/// Whether a property whose values a variant lists has another one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Tag {
    Fits,
    /// One whose values other variants do not list: it may be just wrong.
    OwnDiffers,
    /// One whose values all variants list, so that it tells them apart.
    SharedDiffers,
}

/// Explains an error of `anyOf` or `oneOf` at `at`, whose variants failed as `context` says.
pub(super) fn explain(
    explainer: &Explainer<'_>,
    error: &ValidationError<'_>,
    context: &[Vec<ValidationError<'static>>],
    at: &str,
    sightings: &mut Vec<Sighting>,
) {
    let instance = error.instance().as_ref();
    let place = explainer.place(error);
    let sighting = |code: Code, message: String| {
        Sighting::new(code, explainer.side, at, message).in_body(explainer.fold(&place), place.clone()).value(instance)
    };
    let ranks: Vec<Rank> =
        context.iter().enumerate().map(|(index, errors)| rank(explainer, error, errors, at, index, context.len())).collect();
    let Some(best) = ranks.iter().min() else { return };
    if best.other_type {
        // Not even the type is that of a variant.
        let root = error.instance_path().as_str();
        let of_types =
            context.iter().flatten().filter(|error| matches!(error.kind(), Kind::Type { .. }) && error.instance_path().as_str() == root);
        let mut expected: Vec<String> = Vec::new();
        for name in of_types.map(|error| explainer.types(&explainer.at(error))) {
            if !expected.contains(&name) {
                expected.push(name);
            }
        }
        let code = if instance.is_null() { Code::UnexpectedNull } else { Code::TypeMismatch };
        let expected = expected.join(" or ");
        let found = sighting(code, format!("expected {expected}, recorded {}", type_of(instance)));
        sightings.push(Sighting { hint: super::near_miss::of_type(&expected, instance).map(str::to_owned), ..found });
        return;
    }
    let closest: Vec<usize> = (0..context.len()).filter(|index| ranks[*index] == *best).collect();
    let told: Vec<Vec<Sighting>> = closest.iter().map(|index| explainer.explain_all(&context[*index])).collect();
    // What is wrong by all of the nearest is wrong whichever was meant.
    let is_shared = |found: &Sighting| {
        told.iter()
            .all(|other| other.iter().any(|other| (other.code, &other.place, &other.pointer) == (found.code, &found.place, &found.pointer)))
    };
    sightings.extend(told.first().into_iter().flatten().filter(|found| is_shared(found)).cloned());
    if told.iter().any(|found| found.iter().all(is_shared)) {
        return;
    }
    let names: Vec<String> = closest.iter().map(|index| name(explainer, &format!("{at}/{index}"))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("the value fits none of the {} variants; equally near are {}", context.len(), shorten(&names));
    sightings.push(sighting(Code::NoMatchingVariant, message));
}

fn rank(
    explainer: &Explainer<'_>,
    union: &ValidationError<'_>,
    errors: &[ValidationError<'_>],
    at: &str,
    index: usize,
    count: usize,
) -> Rank {
    let variant = &format!("{at}/{index}");
    let root = union.instance_path().as_str();
    let depth =
        |error: &ValidationError<'_>| error.instance_path().as_str().get(root.len()..).map_or(0, |below| below.matches('/').count());
    let missing = errors.iter().filter(|error| matches!(error.kind(), Kind::Required { .. }) && depth(error) == 0).count();
    let direction = if explainer.side == Side::Request { Direction::Request } else { Direction::Response };
    let unnamed = union.instance().as_object().map_or(0, |members| {
        let graph = explainer.document.graph();
        let Some(id) = graph.id(variant) else { return 0 };
        let shape = Shape::new(explainer.document, graph, direction);
        members.keys().filter(|name| !shape.names(id, name)).count()
    });
    Rank {
        other_type: errors.iter().any(|error| matches!(error.kind(), Kind::Type { .. }) && depth(error) == 0),
        other_tag: errors
            .iter()
            .filter(|error| matches!(error.kind(), Kind::Constant { .. } | Kind::Enum { .. }) && depth(error) <= 1)
            .map(|error| {
                let name = error.instance_path().as_str().get(root.len()..).and_then(|below| pointer::segments(below).next());
                match name.filter(|name| !(0..count).all(|index| lists_values(explainer, &format!("{at}/{index}"), name, direction))) {
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

/// Whether a variant lists the values of a property.
fn lists_values(explainer: &Explainer<'_>, variant: &str, name: &str, direction: Direction) -> bool {
    let graph = explainer.document.graph();
    let Some(id) = graph.id(variant) else { return false };
    let shape = Shape::new(explainer.document, graph, direction);
    shape.member(id, name).is_some_and(|member| shape.lists_values(member))
}

/// What a variant is called: the component that it refers to, its title, or its number.
fn name(explainer: &Explainer<'_>, variant: &str) -> String {
    let schema = explainer.document.node(variant);
    let text = |key: &str| schema.and_then(|schema| schema.get(key)).and_then(Value::as_str);
    let component = text("$ref").map(|reference| pointer::segments(reference).last().unwrap_or_default().into_owned());
    let number = || pointer::segments(variant).last().unwrap_or_default().into_owned();
    component.or_else(|| text("title").map(str::to_owned)).unwrap_or_else(|| format!("number {}", number()))
}
