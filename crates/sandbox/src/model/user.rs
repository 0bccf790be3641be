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
    /// The values of the fields, but for the e-mail address and the names.
    #[serde(default)]
    pub fields: Values,
    /// What a search looks at.
    #[serde(skip)]
    pub(super) text: Box<str>,
}

/// That a user belongs to a group, or wants to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the properties are those of the document")]
pub struct Membership {
    pub id: i64,
    pub is_admin: bool,
    pub last_invited_in: Option<Millis>,
    pub status: Status,
}

/// Whether a user was approved as a member of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Status {
    Accepted,
    Pending,
    Declined,
}

impl User {
    /// The membership in a group.
    pub fn membership(&self, group: i64) -> Option<&Membership> {
        self.groups.iter().find(|membership| membership.id == group)
    }

    /// First and last name, as far as they are known, or else the e-mail address.
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
    /// A user.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn user(&self, id: i64) -> Result<&User, Refusal> {
        self.index(id).map(|index| &self.users[index]).ok_or(Refusal::NoUser(id))
    }

    /// All users, by id.
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// The user with an e-mail address, whatever the case of its letters.
    pub fn find_by_email(&self, email: &str) -> Option<&User> {
        let id = self.by_email.get(&email.trim().to_lowercase())?;
        self.user(*id).ok()
    }

    /// Ids only grow, so users stand in the order of their ids.
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
    /// Where the address is none or is taken, or a value does not fit its field.
    pub fn create_user(&mut self, email: &str, fields: Map<String, Value>, now: Millis) -> Result<i64, Refusal> {
        if !is_email(email) {
            return Err(Refusal::invalid("email", "expected an e-mail address"));
        }
        if self.find_by_email(email).is_some() {
            return Err(Refusal::EmailTaken);
        }
        // The address stands beside the fields; one among them must not say otherwise.
        if fields.get("email").is_some_and(|other| other.as_str() != Some(email)) {
            return Err(Refusal::invalid("fields.email", "it differs from 'email'"));
        }
        let values = self.accept_values(None, fields)?;
        let id = self.add_user(email, values, now)?;
        self.settle(now);
        Ok(id)
    }

    /// Adds a user who was checked.
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

    /// Changes the fields of a user that are given.
    ///
    /// # Errors
    ///
    /// Where there is no such user, a value does not fit its field, or the new address is another user's.
    pub fn update_user(&mut self, id: i64, fields: Map<String, Value>, now: Millis) -> Result<(), Refusal> {
        self.user(id)?;
        let values = self.accept_values(None, fields)?;
        self.check_address(id, &values)?;
        self.write(id, values, now);
        self.settle(now);
        Ok(())
    }

    /// The address among the values is one, and nobody else's.
    pub(super) fn check_address(&self, id: i64, values: &[(String, Value)]) -> Result<(), Refusal> {
        let Some((_, email)) = values.iter().find(|(name, _)| name == "email") else { return Ok(()) };
        let email = email.as_str().filter(|email| is_email(email));
        let email = email.ok_or_else(|| Refusal::invalid("fields.email", "expected an e-mail address"))?;
        match self.find_by_email(email) {
            Some(other) if other.id != id => Err(Refusal::EmailTaken),
            _ => Ok(()),
        }
    }

    /// Writes values that were checked. Where all of them were there before, nothing is updated and nobody told.
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

    /// Removes a user from the community; with `hard`, what the user did goes too.
    ///
    /// # Errors
    ///
    /// Where there is no such user.
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
