//! Converting custom fields to and from your own types.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Result, decode_value, unexpected_value};
use crate::types::{FieldValue, FieldValues, UserData};

const NO_FIELDS: &str = "the user has no fields: request them with `include_fields(true)`; another value in their place is in `odd()`";

impl UserData {
    /// Converts the custom fields to your own type (page: `user-object`).
    ///
    /// # Errors
    ///
    /// - if a value does not match; [`Error::path`] names the field;
    /// - if the user has no fields at all: they were not requested by `include_fields(true)`, or another value than an object arrived
    ///   in their place, which [`Tolerant::odd`](crate::Tolerant::odd) has. They are not converted as absent fields: writing these
    ///   back would delete the real ones.
    pub fn fields_as<T: DeserializeOwned>(&self) -> Result<T> {
        self.all_fields()?.to()
    }

    /// Converts one custom field to your own type; `None` if it is absent or null (page: `user-object`).
    ///
    /// # Errors
    ///
    /// If the value does not match, or if the user has no fields at all, as for [`fields_as`](Self::fields_as).
    pub fn field_as<T: DeserializeOwned>(&self, unique_name: &str) -> Result<Option<T>> {
        match self.all_fields()?.get(unique_name) {
            None | Some(FieldValue::Null) => Ok(None),
            Some(value) => value.to().map(Some),
        }
    }

    fn all_fields(&self) -> Result<&FieldValues> {
        self.fields.as_ref().ok_or_else(|| unexpected_value(NO_FIELDS, "fields"))
    }
}

impl FieldValues {
    /// Converts your own struct, or any other value that serde encodes as an object.
    ///
    /// # Errors
    ///
    /// If it is not encoded as an object.
    pub fn of(fields: &impl Serialize) -> Result<Self> {
        match serde_json::to_value(fields) {
            Ok(Value::Object(fields)) => Ok(fields.into_iter().collect()),
            Ok(_) => Err(Error::request("fields must be encoded as an object with one property for each field")),
            Err(err) => Err(Error::request(format!("cannot encode the fields: {err}"))),
        }
    }

    /// Returns the values that differ from earlier ones, for an update that leaves everything else as it is. Null is not a change of
    /// an absent field.
    pub fn changed_since(&self, before: &Self) -> Self {
        let same = |name: &String, value: &FieldValue| match before.get(name) {
            Some(before) => before == value,
            None => *value == FieldValue::Null,
        };
        self.iter().filter(|(name, value)| !same(name, value)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Converts the values to your own type.
    ///
    /// # Errors
    ///
    /// If a value does not match; [`Error::path`] names the field.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T> {
        decode_value(written(self)?)
    }
}

impl FieldValue {
    /// Converts the value to your own type.
    ///
    /// # Errors
    ///
    /// If it does not match.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T> {
        decode_value(written(self)?)
    }
}

fn written(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|err| Error::request(format!("cannot encode the fields: {err}")))
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
    fn a_mismatch_is_named_and_not_shown() {
        let user: User = serde_json::from_value(json!({ "fields": { "city": "Haifa", "age": "none-of-yours" } })).expect("reads");
        let err = user.fields_as::<Profile>().expect_err("does not fit");
        assert!(err.is_decode());
        assert_eq!(err.path(), Some("age"));
        assert!(!format!("{err} {err:?}").contains("none-of-yours"));
        let user: User = serde_json::from_value(json!({ "fields": { "age": 3 } })).expect("reads");
        assert_eq!(user.fields_as::<Profile>().expect_err("lacks a field").path(), Some("city"));
    }

    #[test]
    fn single_values_are_converted() {
        let user: User = serde_json::from_value(json!({ "fields": { "city": "Haifa", "age": null, "tags": ["a"] } })).expect("reads");
        assert_eq!(user.field_as::<String>("city").expect("fits").as_deref(), Some("Haifa"));
        assert_eq!(user.field_as::<u8>("age").expect("fits"), None);
        assert_eq!(user.field_as::<Vec<String>>("tags").expect("fits"), Some(vec!["a".to_owned()]));
        assert!(user.field_as::<u8>("city").is_err());
        assert_eq!(user.fields_as::<Profile>().expect("fits"), Profile { city: "Haifa".to_owned(), age: None });
    }

    #[test]
    fn absent_fields_are_not_converted_as_empty() {
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
    fn only_changed_values_are_returned() {
        let fields = |value| serde_json::from_value::<FieldValues>(value).expect("reads");
        let before = fields(json!({ "city": "Haifa", "age": 7, "cv": null }));
        let after = fields(json!({ "city": "Akko", "age": 7, "cv": null, "mood": null, "tags": [] }));
        assert_eq!(after.changed_since(&before), fields(json!({ "city": "Akko", "tags": [] })));
        assert_eq!(fields(json!({ "age": null })).changed_since(&before), fields(json!({ "age": null })));
    }

    #[test]
    fn null_is_encoded_and_absent_is_not() {
        let fields = FieldValues::of(&Profile { city: "Haifa".to_owned(), age: None }).expect("writes");
        assert_eq!(serde_json::to_string(&fields).expect("writes"), r#"{"age":null,"city":"Haifa"}"#);
        assert!(FieldValues::of(&[1]).is_err());
    }
}
