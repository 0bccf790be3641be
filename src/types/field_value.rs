//! The values of profile fields.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};

use crate::types::{FieldValues, Location};

/// The value of a profile field of a member (pages: `user-object`, `fileddefinition-object`).
///
/// The definition of a field, a [`FieldDefinition`](crate::types::FieldDefinition) of the group, says which of these it has: a date,
/// for example, is a number of *seconds* since the epoch, unlike every other time of the service. Decoding never fails, and encoding
/// returns the same.
///
/// ```
/// use mobilize::types::FieldValue;
///
/// assert_eq!(FieldValue::from("Sam").as_str(), Some("Sam"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum FieldValue {
    /// No value.
    #[default]
    Null,
    /// A yes or no.
    Bool(bool),
    /// A number, or the seconds of a date.
    Number(Number),
    /// A text, a URL, a phone number, or a single choice.
    String(String),
    /// The choices of a field of the type checkbox.
    List(Vec<String>),
    /// A place (page: `locationfield-object`): an object with at least one of its documented properties.
    Location(Box<Location>),
    /// Any other value, as it arrived: for example the object of an uploaded file, whose shape is not documented.
    Other(Value),
}

impl FieldValue {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The chosen texts: those of a list, or a single text.
    pub fn as_list(&self) -> &[String] {
        match self {
            Self::List(texts) => texts,
            Self::String(text) => std::slice::from_ref(text),
            _ => &[],
        }
    }

    /// The place, if it is one.
    pub fn as_location(&self) -> Option<&Location> {
        match self {
            Self::Location(location) => Some(location),
            _ => None,
        }
    }
}

impl From<Value> for FieldValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::String(text),
            Value::Array(items) => list(items),
            Value::Object(_) => place(value),
        }
    }
}

/// A list of texts; any other array is kept as it is.
fn list(items: Vec<Value>) -> FieldValue {
    if items.iter().all(Value::is_string) {
        let text = |item| match item {
            Value::String(text) => Some(text),
            _ => None,
        };
        FieldValue::List(items.into_iter().filter_map(text).collect())
    } else {
        FieldValue::Other(Value::Array(items))
    }
}

/// A place is recognised by any documented property of a place, even one of another type.
fn place(object: Value) -> FieldValue {
    let count = object.as_object().map_or(0, |object| object.len());
    match Location::deserialize(&object) {
        Ok(location) if location.extra.len() < count => FieldValue::Location(Box::new(location)),
        _ => FieldValue::Other(object),
    }
}

impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(flag) => flag.serialize(serializer),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => text.serialize(serializer),
            Self::List(texts) => texts.serialize(serializer),
            Self::Location(location) => location.serialize(serializer),
            Self::Other(value) => value.serialize(serializer),
        }
    }
}

