//! Sets of recordings, in a few bytes: how many they are, and a sum by which two sets are equal or not. Both add up, so that
//! they merge in any order, and neither grows with the traffic.

use std::fmt;

use openapi_drift_recordings::Exchange;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use xxhash_rust::xxh3::Xxh3Default;

/// A number that stands for a recording or, as a sum, for a set of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of an exchange: of its place and of its content.
    pub fn of(exchange: &Exchange) -> Self {
        let mut hash = Xxh3Default::new();
        let recording = &exchange.recording;
        field(&mut hash, exchange.file.as_bytes());
        hash.update(&exchange.index.to_le_bytes());
        field(&mut hash, recording.request.method.as_bytes());
        field(&mut hash, recording.request.url.as_bytes());
        content(&mut hash, recording.request.body.as_ref(), recording.request.body_text.as_deref());
        if let Some(response) = &recording.response {
            hash.update(&response.status.to_le_bytes());
            content(&mut hash, response.body.as_ref(), response.body_text.as_deref());
        }
        Self(hash.digest128())
    }

    /// The fingerprint of some bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(xxhash_rust::xxh3::xxh3_128(bytes))
    }

    /// The same input under another name.
    pub fn named(self, name: &str) -> Self {
        let mut hash = Xxh3Default::new();
        field(&mut hash, name.as_bytes());
        hash.update(&self.0.to_le_bytes());
        Self(hash.digest128())
    }

    /// Adds the recordings of a set that has none in common with this one.
    pub fn add(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }

    /// Takes away a subset, `times` over.
    pub fn remove(&mut self, other: Self, times: usize) {
        self.0 = self.0.wrapping_sub(other.0.wrapping_mul(times as u128));
    }
}

/// Feeds a string so that two strings cannot run into each other.
fn field(hash: &mut Xxh3Default, bytes: &[u8]) {
    hash.update(&bytes.len().to_le_bytes());
    hash.update(bytes);
}

fn content(hash: &mut Xxh3Default, json: Option<&Value>, text: Option<&str>) {
    field(hash, text.unwrap_or_default().as_bytes());
    // Iterative, because bodies may be nested deeply.
    let mut open: Vec<&Value> = json.into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Null => hash.update(b"n"),
            Value::Bool(value) => hash.update(if *value { b"t" } else { b"f" }),
            Value::Number(number) => field(hash, number.to_string().as_bytes()),
            Value::String(text) => field(hash, text.as_bytes()),
            Value::Array(items) => {
                hash.update(b"a");
                hash.update(&items.len().to_le_bytes());
                open.extend(items);
            }
            Value::Object(members) => {
                hash.update(b"o");
                hash.update(&members.len().to_le_bytes());
                for (name, value) in members {
                    field(hash, name.as_bytes());
                    open.push(value);
                }
            }
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Hexadecimal, since many readers of JSON know no integers of this size.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16).map(Self).map_err(serde::de::Error::custom)
    }
}

/// The recordings that show something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct ShownBy {
    pub recordings: usize,
    pub sum: Fingerprint,
}

impl ShownBy {
    /// Adds one recording that is not in the set yet.
    pub fn insert(&mut self, recording: Fingerprint) {
        self.recordings += 1;
        self.sum.add(recording);
    }

    /// Adds a set that has no recording in common with this one.
    pub fn add(&mut self, other: Self) {
        self.recordings = self.recordings.saturating_add(other.recordings);
        self.sum.add(other.sum);
    }

    /// Takes a subset away, `times` over.
    pub fn remove(&mut self, other: Self, times: usize) {
        self.recordings = self.recordings.saturating_sub(other.recordings.saturating_mul(times));
        self.sum.remove(other.sum, times);
    }
}
