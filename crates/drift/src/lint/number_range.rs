//! Bounds of numbers, inclusive or not.

use serde_json::{Map, Value};

/// The keywords for bounds of numbers, each with the flag that makes it exclusive in 3.0.
const FLOORS: &[(&str, &str)] = &[("minimum", "exclusiveMinimum"), ("exclusiveMinimum", "")];
const CEILINGS: &[(&str, &str)] = &[("maximum", "exclusiveMaximum"), ("exclusiveMaximum", "")];

/// A bound of numbers.
#[derive(Clone, Copy)]
pub(crate) struct NumberRange {
    pub keyword: &'static str,
    pub limit: f64,
    pub is_exclusive: bool,
}

impl NumberRange {
    pub fn floors(schema: &Map<String, Value>) -> Vec<Self> {
        Self::of(schema, FLOORS)
    }

    pub fn ceilings(schema: &Map<String, Value>) -> Vec<Self> {
        Self::of(schema, CEILINGS)
    }

    fn of(schema: &Map<String, Value>, keywords: &[(&'static str, &str)]) -> Vec<Self> {
        let bound = |(keyword, flag): &(&'static str, &str)| {
            let limit = schema.get(*keyword)?.as_f64()?;
            Some(Self { keyword, limit, is_exclusive: flag.is_empty() || schema.get(*flag) == Some(&Value::Bool(true)) })
        };
        keywords.iter().filter_map(bound).collect()
    }

    /// Returns whether no number, or no integer, is between the two.
    pub fn excludes(floor: Self, ceiling: Self, whole: bool) -> bool {
        if whole {
            let first = if floor.is_exclusive { floor.limit.floor() + 1.0 } else { floor.limit.ceil() };
            let last = if ceiling.is_exclusive { ceiling.limit.ceil() - 1.0 } else { ceiling.limit.floor() };
            return first > last;
        }
        let is_exclusive = floor.is_exclusive || ceiling.is_exclusive;
        floor.limit > ceiling.limit || is_exclusive && floor.limit >= ceiling.limit
    }
}
