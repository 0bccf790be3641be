//! Reading and writing a world as JSON. Inconsistent worlds are refused, and the error names the place.

use std::collections::HashSet;

use super::MAX_TIME;
use super::{Status, User, World};
use crate::json_error;

/// The greatest id: the next one still fits, and clients that read numbers as floats can tell them apart.
const GREATEST: i64 = 1 << 53;

/// A text that is not a world of the sandbox.
#[derive(Debug, thiserror::Error)]
#[error("not a world of the sandbox: {0}")]
pub struct InvalidWorld(String);

impl World {
    /// Reads a world that was saved as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not valid JSON, has an unknown or missing property, or refers to something that does not exist.
    pub fn from_json(text: &[u8]) -> Result<Self, InvalidWorld> {
        let mut world: Self = json_error::read(text).map_err(InvalidWorld)?;
        world.index_all().and_then(|()| world.check_all()).map_err(InvalidWorld)?;
        world.loaded = true;
        Ok(world)
    }

    /// Writes the world as JSON. The same world is always the same bytes.
    pub fn to_json(&self) -> Vec<u8> {
        // All keys of the world are strings or numbers, so serialization cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn index_all(&mut self) -> Result<(), String> {
        if !self.keys.iter().any(|key| key.access) {
            return Err("no key has access".to_owned());
        }
        let next = [self.next.group, self.next.user, self.next.field, self.next.activity];
        if !next.iter().all(|id| (0..GREATEST).contains(id)) || self.next.subscription >= GREATEST.unsigned_abs() {
            return Err(format!("a next id is not from 0 to {GREATEST}"));
        }
        if let Some(organization) = &mut self.organization {
            organization.index()?;
        }
        for (id, group) in &self.groups {
            if group.id != *id || *id >= self.next.group {
                return Err(format!("group {id} says that it is group {}, or is newer than the next id", group.id));
            }
            if group.parent.is_some_and(|parent| !self.groups.contains_key(&parent)) {
                return Err(format!("the parent of group {id} does not exist"));
            }
            if self.ancestors(*id).take(self.groups.len() + 1).any(|ancestor| ancestor == *id) {
                return Err(format!("group {id} is above itself"));
            }
        }
        self.by_email.clear();
        self.members.clear();
        self.accepted.clear();
        if !self.users.is_sorted_by(|one, next| one.id < next.id) {
            return Err("the users are not in the order of their ids".to_owned());
        }
        for user in &mut self.users {
            user.index_text();
            if user.id >= self.next.user {
                return Err(format!("user {} is newer than the next id", user.id));
            }
            if self.by_email.insert(user.email.to_lowercase(), user.id).is_some() {
                return Err(format!("two users have the e-mail address of user {}", user.id));
            }
            let mut seen = HashSet::new();
            for membership in &user.groups {
                if !self.groups.contains_key(&membership.id) || !seen.insert(membership.id) {
                    return Err(format!("user {} is a member of group {}, which does not exist or is there twice", user.id, membership.id));
                }
                self.members.entry(membership.id).or_default().push(user.id);
                if membership.status == Status::Accepted {
                    *self.accepted.entry(membership.id).or_default() += 1;
                }
            }
        }
        Ok(())
    }

    /// Checks the rules that hold while the sandbox runs, and that a file may break.
    fn check_all(&self) -> Result<(), String> {
        if !(0..=MAX_TIME).contains(&self.clock) {
            return Err(format!("the clock is not from 0 to {MAX_TIME}, in milliseconds since the epoch"));
        }
        for group in self.groups.values() {
            let here = |why: String| format!("group {}: {why}", group.id);
            self.check_name(&group.name, Some(group.id)).map_err(|refusal| here(refusal.to_string()))?;
            self.check_alias(Some(&group.alias_name), Some(group.id)).map_err(|refusal| here(refusal.to_string()))?;
            for (index, field) in group.fields.iter().enumerate() {
                let here = |why: String| format!("field {} of group {}: {why}", field.id, group.id);
                field.check().map_err(|refusal| here(refusal.to_string()))?;
                if field.id >= self.next.field {
                    return Err(here("it is newer than the next id".to_owned()));
                }
                let mut line = self.ancestors(group.id).filter_map(|id| self.groups.get(&id)).flat_map(|above| &above.fields);
                let mut others = group.fields[..index].iter();
                if line.any(|known| known.unique_name == field.unique_name) || others.any(|known| known.unique_name == field.unique_name) {
                    return Err(here(format!("the group has another field {}", field.unique_name)));
                }
                if self.groups.values().flat_map(|group| &group.fields).any(|known| known.is_at_odds(field)) {
                    return Err(here(format!("another group has a field {} with another type", field.unique_name)));
                }
            }
        }
        for user in &self.users {
            self.check_line(user)?;
        }
        let mut last = None;
        for activity in &self.activities {
            if activity.id >= self.next.activity || last.is_some_and(|(id, at)| activity.id <= id || activity.at < at) {
                return Err(format!("activity {} is older than the one before it, or newer than the next id", activity.id));
            }
            last = Some((activity.id, activity.at));
        }
        if self.jobs.iter().filter(|job| !job.status.is_over()).count() > 1 {
            return Err("more than one job is under way".to_owned());
        }
        for (index, subscription) in self.subscriptions.iter().enumerate() {
            let here = |why: String| format!("webhook {}: {why}", subscription.id);
            subscription.check().map_err(|refusal| here(refusal.to_string()))?;
            let twice = self.subscriptions[..index].iter().any(|known| known.id == subscription.id);
            if twice || subscription.id >= self.next.subscription {
                return Err(here("it is there twice, or newer than the next id".to_owned()));
            }
        }
        Ok(())
    }

    /// Checks that a user who is accepted in a group is accepted in all groups above it.
    fn check_line(&self, user: &User) -> Result<(), String> {
        let accepted = |group| user.membership(group).is_some_and(|membership| membership.status == Status::Accepted);
        for membership in user.groups.iter().filter(|membership| membership.status == Status::Accepted) {
            if let Some(above) = self.ancestors(membership.id).find(|id| !accepted(*id)) {
                return Err(format!("user {} is accepted in group {}, but not in group {above} above it", user.id, membership.id));
            }
        }
        Ok(())
    }
}
