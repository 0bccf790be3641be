//! The reader as a deserializer of serde.

use std::borrow::Cow;

use serde::Deserializer;
use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::error::{JsonError, Problem};
use super::key::Key;
use super::memory;
use super::reader::{Number, Reader};
use super::tolerant::{TOLERANT, TolerantProperties};

/// The name by which `serde_json::value::RawValue` asks for the text of a value.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

type Result<T> = std::result::Result<T, JsonError>;

impl<'de> Reader<'de> {
    fn visit<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                let text = self.string()?;
                self.charge_string(&text)?;
                match text {
                    Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                    Cow::Owned(text) => visitor.visit_string(text),
                }
            }
            Some(b'{') => self.object(|reader| visitor.visit_map(Properties { reader, is_first: true, key: Cow::Borrowed("") })),
            Some(b'[') => {
                self.enter()?;
                let record = self.record();
                let value = visitor.visit_seq(Elements { reader: self, count: 0, record });
                let value = value.map_err(|error| error.with_offset(self.at))?;
                self.expect(b']')?;
                self.leave();
                Ok(value)
            }
            Some(b'n') => self.literal("null").and_then(|()| visitor.visit_unit()),
            Some(b't') => self.literal("true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => self.literal("false").and_then(|()| visitor.visit_bool(false)),
            Some(b'-' | b'0'..=b'9') => match self.number()? {
                Number::Unsigned(number) => visitor.visit_u64(number),
                Number::Signed(number) => visitor.visit_i64(number),
                Number::Float(number) => visitor.visit_f64(number),
                Number::Text(text) => visitor.visit_borrowed_str(text),
            },
            _ => Err(self.error(Problem::NotJson)),
        }
    }

    /// Reads an object.
    pub(super) fn object<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.enter()?;
        let value = read(self).map_err(|error| error.with_offset(self.at))?;
        self.expect(b'}')?;
        self.leave();
        Ok(value)
    }

    /// Reads the name of the next property and its colon; `None` before the end of the object.
    pub(super) fn property(&mut self, is_first: bool) -> Result<Option<Cow<'de, str>>> {
        match (self.peek(), is_first) {
            (Some(b'}'), _) => return Ok(None),
            (Some(b','), false) => self.at += 1,
            (Some(_), true) => self.charge(memory::MAP)?,
            _ => return Err(self.error(Problem::NotJson)),
        }
        self.expect(b'"')?;
        let key = self.string()?;
        self.charge(memory::ENTRY + key.len())?;
        self.expect(b':')?;
        Ok(Some(key))
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.visit(visitor).map_err(|error| error.with_offset(self.at))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.peek() {
            Some(b'n') => self.literal("null").and_then(|()| visitor.visit_none()),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value> {
        match name {
            TOLERANT if self.peek() == Some(b'{') => self.object(|reader| visitor.visit_map(TolerantProperties::new(reader))),
            RAW_VALUE => {
                let raw = self.raw()?;
                self.charge_string(raw)?;
                visitor.visit_map(MapDeserializer::new(std::iter::once((RAW_VALUE, raw))))
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                let variant = self.string()?;
                let variant: StrDeserializer<'_, JsonError> = StrDeserializer::new(&variant);
                visitor.visit_enum(variant).map_err(|error| error.with_offset(self.at))
            }
            Some(b'{') => self.object(|reader| visitor.visit_enum(Variant { reader })),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier ignored_any
    }
}

/// The elements of an array.
struct Elements<'a, 'de> {
    reader: &'a mut Reader<'de>,
    count: usize,
    record: Option<usize>,
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        match (self.reader.peek(), self.count) {
            (Some(b']'), _) => return Ok(None),
            (Some(b','), 1..) => self.reader.at += 1,
            (Some(_), 0) => {}
            _ => return Err(self.reader.error(Problem::NotJson)),
        }
        self.reader.charge(memory::element::<T::Value>())?;
        self.reader.peek();
        let start = self.reader.at;
        let value = seed.deserialize(&mut *self.reader);
        let value = value.map_err(|error| error.with_offset(self.reader.at).in_index(self.count))?;
        if let Some(record) = self.record {
            self.reader.record_row(record, start);
        }
        self.count += 1;
        Ok(Some(value))
    }
}

/// The properties of an object.
struct Properties<'a, 'de> {
    reader: &'a mut Reader<'de>,
    is_first: bool,
    key: Cow<'de, str>,
}

impl<'de> MapAccess<'de> for Properties<'_, 'de> {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some(key) = self.reader.property(self.is_first)? else { return Ok(None) };
        self.is_first = false;
        self.key = key.clone();
        seed.deserialize(Key(key)).map_err(|error| error.with_offset(self.reader.at)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let value = seed.deserialize(&mut *self.reader);
        value.map_err(|error| error.with_offset(self.reader.at).in_key(&self.key))
    }
}

/// The variant of an enumeration, as an object with one property.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = JsonError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self)> {
        let Some(key) = self.reader.property(true)? else { return Err(self.reader.error(Problem::Mismatch)) };
        let variant = seed.deserialize(Key(key)).map_err(|error| error.with_offset(self.reader.at))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = JsonError;

    fn unit_variant(self) -> Result<()> {
        serde::Deserialize::deserialize(self.reader)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.reader.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.reader.deserialize_any(visitor)
    }
}
