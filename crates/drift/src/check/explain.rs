//! From what the validator says to findings: one code, one place, one plain sentence for each error.

use std::collections::HashSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::paths::Location;
use serde_json::Value;

use super::walk::{plain, shorten};
use crate::document::{Document, NUMERIC_FORMAT, kind, pointer};
use crate::finding::{Code, Severity, Side, Sighting};

pub(super) struct Explainer<'a> {
    pub document: &'a Document,
    pub side: Side,
    pub body: &'a Value,
    pub map_keys: HashSet<String>,
}

impl Explainer<'_> {
    pub fn explain(&self, error: &ValidationError<'_>, sightings: &mut Vec<Sighting>) {
        let instance = error.instance().as_ref();
        let place = error.instance_path().as_str();
        let at = self.document.original_pointer(error);
        let mut add = |code: Code, place: &str, message: String| {
            sightings.push(Sighting::new(code, self.side, &at, message).in_body(self.fold(place), place.to_owned()).value(instance));
        };
        match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => self.union(error, context, &at, sightings),
            Kind::OneOfMultipleValid { context } => {
                let fitting = context.iter().filter(|errors| errors.is_empty()).count().max(2);
                add(Code::NoMatchingVariant, place, format!("the value fits {fitting} variants of `oneOf`, exactly one is documented"));
            }
            Kind::Type { .. } if instance.is_null() => {
                add(Code::UnexpectedNull, place, format!("expected {}, recorded null", self.types(&at)))
            }
            Kind::Type { .. } => add(Code::TypeMismatch, place, format!("expected {}, recorded {}", self.types(&at), type_of(instance))),
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let message = format!("the required property `{name}` is missing");
                let pointer = pointer::join(&self.fold(place), name);
                sightings.push(Sighting::new(Code::MissingProperty, self.side, &at, message).in_body(pointer, place.to_owned()));
            }
            Kind::Enum { options } => self.not_listed(options.as_array().map_or(&[], Vec::as_slice), instance, place, &at, sightings),
            Kind::Constant { expected_value } => self.not_listed(std::slice::from_ref(&**expected_value), instance, place, &at, sightings),
            Kind::Format { format } => add(Code::FormatMismatch, place, format!("the recorded string is not of the format {format}")),
            Kind::Custom { keyword, .. } if keyword == NUMERIC_FORMAT => {
                let format = self.document.node(&at).map(plain).unwrap_or_default();
                add(Code::FormatMismatch, place, format!("the recorded number is not of the format {format}"));
            }
            Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
                for name in unexpected {
                    self.forbidden(name, place, &at, sightings);
                }
            }
            // An object that may have no members at all.
            Kind::FalseSchema if at.ends_with("/additionalProperties") => {
                for name in self.body.pointer(place).and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys) {
                    self.forbidden(name, place, &at, sightings);
                }
            }
            Kind::FalseSchema => add(Code::ConstraintViolation, place, "no value is allowed here".to_owned()),
            other => {
                let keyword = other.keyword();
                // In 3.0 an exclusive bound is a flag beside the bound.
                let bound = match self.document.node(&at) {
                    Some(Value::Bool(true)) => at.replace("/exclusiveM", "/m"),
                    _ => at.clone(),
                };
                let limit = self.document.node(&bound).filter(|limit| !limit.is_object() && !limit.is_array());
                let limit = limit.map(|limit| format!(" {limit}")).unwrap_or_default();
                add(Code::ConstraintViolation, place, format!("the recorded {} violates `{keyword}{limit}`", type_of(instance)));
            }
        }
    }

    /// A property of the object at `parent` that its closed schema does not name.
    fn forbidden(&self, name: &str, parent: &str, at: &str, sightings: &mut Vec<Sighting>) {
        let message = format!("property `{name}` is not documented, and the schema forbids others");
        let place = pointer::join(parent, name);
        let sighting = Sighting::new(Code::UndocumentedProperty, self.side, at, message).severity(Severity::Error);
        sightings.push(sighting.in_body(self.fold(&place), place));
    }

    /// A value that is none of those listed: null where null is not, a value of another type, or an unknown one.
    fn not_listed(&self, options: &[Value], instance: &Value, place: &str, at: &str, sightings: &mut Vec<Sighting>) {
        let (code, message) = if instance.is_null() {
            (Code::UnexpectedNull, "expected one of the documented values, recorded null".to_owned())
        } else if options.iter().all(|option| kind(option) != kind(instance)) {
            let expected = options.first().map_or("a documented value", type_of);
            (Code::TypeMismatch, format!("expected {expected}, recorded {}", type_of(instance)))
        } else {
            let known: Vec<String> = options.iter().map(plain).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            (Code::UnknownEnumValue, format!("the recorded value is none of the documented ones ({})", shorten(&known)))
        };
        sightings.push(Sighting::new(code, self.side, at, message).in_body(self.fold(place), place.to_owned()).value(instance));
    }

    /// A value that fits no variant is reported against the one that was meant, where that can be told.
    fn union(&self, error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>], at: &str, sightings: &mut Vec<Sighting>) {
        let instance = error.instance().as_ref();
        let place = error.instance_path().as_str();
        let ranks: Vec<Rank> = context.iter().map(|errors| Rank::of(errors, place)).collect();
        let best = ranks.iter().min();
        match best {
            Some(best) if !best.other_type => {
                let closest: Vec<_> = context.iter().zip(&ranks).filter(|(_, rank)| *rank == best).map(|(errors, _)| errors).collect();
                if let [errors] = closest.as_slice() {
                    errors.iter().for_each(|error| self.explain(error, sightings));
                    return;
                }
                // A part whose type is wrong by all of them is wrong whichever was meant.
                let is_shared = |error: &ValidationError<'_>| {
                    matches!(error.kind(), Kind::Type { .. })
                        && closest.iter().all(|errors| errors.iter().any(|other| is_mismatch(other, error.instance_path())))
                };
                let mut shared: Vec<_> = closest.iter().copied().flatten().filter(|error| is_shared(error)).collect();
                shared.dedup_by_key(|error| error.instance_path().as_str());
                shared.iter().for_each(|error| self.explain(error, sightings));
                if closest.iter().any(|errors| errors.iter().all(is_shared)) {
                    return;
                }
                let message =
                    format!("the value fits none of the {} variants, and {} of them are equally near", context.len(), closest.len());
                sightings.push(
                    Sighting::new(Code::NoMatchingVariant, self.side, at, message)
                        .in_body(self.fold(place), place.to_owned())
                        .value(instance),
                );
            }
            // Not even the type is that of a variant.
            _ => {
                let expected = context
                    .iter()
                    .flatten()
                    .filter(|error| matches!(error.kind(), Kind::Type { .. }) && error.instance_path().as_str() == place);
                let mut expected: Vec<String> = expected.map(|error| self.types(&self.document.original_pointer(error))).collect();
                expected.dedup();
                let code = if instance.is_null() { Code::UnexpectedNull } else { Code::TypeMismatch };
                let message = format!("expected {}, recorded {}", expected.join(" or "), type_of(instance));
                sightings.push(Sighting::new(code, self.side, at, message).in_body(self.fold(place), place.to_owned()).value(instance));
            }
        }
    }

    /// The types that the document allows, read at a `type` keyword.
    fn types(&self, at: &str) -> String {
        match self.document.node(at) {
            Some(Value::String(name)) => name.clone(),
            Some(Value::Array(names)) => names.iter().map(plain).collect::<Vec<_>>().join(" or "),
            _ => "another type".to_owned(),
        }
    }

    /// Folds array indices and map keys of a pointer into the body.
    fn fold(&self, place: &str) -> String {
        let (mut folded, mut walked) = (String::new(), String::new());
        let mut node = Some(self.body);
        for segment in pointer::segments(place) {
            walked = pointer::join(&walked, &segment);
            let is_index = node.is_some_and(Value::is_array);
            node = node.and_then(|node| match node {
                Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
                _ => node.get(segment.as_ref()),
            });
            if is_index || self.map_keys.contains(&walked) {
                folded.push_str("/*");
            } else {
                folded = pointer::join(&folded, &segment);
            }
        }
        folded
    }
}

/// Whether an error says that the value at a place has another type, by each variant where there are variants.
fn is_mismatch(error: &ValidationError<'_>, place: &Location) -> bool {
    match error.kind() {
        Kind::Type { .. } => error.instance_path() == place,
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            context.iter().all(|errors| errors.iter().any(|error| is_mismatch(error, place)))
        }
        _ => false,
    }
}

/// How far a variant is from a value; the smallest is the nearest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// The value is not even of the variant's type.
    other_type: bool,
    /// A property that tells variants apart (`const`, or an `enum`) has another value.
    other_tag: bool,
    /// How much is wrong.
    errors: usize,
}

impl Rank {
    fn of(errors: &[ValidationError<'_>], place: &str) -> Self {
        let depth = |error: &ValidationError<'_>| error.instance_path().as_str()[place.len()..].matches('/').count();
        Self {
            other_type: errors.iter().any(|error| matches!(error.kind(), Kind::Type { .. }) && depth(error) == 0),
            other_tag: errors.iter().any(|error| matches!(error.kind(), Kind::Constant { .. } | Kind::Enum { .. }) && depth(error) <= 1),
            errors: errors.len(),
        }
    }
}

/// The JSON type of a value, by the names that schemas use.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
