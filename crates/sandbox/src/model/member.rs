//! Memberships: joining, leaving, waiting for approval, invitations.

use serde_json::{Map, Value};

use super::field::is_email;
use super::world::push_within;
use super::{Invitation, Membership, Millis, Refusal, Status, Topic, User, World, activity};

impl World {
    /// Returns the members of a group by id, with any status.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the group does not exist.
    pub fn members(&self, group: i64) -> Result<&[i64], Refusal> {
        self.group(group)?;
        Ok(self.members.get(&group).map(Vec::as_slice).unwrap_or_default())
    }

    /// Returns one member of a group.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the group or user does not exist, or the user is not in the group.
    pub fn member(&self, group: i64, user: i64) -> Result<&User, Refusal> {
        self.group(group)?;
        let found = self.user(user)?;
        found.membership(group).map(|_| found).ok_or(Refusal::NoMember { group, user })
    }

    /// Adds a user to a group: the one with the id, or the one with the e-mail address, who is created if necessary.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the group or user does not exist, there is neither id nor address, or a value does not match its field.
    pub fn create_member(&mut self, group: i64, user: Option<i64>, fields: Map<String, Value>, now: Millis) -> Result<i64, Refusal> {
        self.group(group)?;
        let values = self.accept_values(Some(group), fields)?;
        let user = match user {
            Some(user) => {
                self.user(user)?;
                self.check_address(user, &values)?;
                user
            }
            None => return self.import(group, values, now).inspect(|_| self.settle(now)),
        };
        if !values.is_empty() {
            self.write(user, values, now);
        }
        self.join(user, group, self.first_status(group, user), now);
        self.settle(now);
        Ok(user)
    }

    /// Adds the user with the e-mail address among the values. The values of an existing user are overwritten.
    pub(super) fn import(&mut self, group: i64, values: Vec<(String, Value)>, now: Millis) -> Result<i64, Refusal> {
        let email = Self::address(&values)?;
        let user = match self.find_by_email(&email).map(|user| user.id) {
            Some(user) => {
                self.write(user, values, now);
                user
            }
            None => self.add_user(&email, values, now)?,
        };
        self.join(user, group, self.first_status(group, user), now);
        Ok(user)
    }

    /// Returns the e-mail address among values.
    pub(super) fn address(values: &[(String, Value)]) -> Result<String, Refusal> {
        let (_, email) = values.iter().find(|(name, _)| name == "email").ok_or_else(|| Refusal::Missing("fields.email".to_owned()))?;
        let email = email.as_str().filter(|email| is_email(email));
        email.map(str::to_owned).ok_or_else(|| Refusal::invalid("fields.email", "expected an e-mail address"))
    }

    /// Returns the first status of a user in a group: pending if the group requires approval, or if a group above it does in which
    /// the user is not accepted, or in which the user is pending or declined (S07).
    fn first_status(&self, group: i64, user: i64) -> Status {
        let memberships = self.user(user).map(|user| user.groups.as_slice()).unwrap_or_default();
        let is_closed = |id: i64| match memberships.iter().find(|membership| membership.id == id) {
            Some(membership) => membership.status != Status::Accepted,
            None => self.groups.get(&id).is_some_and(|group| group.requires_approval),
        };
        let own = self.groups.get(&group).is_some_and(|group| group.requires_approval);
        if own || self.ancestors(group).any(is_closed) { Status::Pending } else { Status::Accepted }
    }

    /// Makes a user a member of a group and, once accepted, of all groups above it.
    ///
    /// An accepted member stays accepted.
    pub(crate) fn join(&mut self, user: i64, group: i64, status: Status, now: Millis) {
        self.join_one(user, group, status, now);
        if status == Status::Accepted {
            for ancestor in self.ancestors(group).collect::<Vec<_>>() {
                self.join_one(user, ancestor, Status::Accepted, now);
            }
        }
    }

    fn join_one(&mut self, user: i64, group: i64, status: Status, now: Millis) {
        match self.membership_mut(user, group) {
            Some(membership) if membership.status == Status::Accepted || membership.status == status => return,
            Some(membership) => {
                membership.status = status;
                self.note(Topic::UserStatusChanged, user);
            }
            None => {
                let Some(found) = self.user_mut(user) else { return };
                found.groups.push(Membership { id: group, is_admin: false, last_invited_in: None, status });
                let members = self.members.entry(group).or_default();
                if let Err(place) = members.binary_search(&user) {
                    members.insert(place, user);
                }
            }
        }
        match status {
            Status::Accepted => {
                *self.accepted.entry(group).or_default() += 1;
                self.note(Topic::GroupMemberAdded, user);
                self.log(user, now, activity::joined(self.groups.get(&group)));
            }
            Status::Pending => self.log(user, now, activity::pending(self.groups.get(&group))),
            Status::Declined => {}
        }
    }

