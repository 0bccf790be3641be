//! Users: the people of the community.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::field::is_email;
use super::{Millis, Refusal, Topic, Values, World};

/// A person in the community.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the properties are those of the document")]
pub struct User {
    pub id: i64,
    pub email: Box<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Box<str>>,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub is_registered: bool,
    #[serde(default)]
    pub groups: Vec<Membership>,
    /// The values of the fields, without the e-mail address and the names.
    #[serde(default)]
    pub fields: Values,
    /// The text for searches.
    #[serde(skip)]
    pub(super) text: Box<str>,
}

/// A membership of a user in a group, with any status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the properties are those of the document")]
pub struct Membership {
    pub id: i64,
    pub is_admin: bool,
    pub last_invited_in: Option<Millis>,
    pub status: Status,
}

/// The status of a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Status {
    Accepted,
    Pending,
    Declined,
}

impl User {
    /// Returns the membership in a group.
    pub fn membership(&self, group: i64) -> Option<&Membership> {
        self.groups.iter().find(|membership| membership.id == group)
    }

    /// Returns the known parts of the name, or the e-mail address without any.
    pub fn name(&self) -> String {
        match (&self.first_name, &self.last_name) {
            (Some(first), Some(last)) => format!("{first} {last}"),
            (Some(one), None) | (None, Some(one)) => one.to_string(),
            (None, None) => self.email.to_string(),
        }
    }

    fn set(&mut self, name: &str, value: Value) {
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(Into::into);
        match name {
            "email" => self.email = text(&value).unwrap_or_else(|| self.email.clone()),
            "first_name" => self.first_name = text(&value),
            "last_name" => self.last_name = text(&value),
            _ => self.fields.set(name, value),
        }
    }
}

impl World {
    /// Returns a user.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the user does not exist.
    pub fn user(&self, id: i64) -> Result<&User, Refusal> {
        self.index(id).map(|index| &self.users[index]).ok_or(Refusal::NoUser(id))
    }

    /// Returns all users, by id.
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// Returns the user with an e-mail address. Upper and lower case are equal.
    pub fn find_by_email(&self, email: &str) -> Option<&User> {
        let id = self.by_email.get(&email.trim().to_lowercase())?;
        self.user(*id).ok()
    }

    /// Returns the index of a user. Ids only grow, so the users are sorted by id.
    fn index(&self, id: i64) -> Option<usize> {
        self.users.binary_search_by_key(&id, |user| user.id).ok()
    }

    pub(super) fn user_mut(&mut self, id: i64) -> Option<&mut User> {
        self.index(id).map(|index| &mut self.users[index])
    }

    /// Creates a user who belongs to no group.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the address is invalid or in use, or a value does not match its field.
    pub fn create_user(&mut self, email: &str, fields: Map<String, Value>, now: Millis) -> Result<i64, Refusal> {
        if !is_email(email) {
            return Err(Refusal::invalid("email", "expected an e-mail address"));
        }
        if self.find_by_email(email).is_some() {
            return Err(Refusal::EmailTaken);
        }
        // The address is also a field; the two must be equal.
        if fields.get("email").is_some_and(|other| other.as_str() != Some(email)) {
            return Err(Refusal::invalid("fields.email", "it differs from 'email'"));
        }
        let values = self.accept_values(None, fields)?;
        let id = self.add_user(email, values, now)?;
        self.settle(now);
        Ok(id)
    }

    /// Adds a checked user.
    pub(crate) fn add_user(&mut self, email: &str, values: Vec<(String, Value)>, now: Millis) -> Result<i64, Refusal> {
        if self.users.len() >= self.limits.users {
            return Err(Refusal::Full { what: "users", limit: self.limits.users });
        }
        let id = self.next.user;
        self.next.user += 1;
        let mut user = User {
            id,
            email: email.trim().into(),
            first_name: None,
            last_name: None,
            created_at: now,
            updated_at: now,
            is_registered: false,
            groups: Vec::new(),
            fields: Values::default(),
            text: Box::default(),
        };
        for (name, value) in values {
            user.set(&name, value);
        }
        user.index_text();
        self.by_email.insert(user.email.to_lowercase(), id);
        self.users.push(user);
        self.note(Topic::UserCreated, id);
        Ok(id)
    }

    /// Changes the given fields of a user.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the user does not exist, a value does not match its field, or the new address is in use.
    pub fn update_user(&mut self, id: i64, fields: Map<String, Value>, now: Millis) -> Result<(), Refusal> {
        self.user(id)?;
        let values = self.accept_values(None, fields)?;
        self.check_address(id, &values)?;
        self.write(id, values, now);
        self.settle(now);
        Ok(())
    }

    /// Checks that the address among the values is valid and not in use.
    pub(super) fn check_address(&self, id: i64, values: &[(String, Value)]) -> Result<(), Refusal> {
        let Some((_, email)) = values.iter().find(|(name, _)| name == "email") else { return Ok(()) };
        let email = email.as_str().filter(|email| is_email(email));
        let email = email.ok_or_else(|| Refusal::invalid("fields.email", "expected an e-mail address"))?;
        match self.find_by_email(email) {
            Some(other) if other.id != id => Err(Refusal::EmailTaken),
            _ => Ok(()),
        }
    }

    /// Writes checked values. If nothing changes, `updated_at` stays and there is no notification.
    pub(super) fn write(&mut self, id: i64, values: Vec<(String, Value)>, now: Millis) {
        let Some(user) = self.user_mut(id) else { return };
        let former = user.clone();
        for (name, value) in values {
            user.set(&name, value);
        }
        user.index_text();
        if *user == former {
            return;
        }
        user.updated_at = now;
        let (before, after) = (former.email.to_lowercase(), user.email.to_lowercase());
        if before != after {
            self.by_email.remove(&before);
            self.by_email.insert(after, id);
        }
        self.note(Topic::UserUpdated, id);
    }

    /// Deletes a user; `hard` also deletes the user's activities.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the user does not exist.
    pub fn delete_user(&mut self, id: i64, hard: bool) -> Result<(), Refusal> {
        let index = self.index(id).ok_or(Refusal::NoUser(id))?;
        let user = self.users.remove(index);
        self.by_email.remove(&user.email.to_lowercase());
        for membership in &user.groups {
            self.uncount(id, membership);
        }
        if hard {
            self.activities.retain(|activity| activity.member != Some(id));
        }
        Ok(())
    }
}
