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
//! let fields = FieldValues::of(&profile)?;
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

use crate::error::{Error, Result, decode_value};
use crate::types::{FieldValue, FieldValues, UserData};

impl UserData {
    /// The custom fields as a type of your own (page: `user-object`).
    ///
    /// A user that was asked for without `include_fields` has none, which is read like fields that are all absent.
    ///
    /// # Errors
    ///
    /// If a value does not fit; [`Error::path`] names the field.
    pub fn fields_as<T: DeserializeOwned>(&self) -> Result<T> {
        match &self.fields {
            Some(fields) => fields.to(),
            None => FieldValues::default().to(),
        }
    }

    /// One custom field as a type of your own; `None` where it is absent or null (page: `user-object`).
    ///
    /// # Errors
    ///
    /// If the value does not fit.
    pub fn field_as<T: DeserializeOwned>(&self, unique_name: &str) -> Result<Option<T>> {
        match self.fields.as_ref().and_then(|fields| fields.get(unique_name)) {
            None | Some(FieldValue::Null) => Ok(None),
            Some(value) => value.to().map(Some),
        }
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
    fn null_is_written_and_absent_is_not() {
        let fields = FieldValues::of(&Profile { city: "Haifa".to_owned(), age: None }).expect("writes");
        assert_eq!(serde_json::to_string(&fields).expect("writes"), r#"{"age":null,"city":"Haifa"}"#);
        assert!(FieldValues::of(&[1]).is_err());
    }
}