    /// Sets the status of a member. The service's web pages offer this; its interface does not.
    ///
    /// # Errors
    ///
    /// Returns a refusal if there is no such member.
    pub fn set_status(&mut self, group: i64, user: i64, status: Status, now: Millis) -> Result<(), Refusal> {
        self.member(group, user)?;
        if status == Status::Accepted {
            self.join(user, group, status, now);
        } else {
            // A user who is not accepted here is not accepted below either.
            let below = self.descendants(group);
            for id in std::iter::once(group).chain(below) {
                self.withdraw(user, id, status, id == group);
            }
        }
        self.settle(now);
        Ok(())
    }

    /// Makes a member pending or declined; without `always` only an accepted one.
    fn withdraw(&mut self, user: i64, group: i64, status: Status, always: bool) {
        let Some(membership) = self.membership_mut(user, group) else { return };
        let before = membership.status;
        if before == status || before != Status::Accepted && !always {
            return;
        }
        membership.status = status;
        if before == Status::Accepted
            && let Some(count) = self.accepted.get_mut(&group)
        {
            *count = count.saturating_sub(1);
        }
        self.note(Topic::UserStatusChanged, user);
    }

    /// Changes the given fields of a member.
    ///
    /// # Errors
    ///
    /// Returns a refusal if there is no such member, or a value does not match its field.
    pub fn update_member(&mut self, group: i64, user: i64, fields: Map<String, Value>, now: Millis) -> Result<(), Refusal> {
        self.member(group, user)?;
        let values = self.accept_values(Some(group), fields)?;
        self.check_address(user, &values)?;
        self.write(user, values, now);
        self.settle(now);
        Ok(())
    }

    /// Removes a user from a group and all groups below it; `hard` also deletes the user's activities there.
    ///
    /// # Errors
    ///
    /// Returns a refusal if there is no such member.
    pub fn remove_member(&mut self, group: i64, user: i64, hard: bool, now: Millis) -> Result<(), Refusal> {
        self.member(group, user)?;
        let mut left = self.descendants(group);
        left.push(group);
        let Some(found) = self.user_mut(user) else { return Ok(()) };
        let gone: Vec<Membership> = found.groups.extract_if(.., |membership| left.contains(&membership.id)).collect();
        found.updated_at = now;
        for membership in &gone {
            self.uncount(user, membership);
        }
        if hard {
            self.activities.retain(|activity| activity.member != Some(user) || !activity.group().is_some_and(|id| left.contains(&id)));
        }
        self.note(Topic::UserUpdated, user);
        self.settle(now);
        Ok(())
    }

    /// Removes a membership from the indexes.
    pub(super) fn uncount(&mut self, user: i64, membership: &Membership) {
        if let Some(members) = self.members.get_mut(&membership.id)
            && let Ok(place) = members.binary_search(&user)
        {
            members.remove(place);
        }
        if membership.status == Status::Accepted
            && let Some(count) = self.accepted.get_mut(&membership.id)
        {
            *count = count.saturating_sub(1);
        }
    }

    /// Queues invitations by e-mail. None is ever sent; the membership has the time of the latest.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the group does not exist, a recipient is not in it, or the sender is not accepted there.
    pub fn invite(&mut self, group: i64, sender: i64, recipients: &[i64], now: Millis) -> Result<(), Refusal> {
        self.group(group)?;
        let belongs = |user: i64| self.members.get(&group).is_some_and(|members| members.binary_search(&user).is_ok());
        if !belongs(sender) {
            return Err(Refusal::invalid("sender_id", format!("user {sender} is not a member of the group")));
        }
        if !self.user(sender)?.membership(group).is_some_and(|membership| membership.status == Status::Accepted) {
            return Err(Refusal::invalid("sender_id", format!("user {sender} is not accepted in the group")));
        }
        if let Some((index, stranger)) = recipients.iter().enumerate().find(|(_, user)| !belongs(**user)) {
            return Err(Refusal::invalid(format!("recipients_ids.{index}"), format!("user {stranger} is not a member of the group")));
        }
        for &recipient in recipients {
            if let Some(membership) = self.membership_mut(recipient, group) {
                membership.last_invited_in = Some(now);
            }
            push_within(&mut self.invitations, Invitation { at: now, group, sender, recipient }, self.limits.invitations);
        }
        Ok(())
    }
}

/// Methods for starting worlds: without checks, activities and notifications.
impl World {
    /// Makes a user a member of a group and, if accepted, of the groups above it.
    pub(crate) fn enroll(&mut self, user: i64, group: i64, status: Status, admin: bool) {
        let mut groups = vec![group];
        if status == Status::Accepted {
            groups.extend(self.ancestors(group));
        }
        for (index, id) in groups.into_iter().enumerate() {
            let Some(found) = self.user_mut(user) else { return };
            if found.membership(id).is_some() {
                continue;
            }
            let last_invited_in = found.is_registered.then_some(found.created_at);
            found.groups.push(Membership { id, is_admin: admin && index == 0, last_invited_in, status });
            let members = self.members.entry(id).or_default();
            if let Err(place) = members.binary_search(&user) {
                members.insert(place, user);
            }
            if status == Status::Accepted {
                *self.accepted.entry(id).or_default() += 1;
            }
        }
    }

    /// Sets whether a user has registered.
    pub(crate) fn register(&mut self, user: i64, registered: bool) {
        if let Some(user) = self.user_mut(user) {
            user.is_registered = registered;
        }
    }
}
