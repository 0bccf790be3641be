//! The forms in which an id arrives.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};

use crate::paging::RowKey;

/// The form of an id, which encoding keeps.
#[derive(Clone, Debug, Default)]
pub enum Form {
    /// The property was absent or null. Id types accept that, so that a row without an id does not cost the page.
    #[default]
    Missing,
    Number(Number),
    Text(String),
    /// Any other value, kept for encoding.
    Other(Value),
}

impl Form {
    /// Makes a number of text that is the usual form of one: `"007"` stays text.
    pub fn from_text(text: String) -> Self {
        match text.parse::<u64>() {
            Ok(number) if number.to_string() == text => Self::Number(number.into()),
            _ => Self::Text(text),
        }
    }

    /// The text that ids are compared and displayed by, and that paths contain.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Missing => Cow::Borrowed(""),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Other(value) => Cow::Owned(value.to_string()),
        }
    }

    /// Returns true if both have the same text. Allocates only for unusual forms.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Number(number), Self::Text(text)) | (Self::Text(text), Self::Number(number)) if number.is_u64() => {
                RowKey::number(text) == number.as_u64()
            }
            _ => self.text() == other.text(),
        }
    }

    /// Hashes the text. Allocates only for unusual forms.
    pub fn hash_text<H: Hasher>(&self, state: &mut H) {
        let number = match self {
            Self::Number(number) => number.as_u64(),
            Self::Text(text) => RowKey::number(text),
            Self::Missing | Self::Other(_) => None,
        };
        number.hash(state);
        if number.is_none() {
            self.text().hash(state);
        }
    }

    /// The key of a row; `None` if the id is missing.
    pub fn key(&self) -> Option<RowKey> {
        Some(match self {
            Self::Missing => return None,
            Self::Number(number) => number.as_u64().map_or_else(|| RowKey::from(&*number.to_string()), RowKey::Number),
            Self::Text(text) => RowKey::from(&**text),
            Self::Other(value) => RowKey::from(&*value.to_string()),
        })
    }

    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Number(number) => number.as_u64(),
            Self::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            Self::Text(_) | Self::Missing | Self::Other(_) => None,
        }
    }
}

impl From<Value> for Form {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Missing,
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(text),
            other => Self::Other(other),
        }
    }
}

/// Decodes an option: serde then accepts an absent property instead of failing.
impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FormVisitor;

        impl<'de> Visitor<'de> for FormVisitor {
            type Value = Form;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id")
            }

            fn visit_none<E>(self) -> Result<Form, E> {
                Ok(Form::Missing)
            }

            fn visit_unit<E>(self) -> Result<Form, E> {
                Ok(Form::Missing)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Form, D::Error> {
                Value::deserialize(deserializer).map(Form::from)
            }
        }

        deserializer.deserialize_option(FormVisitor)
    }
}

impl Serialize for Form {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Other(value) => value.serialize(serializer),
        }
    }
}
