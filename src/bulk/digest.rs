//! Digests of rows, by which a state recognises them.

use std::io;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Returns the digest of a row: the 64-bit FNV-1a hash of its JSON, which is the same on every machine and in every version.
///
/// Two different rows have the same digest with a probability below one in ten million, even among a million rows.
pub(super) fn digest(row: &impl Serialize) -> serde_json::Result<u64> {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    serde_json::to_writer(&mut hash, row)?;
    Ok(hash.0)
}

struct Fnv(u64);

impl io::Write for Fnv {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The digests of the rows of a batch, in order: in JSON one string of base64, eight bytes for each row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Digests(Arc<[u64]>);

impl Digests {
    pub fn new(digests: Vec<u64>) -> Self {
        Self(digests.into())
    }

    pub fn get(&self, index: u64) -> Option<u64> {
        self.0.get(usize::try_from(index).ok()?).copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = u64> {
        self.0.iter().copied()
    }

    pub fn set(&mut self, index: u64, digest: u64) {
        if let Some(place) = usize::try_from(index).ok().and_then(|index| Arc::make_mut(&mut self.0).get_mut(index)) {
            *place = digest;
        }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl Serialize for Digests {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|digest| digest.to_be_bytes()).collect();
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for Digests {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(D::Error::custom)?;
        let (digests, rest) = bytes.as_chunks::<8>();
        if rest.is_empty() {
            Ok(Self(digests.iter().map(|bytes| u64::from_be_bytes(*bytes)).collect()))
        } else {
            Err(D::Error::custom("the digests of a batch are incomplete"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_stable() {
        // Stored states depend on this value.
        assert_eq!(digest(&serde_json::json!({ "a": 1 })).expect("encodes"), 11_258_580_006_047_770_801);
    }

    #[test]
    fn digests_survive() {
        let digests = Digests::new(vec![1, u64::MAX]);
        let text = serde_json::to_string(&digests).expect("encodes");
        assert_eq!(text, "\"AAAAAAAAAAH__________w\"");
        assert_eq!(serde_json::from_str::<Digests>(&text).expect("decodes"), digests);
        assert!(serde_json::from_str::<Digests>("\"AAAA\"").is_err());
    }
}
