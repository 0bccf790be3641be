//! Groups and their hierarchy.

use serde::{Deserialize, Serialize};

use super::{FieldDefinition, GroupChange, Membership, Millis, NewGroup, Refusal, Status, World};

/// A group of the community.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the properties are those of the document")]
pub struct Group {
    pub id: i64,
    pub name: String,
    pub alias_name: String,
    pub parent: Option<i64>,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// The fields that this group itself defined.
    #[serde(default)]
    pub fields: Vec<FieldDefinition>,
    pub privacy: Privacy,
    pub requires_approval: bool,
    pub members_posting_permissions: Vec<String>,
    pub members_visible: bool,
    pub email_comments_to_all: bool,
    pub hidden_emails: Option<bool>,
    pub default_emails_frequency: Frequency,
    pub invite_members_enabled: bool,
    pub create_posts_enabled: bool,
    pub create_subgroups_enabled: bool,
    pub public_form: bool,
}

/// The visibility of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Privacy {
    Public,
    Private,
}

/// The frequency of e-mails to members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Frequency {
    Immediate,
    Daily,
    /// Its name in responses is not documented.
    Disabled,
}

impl World {
    /// Returns a group.
    ///
    /// # Errors
    ///
    /// Returns a refusal if it does not exist.
    pub fn group(&self, id: i64) -> Result<&Group, Refusal> {
        self.groups.get(&id).ok_or(Refusal::NoGroup(id))
    }

    /// Returns the groups with greater ids than `after`, by id.
    pub fn groups_after(&self, after: i64) -> impl Iterator<Item = &Group> {
        let after = std::ops::Bound::Excluded(after);
        self.groups.range((after, std::ops::Bound::Unbounded)).map(|(_, group)| group)
    }

    /// Returns the number of groups.
    pub fn groups_count(&self) -> usize {
        self.groups.len()
    }

    /// Returns the groups above a group, the nearest first.
    pub fn ancestors(&self, group: i64) -> impl Iterator<Item = i64> {
        let parent = |id: &i64| self.groups.get(id).and_then(|group| group.parent);
        std::iter::successors(self.groups.get(&group).and_then(|group| group.parent), parent)
    }

    /// Returns the groups below a group, at any depth.
    pub fn descendants(&self, group: i64) -> Vec<i64> {
        self.groups.keys().copied().filter(|&id| self.ancestors(id).any(|ancestor| ancestor == group)).collect()
    }

    /// Returns the number of accepted members of a group.
    pub fn members_count(&self, group: i64) -> usize {
        self.accepted.get(&group).copied().unwrap_or_default()
    }

    /// Creates a group below its parent, with its manager as the first member.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the name is in use, the parent does not exist, or the manager is not a registered member of it.
    pub fn create_group(&mut self, new: NewGroup, now: Millis) -> Result<i64, Refusal> {
        let manager = self.check_new_group(&new)?;
        let id = self.add_group(new, now);
        if let Some(manager) = manager {
            self.join(manager, id, Status::Accepted, now);
            if let Some(membership) = self.membership_mut(manager, id) {
                membership.is_admin = true;
            }
        }
        self.settle(now);
        Ok(id)
    }

    /// Checks a new group. Returns its manager, who is a member from the start.
    pub(super) fn check_new_group(&self, new: &NewGroup) -> Result<Option<i64>, Refusal> {
        self.check_name(new.settings.name.as_deref().unwrap_or_default(), None)?;
        self.check_alias(new.settings.alias_name.as_deref(), None)?;
        new.settings.check()?;
        if self.groups.len() >= self.limits.groups {
            return Err(Refusal::Full { what: "groups", limit: self.limits.groups });
        }
        if let Some(parent) = new.parent_group_id {
            self.group(parent)?;
        }
        let Some(email) = &new.manager_email_address else { return Ok(None) };
        let refuse = |why: &str| Refusal::invalid("manager_email_address", why);
        let user = self.find_by_email(email).ok_or_else(|| refuse("no user has this address"))?;
        if !user.is_registered {
            return Err(refuse("the user is not registered"));
        }
        let belongs = |parent| user.membership(parent).is_some_and(|membership| membership.status == Status::Accepted);
        if !new.parent_group_id.is_none_or(belongs) {
            return Err(refuse("the user is not a member of the parent group"));
        }
        Ok(Some(user.id))
    }

    /// Adds a checked group without members.
    pub(crate) fn add_group(&mut self, new: NewGroup, now: Millis) -> i64 {
        let id = self.next.group;
        self.next.group += 1;
        let closed = new.settings.privacy == Some(10);
        let mut group = Group {
            id,
            alias_name: self.free_alias(id),
            name: String::new(),
            parent: new.parent_group_id,
            created_at: now,
            updated_at: now,
            fields: Vec::new(),
            privacy: Privacy::Public,
            requires_approval: closed,
            members_posting_permissions: ["quickpost", "poll", "event", "fileattachment"].map(str::to_owned).to_vec(),
            members_visible: true,
            email_comments_to_all: true,
            hidden_emails: None,
            default_emails_frequency: Frequency::Immediate,
            invite_members_enabled: true,
            create_posts_enabled: true,
            create_subgroups_enabled: false,
            public_form: !closed,
        };
        new.settings.apply(&mut group);
        self.groups.insert(id, group);
        id
    }

    /// Changes a group. A change that changes nothing does not move `updated_at`.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the group does not exist, the new name is in use, or a value is not a documented one.
    pub fn update_group(&mut self, id: i64, change: GroupChange, now: Millis) -> Result<(), Refusal> {
        self.check_group_change(id, &change)?;
        if let Some(group) = self.groups.get_mut(&id) {
            let before = group.clone();
            change.apply(group);
            if *group != before {
                group.updated_at = now;
            }
        }
        Ok(())
    }

    pub(super) fn check_group_change(&self, id: i64, change: &GroupChange) -> Result<(), Refusal> {
        self.group(id)?;
        if let Some(name) = &change.name {
            self.check_name(name, Some(id))?;
        }
        self.check_alias(change.alias_name.as_deref(), Some(id))?;
        change.check()
    }

    /// Checks that a name is unique in the community, and has 1 to 255 characters.
    pub(super) fn check_name(&self, name: &str, of: Option<i64>) -> Result<(), Refusal> {
        if name.trim().is_empty() {
            return Err(Refusal::Missing("name".to_owned()));
        }
        if name.chars().count() > 255 {
            return Err(Refusal::invalid("name", "limited to 255 chars"));
        }
        match self.groups.values().any(|group| group.name == name && Some(group.id) != of) {
            true => Err(Refusal::NameTaken),
            false => Ok(()),
        }
    }

    /// Checks that an alias is unique: it is the address that members write to.
    pub(super) fn check_alias(&self, alias: Option<&str>, of: Option<i64>) -> Result<(), Refusal> {
        let taken = |alias: &str| self.groups.values().any(|group| group.alias_name.eq_ignore_ascii_case(alias) && Some(group.id) != of);
        if alias.is_some_and(taken) { Err(Refusal::AliasTaken) } else { Ok(()) }
    }

    /// Returns an alias for a group without one.
    fn free_alias(&self, id: i64) -> String {
        let mut alias = format!("group-{id}");
        while self.check_alias(Some(&alias), None).is_err() {
            alias.push_str("-group");
        }
        alias
    }

    pub(super) fn membership_mut(&mut self, user: i64, group: i64) -> Option<&mut Membership> {
        self.user_mut(user)?.groups.iter_mut().find(|membership| membership.id == group)
    }
}
