//! Ids and tokens of Mode; `mode::types` shows them.

use super::*;

/// Declares one type of tokens. The letters and digits of one may happen to be digits only, and stay text all the same.
macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        known_by! {
            $(#[$doc])*
            ///
            /// Neither its length nor its letters are promised. Reads anything; encoding writes what was read.
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
    /// The page has it as a string and as a number. Use the token to address things.
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
    fn a_token_stays_text_and_an_id_stays_what_it_was() {
        assert_eq!(serde_json::to_value(SpaceToken::from("123456789012")).expect("encodes"), json!("123456789012"));
        for value in [json!(12), json!("12"), json!(null), json!({})] {
            let id: MemberId = serde_json::from_value(value.clone()).expect("an id reads anything");
            assert_eq!(serde_json::to_value(&id).expect("encodes"), value);
            let token: MemberToken = serde_json::from_value(value.clone()).expect("a token reads anything");
            assert_eq!(serde_json::to_value(&token).expect("encodes"), value);
        }
        assert_eq!(serde_json::from_value::<MemberId>(json!(12)).expect("reads"), "12".into());
    }
}
