//! Decoding that keeps mismatching and unknown values.

use std::fmt;
use std::ops::{Deref, DerefMut};

use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::json::{Leftovers, TOLERANT};

/// An object of the service, with the values that do not match the document kept beside the typed properties.
///
/// The service may differ from its documentation: it sends `"yes"` where a boolean is documented, or a string in place of an object.
/// One such value must not cost a page of fifty members, so:
///
/// - a property whose value does not match its type is `None` in the typed object, and kept as it arrived in [`odd`](Self::odd);
/// - a property that is not documented is kept in the map `extra` of the typed object;
/// - a value that is not an object is kept in [`whole`](Self::whole), and the typed object is empty.
///
/// So decoding JSON never fails, and encoding returns everything that was decoded, with nulls. A property that is set after decoding
/// takes precedence over the mismatching value that had arrived in its place.
///
/// The typed object is reached through [`Deref`]: for `user: User`, which is a `Tolerant<UserData>`, `user.email` just works.
///
/// ```
/// use mobilize::types::User;
///
/// let user: User = serde_json::from_str(r#"{ "id": "7", "email": 12, "shoe_size": 43 }"#)?;
/// assert_eq!(user.id.as_u64(), Some(7));
/// assert_eq!(user.email, None);
/// assert_eq!(user.odd()["email"], 12);
/// assert_eq!(user.extra["shoe_size"], 43);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Values that change
///
/// Invalid JSON is repaired: invalid UTF-8 and lone surrogates become the replacement character U+FFFD, and a number beyond `f64`
/// (`1e400`) becomes the string of its digits. Other numbers of more than 64 bits, or of more than 17 significant digits, are rounded
/// to the nearest `f64`. Of a property that occurs twice, the first value is typed and the last one is in [`odd`](Self::odd).
/// [`RawResponse::body`] has the bytes as they arrived. More than 127 nested levels are refused.
///
/// [`RawResponse::body`]: crate::RawResponse::body
#[derive(Clone, Default, PartialEq)]
pub struct Tolerant<T> {
    typed: T,
    odd: Map<String, Value>,
    /// The properties that arrived as null: an `Option` does not distinguish null from absent, but encoding must.
    nulls: Vec<String>,
    whole: Option<Value>,
}

impl<T> Tolerant<T> {
    /// The properties whose value does not match its documented type, as they arrived.
    pub fn odd(&self) -> &Map<String, Value> {
        &self.odd
    }

    /// The value as it arrived, if it was not an object; the typed object is then empty.
    ///
    /// Encoding returns this value, even if the typed object has been changed since.
    pub fn whole(&self) -> Option<&Value> {
        self.whole.as_ref()
    }

    /// Returns true if everything that arrived matches the types of the document.
    pub fn fits(&self) -> bool {
        self.odd.is_empty() && self.whole.is_none()
    }

    /// Returns the typed object alone, without the mismatching values.
    pub fn into_inner(self) -> T {
        self.typed
    }
}

impl<T> From<T> for Tolerant<T> {
    fn from(typed: T) -> Self {
        Self { typed, odd: Map::new(), nulls: Vec::new(), whole: None }
    }
}

impl<T> Deref for Tolerant<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.typed
    }
}

impl<T> DerefMut for Tolerant<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.typed
    }
}

/// Shows the typed object, and mismatching values only if there are any.
impl<T: fmt::Debug> fmt::Debug for Tolerant<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fits() {
            return self.typed.fmt(f);
        }
        f.debug_struct("Tolerant").field("typed", &self.typed).field("odd", &self.odd).field("whole", &self.whole).finish()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Tolerant<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TOLERANT, TolerantVisitor(PhantomData))
    }
}

/// Our own reader calls `visit_map`, and keeps mismatching values; every other deserializer calls `visit_newtype_struct`.
struct TolerantVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for TolerantVisitor<T> {
    type Value = Tolerant<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let typed = T::deserialize(MapAccessDeserializer::new(&mut map))?;
        let Leftovers(odd, nulls) = map.next_entry::<IgnoredAny, _>()?.map(|(_, leftovers)| leftovers).unwrap_or_default();
        Ok(Tolerant { typed, odd, nulls, whole: None })
    }
}

