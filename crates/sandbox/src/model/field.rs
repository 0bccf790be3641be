//! Definitions of fields, and the check of values.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Refusal, User, World};

/// The definition of a field that the members of a group have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDefinition {
    /// The number of the field, unique in the community. The sandbox assigns it if it is absent.
    #[serde(default)]
    pub id: i64,
    /// The name for people.
    pub name: String,
    /// The type of the values.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The name of the value in a user's `fields`.
    pub unique_name: String,
    /// The choices of a `checkbox`, `select` or `radio` field.
    #[serde(default)]
    pub options: Option<Vec<String>>,
    /// True if members may add another choice.
    #[serde(default)]
    pub other_option_flag: bool,
    /// The text of the empty field in the form.
    #[serde(default)]
    pub placeholder: Option<String>,
    /// True if the sign-up form requires a value.
    #[serde(default)]
    pub required: bool,
    /// True if the value can be changed.
    #[serde(default = "yes")]
    pub editable: bool,
}

fn yes() -> bool {
    true
}

/// The documented types of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum FieldType {
    Text,
    Number,
    Url,
    #[serde(rename = "textArea")]
    TextArea,
    Checkbox,
    Radio,
    Select,
    Date,
    File,
    Phone,
    Location,
    Email,
}

/// The properties of a location that the page lists; others are dropped.
const LOCATION: [&str; 10] =
    ["place_id", "lat", "lng", "formatted_address", "country", "state", "city", "postal_code", "street_name", "street_number"];

/// The fields that every member has, by `unique_name`; page: `fileddefinition-object`.
const BASIC: [&str; 3] = ["first_name", "last_name", "email"];

impl FieldDefinition {
    pub(crate) fn new(name: &str, kind: FieldType, unique_name: &str) -> Self {
        Self {
            id: 0,
            name: name.to_owned(),
            kind,
            unique_name: unique_name.to_owned(),
            options: None,
            other_option_flag: false,
            placeholder: None,
            required: false,
            editable: true,
        }
    }

    pub(crate) fn options(mut self, options: &[&str]) -> Self {
        self.options = Some(options.iter().map(|&option| option.to_owned()).collect());
        self
    }

    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Checks that the service could have such a field.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.name.trim().is_empty() {
            return Err(Refusal::Missing("name".to_owned()));
        }
        if self.name.chars().count() > 255 {
            return Err(Refusal::invalid("name", "limited to 255 chars"));
        }
        if self.unique_name.trim().is_empty() {
            return Err(Refusal::Missing("unique_name".to_owned()));
        }
        if self.unique_name == "name" {
            return Err(Refusal::invalid("unique_name", "the name follows from first_name and last_name"));
        }
        let chosen = matches!(self.kind, FieldType::Checkbox | FieldType::Radio | FieldType::Select);
        if chosen && self.options.as_ref().is_none_or(Vec::is_empty) {
            return Err(Refusal::invalid("options", "a field of the type checkbox, radio or select needs at least one"));
        }
        Ok(())
    }

    /// Returns whether another field has the same name and another type.
    pub(super) fn is_at_odds(&self, other: &Self) -> bool {
        self.unique_name == other.unique_name && self.kind != other.kind
    }

    /// Returns the value as it is stored, or the reason why it is invalid.
    pub(crate) fn accept(&self, value: Value) -> Result<Value, Refusal> {
        let refuse = |why: &str| Err(Refusal::invalid(&self.unique_name, why));
        if self.kind == FieldType::File {
            return Err(Refusal::File(self.unique_name.clone()));
        }
        if value.is_null() {
            return Ok(value);
        }
        match (self.kind, &value) {
            (FieldType::Text | FieldType::TextArea, Value::String(_)) => Ok(value),
            (FieldType::Text | FieldType::TextArea, _) => refuse("expected a string"),
            (FieldType::Email, Value::String(text)) if is_email(text) => Ok(value),
            (FieldType::Email, _) => refuse("expected an e-mail address"),
            (FieldType::Url, Value::String(text)) if is_link(text) => Ok(value),
            (FieldType::Url, _) => refuse("expected an address that begins with http:// or https://"),
            (FieldType::Number, Value::Number(_)) => Ok(value),
            (FieldType::Number, _) => refuse("expected a number"),
            (FieldType::Date, Value::Number(number)) if number.is_i64() => Ok(value),
            (FieldType::Date, _) => refuse("expected a date in seconds since the epoch"),
            (FieldType::Phone, Value::String(text)) if is_phone(text) => Ok(value),
            (FieldType::Phone, _) => refuse("expected a telephone number like +14155552671"),
            (FieldType::Radio | FieldType::Select, Value::String(text)) => match self.offers(text) {
                true => Ok(value),
                false => refuse("expected one of the field's options"),
            },
            (FieldType::Radio | FieldType::Select, _) => refuse("expected one of the field's options"),
            (FieldType::Checkbox, Value::Array(items)) => {
                match items.iter().all(|item| item.as_str().is_some_and(|item| self.offers(item))) {
                    true => Ok(value),
                    false => refuse("expected an array of the field's options"),
                }
            }
            (FieldType::Checkbox, _) => refuse("expected an array of the field's options"),
            (FieldType::Location, Value::Object(parts)) => location(parts).map_err(|refusal| refusal.below(&self.unique_name)),
            (FieldType::Location, _) => refuse("expected a location"),
            (FieldType::File, _) => Err(Refusal::File(self.unique_name.clone())),
        }
    }

    fn offers(&self, choice: &str) -> bool {
        self.other_option_flag || self.options.as_ref().is_none_or(|options| options.iter().any(|option| option == choice))
    }
}

