//! Conversion of validator errors to observations: one code, one place and one sentence for each error.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use foldhash::HashMap;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use crate::check::checked::Strictness;
use crate::check::schema::exclusions::Exclusions;
use crate::check::schema::unions::UnionCache;
use crate::check::schema::unknown::UnknownValues;

use crate::check::schema::words::{plain, shorten, type_of};
use crate::check::schema::{hints, unions};
use crate::finding::code::{Code, Severity};
use crate::finding::direction::direction_of;
use crate::finding::observation::Observation;
use openapi_drift_openapi::Document;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::graph::Id;
use openapi_drift_openapi::schema::keywords::NUMERIC_FORMAT;
use openapi_drift_recordings::Side;
use openapi_drift_source::json::json_type::json_type;
use openapi_drift_source::pointer;

pub(crate) struct ErrorExplainer<'a> {
    pub document: &'a Document,
    pub side: Side,
    pub strictness: Strictness,
    body: &'a Value,
    /// The pointer of the validated value in the body.
    base: String,
    map_keys: Rc<HashSet<String>>,
    excluded: Rc<Exclusions>,
    /// The required properties, by their pointers, that are not sent in this direction.
    waived: Rc<HashSet<String>>,
    unknown: Arc<UnknownValues>,
    /// Cache of explained unions.
    pub told: Rc<UnionCache>,
    /// Cache from converted to original pointers; the items of an array share theirs.
    origins: RefCell<HashMap<String, String>>,
}

impl<'a> ErrorExplainer<'a> {
    pub fn new(
        document: &'a Document,
        side: Side,
        strictness: Strictness,
        body: &'a Value,
        map_keys: HashSet<String>,
        excluded: Exclusions,
        unknown: Arc<UnknownValues>,
    ) -> Self {
        Self {
            document,
            side,
            strictness,
            body,
            base: String::new(),
            map_keys: Rc::new(map_keys),
            excluded: Rc::new(excluded),
            waived: Rc::default(),
            unknown,
            told: Rc::default(),
            origins: RefCell::default(),
        }
    }

    /// Adds the required properties, by their pointers, that are not sent in this direction.
    pub fn waiving(self, waived: HashSet<String>) -> Self {
        Self { waived: Rc::new(waived), ..self }
    }

    /// Returns an explainer for the part of the body at `base`.
    pub fn below(&self, base: String) -> Self {
        let Self { document, side, strictness, body, .. } = *self;
        let (map_keys, excluded) = (Rc::clone(&self.map_keys), Rc::clone(&self.excluded));
        let (waived, unknown, told) = (Rc::clone(&self.waived), Arc::clone(&self.unknown), Rc::clone(&self.told));
        Self { document, side, strictness, body, base, map_keys, excluded, waived, unknown, told, origins: RefCell::default() }
    }

    pub fn direction(&self) -> Direction {
        direction_of(self.side)
    }

    /// Returns the pointer of an error in the body.
    pub fn place(&self, error: &ValidationError<'_>) -> String {
        format!("{}{}", self.base, error.instance_path().as_str())
    }

    /// Returns the pointer of the keyword that an error is about.
    pub fn at(&self, error: &ValidationError<'_>) -> String {
        let location = error.schema_path().as_str();
        if self.document.has_dynamic_scope() {
            return self.document.original_pointer(error);
        }
        if let Some(known) = self.origins.borrow().get(location) {
            return known.clone();
        }
        let origin = self.document.original_pointer(error);
        self.origins.borrow_mut().insert(location.to_owned(), origin.clone());
        origin
    }

    /// Returns whether the result of a union at a pointer may depend on an unknown value.
    pub fn concerns_unknown(&self, place: &str) -> bool {
        self.unknown.concerns(place)
    }

