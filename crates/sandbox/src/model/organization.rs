//! An organization of the second vendor, Mode, and its members.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{MemberType, Millis, Refusal, Space, World};

/// An organization: what a world of the vendor Mode consists of.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Its user name, which addresses it.
    pub name: String,
    /// The user name of the account that the API keys belong to.
    pub owner: String,
    /// Where it departs from the pages on purpose.
    #[serde(default)]
    pub quirks: ModeQuirks,
    /// The signature tokens that are known.
    pub signature_tokens: Vec<SignatureToken>,
    pub(crate) members: Vec<OrganizationMember>,
    pub(crate) user_groups: Vec<UserGroup>,
    pub(crate) spaces: Vec<Space>,
    /// Users by token.
    #[serde(skip)]
    by_token: HashMap<String, usize>,
}

/// Where an organization departs from the pages, as that of one world does on purpose: what later copies of the pages, answers
/// of other resources and other people's clients tell of the service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModeQuirks {
    /// `id` is a string (M02).
    pub ids_are_strings: bool,
    /// The last engagement is written `last_day_engaged`, as a later copy of the page has it (M01).
    pub corrected_spelling: bool,
    /// A member has a `state` and a `member_username` (M04, X01).
    pub more_about_members: bool,
    /// Times have milliseconds (M16).
    pub milliseconds: bool,
    /// A user comes back as `account` (S07).
    pub users_are_accounts: bool,
    /// Links write `collections` for spaces (X09).
    pub spaces_are_collections: bool,
    /// A list of memberships is cut here, and nothing tells so (S08).
    pub memberships_cut_at: Option<usize>,
    /// A deletion is a 204 without a body (S10).
    pub empty_deletion: bool,
    /// The message of a 422 is an object (X03).
    pub message_is_object: bool,
}

/// The credentials of the Discovery API. Those of a sandbox are no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureToken {
    /// The first part.
    pub token: String,
    /// The second part.
    pub access_key: String,
    /// The third part.
    pub access_secret: String,
    /// Whether it may do anything at all.
    pub access: bool,
}

impl SignatureToken {
    /// Its three parts, joined by colons: what is encoded in the header.
    pub fn joined(&self) -> String {
        format!("{}:{}:{}", self.token, self.access_key, self.access_secret)
    }
}

/// A member of an organization, with when they last did what.
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
    /// When they were banned.
    pub banned_at: Option<Millis>,
    /// When the membership became active.
    pub activated_at: Option<Millis>,
    /// When they last created a report.
    pub report_created_at: Option<Millis>,
    /// When they last edited one.
    pub report_edited_at: Option<Millis>,
    /// When they last viewed one.
    pub report_viewed_at: Option<Millis>,
    /// When they last ran one.
    pub report_run_at: Option<Millis>,
    /// When they last created an exploration.
    pub exploration_created_at: Option<Millis>,
    /// When they last changed one.
    pub exploration_updated_at: Option<Millis>,
    /// When they last used the API.
    pub api_engaged: Option<Millis>,
    /// When they last used the application.
    pub in_app_engaged: Option<Millis>,
    /// On how many days they did anything.
    pub days_engaged: u32,
}

impl OrganizationMember {
    /// When they last did anything.
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

    /// The members, by id.
    pub fn members(&self) -> &[OrganizationMember] {
        &self.members
    }

    /// The groups of users.
    pub fn user_groups(&self) -> &[UserGroup] {
        &self.user_groups
    }

    /// The Spaces.
    pub fn spaces(&self) -> &[Space] {
        &self.spaces
    }

    /// The member who is this user.
    pub fn member(&self, token: &str) -> Option<&OrganizationMember> {
        self.by_token.get(token).and_then(|index| self.members.get(*index))
    }

    /// Adds a member after all others.
    pub(crate) fn add_member(&mut self, member: OrganizationMember) {
        self.by_token.insert(member.member_token.clone(), self.members.len());
        self.members.push(member);
    }

    /// Makes the index anew, and says what does not hold together.
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
    /// The organization, which only a world of the vendor Mode has.
    pub fn organization(&self) -> Option<&Organization> {
        self.organization.as_ref()
    }

    /// The organization of this name.
    pub(crate) fn organization_named(&self, name: &str) -> Result<&Organization, Refusal> {
        self.organization.as_ref().filter(|organization| organization.name == name).ok_or_else(|| missing("Organization", name))
    }

    /// The organization that an account belongs to: there is only one.
    pub(crate) fn organization_of(&self, account: &str) -> Result<&Organization, Refusal> {
        self.organization.as_ref().ok_or_else(|| missing("Account", account))
    }
}

pub(super) fn missing(what: &str, name: &str) -> Refusal {
    Refusal::NotFound(format!("{what} {name}"))
}
