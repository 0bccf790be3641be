//! Pseudonyms of values. They depend on the key and on the text alone, never on the place.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Map, Number, Value};

use crate::check::opaque_names::looks_like_id;
use crate::redact::class::{Class, decode_text, encode_like, jwt, shifted};
use crate::redact::key::RedactionKey;
use crate::redact::names;
use crate::redact::pattern::{image, pattern};
use crate::redact::target::Literals;
use openapi_drift_openapi::Document;
use openapi_drift_recordings::{Placeholders, is_credential};

/// Values within values (JSON in base64 in a URL) are followed this deep.
const MAX_DEPTH: u8 = 6;

/// A permutation is applied this often to stay in the class of a value; then the value is withheld.
const MAX_STEPS: usize = 2_000;

/// The number of pseudonyms that are remembered.
const MAX_KNOWN: usize = 100_000;

/// Names have at most this many bytes; longer texts are not compared by the rule for names.
const LONGEST_NAME: usize = 200;

/// The pseudonyms of one key.
pub(crate) struct Values<'d> {
    pub document: &'d Document,
    pub literals: Literals,
    key: &'d RedactionKey,
    /// The days by which dates are moved.
    days: i32,
    placeholders: Placeholders,
    known: RefCell<HashMap<String, Option<String>>>,
}

impl<'d> Values<'d> {
    pub fn new(document: &'d Document, literals: Literals, key: &'d RedactionKey) -> Self {
        /// Dates move by at least one year and less than eleven.
        const DAYS: (u32, u32) = (365, 3650);
        let digest = key.hasher("days").finalize();
        let [first, second, third, fourth, ..] = *digest.as_bytes();
        let days = DAYS.0 + u32::from_le_bytes([first, second, third, fourth]) % DAYS.1;
        let days = i32::try_from(days).unwrap_or_default();
        Self { document, literals, key, days: -days, placeholders: Placeholders::default(), known: RefCell::default() }
    }

    /// Returns whether a text has a placeholder of a recorder in it.
    pub fn is_unknown(&self, text: &str) -> bool {
        self.placeholders.is_in(text)
    }

    /// Returns the pseudonym of a text; `None` if there is none with its class, so that the text is withheld.
    pub fn text(&self, text: &str) -> Option<String> {
        self.text_at(text, 0)
    }

    /// Returns the pseudonym of a number.
    pub fn number(&self, number: &Number) -> Option<Number> {
        let pseudonym: Number = serde_json::from_str(&self.text(&number.to_string())?).ok()?;
        (pseudonym.is_f64() == number.is_f64()).then_some(pseudonym)
    }

    pub(crate) fn text_at(&self, text: &str, depth: u8) -> Option<String> {
        // A value that is nested too deep has no pseudonym, and the same value elsewhere has one.
        if depth > 0 {
            return self.compute(text, depth);
        }
        if let Some(known) = self.known.borrow().get(text) {
            return known.clone();
        }
        let pseudonym = self.compute(text, depth);
        let mut known = self.known.borrow_mut();
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        known.insert(text.to_owned(), pseudonym.clone());
        pseudonym
    }

    fn compute(&self, text: &str, depth: u8) -> Option<String> {
        if depth > MAX_DEPTH || self.is_unknown(text) {
            return None;
        }
        let class = Class::of(text);
        let inside = |text: &str| self.text_at(text, depth + 1);
        let pseudonym = match class {
            Class::Empty | Class::Boolean => return Some(text.to_owned()),
            Class::Fraction(_) if !text.contains(['e', 'E']) && text.ends_with('0') => {
                let significant = text.trim_end_matches('0').trim_end_matches('.');
                format!("{}{}", inside(significant)?, &text[significant.len()..])
            }
            Class::Date => shifted(text, self.days)?,
            Class::Uri | Class::Path => self.uri(text, depth + 1)?,
            Class::Json => self.json(&serde_json::from_str(text).ok()?, depth + 1)?.to_string(),
            Class::Base64 => encode_like(&inside(&decode_text(text)?)?, text),
            Class::Jwt => {
                let (header, claims, signature) = jwt(text)?;
                let part = |json: &str| Some(encode_like(&inside(json)?, "-").trim_end_matches('=').to_owned());
                format!("{}.{}.{}", part(&header)?, part(&claims)?, inside(signature)?)
            }
            _ => return self.walk(class, text),
        };
        (Class::of(&pseudonym) == class).then_some(pseudonym)
    }

    /// Applies the permutation until the image has the class of the text, so that the values of each class are permuted among themselves.
    fn walk(&self, class: Class, text: &str) -> Option<String> {
        let is_id = |text: &str| text.len() <= LONGEST_NAME && looks_like_id(text);
        let (wanted, is_name) = (pattern(class, text), is_id(text));
        let mut pseudonym = text.to_owned();
        for _ in 0..MAX_STEPS {
            pseudonym = image(self.key, class, &pseudonym)?;
            let is_same = Class::of(&pseudonym) == class && is_id(&pseudonym) == is_name && pattern(class, &pseudonym) == wanted;
            if is_same && !self.is_unknown(&pseudonym) {
                return Some(pseudonym);
            }
        }
        None
    }

    /// Replaces the values of JSON that no schema describes.
    fn json(&self, value: &Value, depth: u8) -> Option<Value> {
        Some(match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number) => Value::Number(self.number(number)?),
            Value::String(text) => Value::String(self.text_at(text, depth)?),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.json(item, depth)).collect::<Option<_>>()?),
            Value::Object(properties) => {
                let mut redacted = Map::new();
                for (name, value) in properties {
                    // The value of a credential has no pseudonym.
                    if is_credential(name) && matches!(value, Value::String(_) | Value::Number(_)) {
                        return None;
                    }
                    if redacted.insert(self.name(name), self.json(value, depth)?).is_some() {
                        return None;
                    }
                }
                Value::Object(redacted)
            }
        })
    }

    /// Returns a name as it is written: itself if it is kept, and otherwise its pseudonym as a value.
    pub fn name(&self, name: &str) -> String {
        if names::is_kept(self.document, name) {
            return name.to_owned();
        }
        self.text(name).unwrap_or_else(|| format!("{:.16}", self.key.digest("name", name)))
    }
}
