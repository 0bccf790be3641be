//! The ids and tokens of Mode, which `mode::types` exports.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::declare::{id, identifier};
use super::form::Form;

/// Declares one type of tokens. A token of digits only stays text.
macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        identifier! {
            $(#[$doc])*
            ///
            /// Its length and its letters may change. Decodes any value; encoding returns the same.
            $name
        }

        impl From<String> for $name {
            fn from(token: String) -> Self {
                Self(Form::Text(token))
            }
        }
    };
}

id! {
    /// The id of a member of an organization (page: `batch-members`).
    ///
    /// The page has it as a string and as a number. Paths use the token instead.
    MemberId
}
token! {
    /// The opaque token of a user, or of a user group where groups can be members (pages: `batch-members`,
    /// `space-memberships`).
    MemberToken
}
token! {
    /// The opaque token of a membership in an organization (page: `batch-members`).
    MembershipToken
}
token! {
    /// The opaque token of a membership in a Space (page: `space-memberships`).
    SpaceMembershipToken
}
token! {
    /// The opaque token of a Space (page: `space-memberships`).
    SpaceToken
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tokens_stay_text_and_ids_keep_their_form() {
        assert_eq!(serde_json::to_value(SpaceToken::from("123456789012")).expect("encodes"), json!("123456789012"));
        for value in [json!(12), json!("12"), json!(null), json!({})] {
            let id: MemberId = serde_json::from_value(value.clone()).expect("an id accepts any value");
            assert_eq!(serde_json::to_value(&id).expect("encodes"), value);
            let token: MemberToken = serde_json::from_value(value.clone()).expect("a token accepts any value");
            assert_eq!(serde_json::to_value(&token).expect("encodes"), value);
        }
        assert_eq!(serde_json::from_value::<MemberId>(json!(12)).expect("reads"), "12");
    }
}
