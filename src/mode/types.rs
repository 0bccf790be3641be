//! The types of responses and requests of Mode, generated from the document like [`mobilize::types`](crate::types), which describes
//! their kinds. Times are strings as they arrived, in RFC 3339.

pub use super::generated::types::*;
pub use crate::types::id::mode::{MemberId, MemberToken, MembershipToken, SpaceMembershipToken, SpaceToken};

use crate::types::open_enum::open_enum;

include!(concat!(env!("OUT_DIR"), "/mode/types.rs"));

open_enum! {
/// The kind of a member of a Space (page: `space-memberships`; erratum `S07`).
///
/// A new membership is for a user or a user group. For responses, use [`is_user`](Self::is_user).
MemberType {
    /// `User`
    User = "User",
    /// `UserGroup`
    UserGroup = "UserGroup",
    /// `account`, which responses are said to have for a user
    Account = "account",
}
}

impl MemberType {
    /// Returns true for a user, by either word and in any case.
    pub fn is_user(&self) -> bool {
        ["user", "account"].iter().any(|word| self.as_str().eq_ignore_ascii_case(word))
    }

    /// Returns true for a user group, in any case.
    pub fn is_user_group(&self) -> bool {
        self.as_str().eq_ignore_ascii_case("usergroup")
    }
}

impl MemberData {
    /// Returns when the member was last engaged in any way: `last_day_enagaged`, as the page spells it, or `last_day_engaged`, as a
    /// later copy of the page does (page: `batch-members`; erratum `M01`).
    pub fn last_engaged(&self) -> Option<&str> {
        self.last_day_enagaged.as_deref().or(self.last_day_engaged.as_deref())
    }
}

impl SpaceMembershipListData {
    /// Returns the memberships, which the list has in an envelope (page: `space-memberships`; erratum `S08`).
    pub fn memberships(&self) -> impl Iterator<Item = &SpaceMembership> {
        self.embedded.iter().filter_map(|embedded| embedded.space_memberships.as_ref()).flatten()
    }
}

impl SpaceMembershipCreate {
    /// Makes the body that adds a user to a Space (page: `space-memberships`).
    pub fn user(token: impl Into<MemberToken>) -> Self {
        Self::of(MemberType::User, token.into())
    }

    /// Makes the body that adds a user group to a Space (page: `space-memberships`).
    pub fn user_group(token: impl Into<MemberToken>) -> Self {
        Self::of(MemberType::UserGroup, token.into())
    }

    fn of(member_type: MemberType, member_token: MemberToken) -> Self {
        Self { membership: SpaceMembershipInput { member_type, member_token } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_distinguishes_users_from_groups() {
        for word in ["User", "user", "account", "Account"] {
            assert!(MemberType::from(word).is_user() && !MemberType::from(word).is_user_group(), "{word}");
        }
        assert!(MemberType::from("UserGroup").is_user_group());
        assert!(MemberType::from("usergroup").is_user_group());
        assert!(!MemberType::from("in id commodo ipsum").is_user());
    }

    #[test]
    fn both_spellings_of_the_last_engagement_are_read() {
        for name in ["last_day_enagaged", "last_day_engaged"] {
            let member: Member = serde_json::from_value(serde_json::json!({ "token": "t", name: "2016-09-14T10:31:00Z" })).expect("reads");
            assert_eq!(member.last_engaged(), Some("2016-09-14T10:31:00Z"));
        }
    }
}
