//! All observations, by their keys, and which of them recordings show together.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::report::collected::Collected;
use crate::report::fingerprint::ShownBy;
use crate::report::key::ObservationKey;

/// Equal observations by key, and the recordings that show several keys of one cause. With these, the number of recordings
/// that show any of some findings is exact, although no list of recordings is kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Found {
    pub observations: BTreeMap<Arc<ObservationKey>, Collected>,
    /// The recordings that show exactly these keys of one cause; two keys or more, sorted.
    pub overlaps: BTreeMap<Vec<Arc<ObservationKey>>, ShownBy>,
}

impl Found {
    /// Adds what other recordings show; keeps the first `most` places of each key.
    pub fn merge(&mut self, other: Self, most: usize) {
        for (key, theirs) in other.observations {
            match self.observations.entry(key) {
                std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert(theirs)),
                std::collections::btree_map::Entry::Occupied(mut entry) => entry.get_mut().merge(theirs, most),
            }
        }
        for (keys, theirs) in other.overlaps {
            self.overlaps.entry(keys).or_default().add(theirs);
        }
    }
}

/// The written form: overlaps name their keys by number in the same list, since keys are long.
#[derive(Serialize, Deserialize)]
struct Written<K> {
    observations: Vec<(K, Collected)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    overlaps: Vec<(Vec<usize>, ShownBy)>,
}

impl Serialize for Found {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers: BTreeMap<&ObservationKey, usize> =
            self.observations.keys().enumerate().map(|(number, key)| (&**key, number)).collect();
        let overlaps = self.overlaps.iter().map(|(keys, shown)| {
            let keys = keys.iter().filter_map(|key| numbers.get(&**key).copied()).collect();
            (keys, *shown)
        });
        let observations = self.observations.iter().map(|(key, collected)| (&**key, collected.clone())).collect();
        Written { observations, overlaps: overlaps.collect() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { observations, overlaps } = Written::<ObservationKey>::deserialize(deserializer)?;
        let observations: Vec<(Arc<ObservationKey>, Collected)> =
            observations.into_iter().map(|(key, collected)| (Arc::new(key), collected)).collect();
        let named = |keys: Vec<usize>| -> Result<Vec<Arc<ObservationKey>>, D::Error> {
            let key = |number: usize| observations.get(number).map(|(key, _)| Arc::clone(key));
            keys.into_iter().map(|number| key(number).ok_or_else(|| D::Error::custom("an overlap names no observation"))).collect()
        };
        let overlaps = overlaps.into_iter().map(|(keys, shown)| Ok((named(keys)?, shown))).collect::<Result<_, D::Error>>()?;
        Ok(Self { overlaps, observations: observations.into_iter().collect() })
    }
}
