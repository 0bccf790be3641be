//! Conditions of a schema: `not`, `if`, `contains`, `propertyNames`, `dependentRequired` and the like. A condition that is new
//! allows less, one that is gone allows more, and the schemas of a condition that both documents have are compared themselves.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diff::change::RawChange;
use crate::diff::code::{CONDITION_ADDED, CONDITION_REMOVED, ChangeCode};
use crate::diff::equivalent::{is_same, says_nothing};
use crate::diff::node::Node;
use crate::diff::schema::counterparts::{Children, Counterparts};
use crate::diff::schema::effective::{EffectiveSchema, types};
use openapi_drift_recordings::Side;

/// A keyword whose schema is a condition.
struct Condition {
    keyword: &'static str,
    /// The types of the values that the condition restricts.
    of: u8,
    /// The step from a value to the value that the schema describes; `None` if less in the schema is not less in the value.
    step: Option<&'static str>,
}

const CONDITIONS: &[Condition] = &[
    Condition { keyword: "not", of: types::ALL, step: None },
    Condition { keyword: "contains", of: types::ARRAY, step: Some("/*") },
    Condition { keyword: "propertyNames", of: types::OBJECT, step: Some("") },
    Condition { keyword: "unevaluatedItems", of: types::ARRAY, step: Some("/*") },
    Condition { keyword: "contentSchema", of: types::STRING, step: Some("") },
];

/// Compares the conditions of two schemas that have the types `common` in common.
pub(crate) fn compare<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    common: u8,
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) {
    let mut conditions = Conditions { old, new, side, raw_changes, children };
    for Condition { keyword, of, step } in CONDITIONS {
        if common & of != 0 {
            conditions.schemas(keyword, (old.members(keyword), new.members(keyword)), *step);
        }
    }
    if common & types::ARRAY != 0 && [old, new].iter().all(|schema| schema.said("contains").is_some()) {
        conditions.count("minContains", 1.0, true);
        conditions.count("maxContains", f64::INFINITY, false);
    }
    if common & types::OBJECT != 0 {
        conditions.dependent_required();
        conditions.dependent_schemas();
    }
    conditions.branches();
    let (before, after) = (old.members("xml"), new.members("xml"));
    if !are_same(&before, &after) {
        conditions.changed("xml");
    }
}

struct Conditions<'c, 'd> {
    old: &'c EffectiveSchema<'d>,
    new: &'c EffectiveSchema<'d>,
    side: Side,
    raw_changes: &'c mut Vec<RawChange>,
    children: &'c mut Children<'d>,
}

