//! An organization of the second vendor, Mode: its members, and the memberships of its Spaces.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Millis, Refused, World};

/// How many memberships a Space may have.
const MEMBERSHIPS: usize = 20_000;

/// An organization: what a world of the vendor Mode consists of.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Its user name, which addresses it.
    pub name: String,
    /// The user name of the account that the API keys belong to.
    pub owner: String,
    /// The signature tokens that are known.
    pub signature_tokens: Vec<SignatureToken>,
    pub(crate) members: Vec<OrganizationMember>,
    pub(crate) user_groups: Vec<UserGroup>,
    pub(crate) spaces: Vec<Space>,
    /// Users by token.
    #[serde(skip)]
    by_token: HashMap<String, usize>,
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

/// A Space.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Space {
    /// The token.
    pub token: String,
    /// The user name of whom it belongs to: the organization or a user.
    pub account: String,
    /// The name.
    pub name: String,
    /// Whether it is private: it has no memberships to ask for.
    pub private: bool,
    pub(crate) memberships: Vec<SpaceMembership>,
}

/// What can be a member of a Space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberType {
    /// A user.
    User,
    /// A group of users.
    UserGroup,
}

/// The membership of a user or a group in a Space.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpaceMembership {
    /// The token.
    pub token: String,
    /// What the member is.
    pub member_type: MemberType,
    /// The token of the member.
    pub member_token: String,
    /// The user name of whom made the membership.
    pub creator: String,
}

impl Organization {
    pub(crate) fn new(name: &str, owner: &str, signature_tokens: Vec<SignatureToken>) -> Self {
        Self {
            name: name.to_owned(),
            owner: owner.to_owned(),
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

    /// The memberships of a Space, the oldest first.
    ///
    /// # Errors
    ///
    /// Where there is no such Space, or it is private.
    pub fn memberships(&self, account: &str, space: &str) -> Result<&[SpaceMembership], Refused> {
        self.find(account, space).map(|index| self.spaces[index].memberships.as_slice())
    }

    /// One membership of a Space.
    ///
    /// # Errors
    ///
    /// Where there is no such Space or membership, or the Space is private.
    pub fn membership(&self, account: &str, space: &str, token: &str) -> Result<&SpaceMembership, Refused> {
        let memberships = self.memberships(account, space)?;
        memberships.iter().find(|membership| membership.token == token).ok_or_else(|| missing("Membership", token))
    }

    fn find(&self, account: &str, token: &str) -> Result<usize, Refused> {
        let found = self.spaces.iter().position(|space| space.account == account && space.token == token);
        let index = found.ok_or_else(|| missing("Space", token))?;
        if self.spaces[index].private { Err(Refused::PrivateSpace) } else { Ok(index) }
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

    fn has(&self, kind: MemberType, token: &str) -> bool {
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
    pub(crate) fn organization_named(&self, name: &str) -> Result<&Organization, Refused> {
        self.organization.as_ref().filter(|organization| organization.name == name).ok_or_else(|| missing("Organization", name))
    }

    /// The organization that an account belongs to: there is only one.
    pub(crate) fn organization_of(&self, account: &str) -> Result<&Organization, Refused> {
        self.organization.as_ref().ok_or_else(|| missing("Account", account))
    }

    /// Makes a user or a group a member of a Space, and returns the token of the membership.
    pub(crate) fn create_membership(&mut self, account: &str, space: &str, kind: &str, member: &str) -> Result<String, Refused> {
        let organization = self.organization_of(account)?;
        let index = organization.find(account, space)?;
        let member_type = match kind.to_ascii_lowercase().as_str() {
            "user" => MemberType::User,
            "usergroup" => MemberType::UserGroup,
            _ => return Err(Refused::invalid("membership.member_type", "expected User or UserGroup")),
        };
        if !organization.has(member_type, member) {
            return Err(missing(if member_type == MemberType::User { "User" } else { "User group" }, member));
        }
        let memberships = &organization.spaces[index].memberships;
        if memberships.iter().any(|known| known.member_token == member && known.member_type == member_type) {
            return Err(Refused::invalid("membership.member_token", "the member belongs to the Space already"));
        }
        if memberships.len() >= MEMBERSHIPS {
            return Err(Refused::Full { what: "memberships of a Space", limit: MEMBERSHIPS });
        }
        let creator = organization.owner.clone();
        let token = self.token();
        let membership = SpaceMembership { token: token.clone(), member_type, member_token: member.to_owned(), creator };
        if let Some(organization) = &mut self.organization {
            organization.spaces[index].memberships.push(membership);
        }
        Ok(token)
    }

    /// Ends a membership, and returns it.
    pub(crate) fn delete_membership(&mut self, account: &str, space: &str, token: &str) -> Result<SpaceMembership, Refused> {
        let index = self.organization_of(account)?.find(account, space)?;
        let memberships = self.organization.as_mut().map(|organization| &mut organization.spaces[index].memberships);
        let found = memberships.and_then(|memberships| {
            let place = memberships.iter().position(|membership| membership.token == token)?;
            Some(memberships.remove(place))
        });
        found.ok_or_else(|| missing("Membership", token))
    }

    /// A new token: twelve hexadecimal digits from the dice.
    pub(crate) fn token(&mut self) -> String {
        format!("{:012x}", self.dice.u64(..1 << 48))
    }
}

fn missing(what: &str, name: &str) -> Refused {
    Refused::NoSuch(format!("{what} {name}"))
}