impl From<bool> for FieldValue {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<i64> for FieldValue {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<i32> for FieldValue {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for FieldValue {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for FieldValue {
    fn from(number: u64) -> Self {
        Self::Number(number.into())
    }
}

/// A number; [`FieldValue::Null`] if it is infinite or not a number, which JSON cannot contain.
impl From<f64> for FieldValue {
    fn from(number: f64) -> Self {
        Number::from_f64(number).map_or(Self::Null, Self::Number)
    }
}

impl From<Vec<&str>> for FieldValue {
    fn from(texts: Vec<&str>) -> Self {
        Self::List(texts.into_iter().map(str::to_owned).collect())
    }
}

/// [`FieldValue::Null`] for `None`.
impl<T: Into<FieldValue>> From<Option<T>> for FieldValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The value as the text of a cell: nothing for null, the choices of a list with `, ` between them, and JSON for a place and any other
/// value.
impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(flag) => flag.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::String(text) => f.pad(text),
            Self::List(texts) => f.pad(&texts.join(", ")),
            Self::Location(place) => f.write_str(&serde_json::to_string(place).map_err(|_| fmt::Error)?),
            Self::Other(value) => value.fmt(f),
        }
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<Vec<String>> for FieldValue {
    fn from(texts: Vec<String>) -> Self {
        Self::List(texts)
    }
}

impl From<Location> for FieldValue {
    fn from(location: Location) -> Self {
        Self::Location(Box::new(location))
    }
}

/// ```
/// use mobilize::types::FieldValues;
///
/// let fields = FieldValues::from([("first_name", "Sam"), ("last_name", "Cooper")]);
/// assert_eq!(fields["first_name"].as_str(), Some("Sam"));
/// ```
impl<K: Into<String>, V: Into<FieldValue>, const N: usize> From<[(K, V); N]> for FieldValues {
    fn from(fields: [(K, V); N]) -> Self {
        fields.into_iter().collect()
    }
}

/// No fields.
impl Default for FieldValues {
    fn default() -> Self {
        Self(Default::default())
    }
}

impl<K: Into<String>, V: Into<FieldValue>> FromIterator<(K, V)> for FieldValues {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(fields: I) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Adds values, or replaces those of the same name.
impl<K: Into<String>, V: Into<FieldValue>> Extend<(K, V)> for FieldValues {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, fields: I) {
        self.0.extend(fields.into_iter().map(|(name, value)| (name.into(), value.into())));
    }
}

impl IntoIterator for FieldValues {
    type Item = (String, FieldValue);
    type IntoIter = std::collections::btree_map::IntoIter<String, FieldValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a FieldValues {
    type Item = (&'a String, &'a FieldValue);
    type IntoIter = std::collections::btree_map::Iter<'a, String, FieldValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl FieldValues {
    /// Sets the value of a field, and returns its earlier value.
    pub fn insert(&mut self, unique_name: impl Into<String>, value: impl Into<FieldValue>) -> Option<FieldValue> {
        self.0.insert(unique_name.into(), value.into())
    }

    /// Removes the value of a field and returns it. The service keeps a field that an update does not contain; to empty it, insert
    /// [`FieldValue::Null`].
    pub fn remove(&mut self, unique_name: &str) -> Option<FieldValue> {
        self.0.remove(unique_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(value: Value) -> FieldValue {
        let read: FieldValue = serde_json::from_value(value.clone()).expect("decodes");
        assert_eq!(serde_json::to_value(&read).expect("encodes"), value);
        read
    }

    #[test]
    fn every_value_has_its_variant() {
        assert_eq!(check(json!(null)), FieldValue::Null);
        assert_eq!(check(json!(true)), FieldValue::Bool(true));
        assert_eq!(check(json!(1_436_907_600)), FieldValue::from(1_436_907_600));
        assert_eq!(check(json!("Sam")), FieldValue::from("Sam"));
        assert_eq!(check(json!(["a", "b"])).as_list(), ["a", "b"]);
        assert_eq!(check(json!([])), FieldValue::List(Vec::new()));
        assert_eq!(check(json!(["a", 1])), FieldValue::Other(json!(["a", 1])));
    }

    #[test]
    fn values_are_inserted_removed_and_shown_in_cells() {
        let mut fields = FieldValues::from([("a", 1)]);
        assert_eq!(fields.insert("a", "two"), Some(FieldValue::from(1)));
        fields.extend([("b", Some(true)), ("c", None)]);
        assert_eq!(fields.remove("d"), None);
        let cells: Vec<_> = fields.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(cells, ["a=two", "b=true", "c="]);
        assert_eq!(FieldValue::from(vec!["x", "y"]).to_string(), "x, y");
        assert_eq!(FieldValue::from(json!({ "city": "Haifa" })).to_string(), r#"{"city":"Haifa"}"#);
        assert_eq!(FieldValue::from(f64::NAN), FieldValue::Null);
    }

    #[test]
    fn an_object_with_a_property_of_a_place_is_a_place() {
        let place = check(json!({ "city": "Tel Aviv", "floor": 3 }));
        assert_eq!(place.as_location().and_then(|place| place.city.as_deref()), Some("Tel Aviv"));
        assert!(check(json!({ "city": 3 })).as_location().is_some());
        assert!(check(json!({ "file_name": "cv.pdf" })).as_location().is_none());
        assert!(check(json!({})).as_location().is_none());
    }
}
