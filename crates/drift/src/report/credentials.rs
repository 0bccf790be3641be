//! Decides about missing credentials: most recorders leave credentials out, so that a request without one is a difference only
//! next to others with one.

use std::collections::BTreeMap;
use std::sync::Arc;

use openapi_drift_recordings::Exchange;

use crate::finding::code::Code;
use crate::report::fingerprint::Fingerprint;
use crate::report::found::Found;
use crate::report::key::ObservationKey;

/// The numbers of exchanges that carry the name of a credential, by input.
pub(crate) type CredentialCounts = BTreeMap<Fingerprint, usize>;

/// The recorder that never leaves out the names of credentials.
const OWN_RECORDER: &str = "openapi-drift record";

/// The mark of an observation that needs no evidence.
const CERTAIN: &str = "certain";

/// Extensions of files with many exchanges of one recorder. A folder of other files is one input.
const ARCHIVES: [&str; 7] = ["har", "gz", "zip", "ndjson", "jsonl", "http", "txt"];

/// The input that an exchange belongs to: its file, or the folder of its file if files have one exchange each.
pub(crate) fn input_of(exchange: &Exchange) -> Fingerprint {
    let file: &str = &exchange.file;
    let is_archive = file.rsplit_once('.').is_some_and(|(_, extension)| ARCHIVES.iter().any(|known| extension.eq_ignore_ascii_case(known)));
    let folder = file.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
    Fingerprint::of_bytes(if is_archive { file } else { folder }.as_bytes())
}

/// The part of the key of an observation by which it is decided later.
pub(crate) fn detail(exchange: &Exchange, has_credential: bool) -> String {
    let recorder = exchange.recording.provenance.as_ref().and_then(|provenance| provenance.recorded_by.as_deref());
    if recorder.is_some_and(|recorder| recorder.starts_with(OWN_RECORDER)) {
        return CERTAIN.to_owned();
    }
    format!("{}{}", input_of(exchange), if has_credential { " carrier" } else { "" })
}

/// Keeps the observations whose recorder is known to keep the names of credentials, and counts those of all inputs together.
pub(crate) fn decide(found: &mut Found, counts: &CredentialCounts, most: usize) {
    let is_of = |key: &ObservationKey| key.code == Code::MissingCredentials;
    if !found.observations.keys().any(|key| is_of(key)) {
        return;
    }
    for (key, collected) in std::mem::take(&mut found.observations) {
        if !is_of(&key) {
            found.observations.insert(key, collected);
            continue;
        }
        let (input, own) = match key.detail.strip_suffix(" carrier") {
            Some(input) => (input, 1),
            None => (key.detail.as_str(), 0),
        };
        let others = || counts.iter().find(|(known, _)| known.to_string() == input).map_or(0, |(_, count)| *count);
        if input == CERTAIN || others() > own {
            let key = Arc::new(ObservationKey { detail: String::new(), ..ObservationKey::clone(&key) });
            match found.observations.entry(key) {
                std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert(collected)),
                std::collections::btree_map::Entry::Occupied(mut entry) => entry.get_mut().merge(collected, most),
            }
        }
    }
}
