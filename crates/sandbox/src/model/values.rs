//! The values of a user's fields: a small map that keeps its order.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Values by the `unique_name` of their field, in the order in which they were first set.
///
/// Users have a handful of them, and there may be 50,000 users: an array of pairs is small, and fast enough.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(Vec<(Box<str>, Value)>);

impl Values {
    /// Returns the value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }

    /// Sets the value of a field.
    pub fn set(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|(known, _)| &**known == name) {
            Some((_, known)) => *known = value,
            None => {
                self.0.reserve_exact(1);
                self.0.push((name.into(), value));
            }
        }
    }

    /// Removes the value of a field.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| &**known != name);
    }

    /// Returns all values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }
}

impl<N: Into<Box<str>>> FromIterator<(N, Value)> for Values {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with the values of fields")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut values = Values::default();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    values.set(&name, value);
                }
                Ok(values)
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}
