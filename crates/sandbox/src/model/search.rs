//! Search over names, e-mail addresses and the values of fields.

use memchr::memmem::Finder;
use serde_json::Value;

use super::{Refusal, User, World};

/// Words that must all occur in a user: in the name, the e-mail address, or the value of any field.
pub struct Keywords(Vec<Finder<'static>>);

impl Keywords {
    /// Splits a text at blanks. Upper and lower case are equal.
    pub fn new(text: &str) -> Self {
        Self(text.split_whitespace().map(|word| Finder::new(word.to_lowercase().as_bytes()).into_owned()).collect())
    }

    fn match_all(&self, user: &User) -> bool {
        self.0.iter().all(|word| word.find(user.text.as_bytes()).is_some())
    }
}

impl User {
    /// Collects the text for searches: everything in lower case, one line for each value, so that no word spans two of them.
    pub(super) fn index_text(&mut self) {
        let mut text = self.email.to_lowercase();
        for name in [&self.first_name, &self.last_name].into_iter().flatten() {
            text.push('\n');
            text.push_str(&name.to_lowercase());
        }
        for (_, value) in self.fields.iter() {
            append(&mut text, value);
        }
        self.text = text.into();
    }
}

fn append(text: &mut String, value: &Value) {
    match value {
        Value::String(value) => {
            text.push('\n');
            text.push_str(&value.to_lowercase());
        }
        Value::Number(number) => {
            text.push('\n');
            text.push_str(&number.to_string());
        }
        Value::Array(items) => items.iter().for_each(|item| append(text, item)),
        Value::Object(parts) => parts.values().for_each(|part| append(text, part)),
        Value::Null | Value::Bool(_) => {}
    }
}

impl World {
    /// Returns the users of the community in whom all keywords occur, by id.
    pub fn search<'w>(&'w self, keywords: &'w Keywords) -> impl Iterator<Item = &'w User> {
        self.users.iter().filter(|user| keywords.match_all(user))
    }

    /// Returns the members of a group in whom all keywords occur, by id.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the group does not exist.
    pub fn search_members<'w>(&'w self, group: i64, keywords: &'w Keywords) -> Result<impl Iterator<Item = &'w User>, Refusal> {
        let members = self.members(group)?.iter().filter_map(|id| self.user(*id).ok());
        Ok(members.filter(|user| keywords.match_all(user)))
    }
}