fn location(parts: &Map<String, Value>) -> Result<Value, Refusal> {
    let mut kept = Map::new();
    for name in LOCATION {
        let Some(value) = parts.get(name) else { continue };
        let fits = match name {
            "lat" | "lng" => value.is_number(),
            "street_number" => value.is_string() || value.is_i64(),
            _ => value.is_string(),
        };
        if !fits {
            return Err(Refusal::invalid(name, if matches!(name, "lat" | "lng") { "expected a number" } else { "expected a string" }));
        }
        kept.insert(name.to_owned(), value.clone());
    }
    Ok(Value::Object(kept))
}

/// Returns whether a text has one `@` between a name and a host, and no blanks.
pub(crate) fn is_email(text: &str) -> bool {
    let blank = text.chars().any(|character| character.is_whitespace() || character.is_control());
    !blank
        && text.len() <= 254
        && text.rsplit_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !local.contains('@'))
}

fn is_link(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Returns whether a text is a plus and the digits of country and number, as the page shows it.
fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

impl World {
    /// Returns the fields of a group: those of the groups above it, from the top, and then its own.
    pub fn fields_of(&self, group: i64) -> impl Iterator<Item = &FieldDefinition> {
        let mut line: Vec<_> = self.ancestors(group).collect();
        line.reverse();
        line.push(group);
        line.into_iter().filter_map(|id| self.groups.get(&id)).flat_map(|group| &group.fields)
    }

    /// Adds a field to a group and all groups below it.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the group does not exist, the definition is invalid, the group or one above or below it has a field of this
    /// name, or a field elsewhere has the name and another type: users have one value for it.
    pub fn define_field(&mut self, group: i64, mut field: FieldDefinition) -> Result<i64, Refusal> {
        self.group(group)?;
        let below: Vec<i64> = self.descendants(group);
        let taken = |id: &i64| self.fields_of(*id).any(|known| known.unique_name == field.unique_name);
        if taken(&group) || below.iter().any(taken) {
            return Err(Refusal::invalid("unique_name", "the group, or one above or below it, has another field of this name"));
        }
        field.check()?;
        let elsewhere = self.groups.values().find(|group| group.fields.iter().any(|known| known.is_at_odds(&field)));
        if let Some(elsewhere) = elsewhere {
            return Err(Refusal::invalid("type", format!("group {} has a field of this unique_name with another type", elsewhere.id)));
        }
        field.id = self.next.field;
        self.next.field += 1;
        let id = field.id;
        if let Some(group) = self.groups.get_mut(&group) {
            group.fields.push(field);
        }
        Ok(id)
    }

    /// Removes a field from the group that defined it, and the values that users have for it. A subgroup inherits the field and
    /// cannot remove it.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the group does not exist or did not define the field, or every member has the field.
    pub fn remove_field(&mut self, group: i64, field: i64) -> Result<(), Refusal> {
        let defined = self.group(group)?.fields.iter().find(|known| known.id == field);
        let Some(name) = defined.map(|known| known.unique_name.clone()) else {
            return Err(Refusal::NotFound(format!("field {field} of group {group} (a field is removed in the group that defined it)")));
        };
        if BASIC.contains(&name.as_str()) {
            return Err(Refusal::invalid(name, "every member has this field, which cannot be removed"));
        }
        if let Some(group) = self.groups.get_mut(&group) {
            group.fields.retain(|known| known.id != field);
        }
        // A group elsewhere may have a field of this name; its members keep the value.
        let stays: Vec<i64> = self.groups.keys().copied().filter(|id| self.fields_of(*id).any(|known| known.unique_name == name)).collect();
        let gone = |user: &&mut User| user.fields.get(&name).is_some() && !user.groups.iter().any(|group| stays.contains(&group.id));
        for user in self.users.iter_mut().filter(gone) {
            user.fields.remove(&name);
            user.index_text();
        }
        Ok(())
    }

    /// Checks values against the definitions that apply: those of the group, or of the whole community without a group.
    pub(super) fn accept_values(&self, group: Option<i64>, given: Map<String, Value>) -> Result<Vec<(String, Value)>, Refusal> {
        let mut accepted = Vec::with_capacity(given.len());
        for (name, value) in given {
            let definition = match group {
                Some(group) => self.fields_of(group).find(|field| field.unique_name == name),
                None => self.groups.values().flat_map(|group| &group.fields).find(|field| field.unique_name == name),
            };
            let value = match (definition, name.as_str()) {
                (Some(definition), _) => definition.accept(value).map_err(|refusal| refusal.below("fields"))?,
                // The default fields exist even if no group defines them.
                (None, "email" | "first_name" | "last_name") if value.is_string() || value.is_null() => value,
                (None, "name") => return Err(Refusal::invalid("fields.name", "it follows from first_name and last_name")),
                (None, _) => return Err(Refusal::invalid(format!("fields.{name}"), "there is no such field")),
            };
            accepted.push((name, value));
        }
        Ok(accepted)
    }
}