impl<T: Serialize> Serialize for Tolerant<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(whole) = &self.whole {
            return whole.serialize(serializer);
        }
        let Value::Object(mut object) = serde_json::to_value(&self.typed).map_err(S::Error::custom)? else {
            return Err(S::Error::custom("a tolerant value is not an object"));
        };
        // The typed object omits `None`; only an id that never arrived is null there, and must be omitted too.
        object.retain(|name, value| !value.is_null() || self.nulls.contains(name));
        for name in &self.nulls {
            object.entry(name).or_insert(Value::Null);
        }
        for (name, value) in &self.odd {
            object.entry(name).or_insert_with(|| value.clone());
        }
        object.serialize(serializer)
    }
}

/// Reads a value. Fails only if `T` cannot be made from an object without properties; all types of this crate can.
fn read<T: DeserializeOwned>(value: Value) -> serde_json::Result<Tolerant<T>> {
    let Value::Object(properties) = value else {
        return Ok(Tolerant { whole: Some(value), ..decode::<T>([])?.into() });
    };
    let nulls = properties.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.clone()).collect();

    // Nearly always everything matches, and this is the only attempt.
    if let Ok(typed) = decode(&properties) {
        return Ok(Tolerant { typed, odd: Map::new(), nulls, whole: None });
    }

    // Each property is decoded alone. So the time is in proportion to the size of the object, with any number of mismatches.
    let (fitting, odd): (Map<_, _>, Map<_, _>) = properties.into_iter().partition(|(name, value)| decode::<T>([(name, value)]).is_ok());
    Ok(Tolerant { typed: decode(&fitting)?, odd, nulls, whole: None })
}

/// Decodes borrowed properties, so that a second attempt needs no copy of them.
fn decode<'a, T: DeserializeOwned>(properties: impl IntoIterator<Item = (&'a String, &'a Value)>) -> serde_json::Result<T> {
    T::deserialize(MapDeserializer::new(properties.into_iter().map(|(name, value)| (name.as_str(), value))))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::types::{Group, GroupData};

    fn read(value: Value) -> Group {
        serde_json::from_value(value).expect("a tolerant value accepts anything")
    }

    #[track_caller]
    fn check(group: &Group, written: Value) {
        assert_eq!(serde_json::to_value(group).expect("encodes"), written);
    }

    #[test]
    fn a_set_property_takes_precedence() {
        let mut group = read(json!({ "id": 1, "name": 7, "email": null, "members_count": "many" }));
        assert_eq!(group.odd().len(), 2);
        group.name = Some("Founders".to_owned());
        group.email = Some("founders@example.org".to_owned());
        check(&group, json!({ "id": 1, "name": "Founders", "email": "founders@example.org", "members_count": "many" }));
    }

    #[test]
    fn a_mismatch_in_an_inner_object_is_kept_there() {
        let group = read(json!({ "id": 1, "fields": [{ "id": 3, "required": "yes" }, "none"] }));
        assert!(group.fits());
        let fields = group.fields.as_deref().unwrap_or_default();
        assert_eq!(fields[0].odd()["required"], "yes");
        assert_eq!(fields[1].whole(), Some(&json!("none")));
    }

    #[test]
    fn debug_shows_the_wrapper_only_for_mismatches() {
        assert!(format!("{:?}", read(json!({ "id": 1 }))).starts_with("GroupData {"));
        assert!(format!("{:?}", read(json!({ "id": 1, "name": 7 }))).starts_with("Tolerant {"));
    }

    #[test]
    fn a_tolerant_value_can_be_made() {
        let group = Group::from(GroupData { id: 1.into(), ..GroupData::default() });
        check(&group, json!({ "id": 1 }));
        assert_eq!(group, read(json!({ "id": "1" })));
    }
}
