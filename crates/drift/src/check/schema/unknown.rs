//! Values of a body that are not known: placeholders of recorders and values that redaction withheld.

use std::collections::BTreeSet;
use std::ops::Bound;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use openapi_drift_recordings::Placeholders;
use openapi_drift_source::pointer;
use serde_json::Value;

/// The pointers of the unknown values of a body. Keywords that would read one of them are not evaluated.
#[derive(Debug, Default)]
pub(crate) struct UnknownValues(BTreeSet<String>);

impl UnknownValues {
    pub fn new(pointers: BTreeSet<String>) -> Self {
        Self(pointers)
    }

    /// Returns the strings of a value that contain placeholders.
    pub fn find(value: &Value, placeholders: &Placeholders) -> Self {
        let mut found = BTreeSet::new();
        let mut open = vec![(String::new(), value)];
        while let Some((at, value)) = open.pop() {
            match value {
                Value::String(text) if placeholders.is_in(text) => {
                    found.insert(at);
                }
                Value::Array(items) => open.extend(items.iter().enumerate().map(|(index, item)| (format!("{at}/{index}"), item))),
                Value::Object(members) => open.extend(members.iter().map(|(name, member)| (pointer::join(&at, name), member))),
                _ => {}
            }
        }
        Self(found)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the value at a pointer is unknown, or a part of an unknown value.
    pub fn covers(&self, place: &str) -> bool {
        !self.0.is_empty() && (self.0.contains(place) || place.match_indices('/').any(|(at, _)| self.0.contains(&place[..at])))
    }

    /// Returns whether the value at a pointer contains an unknown value.
    fn has_below(&self, place: &str) -> bool {
        let below = format!("{place}/");
        self.0.range::<str, _>((Bound::Included(below.as_str()), Bound::Unbounded)).next().is_some_and(|first| first.starts_with(&below))
    }

    /// Returns whether an error at a pointer depends on an unknown value. Errors of unions are not decided here: each branch is
    /// asked first.
    pub fn decides(&self, error: &ValidationError<'_>, place: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        if self.covers(place) {
            return true;
        }
        let reads_below = matches!(
            error.kind(),
            Kind::Enum { .. }
                | Kind::Constant { .. }
                | Kind::UniqueItems
                | Kind::Contains
                | Kind::Not { .. }
                | Kind::UnevaluatedProperties { .. }
                | Kind::UnevaluatedItems { .. }
        );
        // The condition of `if` may have read any of the values.
        let path = error.schema_path().as_str();
        let is_conditional = ["/then", "/else"].iter().any(|branch| path.contains(branch));
        is_conditional || reads_below && self.has_below(place)
    }

    /// Returns whether a union at a pointer may depend on an unknown value.
    pub fn concerns(&self, place: &str) -> bool {
        !self.0.is_empty() && (self.covers(place) || self.has_below(place))
    }
}
