//! Ids: one type for each kind of object, all written the way they arrived.
//!
//! The documentation writes the same user id as `"1234"` in a user object and as `1234` in a path, a job result or an
//! activity. Two ids are the same when their text is the same, whatever their form.

mod form;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use form::Form;

/// Declares one type for what objects are known by: what ids and tokens have in common.
macro_rules! known_by {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Form);

        impl $name {
            /// The id as text: what stands in a path, and by which ids are compared.
            pub fn text(&self) -> Cow<'_, str> {
                self.0.text()
            }

            /// Whether the object came without this id, or with null in its place.
            pub fn is_missing(&self) -> bool {
                matches!(self.0, Form::Missing)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0.text())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.0 {
                    Form::Missing => f.write_str(concat!(stringify!($name), "(missing)")),
                    form => write!(f, concat!(stringify!($name), "({})"), form.text()),
                }
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.text() == other.0.text()
            }
        }

        impl Eq for $name {}

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.text().hash(state);
            }
        }

        /// Numbers by their value and before any text, texts by their characters.
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                let key = |id: &Self| (id.0.as_u64().is_none(), id.0.as_u64());
                key(self)
                    .cmp(&key(other))
                    .then_with(|| self.0.text().cmp(&other.0.text()))
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                id.to_owned().into()
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        /// For the optional properties of a body.
        impl From<&$name> for Option<$name> {
            fn from(id: &$name) -> Self {
                Some(id.clone())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(id: &str) -> Result<Self, Self::Err> {
                Ok(id.into())
            }
        }
    };
}

/// Declares one id type; the kinds differ in their name only.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        known_by! {
            $(#[$doc])*
            ///
            /// Reads a number, a string, and anything else; encoding writes what was read. An id made from a number or from
            /// the digits of one is written as a number. Ids are equal when their text is.
            $name
        }

        impl $name {
            /// The id as a number; `None` when it is not made of digits, or too large.
            pub fn as_u64(&self) -> Option<u64> {
                self.0.as_u64()
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(Form::Number(id.into()))
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(Form::Number(id.into()))
            }
        }

        impl From<u32> for $name {
            fn from(id: u32) -> Self {
                Self(Form::Number(id.into()))
            }
        }

        /// What an integer literal is, so that `group_id(1234)` needs no suffix.
        impl From<i32> for $name {
            fn from(id: i32) -> Self {
                Self(Form::Number(id.into()))
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(Form::from_text(id))
            }
        }
    };
}

id! {
    /// The id of an activity (pages: `user-activities`, `activity-object`).
    ActivityId
}
id! {
    /// The id of a bulk of notifications: a text without a documented form (page: `get-a-single-bulk`).
    BulkId
}
id! {
    /// The id of a conversation: a text without a documented form (page: `activity-object`).
    ConversationId
}
id! {
    /// The id of an event (page: `activity-object`).
    EventId
}
id! {
    /// The id of a profile field of a group (page: `fileddefinition-object`).
    FieldId
}
id! {
    /// The id of a group (page: `groups`).
    GroupId
}
id! {
    /// The id of a bulk job: a text without a documented form (pages: `create-members-in-bulk`, `get-bulk-import-status`).
    ///
    /// Not the id of a bulk of notifications, although its page calls that one a job's, too.
    JobId
}
id! {
    /// The id of a post (page: `activity-object`).
    PostId
}
id! {
    /// The id of a user (page: `user-object`).
    ///
    /// A user object writes it as a string, everything else as a number; see [`UserNumber`](crate::types::UserNumber) for request bodies.
    UserId
}

#[cfg(feature = "mode")]
pub(crate) mod mode;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value, json};

    use super::*;

    fn read(value: Value) -> UserId {
        serde_json::from_value(value).expect("an id reads anything")
    }

    #[test]
    fn every_form_is_written_back() {
        for value in [json!(7), json!("7"), json!("007"), json!(-7), json!(7.5), json!(true), json!({ "id": 7 }), json!([]), json!(null)] {
            assert_eq!(serde_json::to_value(read(value.clone())).expect("encodes"), value);
        }
    }

    #[test]
    fn ids_are_the_same_when_their_text_is() {
        assert_eq!(read(json!("7")), UserId::from(7));
        assert_ne!(read(json!("007")), UserId::from(7));
        let ids: HashSet<_> = [read(json!("7")), read(json!(7)), 7_u64.into(), "7".into()].into();
        assert_eq!(ids.len(), 1);
    }

    #[test]
    fn what_looks_like_a_number_is_made_one() {
        assert_eq!(serde_json::to_value(UserId::from("7")).expect("encodes"), json!(7));
        assert_eq!(serde_json::to_value(JobId::from("92eafb8dd3ef")).expect("encodes"), json!("92eafb8dd3ef"));
        assert_eq!(serde_json::to_value(UserId::from("007")).expect("encodes"), json!("007"));
    }

    #[test]
    fn only_digits_are_a_number() {
        let number = |value| read(value).as_u64();
        assert_eq!(number(json!("7")), Some(7));
        assert_eq!(number(json!("18446744073709551615")), Some(u64::MAX));
        for value in [json!("+7"), json!(" 7"), json!(""), json!("18446744073709551616"), json!(-7), json!(7.5), json!(null)] {
            assert_eq!(number(value.clone()), None, "{value}");
        }
    }

    #[test]
    fn a_missing_id_is_read_and_says_so() {
        #[derive(Deserialize)]
        struct Row {
            id: UserId,
        }
        let row: Row = serde_json::from_str("{}").expect("decodes");
        assert!(row.id.is_missing() && row.id.text().is_empty());
        assert_eq!(format!("{:?} {:?}", row.id, UserId::from(7)), "UserId(missing) UserId(7)");
    }

    #[test]
    fn numbers_are_in_order_of_their_value() {
        let mut ids = [read(json!("b")), read(json!("10")), read(json!(9)), read(json!("a"))];
        ids.sort();
        assert_eq!(ids.map(|id| id.to_string()), ["9", "10", "a", "b"]);
    }
}
