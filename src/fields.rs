//! The custom fields of members as values of your own types, and checked before they are sent (pages: `user-object`,
//! `fileddefinition-object`).
//!
//! What fields there are, the admins of a community decide; so the service keeps them in a map, by the `unique_name` of their
//! definition. A struct of your own reads and writes that map:
//!
//! ```
//! use mobilize::types::{FieldValues, Location, User};
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Profile {
//!     first_name: String,
//!     /// A field of the type checkbox.
//!     #[serde(default)]
//!     interests: Vec<String>,
//!     /// A field of the type date: seconds since 1970, as the service sends them.
//!     birthday: Option<i64>,
//!     home: Option<Location>,
//! }
//!
//! let user: User = serde_json::from_str(
//!     r#"{ "id": "7", "fields": { "first_name": "Sam", "interests": ["tea", "bees"], "birthday": 1436907600, "home": null } }"#,
//! )?;
//! let mut profile: Profile = user.fields_as()?;
//! profile.interests.push("chess".to_owned());
//! // An update with all of them would overwrite what others have changed meanwhile, and empty what the struct has as `None`: so
//! // only what has changed is sent, by `client.update_user().user_id(&user.id).body_map(|body| body.fields(fields))`.
//! let fields = FieldValues::of(&profile)?.changed_since(user.fields.as_ref().expect("they were read"));
//! assert_eq!(fields.len(), 1);
//! assert_eq!(fields["interests"].as_list(), ["tea", "bees", "chess"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Null and absent
//!
//! An update leaves a field alone that it does not name, and empties one that it names with null. In a struct, an
//! `Option` with `#[serde(skip_serializing_if = "Option::is_none")]` says the former, one without the latter; in a
//! [`FieldValues`] it is [`FieldValue::Null`] that empties. No other object of this API tells the two apart.

mod check;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use check::{Problem, Reason, check_changed, check_new, unfilled};

use crate::error::{Error, Result, decode_value, no_such_thing};
use crate::types::{FieldValue, FieldValues, UserData};

const NO_FIELDS: &str =
    "the user has no fields: ask for them with `include_fields(true)`; what came in their place, if anything, is in `odd()`";

impl UserData {
    /// The custom fields as a type of your own (page: `user-object`).
    ///
    /// # Errors
    ///
    /// - if a value does not fit; [`Error::path`] names the field;
    /// - if the user has no fields at all: they were not asked for by `include_fields(true)`, or something else than an object came in
    ///   their place, which [`Tolerant::odd`](crate::Tolerant::odd) has. Read as fields that are all absent, they would be wiped out
    ///   by whoever writes them back.
    pub fn fields_as<T: DeserializeOwned>(&self) -> Result<T> {
        self.all_fields()?.to()
    }

    /// One custom field as a type of your own; `None` where it is absent or null (page: `user-object`).
    ///
    /// # Errors
    ///
    /// If the value does not fit, or if the user has no fields at all, as for [`fields_as`](Self::fields_as).
    pub fn field_as<T: DeserializeOwned>(&self, unique_name: &str) -> Result<Option<T>> {
        match self.all_fields()?.get(unique_name) {
            None | Some(FieldValue::Null) => Ok(None),
            Some(value) => value.to().map(Some),
        }
    }

    fn all_fields(&self) -> Result<&FieldValues> {
        self.fields.as_ref().ok_or_else(|| no_such_thing(NO_FIELDS, "fields"))
    }
}

impl FieldValues {
    /// The values of a struct of your own, or of anything else that serde writes as an object.
    ///
    /// # Errors
    ///
    /// If it is not written as an object.
    pub fn of(fields: &impl Serialize) -> Result<Self> {
        match serde_json::to_value(fields) {
            Ok(Value::Object(fields)) => Ok(fields.into_iter().collect()),
            Ok(_) => Err(Error::request("fields are written as an object, one property for each field")),
            Err(err) => Err(Error::request(format!("the fields cannot be written: {err}"))),
        }
    }

    /// Those of the values that differ from the ones before, for an update that leaves everything else alone. Null is no change of a
    /// field that was absent.
    pub fn changed_since(&self, before: &Self) -> Self {
        let same = |name: &String, value: &FieldValue| match before.get(name) {
            Some(before) => before == value,
            None => *value == FieldValue::Null,
        };
        self.iter().filter(|(name, value)| !same(name, value)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The values as a type of your own.
    ///
    /// # Errors
    ///
    /// If a value does not fit; [`Error::path`] names the field.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T> {
        decode_value(written(self)?)
    }
}

impl FieldValue {
    /// The value as a type of your own.
    ///
    /// # Errors
    ///
    /// If it does not fit.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T> {
        decode_value(written(self)?)
    }
}

fn written(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|err| Error::request(format!("the fields cannot be written: {err}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::User;
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    struct Profile {
        city: String,
        age: Option<u8>,
    }

    #[test]
    fn a_value_that_does_not_fit_is_named_and_not_shown() {
        let user: User = serde_json::from_value(json!({ "fields": { "city": "Haifa", "age": "none-of-yours" } })).expect("reads");
        let err = user.fields_as::<Profile>().expect_err("does not fit");
        assert!(err.is_decode());
        assert_eq!(err.path(), Some("age"));
        assert!(!format!("{err} {err:?}").contains("none-of-yours"));
    }

    #[test]
    fn single_values_are_read() {
        let user: User = serde_json::from_value(json!({ "fields": { "city": "Haifa", "age": null, "tags": ["a"] } })).expect("reads");
        assert_eq!(user.field_as::<String>("city").expect("fits").as_deref(), Some("Haifa"));
        assert_eq!(user.field_as::<u8>("age").expect("fits"), None);
        assert_eq!(user.field_as::<Vec<String>>("tags").expect("fits"), Some(vec!["a".to_owned()]));
        assert!(user.field_as::<u8>("city").is_err());
        assert_eq!(user.fields_as::<Profile>().expect("fits"), Profile { city: "Haifa".to_owned(), age: None });
    }

    #[test]
    fn fields_that_are_not_there_are_not_read_as_empty() {
        for user in [json!({}), json!({ "fields": null }), json!({ "fields": "none" })] {
            let user: User = serde_json::from_value(user).expect("reads");
            let err = user.fields_as::<FieldValues>().expect_err("no fields");
            assert!(err.is_decode() && err.path() == Some("fields"), "{err}");
            assert!(user.field_as::<String>("city").is_err());
        }
        let user: User = serde_json::from_value(json!({ "fields": {} })).expect("reads");
        assert!(user.fields_as::<FieldValues>().expect("none, but there").is_empty());
    }

    #[test]
    fn only_what_has_changed_is_told() {
        let fields = |value| serde_json::from_value::<FieldValues>(value).expect("reads");
        let before = fields(json!({ "city": "Haifa", "age": 7, "cv": null }));
        let after = fields(json!({ "city": "Akko", "age": 7, "cv": null, "mood": null, "tags": [] }));
        assert_eq!(after.changed_since(&before), fields(json!({ "city": "Akko", "tags": [] })));
        assert_eq!(fields(json!({ "age": null })).changed_since(&before), fields(json!({ "age": null })));
    }

    #[test]
    fn null_is_written_and_absent_is_not() {
        let fields = FieldValues::of(&Profile { city: "Haifa".to_owned(), age: None }).expect("writes");
        assert_eq!(serde_json::to_string(&fields).expect("writes"), r#"{"age":null,"city":"Haifa"}"#);
        assert!(FieldValues::of(&[1]).is_err());
    }
}
