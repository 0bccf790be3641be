//! The counts and observations of some recordings. Tallies merge in any order and grouping; an empty one changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check::checked::BrokenSchema;
use crate::report::ages::Ages;
use crate::report::coverage::Recorded;
use crate::report::credentials::CredentialCounts;
use crate::report::errors::ReadErrors;
use crate::report::found::Found;
use crate::report::key::Subject;
use crate::report::pairs;

/// The counts and observations of some recordings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Tally {
    /// The number of recordings that were checked.
    pub recordings: usize,
    /// The number of those that are examples of a vendor's documentation rather than traffic.
    pub documentation: usize,
    /// The number of those that belong to an operation or webhook of the document.
    pub matched: usize,
    /// The number of recordings that were left out since they are older than asked for.
    pub too_old: usize,
    /// The number of recordings that were left out since they belong to other operations.
    pub other_operations: usize,
    /// Exchanges that are not compared with the document, by reason.
    pub not_checked: BTreeMap<String, usize>,
    /// Exchanges that lack a part because the recorder left it out, by part.
    pub not_recorded: BTreeMap<String, usize>,
    /// Bodies with a schema whose media type is not supported, by media type.
    pub unsupported_bodies: BTreeMap<String, usize>,
    /// The hosts of requests that no server of the document has; the first ones by name.
    pub hosts: BTreeSet<String>,
    /// The hosts of all requests; the first ones by name.
    pub all_hosts: BTreeSet<String>,
    /// The number of values on which no keyword was evaluated, because the recordings do not have them.
    pub unknown_values: usize,
    /// The servers among the options at which a recording was made.
    pub served: BTreeSet<String>,
    /// The exchanges that carry the name of a credential, by input.
    #[serde(with = "pairs")]
    pub credentials: CredentialCounts,
    /// Schemas that could not be used.
    pub broken: BTreeSet<BrokenSchema>,
    /// The number of recordings of an operation (or path) and status.
    #[serde(with = "pairs")]
    pub exchanges: BTreeMap<(Subject, Option<u16>), usize>,
    pub coverage: Recorded,
    pub ages: Ages,
    pub found: Found,
    pub errors: ReadErrors,
}

/// The number of hosts that are kept for a hint.
pub(crate) const MAX_HOSTS: usize = 20;

impl Tally {
    /// Adds other recordings; keeps the first `most` places of each finding.
    pub fn merge(&mut self, other: Self, most: usize) {
        self.recordings += other.recordings;
        self.documentation += other.documentation;
        self.matched += other.matched;
        self.too_old += other.too_old;
        self.other_operations += other.other_operations;
        add(&mut self.not_checked, other.not_checked);
        add(&mut self.not_recorded, other.not_recorded);
        add(&mut self.unsupported_bodies, other.unsupported_bodies);
        add(&mut self.exchanges, other.exchanges);
        other.hosts.into_iter().for_each(|host| add_host(&mut self.hosts, host));
        other.all_hosts.into_iter().for_each(|host| add_host(&mut self.all_hosts, host));
        self.unknown_values += other.unknown_values;
        self.served.extend(other.served);
        add(&mut self.credentials, other.credentials);
        self.broken.extend(other.broken);
        self.coverage.merge(other.coverage);
        self.ages.merge(other.ages);
        self.found.merge(other.found, most);
        self.errors.merge(other.errors);
    }

    /// The number of exchanges that are to be compared with the document: without those that are no exchange with the API.
    pub fn comparable(&self) -> usize {
        self.recordings - self.not_checked.values().sum::<usize>().min(self.recordings)
    }
}

fn add<K: Ord>(to: &mut BTreeMap<K, usize>, from: BTreeMap<K, usize>) {
    for (key, count) in from {
        *to.entry(key).or_default() += count;
    }
}

/// Adds a host. Keeps the first hosts by name, so that the order of arrival makes no difference.
pub(crate) fn add_host(hosts: &mut BTreeSet<String>, host: String) {
    hosts.insert(host);
    while hosts.len() > MAX_HOSTS {
        hosts.pop_last();
    }
}

/// The recordings of one operation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RecordedOperation {
    pub recordings: usize,
    /// By the keys of the document, such as `200` or `4XX`.
    pub statuses: BTreeMap<String, usize>,
}

impl RecordedOperation {
    pub fn merge(&mut self, other: Self) {
        self.recordings += other.recordings;
        add(&mut self.statuses, other.statuses);
    }
}

/// The recordings of operations, by their names.
pub(crate) type RecordedOperations = BTreeMap<Arc<str>, RecordedOperation>;
