//! The Spaces of an organization of Mode, and their memberships.

use serde::{Deserialize, Serialize};

use super::organization::missing;
use super::{Organization, Refusal, World};

/// The greatest number of memberships of a Space.
const MEMBERSHIPS: usize = 20_000;

/// A Space.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Space {
    /// The token.
    pub token: String,
    /// The user name of the owner: the organization or a user.
    pub account: String,
    /// The name.
    pub name: String,
    /// True if it is private: then its memberships cannot be read.
    pub private: bool,
    pub(crate) memberships: Vec<SpaceMembership>,
}

/// The type of a member of a Space.
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
    /// The type of the member.
    pub member_type: MemberType,
    /// The token of the member.
    pub member_token: String,
    /// The user name of the creator of the membership.
    pub creator: String,
}

impl Organization {
    /// Returns the memberships of a Space, the oldest first.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the Space does not exist, or is private.
    pub fn memberships(&self, account: &str, space: &str) -> Result<&[SpaceMembership], Refusal> {
        self.find(account, space).map(|index| self.spaces[index].memberships.as_slice())
    }

    /// Returns one membership of a Space.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the Space or membership does not exist, or the Space is private.
    pub fn membership(&self, account: &str, space: &str, token: &str) -> Result<&SpaceMembership, Refusal> {
        let memberships = self.memberships(account, space)?;
        memberships.iter().find(|membership| membership.token == token).ok_or_else(|| missing("Membership", token))
    }

    fn find(&self, account: &str, token: &str) -> Result<usize, Refusal> {
        let found = self.spaces.iter().position(|space| space.account == account && space.token == token);
        let index = found.ok_or_else(|| missing("Space", token))?;
        if self.spaces[index].private { Err(Refusal::PrivateSpace) } else { Ok(index) }
    }
}

impl World {
    /// Makes a user or a group a member of a Space, and returns the token of the membership.
    pub(crate) fn create_membership(&mut self, account: &str, space: &str, kind: &str, member: &str) -> Result<String, Refusal> {
        let organization = self.organization_of(account)?;
        let index = organization.find(account, space)?;
        let member_type = match kind.to_ascii_lowercase().as_str() {
            "user" => MemberType::User,
            "usergroup" => MemberType::UserGroup,
            _ => return Err(Refusal::invalid("membership.member_type", "expected User or UserGroup")),
        };
        if !organization.has(member_type, member) {
            return Err(missing(if member_type == MemberType::User { "User" } else { "User group" }, member));
        }
        let memberships = &organization.spaces[index].memberships;
        if memberships.iter().any(|known| known.member_token == member && known.member_type == member_type) {
            return Err(Refusal::invalid("membership.member_token", "the member belongs to the Space already"));
        }
        if memberships.len() >= MEMBERSHIPS {
            return Err(Refusal::Full { what: "memberships of a Space", limit: MEMBERSHIPS });
        }
        let creator = organization.owner.clone();
        let token = self.token();
        let membership = SpaceMembership { token: token.clone(), member_type, member_token: member.to_owned(), creator };
        if let Some(organization) = &mut self.organization {
            organization.spaces[index].memberships.push(membership);
        }
        Ok(token)
    }

    /// Deletes a membership and returns it.
    pub(crate) fn delete_membership(&mut self, account: &str, space: &str, token: &str) -> Result<SpaceMembership, Refusal> {
        let index = self.organization_of(account)?.find(account, space)?;
        let memberships = self.organization.as_mut().map(|organization| &mut organization.spaces[index].memberships);
        let found = memberships.and_then(|memberships| {
            let place = memberships.iter().position(|membership| membership.token == token)?;
            Some(memberships.remove(place))
        });
        found.ok_or_else(|| missing("Membership", token))
    }

    /// Returns a new token: twelve hexadecimal digits.
    pub(crate) fn token(&mut self) -> String {
        format!("{:012x}", self.rng.u64(..1 << 48))
    }
}
