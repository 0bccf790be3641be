//! An organization of Mode, and its members.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{MemberType, Millis, Refusal, Space, World};

/// An organization, the content of a world of Mode.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// The user name of the organization, which is part of its addresses.
    pub name: String,
    /// The user name of the account that the API keys belong to.
    pub owner: String,
    /// The differences from the pages that this organization has on purpose.
    #[serde(default)]
    pub quirks: ModeQuirks,
    /// The known signature tokens.
    pub signature_tokens: Vec<SignatureToken>,
    pub(crate) members: Vec<OrganizationMember>,
    pub(crate) user_groups: Vec<UserGroup>,
    pub(crate) spaces: Vec<Space>,
    /// Users by token.
    #[serde(skip)]
    by_token: HashMap<String, usize>,
}

/// Differences from the pages that a world has on purpose, as later copies of the pages, responses of other resources and other
/// people's clients show them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModeQuirks {
    /// `id` is a string (M02).
    pub ids_are_strings: bool,
    /// The last engagement is `last_day_engaged`, as in a later copy of the page (M01).
    pub corrected_spelling: bool,
    /// A member has a `state` and a `member_username` (M04, X01).
    pub more_about_members: bool,
    /// Times have milliseconds (M16).
    pub milliseconds: bool,
    /// A user is returned as `account` (S07).
    pub users_are_accounts: bool,
    /// Links use `collections` for spaces (X09).
    pub spaces_are_collections: bool,
    /// A list of memberships is cut after this number, without a hint (S08).
    pub memberships_cut_at: Option<usize>,
    /// A deletion is a 204 without a body (S10).
    pub empty_deletion: bool,
    /// The message of a 422 is an object (X03).
    pub message_is_object: bool,
}

/// The credentials of the Discovery API. They are not secret in a sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureToken {
    /// The first part.
    pub token: String,
    /// The second part.
    pub access_key: String,
    /// The third part.
    pub access_secret: String,
    /// True if the token has access.
    pub access: bool,
}

impl SignatureToken {
    /// Returns the three parts joined by colons, which the header has encoded.
    pub fn joined(&self) -> String {
        format!("{}:{}:{}", self.token, self.access_key, self.access_secret)
    }
}

/// A member of an organization, with the times of the latest activity.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationMember {
    /// The id.
    pub id: i64,
    /// The token of the membership.
    pub token: String,
    /// The user name, which the list of members does not show.
    pub username: String,
    /// The e-mail address.
    pub email: String,
    /// The token of the user.
    pub member_token: String,
    /// The time of the ban.
    pub banned_at: Option<Millis>,
    /// The time at which the membership became active.
    pub activated_at: Option<Millis>,
    /// The latest creation of a report.
    pub report_created_at: Option<Millis>,
    /// The latest change of a report.
    pub report_edited_at: Option<Millis>,
    /// The latest view of a report.
    pub report_viewed_at: Option<Millis>,
    /// The latest run of a report.
    pub report_run_at: Option<Millis>,
    /// The latest creation of an exploration.
    pub exploration_created_at: Option<Millis>,
    /// The latest change of an exploration.
    pub exploration_updated_at: Option<Millis>,
    /// The latest use of the API.
    pub api_engaged: Option<Millis>,
    /// The latest use of the application.
    pub in_app_engaged: Option<Millis>,
    /// The number of days with any activity.
    pub days_engaged: u32,
}

impl OrganizationMember {
    /// Returns the time of the latest activity.
    pub fn engaged(&self) -> Option<Millis> {
        self.api_engaged.max(self.in_app_engaged)
    }
}

/// A group of users that can be a member of a Space.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserGroup {
    /// The token.
    pub token: String,
    /// The name.
    pub name: String,
}

impl Organization {
    pub(crate) fn new(name: &str, owner: &str, signature_tokens: Vec<SignatureToken>) -> Self {
        Self {
            name: name.to_owned(),
            owner: owner.to_owned(),
            quirks: ModeQuirks::default(),
            signature_tokens,
            members: Vec::new(),
            user_groups: Vec::new(),
            spaces: Vec::new(),
            by_token: HashMap::new(),
        }
    }

    /// Returns the members, by id.
    pub fn members(&self) -> &[OrganizationMember] {
        &self.members
    }

    /// Returns the groups of users.
    pub fn user_groups(&self) -> &[UserGroup] {
        &self.user_groups
    }

    /// Returns the Spaces.
    pub fn spaces(&self) -> &[Space] {
        &self.spaces
    }

    /// Returns the member with a user token.
    pub fn member(&self, token: &str) -> Option<&OrganizationMember> {
        self.by_token.get(token).and_then(|index| self.members.get(*index))
    }

    /// Adds a member at the end.
    pub(crate) fn add_member(&mut self, member: OrganizationMember) {
        self.by_token.insert(member.member_token.clone(), self.members.len());
        self.members.push(member);
    }

    /// Builds the index, and returns the first inconsistency.
    pub(super) fn index(&mut self) -> Result<(), String> {
        if !self.signature_tokens.iter().any(|token| token.access) {
            return Err("no signature token has access".to_owned());
        }
        if !self.members.is_sorted_by(|one, next| one.id < next.id) {
            return Err("the members are not in the order of their ids".to_owned());
        }
        let by_token = self.members.iter().enumerate().map(|(index, member)| (member.member_token.clone(), index));
        self.by_token = by_token.collect();
        if self.by_token.len() != self.members.len() {
            return Err("two members have the same token".to_owned());
        }
        for space in &self.spaces {
            let mut seen = HashSet::new();
            for membership in &space.memberships {
                if !self.has(membership.member_type, &membership.member_token) || !seen.insert(&membership.token) {
                    let token = &membership.token;
                    return Err(format!("the membership {token} is there twice, or its member does not exist"));
                }
            }
        }
        Ok(())
    }

    pub(super) fn has(&self, kind: MemberType, token: &str) -> bool {
        match kind {
            MemberType::User => self.by_token.contains_key(token),
            MemberType::UserGroup => self.user_groups.iter().any(|group| group.token == token),
        }
    }
}

impl World {
    /// Returns the organization, which only a world of Mode has.
    pub fn organization(&self) -> Option<&Organization> {
        self.organization.as_ref()
    }

    /// Returns the organization with this name.
    pub(crate) fn organization_named(&self, name: &str) -> Result<&Organization, Refusal> {
        self.organization.as_ref().filter(|organization| organization.name == name).ok_or_else(|| missing("Organization", name))
    }

    /// Returns the organization that an account belongs to: there is only one.
    pub(crate) fn organization_of(&self, account: &str) -> Result<&Organization, Refusal> {
        self.organization.as_ref().ok_or_else(|| missing("Account", account))
    }
}

pub(super) fn missing(what: &str, name: &str) -> Refusal {
    Refusal::NotFound(format!("{what} {name}"))
}
