//! A first look at the start of a JSON text.

use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The names in the upper levels of a JSON text that may be cut off.
#[derive(Debug, Default)]
pub struct JsonOutline {
    kinds: HashMap<String, Kind>,
    /// True if another object follows.
    pub followed: bool,
    /// True if the first value is on one line.
    pub is_line: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Object,
    List,
    /// A string that starts with a slash.
    Path,
    Text,
    Other,
}

impl JsonOutline {
    pub fn of(head: &[u8]) -> Self {
        let mut outline = Self::default();
        let mut json = serde_json::Deserializer::from_slice(head).into_iter::<IgnoredAny>();
        if let Some(Ok(_)) = json.next() {
            outline.is_line = !head[..json.byte_offset()].trim_ascii().contains(&b'\n');
            outline.followed = head[json.byte_offset()..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        }
        // The head may end anywhere.
        let _ = Look { outline: &mut outline, at: String::new(), depth: 0 }.deserialize(&mut serde_json::Deserializer::from_slice(head));
        outline
    }

    pub fn has(&self, at: &str) -> bool {
        self.kinds.contains_key(at)
    }

    pub fn kind(&self, at: &str) -> Option<Kind> {
        self.kinds.get(at).copied()
    }
}

struct Look<'s> {
    outline: &'s mut JsonOutline,
    at: String,
    depth: usize,
}

impl Look<'_> {
    fn found(self, kind: Kind) {
        self.outline.kinds.insert(self.at, kind);
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.found(if text.starts_with('/') { Kind::Path } else { Kind::Text });
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.outline.kinds.insert(self.at.clone(), Kind::Object);
        while let Some(name) = map.next_key::<String>()? {
            let at = format!("{}/{name}", self.at);
            if self.depth < 3 {
                // Noted before it is read: the value may continue after the head.
                self.outline.kinds.insert(at.clone(), Kind::Other);
                map.next_value_seed(Look { outline: self.outline, at, depth: self.depth + 1 })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.outline.kinds.insert(self.at.clone(), Kind::List);
        if self.depth < 2 {
            seq.next_element_seed(Look { outline: self.outline, at: format!("{}/0", self.at), depth: self.depth + 1 })?;
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
