//! Values of a document as JSON Schema compares them: `1` and `1.0` are one, and members of an object have no order.

use std::collections::HashSet;

use serde_json::{Number, Value};

use crate::diff::schema::effective::types;

/// A number without loss: how many whole ones, and the rest, which is never negative.
pub(crate) type Quantity = (i128, f64);

/// A number that JSON can write, as a quantity. Beyond what an `i128` holds, the rest alone tells numbers apart.
pub(crate) fn quantity(number: &Number) -> Quantity {
    let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    whole.map_or_else(|| of_float(number.as_f64().unwrap_or_default()), |whole| (whole, 0.0))
}

#[expect(clippy::cast_possible_truncation, reason = "what does not fit is told apart by the rest")]
fn of_float(float: f64) -> Quantity {
    const LARGEST: f64 = 1e38;
    if float.abs() < LARGEST { (float.floor() as i128, float - float.floor()) } else { (float as i128, float.abs()) }
}

/// The same number with the other sign.
pub(crate) fn negated((whole, rest): Quantity) -> Quantity {
    if rest > 0.0 && rest < 1.0 { (-whole - 1, 1.0 - rest) } else { (whole.saturating_neg(), rest) }
}

/// Returns true if a number is an integer: `1` and `1.0` both are.
pub(crate) fn is_whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Returns true if two values are equal in JSON Schema.
pub(crate) fn same_json(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => quantity(one) == quantity(other),
        (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => one == other || spelling(one) == spelling(other),
        _ => one == other,
    }
}

/// Returns a text that is equal for equal values, and for no others.
pub(crate) fn spelling(value: &Value) -> String {
    match value {
        Value::Number(number) => match quantity(number) {
            (whole, 0.0) => whole.to_string(),
            _ => number.to_string(),
        },
        Value::Array(items) => format!("[{}]", items.iter().map(spelling).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), spelling(value))).collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        _ => value.to_string(),
    }
}

/// Returns the values of the first list alone, and those of the second alone. In text, `1` and `"1"` are equal.
pub(crate) fn differences<'v>(old: &[&'v Value], new: &[&'v Value], is_text: bool) -> (Vec<&'v Value>, Vec<&'v Value>) {
    let spelling = |value: &Value| value.as_str().filter(|_| is_text).map_or_else(|| spelling(value), str::to_owned);
    let spellings = |list: &[&Value]| list.iter().map(|value| spelling(value)).collect::<HashSet<_>>();
    let (before, after) = (spellings(old), spellings(new));
    let without = |list: &[&'v Value], known: &HashSet<String>| {
        list.iter().filter(|value| !value.is_null() && !known.contains(&spelling(value))).copied().collect()
    };
    (without(old, &after), without(new, &before))
}

/// The values of the first list that the second has too.
pub(crate) fn common<'v>(one: Vec<&'v Value>, other: &[&Value]) -> Vec<&'v Value> {
    let known: HashSet<String> = other.iter().map(|value| spelling(value)).collect();
    one.into_iter().filter(|value| known.contains(&spelling(value))).collect()
}

/// The values that a schema object lists.
pub(crate) fn closed(schema: &Value) -> Option<Vec<&Value>> {
    let constant = schema.get("const").map(|value| vec![value]);
    constant.or_else(|| schema.get("enum")?.as_array().map(|values| values.iter().collect()))
}

pub(crate) fn type_of(value: &Value) -> u8 {
    match value {
        Value::Null => types::NULL,
        Value::Bool(_) => types::BOOLEAN,
        Value::Number(number) if is_whole(number) => types::INTEGER,
        Value::Number(_) => types::FRACTION,
        Value::String(_) => types::STRING,
        Value::Array(_) => types::ARRAY,
        Value::Object(_) => types::OBJECT,
    }
}

/// The types of values.
pub(crate) fn types_of(values: &[&Value]) -> u8 {
    values.iter().fold(0, |all, value| all | type_of(value))
}
