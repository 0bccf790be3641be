//! Changes of the keywords of one schema. The schemas below it are compared by [`crate::diff::schema::pairs`].

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diff::change::RawChange;

use crate::diff::code::{ChangeCode, *};
use crate::diff::documentation;
use crate::diff::schema::content;
use crate::diff::schema::effective::{EffectiveSchema, type_names, types};
use crate::diff::schema::values::{Quantity, differences, negated, quantity, same_json};
use openapi_drift_recordings::Side;

/// A keyword that bounds a count: its name, the types it applies to, its direction, and the bound without it.
struct CountBound {
    name: &'static str,
    of: u8,
    is_least: bool,
    absent: f64,
}

const fn least(name: &'static str, of: u8, absent: f64) -> CountBound {
    CountBound { name, of, is_least: true, absent }
}

const fn most(name: &'static str, of: u8) -> CountBound {
    CountBound { name, of, is_least: false, absent: f64::INFINITY }
}

const BOUNDS: &[CountBound] = &[
    least("minLength", types::STRING, 0.0),
    most("maxLength", types::STRING),
    least("minItems", types::ARRAY, 0.0),
    most("maxItems", types::ARRAY),
    least("minProperties", types::OBJECT, 0.0),
    most("maxProperties", types::OBJECT),
    least("uniqueItems", types::ARRAY, 0.0),
];

/// Formats of which each holds all values of those before it.
const GROWING_FORMATS: &[&[&str]] =
    &[&["int8", "int16", "int32", "int64"], &["float", "double"], &["uri", "uri-reference"], &["uri", "iri"]];

/// Regular expressions that match every text.
const MATCH_ALL: &[&str] = &["", "^", "$", ".*", "^.*", ".*$", "^.*$", "(.*)", "^(.*)$", r"[\s\S]*", r"^[\s\S]*$"];

/// Compares the keywords of two schemas. Returns the types that both allow.
pub(crate) fn compare(old: &EffectiveSchema<'_>, new: &EffectiveSchema<'_>, side: Side, raw_changes: &mut Vec<RawChange>) -> u8 {
    let mut comparison = KeywordComparison { old, new, side, raw_changes };
    let mut common = comparison.types();
    if old.is_text && common != 0 && (old.types() | new.types()) & types::STRING != 0 {
        common |= types::STRING;
    }
    if common & (types::STRING | types::NUMBER) != 0 {
        comparison.format();
    }
    if common != 0 {
        comparison.enumeration();
        comparison.open_enumeration();
    }
    if common & types::STRING != 0 {
        comparison.pattern();
        content::compare(old, new, side, comparison.raw_changes);
    }
    comparison.bounds(common);
    comparison.default();
    documentation::of_schemas(old, new, comparison.raw_changes);
    common
}

struct KeywordComparison<'c, 'd> {
    old: &'c EffectiveSchema<'d>,
    new: &'c EffectiveSchema<'d>,
    side: Side,
    raw_changes: &'c mut Vec<RawChange>,
}

impl KeywordComparison<'_, '_> {
    fn push(&mut self, code: ChangeCode, keyword: &str, message: String) {
        self.raw_changes.push(RawChange::new(code, self.old.place(keyword), self.new.place(keyword), message));
    }

    /// Compares types and null, and returns the types that both allow.
    fn types(&mut self) -> u8 {
        let (old, new) = (self.old.types(), self.new.types());
        let common = old & new & !types::NULL;
        let keyword = if self.old.said("type").or_else(|| self.new.said("type")).is_some() { "type" } else { "enum" };
        // If both list their values, changes of the values imply the types. Null is in neither list.
        let are_lists = common != 0 && self.old.enumeration().is_some() && self.new.enumeration().is_some();
        let (old, new) = if are_lists { (old & types::NULL | common, new & types::NULL | common) } else { (old, new) };
        if old == new {
            return common;
        }
        let is_wider = old & !new == 0;
        if (old ^ new) == types::NULL {
            let (kind, message) = if is_wider { (NULL_ALLOWED, "null is allowed") } else { (NULL_FORBIDDEN, "null is no longer allowed") };
            let keyword = if self.old.said("nullable").or_else(|| self.new.said("nullable")).is_some() { "nullable" } else { keyword };
            self.push(kind.on(self.side), keyword, message.to_owned());
        } else {
            let kind = match (is_wider, new & !old == 0) {
                (true, _) => TYPE_WIDENED,
                (_, true) => TYPE_NARROWED,
                _ => TYPE_CHANGED,
            };
            self.push(
                kind.on(self.side),
                keyword,
                format!("{} became {}", type_names(self.old.written_types()), type_names(self.new.written_types())),
            );
        }
        common
    }