impl<'d> Conditions<'_, 'd> {
    fn push(&mut self, code: ChangeCode, keyword: &str, message: String) {
        self.raw_changes.push(RawChange::new(code, self.old.place(keyword), self.new.place(keyword), message));
    }

    fn stricter(&mut self, keyword: &str, is_stricter: bool, message: String) {
        let kind = if is_stricter { CONDITION_ADDED } else { CONDITION_REMOVED };
        self.push(kind.on(self.side), keyword, message);
    }

    fn changed(&mut self, keyword: &str) {
        self.push(ChangeCode::ConditionChanged, keyword, format!("`{keyword}` changed"));
    }

    /// Compares the schemas of one condition, all of which hold.
    fn schemas(&mut self, keyword: &str, (mut old, mut new): (Vec<Node<'d>>, Vec<Node<'d>>), step: Option<&str>) {
        // A schema that allows any value is no condition, except for `not` and `contains`.
        if !matches!(keyword, "not" | "contains") {
            old.retain(|schema| !says_nothing(schema));
            new.retain(|schema| !says_nothing(schema));
        }
        if are_same(&old, &new) {
            return;
        }
        let holds = |list: &[Node<'d>], others: &[Node<'d>]| others.iter().all(|other| list.iter().any(|one| is_same(one, other)));
        match (old.as_slice(), new.as_slice()) {
            (before, after) if holds(after, before) => self.stricter(keyword, true, format!("`{keyword}` is new")),
            (before, after) if holds(before, after) => self.stricter(keyword, false, format!("`{keyword}` is gone")),
            ([before], [after]) => match step {
                Some(step) => self.child(step, before, after),
                None => self.changed(keyword),
            },
            _ => self.changed(keyword),
        }
    }

    fn child(&mut self, step: &str, old: &Node<'d>, new: &Node<'d>) {
        self.children.push((step.to_owned(), Counterparts::of(old.clone(), new.clone())));
    }

    /// A bound of the number of items that `contains` fits.
    fn count(&mut self, keyword: &str, absent: f64, is_least: bool) {
        let value = |schema: &EffectiveSchema<'d>| schema.value(keyword).and_then(Value::as_f64).unwrap_or(absent);
        let (old, new) = (value(self.old), value(self.new));
        if old != new {
            self.stricter(keyword, (new > old) == is_least, format!("`{keyword}` changed"));
        }
    }

    /// Compares the properties that `dependentRequired` asks for beside others.
    fn dependent_required(&mut self) {
        let read = |schema: &EffectiveSchema<'d>| -> BTreeSet<(String, String)> {
            let needs = schema.all("dependentRequired").filter_map(|said| said.value.as_object()).flatten();
            let names = |names: &'d Value| names.as_array().into_iter().flatten().filter_map(Value::as_str);
            needs.flat_map(|(name, others)| names(others).map(move |other| (name.clone(), other.to_owned()))).collect()
        };
        let (old, new) = (read(self.old), read(self.new));
        for (name, other) in new.difference(&old) {
            self.stricter("dependentRequired", true, format!("with `{name}`, `{other}` became required"));
        }
        for (name, other) in old.difference(&new) {
            self.stricter("dependentRequired", false, format!("with `{name}`, `{other}` became optional"));
        }
    }

    /// The schemas that hold if a property is present.
    fn dependent_schemas(&mut self) {
        let (old, new) = (self.old, self.new);
        let names = |schema: &EffectiveSchema<'d>| -> Vec<&'d str> {
            schema.all("dependentSchemas").filter_map(|said| said.value.as_object()).flatten().map(|(name, _)| name.as_str()).collect()
        };
        let all: BTreeSet<&str> = names(old).into_iter().chain(names(new)).collect();
        for name in all {
            let under = |schema: &EffectiveSchema<'d>| -> Vec<Node<'d>> {
                schema.members("dependentSchemas").iter().filter_map(|map| map.member(name)).collect()
            };
            self.schemas("dependentSchemas", (under(old), under(new)), Some(""));
        }
    }

    /// `if` with `then` and `else`. Without these, `if` has no effect.
    fn branches(&mut self) {
        let read = |schema: &EffectiveSchema<'d>| -> Vec<Node<'d>> {
            let has_effect =
                |part: &&Node<'d>| part.value.get("if").is_some() && ["then", "else"].iter().any(|key| part.value.get(key).is_some());
            schema.parts.iter().filter(has_effect).cloned().collect()
        };
        let (old, new) = (read(self.old), read(self.new));
        match (old.as_slice(), new.as_slice()) {
            ([], []) => {}
            ([], _) => self.stricter("if", true, "`if` is new".to_owned()),
            (_, []) => self.stricter("if", false, "`if` is gone".to_owned()),
            ([before], [after]) if same_member(before, after, "if") => {
                for keyword in ["then", "else"] {
                    let schemas = |part: &Node<'d>| part.member(keyword).into_iter().collect::<Vec<_>>();
                    self.schemas(keyword, (schemas(before), schemas(after)), Some(""));
                }
            }
            (before, after) => {
                let is_same = |(one, other): (&Node<'d>, &Node<'d>)| ["if", "then", "else"].iter().all(|key| same_member(one, other, key));
                if before.len() != after.len() || !before.iter().zip(after).all(is_same) {
                    self.changed("if");
                }
            }
        }
    }
}

fn are_same(old: &[Node<'_>], new: &[Node<'_>]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(old, new))
}

fn same_member(old: &Node<'_>, new: &Node<'_>, keyword: &str) -> bool {
    match (old.member(keyword), new.member(keyword)) {
        (Some(old), Some(new)) => is_same(&old, &new),
        (None, None) => true,
        _ => false,
    }
}
