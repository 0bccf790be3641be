//! What Mode answers and what it is sent: made from the document like [`mobilize::types`](crate::types), which says how they
//! divide. Times are text as it came, in RFC 3339.

pub use super::generated::types::*;
pub use crate::types::id::mode::{MemberId, MemberToken, MembershipToken, SpaceMembershipToken, SpaceToken};

use crate::types::open_enum::open_enum;

include!(concat!(env!("OUT_DIR"), "/mode/types.rs"));

open_enum! {
/// What the member of a Space is (page: `space-memberships`; erratum `S07`).
///
/// To create a membership, it is a user or a user group. In what the service answers, ask [`is_user`](Self::is_user).
MemberType {
    /// `User`
    User = "User",
    /// `UserGroup`
    UserGroup = "UserGroup",
    /// `account`, as which a user is said to come back
    Account = "account",
}
}

impl MemberType {
    /// Whether it is a user, by either word and in any case.
    pub fn is_user(&self) -> bool {
        ["user", "account"].iter().any(|word| self.as_str().eq_ignore_ascii_case(word))
    }

    /// Whether it is a user group, in any case.
    pub fn is_user_group(&self) -> bool {
        self.as_str().eq_ignore_ascii_case("usergroup")
    }
}

impl MemberData {
    /// When the member was last engaged in any way: `last_day_enagaged`, as the page spells it, or `last_day_engaged`, as a
    /// later copy of the page does (page: `batch-members`; erratum `M01`).
    pub fn last_engaged(&self) -> Option<&str> {
        self.last_day_enagaged.as_deref().or(self.last_day_engaged.as_deref())
    }
}

impl SpaceMembershipListData {
    /// The memberships, which the list holds in an envelope of its own (page: `space-memberships`; erratum `S08`).
    pub fn memberships(&self) -> impl Iterator<Item = &SpaceMembership> {
        self.embedded.iter().filter_map(|embedded| embedded.space_memberships.as_ref()).flatten()
    }
}

impl SpaceMembershipCreate {
    /// A user to add to a Space (page: `space-memberships`).
    pub fn user(token: impl Into<MemberToken>) -> Self {
        Self::of(MemberType::User, token.into())
    }

    /// A user group to add to a Space (page: `space-memberships`).
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
    fn users_are_told_from_groups_by_any_word() {
        for word in ["User", "user", "account", "Account"] {
            assert!(MemberType::from(word).is_user() && !MemberType::from(word).is_user_group(), "{word}");
        }
        assert!(MemberType::from("UserGroup").is_user_group());
        assert!(MemberType::from("usergroup").is_user_group());
        assert!(!MemberType::from("in id commodo ipsum").is_user());
    }

    #[test]
    fn either_spelling_says_when_a_member_was_last_engaged() {
        for name in ["last_day_enagaged", "last_day_engaged"] {
            let member: Member = serde_json::from_value(serde_json::json!({ "token": "t", name: "2016-09-14T10:31:00Z" })).expect("reads");
            assert_eq!(member.last_engaged(), Some("2016-09-14T10:31:00Z"));
        }
    }
}