    fn format(&mut self) {
        // The formats of encodings are compared with `contentEncoding` and `contentMediaType`.
        let format = |schema: &EffectiveSchema<'_>| {
            let written = schema.said("format").and_then(|said| said.value.as_str().map(str::to_owned));
            written.filter(|format| !content::is_encoding(format))
        };
        let (kind, message) = match (format(self.old), format(self.new)) {
            (Some(old), Some(new)) if old != new => (format_step(&old, &new), format!("the format `{old}` became `{new}`")),
            (None, Some(new)) => (FORMAT_NARROWED, format!("the format `{new}` is new")),
            (Some(old), None) => (FORMAT_WIDENED, format!("the format `{old}` is gone")),
            _ => return,
        };
        self.push(kind.on(self.side), "format", message);
    }

    fn enumeration(&mut self) {
        let keyword = if self.old.said("const").or_else(|| self.new.said("const")).is_some() { "const" } else { "enum" };
        match (self.old.enumeration(), self.new.enumeration()) {
            (Some(old), Some(new)) => {
                let (removed, added) = differences(&old, &new, self.old.is_text);
                if !added.is_empty() {
                    self.push(ENUM_VALUE_ADDED.on(self.side), keyword, format!("the value {} is new", listed(&added)));
                }
                if !removed.is_empty() {
                    self.push(ENUM_VALUE_REMOVED.on(self.side), keyword, format!("the value {} is gone", listed(&removed)));
                }
            }
            (None, Some(new)) => self.push(ENUM_ADDED.on(self.side), keyword, format!("only {} is allowed", listed(&new))),
            (Some(old), None) => self.push(ENUM_REMOVED.on(self.side), keyword, format!("values other than {} are allowed", listed(&old))),
            (None, None) => {}
        }
    }

    fn open_enumeration(&mut self) {
        let is_open = |schema: &EffectiveSchema<'_>| schema.enumeration().is_none();
        let place = |schema: &EffectiveSchema<'_>| schema.open_enumeration().map_or_else(|| schema.at.clone(), |(_, at)| at);
        let (at, to) = (place(self.old), place(self.new));
        let mut push = |code, message| self.raw_changes.push(RawChange::new(code, at.clone(), to.clone(), message));
        match (self.old.open_enumeration(), self.new.open_enumeration()) {
            (Some((old, _)), Some((new, _))) => {
                let (removed, added) = differences(&old, &new, false);
                if !added.is_empty() {
                    push(OPEN_ENUM_VALUE_ADDED.on(self.side), format!("the open enum has the new value {}", listed(&added)));
                }
                if !removed.is_empty() {
                    push(OPEN_ENUM_VALUE_REMOVED.on(self.side), format!("the open enum no longer has the value {}", listed(&removed)));
                }
            }
            (None, Some((new, _))) if is_open(self.old) => {
                push(ChangeCode::OpenEnumChanged, format!("the open enum of {} is new", listed(&new)))
            }
            (Some((old, _)), None) if is_open(self.new) => {
                push(ChangeCode::OpenEnumChanged, format!("the open enum of {} is gone", listed(&old)))
            }
            _ => {}
        }
    }

    fn pattern(&mut self) {
        let patterns = |schema: &EffectiveSchema<'_>| {
            let patterns = schema.all("pattern").filter_map(|said| said.value.as_str());
            patterns.filter(|pattern| !MATCH_ALL.contains(pattern)).map(str::to_owned).collect::<BTreeSet<_>>()
        };
        let (old, new) = (patterns(self.old), patterns(self.new));
        let shown = |patterns: &BTreeSet<String>| patterns.iter().map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(" and ");
        let (kind, message) = match (old.is_subset(&new), new.is_subset(&old)) {
            (true, true) => return,
            (true, false) => (PATTERN_ADDED, format!("the pattern {} is new", shown(&(&new - &old)))),
            (false, true) => (PATTERN_REMOVED, format!("the pattern {} is gone", shown(&(&old - &new)))),
            (false, false) => (PATTERN_CHANGED, format!("the pattern {} became {}", shown(&old), shown(&new))),
        };
        self.push(kind.on(self.side), "pattern", message);
    }

    fn bounds(&mut self, common: u8) {
        for bound in BOUNDS.iter().filter(|bound| common & bound.of != 0) {
            let value = |schema: &EffectiveSchema<'_>| {
                let values = schema.all(bound.name).filter_map(|said| match said.value {
                    Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
                    value => value.as_f64(),
                });
                values.fold(bound.absent, |one, other| if bound.is_least { one.max(other) } else { one.min(other) })
            };
            let (old, new) = (value(self.old), value(self.new));
            if old != new {
                self.bound(bound.name, (new > old) == bound.is_least);
            }
        }
        if common & types::NUMBER == 0 {
            return;
        }
        let is_integer = common & types::NUMBER == types::INTEGER;
        for (name, exclusive, is_least) in [("minimum", "exclusiveMinimum", true), ("maximum", "exclusiveMaximum", false)] {
            let limits = Limits { name, exclusive, is_least, is_integer };
            let (old, new) = (limit(self.old, &limits), limit(self.new, &limits));
            if old != new {
                let keyword = [name, exclusive].into_iter().find(|key| written(self.old, key) != written(self.new, key)).unwrap_or(name);
                self.bound(keyword, new > old);
            }
        }
        let step = |schema: &EffectiveSchema<'_>| schema.said("multipleOf").and_then(|said| said.value.as_f64());
        match (step(self.old), step(self.new)) {
            (old, new) if old == new => {}
            // Neither allows all multiples of the other, so both sides break.
            (Some(old), Some(new)) if new % old != 0.0 && (old % new != 0.0 || self.side == Side::Response) => {
                let kind = if self.side == Side::Request { BOUND_TIGHTENED } else { BOUND_LOOSENED };
                self.push(kind.on(self.side), "multipleOf", self.change_of("multipleOf"));
            }
            (old, new) => self.bound("multipleOf", old.is_none() || new.zip(old).is_some_and(|(new, old)| new % old == 0.0)),
        }
    }

    fn bound(&mut self, keyword: &str, is_tighter: bool) {
        let kind = if is_tighter { BOUND_TIGHTENED } else { BOUND_LOOSENED };
        self.push(kind.on(self.side), keyword, self.change_of(keyword));
    }

    /// Returns a change of a keyword in words: `maxLength` 10 became 20, `maxLength` 10 is gone.
    fn change_of(&self, keyword: &str) -> String {
        match (written(self.old, keyword), written(self.new, keyword)) {
            (Some(old), Some(new)) => format!("`{keyword}` {old} became {new}"),
            (None, Some(new)) => format!("`{keyword}` {new} is new"),
            (Some(old), None) => format!("`{keyword}` {old} is gone"),
            (None, None) => format!("`{keyword}` changed"),
        }
    }

    fn default(&mut self) {
        let default = |schema: &EffectiveSchema<'_>| schema.said("default").map(|said| said.value.clone());
        let (old, new) = (default(self.old), default(self.new));
        let (code, message) = match (&old, &new) {
            (Some(one), Some(other)) if !same_json(one, other) => (ChangeCode::RequestDefaultChanged, self.change_of("default")),
            (None, Some(_)) => (ChangeCode::RequestDefaultAdded, self.change_of("default")),
            (Some(_), None) => (ChangeCode::RequestDefaultRemoved, self.change_of("default")),
            _ => return,
        };
        self.push(if self.side == Side::Request { code } else { ChangeCode::UnusedDefaultChanged }, "default", message);
    }
}

