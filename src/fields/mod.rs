//! The custom fields of members: converting them to your own types, and checking them before they are sent (pages: `user-object`,
//! `fileddefinition-object`).
//!
//! The admins of a community define the fields, so the service keeps them in a map, by the `unique_name` of their definition. A
//! struct of your own decodes and encodes that map:
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
//! // An update with all fields would overwrite changes by others, and empty the fields that are `None` in the struct. So send only
//! // the changed ones, with `client.update_user().user_id(&user.id).body_map(|body| body.fields(fields))`.
//! let fields = FieldValues::of(&profile)?.changed_since(user.fields.as_ref().expect("the user has fields"));
//! assert_eq!(fields.len(), 1);
//! assert_eq!(fields["interests"].as_list(), ["tea", "bees", "chess"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Null and absent
//!
//! An update leaves a field as it is if the field is absent, and empties it if it is null. In a struct, an `Option` with
//! `#[serde(skip_serializing_if = "Option::is_none")]` is absent, one without it is null; in a [`FieldValues`],
//! [`FieldValue::Null`] empties the field. No other object of this API distinguishes the two.

mod check;
mod convert;

pub use check::{Problem, Reason, check_changed, check_new, unfilled};

// For the links above.
#[cfg(doc)]
use crate::types::{FieldValue, FieldValues};
