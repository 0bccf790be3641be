//! Objects that keep the values that do not match their types.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Deserialize;
use serde::de::value::UnitDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess};
use serde_json::{Map, Value};

use super::error::JsonError;
use super::key::Key;
use super::reader::Reader;

/// The name by which [`Tolerant`](crate::Tolerant) asks for its properties.
pub(crate) const TOLERANT: &str = "$mobilize::Tolerant";

/// The values that did not match, and the properties that are null.
#[derive(Default, Deserialize)]
pub(crate) struct Leftovers(pub Map<String, Value>, pub Vec<String>);

/// The properties of an object. One whose value does not match its type is absent, and its value is kept. After the last one follows
/// a property with the [`Leftovers`], if there are any.
pub(super) struct TolerantProperties<'a, 'de> {
    reader: &'a mut Reader<'de>,
    is_first: bool,
    key: Cow<'de, str>,
    seen: Seen<'de>,
    leftovers: Leftovers,
    stage: Stage,
}

/// The names of properties so far: a list while they are few, which is faster.
#[derive(Default)]
struct Seen<'de> {
    few: Vec<Cow<'de, str>>,
    many: HashSet<Cow<'de, str>>,
}

impl<'de> Seen<'de> {
    const FEW: usize = 40;

    fn is_new(&mut self, key: Cow<'de, str>) -> bool {
        if self.few.contains(&key) || (!self.many.is_empty() && self.many.contains(&key)) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(key);
        } else {
            self.many.insert(key);
        }
        true
    }
}

#[derive(PartialEq)]
enum Stage {
    Properties,
    Leftovers,
    End,
}

impl<'a, 'de> TolerantProperties<'a, 'de> {
    pub fn new(reader: &'a mut Reader<'de>) -> Self {
        Self {
            reader,
            is_first: true,
            key: Cow::Borrowed(""),
            seen: Seen::default(),
            leftovers: Leftovers::default(),
            stage: Stage::Properties,
        }
    }

    /// Records a property whose value is null.
    fn note_null(&mut self) {
        if self.reader.peek() == Some(b'n') {
            self.leftovers.1.push(self.key.clone().into_owned());
        }
    }

    /// Hands out the leftovers as the last property.
    fn take_leftovers<T, E: Error>(&mut self, read: impl FnOnce(Value) -> Result<T, E>) -> Result<T, JsonError> {
        self.stage = Stage::End;
        let Leftovers(mismatches, nulls) = std::mem::take(&mut self.leftovers);
        let nulls = nulls.into_iter().map(Value::String).collect();
        read(Value::Array(vec![Value::Object(mismatches), Value::Array(nulls)])).map_err(JsonError::custom)
    }
}

impl<'de> MapAccess<'de> for TolerantProperties<'_, 'de> {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        match self.stage {
            Stage::Properties => {}
            Stage::Leftovers => return seed.deserialize(Key(Cow::Borrowed(TOLERANT))).map(Some),
            Stage::End => return Ok(None),
        }
        let key = loop {
            let key = self.reader.property(self.is_first)?;
            self.is_first = false;
            match key {
                // The generated types refuse a name that is there twice: the first value counts, and the last one is kept too.
                Some(key) if !self.seen.is_new(key.clone()) => {
                    let value = Value::deserialize(&mut *self.reader).map_err(|error| error.in_key(&key))?;
                    self.leftovers.0.insert(key.into_owned(), value);
                }
                key => break key,
            }
        };
        let Some(key) = key else {
            let is_empty = self.leftovers.0.is_empty() && self.leftovers.1.is_empty();
            self.stage = if is_empty { Stage::End } else { Stage::Leftovers };
            return Ok(None);
        };
        self.key = key.clone();
        seed.deserialize(Key(key)).map_err(|error| error.with_offset(self.reader.at)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, JsonError> {
        if self.stage == Stage::Leftovers {
            return self.take_leftovers(|value| seed.deserialize(value));
        }
        self.note_null();
        let value = seed.deserialize(&mut *self.reader);
        value.map_err(|error| error.with_offset(self.reader.at).in_key(&self.key))
    }

    /// The generated types call this for each documented property, and not `next_value_seed`; so the type of the value is known, and an absent
    /// value can be made after a mismatch.
    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, JsonError> {
        if self.stage == Stage::Leftovers {
            return self.take_leftovers(V::deserialize);
        }
        self.note_null();
        let mark = self.reader.mark();
        match V::deserialize(&mut *self.reader) {
            Ok(value) => Ok(value),
            Err(error) if error.is_mismatch() => {
                self.reader.go_back(mark);
                let value = Value::deserialize(&mut *self.reader)?;
                self.leftovers.0.insert(self.key.clone().into_owned(), value);
                let absent: UnitDeserializer<JsonError> = ().into_deserializer();
                V::deserialize(absent).map_err(|_| error.in_key(&self.key))
            }
            Err(error) => Err(error.with_offset(self.reader.at).in_key(&self.key)),
        }
    }
}