/// The keywords that bound a number on one side; `is_integer` if only integers are bounded.
struct Limits {
    name: &'static str,
    exclusive: &'static str,
    is_least: bool,
    is_integer: bool,
}

/// Returns the tightest bound as a pair that grows with tightness: the value, and true if the value itself is excluded. The bound
/// of integers is the first allowed integer.
fn limit(schema: &EffectiveSchema<'_>, limits: &Limits) -> Option<(Quantity, bool)> {
    let tightness = |value: Quantity, is_excluded: bool| {
        let value = if limits.is_least { value } else { negated(value) };
        match value {
            (whole, rest) if limits.is_integer && rest < 1.0 => ((whole + i128::from(rest > 0.0 || is_excluded), 0.0), false),
            _ => (value, is_excluded),
        }
    };
    let mut tightest: Option<(Quantity, bool)> = None;
    for part in &schema.parts {
        let number = |key: &str| part.value.get(key).and_then(Value::as_number).map(quantity);
        let own = number(limits.name).map(|value| tightness(value, part.flag(limits.exclusive) == Some(true)));
        let excluded = number(limits.exclusive).map(|value| tightness(value, true));
        for tightness in own.into_iter().chain(excluded) {
            if tightest.is_none_or(|other| tightness > other) {
                tightest = Some(tightness);
            }
        }
    }
    tightest
}

/// Returns the value of a keyword as it is written, shortened.
fn written(schema: &EffectiveSchema<'_>, keyword: &str) -> Option<String> {
    schema.said(keyword).map(|said| shown(said.value))
}

/// Returns the kind of change from one format to another.
fn format_step(old: &str, new: &str) -> Sided {
    for formats in GROWING_FORMATS {
        let place = |name: &str| formats.iter().position(|format| *format == name);
        if let (Some(old), Some(new)) = (place(old), place(new)) {
            return if new > old { FORMAT_WIDENED } else { FORMAT_NARROWED };
        }
    }
    FORMAT_CHANGED
}

/// Values in words: `a`, `b` and 3 more.
fn listed(values: &[&Value]) -> String {
    const SHOWN: usize = 5;
    let mut text = values.iter().take(SHOWN).map(|value| format!("`{}`", plain(value))).collect::<Vec<_>>().join(", ");
    if values.len() > SHOWN {
        text.push_str(&format!(" and {} more", values.len() - SHOWN));
    }
    text
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| shown(value), cut)
}

/// Returns a value as JSON on one line, shortened.
pub(crate) fn shown(value: &Value) -> String {
    cut(&value.to_string())
}

fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
