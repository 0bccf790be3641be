//! Search over names, e-mail addresses and the values of fields.

use serde_json::Value;

use super::{Refused, User, World};

/// Words, all of which have to occur in a user: in the name, the e-mail address, or the value of any field.
pub struct Keywords(Vec<String>);

impl Keywords {
    /// Splits a text at blanks; letters are compared without case.
    pub fn new(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    fn match_all(&self, user: &User) -> bool {
        self.0.iter().all(|word| {
            let texts = [Some(&user.email), user.first_name.as_ref(), user.last_name.as_ref()];
            texts.into_iter().flatten().any(|text| contains(text, word)) || user.fields.iter().any(|(_, value)| in_value(value, word))
        })
    }
}

fn in_value(value: &Value, word: &str) -> bool {
    match value {
        Value::String(text) => contains(text, word),
        Value::Number(number) => contains(&number.to_string(), word),
        Value::Array(items) => items.iter().any(|item| in_value(item, word)),
        Value::Object(parts) => parts.values().any(|part| in_value(part, word)),
        Value::Null | Value::Bool(_) => false,
    }
}

/// Whether a text contains a word that is in lower case. Most text is ASCII, which needs no copy.
fn contains(text: &str, word: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some(&first) = word.first() else { return true };
    text.len() >= word.len()
        && (0..=text.len() - word.len())
            .any(|start| text[start].to_ascii_lowercase() == first && text[start..start + word.len()].eq_ignore_ascii_case(word))
}

impl World {
    /// The users of the community in whom all keywords occur, by id.
    pub fn search<'w>(&'w self, keywords: &'w Keywords) -> impl Iterator<Item = &'w User> {
        self.users.iter().filter(|user| keywords.match_all(user))
    }

    /// The members of a group in whom all keywords occur, by id.
    ///
    /// # Errors
    ///
    /// Where there is no such group.
    pub fn search_members<'w>(&'w self, group: i64, keywords: &'w Keywords) -> Result<impl Iterator<Item = &'w User>, Refused> {
        let members = self.members(group)?.iter().filter_map(|id| self.user(*id).ok());
        Ok(members.filter(|user| keywords.match_all(user)))
    }
}