    pub fn explain_all(&self, errors: &[ValidationError<'_>]) -> Vec<Observation> {
        let mut observations = Vec::new();
        errors.iter().for_each(|error| self.explain(error, &mut observations));
        observations
    }

    pub fn explain(&self, error: &ValidationError<'_>, observations: &mut Vec<Observation>) {
        let instance = error.instance().as_ref();
        let place = self.place(error);
        let place = place.as_str();
        if self.unknown.decides(error, place) {
            return;
        }
        let at = self.at(error);
        let lenient = self.strictness == Strictness::Lenient;
        let mut add = |code: Code, severity: Severity, hint: Option<String>, message: String| {
            let observation = Observation::new(code, self.side, &at, message).in_body(self.fold(place), place.to_owned());
            let hint = hint.map(|hint| self.for_side(&hint));
            observations.push(Observation { hint, ..observation.severity(severity).value(instance) });
        };
        match error.kind() {
            // The walk reports these, because the validator does so only if nothing else is wrong.
            Kind::BacktrackLimitExceeded { .. } => {}
            Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } | Kind::OneOfMultipleValid { .. } => {
                unions::explain(self, error, &at, observations)
            }
            Kind::Type { .. } if instance.is_null() => {
                let hint = hints::for_null(self.document, &at);
                add(Code::UnexpectedNull, Severity::Error, hint, format!("expected {}, recorded null", self.types(&at)));
            }
            Kind::Type { .. } => {
                let types = self.types(&at);
                let hint = hints::for_type(&types, instance).map(str::to_owned);
                add(Code::TypeMismatch, Severity::Error, hint, format!("expected {types}, recorded {}", type_of(instance)));
            }
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                if !self.waived.is_empty() && self.waived.contains(&pointer::join(place, name)) {
                    return;
                }
                let message = format!("the required property `{name}` is missing");
                let pointer = pointer::join(&self.fold(place), name);
                observations.push(Observation::new(Code::MissingProperty, self.side, &at, message).in_body(pointer, place.to_owned()));
            }
            Kind::Enum { options } => self.not_listed(options.as_array().map_or(&[], Vec::as_slice), instance, place, &at, observations),
            Kind::Constant { expected_value } => {
                self.not_listed(std::slice::from_ref(&**expected_value), instance, place, &at, observations)
            }
            Kind::Format { format } => {
                let text = instance.as_str().unwrap_or_default();
                // Decision 4: always reported; the severity depends on the strictness.
                let is_common =
                    text.is_empty() || format == "date-time" && hints::lacks_zone(text) || format == "byte" && hints::lacks_padding(text);
                let severity = if lenient && is_common { Severity::Warning } else { Severity::Error };
                let hint = hints::for_format(format, text).map(str::to_owned);
                add(Code::FormatMismatch, severity, hint, format!("the recorded string does not have the format {format}"));
            }
            Kind::Custom { keyword, .. } if keyword == NUMERIC_FORMAT => {
                let format = self.document.node(&at).map(plain).unwrap_or_default();
                add(Code::FormatMismatch, Severity::Error, None, format!("the recorded number does not have the format {format}"));
            }
            Kind::AdditionalProperties { unexpected } => {
                unexpected.iter().for_each(|name| self.forbidden(name, place, &at, observations));
            }
            // If the keyword is a schema, it describes the remaining properties.
            Kind::UnevaluatedProperties { unexpected } => {
                let is_schema = self.document.node(&at).is_some_and(Value::is_object);
                for name in unexpected.iter().filter(|name| !self.is_described(&at, name)) {
                    if !is_schema || !self.explain_part(&at, pointer::join(place, name), observations) {
                        self.forbidden(name, place, &at, observations);
                    }
                }
            }
            Kind::UnevaluatedItems { unexpected } => {
                let items = instance.as_array().into_iter().flatten().enumerate();
                let unexpected: HashSet<&String> = unexpected.iter().collect();
                for (index, _) in items.filter(|(_, item)| unexpected.contains(&item.to_string())) {
                    self.explain_part(&at, format!("{place}/{index}"), observations);
                }
            }
            // An object that must not have any properties.
            Kind::FalseSchema if at.ends_with("/additionalProperties") => {
                for name in self.body.pointer(place).and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys) {
                    self.forbidden(name, place, &at, observations);
                }
            }
            Kind::FalseSchema => add(Code::ConstraintViolation, Severity::Error, None, "no value is allowed here".to_owned()),
            other => {
                // The validator reports both bounds of `contains` as `contains`; the document has the real keyword.
                let keyword = match (other, at.rsplit_once('/')) {
                    (Kind::Contains, Some((_, own @ ("minContains" | "maxContains")))) => own,
                    _ => other.keyword(),
                };
                // In 3.0 an exclusive bound is a flag beside the bound.
                let bound = match self.document.node(&at) {
                    Some(Value::Bool(true)) => at.replace("/exclusiveM", "/m"),
                    _ => at.clone(),
                };
                let limit = self.document.node(&bound).filter(|limit| !limit.is_object() && !limit.is_array());
                let unit = limit.and_then(|limit| hints::for_bound(keyword, limit, instance)).map(str::to_owned);
                let hint = unit.or_else(|| Some(hints::for_constraint(keyword)));
                let limit = limit.map(|limit| format!(" {limit}")).unwrap_or_default();
                add(
                    Code::ConstraintViolation,
                    Severity::Error,
                    hint,
                    format!("the recorded {} violates `{keyword}{limit}`", type_of(instance)),
                );
            }
        }
    }

    /// Explains the part of the body at `place` by the schema at `at`. Returns whether anything was reported.
    fn explain_part(&self, at: &str, place: String, observations: &mut Vec<Observation>) -> bool {
        let (Some(id), Some(part)) = (self.document.graph().id(at), self.body.pointer(&place)) else { return false };
        let validator = &self.document.compiled(id, self.direction()).validator;
        let known = observations.len();
        let explainer = self.below(place);
        validator.iter_errors(part).for_each(|error| explainer.explain(&error, observations));
        observations.len() > known
    }

    /// Returns whether the schema of the keyword at `at` describes the property in a subschema that always applies. Then that
    /// subschema failed, which is a separate finding, and its properties do not count as evaluated.
    fn is_described(&self, at: &str, name: &str) -> bool {
        let graph = self.document.graph();
        let owner = at.rsplit_once('/').and_then(|(owner, _)| graph.id(owner));
        let mut parts: Vec<Id> = owner.into_iter().collect();
        let mut known: HashSet<Id> = parts.iter().copied().collect();
        let mut next = 0;
        while let Some(&id) = parts.get(next) {
            let node = graph.node(id);
            if node.properties.contains_key(name) {
                return true;
            }
            parts.extend(node.reference.iter().chain(&node.all_of).copied().filter(|part| known.insert(*part)));
            next += 1;
        }
        false
    }

    /// Reports a property of the object at `parent` that its closed schema does not name.
    fn forbidden(&self, name: &str, parent: &str, at: &str, observations: &mut Vec<Observation>) {
        let place = pointer::join(parent, name);
        if let Some(composition) = self.excluded.get(&(at.to_owned(), place.clone())) {
            let message = "the closed parts of this `allOf` exclude each other: each forbids properties that another declares".to_owned();
            let observation = Observation::new(Code::UndocumentedProperty, self.side, composition, message).severity(Severity::Error);
            let hint = "remove `additionalProperties: false` from the parts; in 3.1, use `unevaluatedProperties: false` beside `allOf`";
            return observations.push(observation.in_body(self.fold(parent), parent.to_owned()).hint(hint));
        }
        let message = format!("property `{name}` is not allowed: `additionalProperties` is `false`");
        let observation = Observation::new(Code::UndocumentedProperty, self.side, at, message).severity(Severity::Error);
        observations.push(observation.in_body(self.fold(&place), place));
    }

    /// Reports a value that is not in a list: an unexpected null, a value of another type, or an unknown value.
    fn not_listed(&self, options: &[Value], instance: &Value, place: &str, at: &str, observations: &mut Vec<Observation>) {
        let mut types: Vec<&str> = Vec::new();
        for name in options.iter().map(type_of) {
            if !types.contains(&name) {
                types.push(name);
            }
        }
        let types = if types.is_empty() { "a documented value".to_owned() } else { types.join(" or ") };
        let (code, message) = if instance.is_null() {
            (Code::UnexpectedNull, "expected one of the documented values, recorded null".to_owned())
        } else if options.iter().all(|option| json_type(option) != json_type(instance)) {
            (Code::TypeMismatch, format!("expected {types}, recorded {}", type_of(instance)))
        } else {
            let known: Vec<String> = options.iter().map(plain).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            (Code::UnknownEnumValue, format!("the recorded value is not in `enum` ({})", shorten(&known)))
        };
        let hint = match code {
            Code::UnknownEnumValue => hints::for_enum(options.iter(), instance),
            Code::TypeMismatch => hints::for_type(&types, instance),
            _ => None,
        };
        let observation = Observation::new(code, self.side, at, message).in_body(self.fold(place), place.to_owned()).value(instance);
        observations.push(Observation { hint: hint.map(str::to_owned), ..observation });
    }

    /// Returns a hint that names the side which sent the value.
    pub fn for_side(&self, hint: &str) -> String {
        match self.side {
            Side::Request => hint.replace("the service sends", "the client sends"),
            Side::Response => hint.to_owned(),
        }
    }

    /// Returns the types at a `type` keyword of the document.
    pub fn types(&self, at: &str) -> String {
        match self.document.node(at) {
            Some(Value::String(name)) => name.clone(),
            Some(Value::Array(names)) => names.iter().map(plain).collect::<Vec<_>>().join(" or "),
            _ => "another type".to_owned(),
        }
    }

    /// Folds array indices and map keys of a pointer into the body.
    pub fn fold(&self, place: &str) -> String {
        let mut folded = String::with_capacity(place.len());
        let (mut node, mut walked) = (Some(self.body), 0);
        for segment in place.split('/').skip(1) {
            walked += 1 + segment.len();
            let is_data = node.is_some_and(Value::is_array) || self.map_keys.contains(&place[..walked]);
            node = node.and_then(|node| pointer::child(node, &pointer::unescape(segment)));
            folded.push('/');
            folded.push_str(if is_data { "*" } else { segment });
        }
        folded
    }
}
