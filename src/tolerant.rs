//! Decoding that keeps what it does not understand.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// An object of the service, read as far as it is what the document says, with the rest kept beside it.
///
/// The service is not bound by its documentation: it sends `"yes"` where a boolean is documented, or a string in place of
/// a whole object. One such value must not cost a page of fifty members, so:
///
/// - a property whose value does not fit its type is `None` in the typed object and stands as it came in [`odd`](Self::odd);
/// - a property that the document does not know stands in the typed object's own map `extra`;
/// - what is no object at all stands in [`whole`](Self::whole), and the typed object is empty.
///
/// Decoding what is JSON therefore never fails, and encoding writes what was decoded, nulls included. A property that has been set since
/// decoding wins over the odd value that had arrived in its place.
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
/// # What is changed all the same
///
/// What no JSON can hold is put right before it is read: bytes that are no UTF-8, and halves of surrogate pairs, become the
/// replacement character U+FFFD, and a number beyond all that an `f64` can hold (`1e400`) the string of its digits. Other numbers of
/// more than 64 bits, or of more than 17 significant digits, are rounded to the nearest `f64`. [`RawResponse::body`] has the bytes as
/// they came. What is nested more than 127 levels deep is refused.
///
/// [`RawResponse::body`]: crate::RawResponse::body
#[derive(Clone, Default, PartialEq)]
pub struct Tolerant<T> {
    typed: T,
    odd: Map<String, Value>,
    /// The properties that arrived as null: an `Option` does not tell null from absent, but encoding must.
    nulls: Vec<String>,
    whole: Option<Value>,
}

impl<T> Tolerant<T> {
    /// The properties whose value does not fit the type that the document gives them, as they came.
    pub fn odd(&self) -> &Map<String, Value> {
        &self.odd
    }

    /// The whole value as it came, when it was not an object; the typed object is then empty.
    ///
    /// Encoding writes this value, whatever has been set in the typed object since.
    pub fn whole(&self) -> Option<&Value> {
        self.whole.as_ref()
    }

    /// Whether everything that arrived fits the types of the document.
    pub fn fits(&self) -> bool {
        self.odd.is_empty() && self.whole.is_none()
    }

    /// The typed object alone, without what did not fit it.
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

/// Shows the typed object, and what did not fit it only if there is such.
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
        read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
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
        // The typed object skips what is `None`; only an id that never arrived is written, as null. It has to stay away.
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

/// Fails only if `T` cannot be made from an object without properties, which no type of this crate refuses.
fn read<T: DeserializeOwned>(value: Value) -> serde_json::Result<Tolerant<T>> {
    let Value::Object(properties) = value else {
        return Ok(Tolerant { whole: Some(value), ..decode::<T>([])?.into() });
    };
    let nulls = properties.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.clone()).collect();

    // Nearly always everything fits, and this is all there is to do.
    if let Ok(typed) = decode(&properties) {
        return Ok(Tolerant { typed, odd: Map::new(), nulls, whole: None });
    }

    // Read alone, each property tells whether it fits. So the work stays in proportion to the size of the object, however
    // many properties are odd; to take out the one that an error names and to try again would not.
    let (fitting, odd): (Map<_, _>, Map<_, _>) = properties.into_iter().partition(|(name, value)| decode::<T>([(name, value)]).is_ok());
    Ok(Tolerant { typed: decode(&fitting)?, odd, nulls, whole: None })
}

/// Reads borrowed properties, so that a second attempt costs no copy of them.
fn decode<'a, T: DeserializeOwned>(properties: impl IntoIterator<Item = (&'a String, &'a Value)>) -> serde_json::Result<T> {
    T::deserialize(MapDeserializer::new(properties.into_iter().map(|(name, value)| (name.as_str(), value))))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::types::{Group, GroupData};

    fn read(value: Value) -> Group {
        serde_json::from_value(value).expect("a tolerant value reads anything")
    }

    #[track_caller]
    fn check(group: &Group, written: Value) {
        assert_eq!(serde_json::to_value(group).expect("encodes"), written);
    }

    #[test]
    fn what_is_set_wins_over_what_was_odd_or_null() {
        let mut group = read(json!({ "id": 1, "name": 7, "email": null, "members_count": "many" }));
        assert_eq!(group.odd().len(), 2);
        group.name = Some("Founders".to_owned());
        group.email = Some("founders@example.org".to_owned());
        check(&group, json!({ "id": 1, "name": "Founders", "email": "founders@example.org", "members_count": "many" }));
    }

    #[test]
    fn an_odd_object_within_does_not_make_its_owner_odd() {
        let group = read(json!({ "id": 1, "fields": [{ "id": 3, "required": "yes" }, "none"] }));
        assert!(group.fits());
        let fields = group.fields.as_deref().unwrap_or_default();
        assert_eq!(fields[0].odd()["required"], "yes");
        assert_eq!(fields[1].whole(), Some(&json!("none")));
    }

    #[test]
    fn debug_shows_the_wrapping_only_where_something_is_odd() {
        assert!(format!("{:?}", read(json!({ "id": 1 }))).starts_with("GroupData {"));
        assert!(format!("{:?}", read(json!({ "id": 1, "name": 7 }))).starts_with("Tolerant {"));
    }

    #[test]
    fn one_may_be_made() {
        let group = Group::from(GroupData { id: 1.into(), ..GroupData::default() });
        check(&group, json!({ "id": 1 }));
        assert_eq!(group, read(json!({ "id": "1" })));
    }
}
