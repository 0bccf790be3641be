//! The world: everything that a sandbox knows, and all that a saved world contains.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::bulk::Change;
use super::{Activity, Bulk, Group, Job, Millis, ModeQuirks, Organization, Subscription, User};
use crate::vendor::Vendor;

/// A community, or an organization of the vendor Mode: everything that the sandbox knows, and all that a saved world contains.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// The world's name, as it was chosen at the start.
    pub name: String,
    /// What ids and data were made from.
    pub seed: u64,
    /// The time when the world was saved; a clock that is not real goes on from here.
    pub clock: Millis,
    /// Where the world departs from the pages on purpose.
    #[serde(default)]
    pub quirks: Quirks,
    /// How much the world may hold.
    #[serde(default)]
    pub limits: Limits,
    /// The API keys that are known.
    pub keys: Vec<Key>,
    #[serde(with = "rng")]
    pub(super) rng: fastrand::Rng,
    pub(super) next: NextIds,
    pub(super) groups: BTreeMap<i64, Group>,
    pub(super) users: Vec<User>,
    #[serde(default)]
    pub(super) activities: VecDeque<Activity>,
    #[serde(default)]
    pub(super) jobs: VecDeque<Job>,
    #[serde(default)]
    pub(super) invitations: VecDeque<Invitation>,
    #[serde(default)]
    pub(super) subscriptions: Vec<Subscription>,
    #[serde(default)]
    pub(super) bulks: VecDeque<Bulk>,
    /// In a world of the vendor Mode, which has no groups and users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) organization: Option<Organization>,
    /// Users by e-mail address in lower case.
    #[serde(skip)]
    pub(super) by_email: HashMap<String, i64>,
    /// The users of each group, by id, whatever their status.
    #[serde(skip)]
    pub(super) members: BTreeMap<i64, Vec<i64>>,
    /// How many users of each group are accepted.
    #[serde(skip)]
    pub(super) accepted: BTreeMap<i64, usize>,
    /// Whether it was read from a file, and may hold anything.
    #[serde(skip)]
    pub(super) loaded: bool,
    #[serde(skip)]
    pub(super) changes: Vec<Change>,
    /// Bulks that wait to be delivered: subscription and bulk.
    #[serde(skip)]
    pub(super) outbox: Vec<(u64, String)>,
}

/// Where a world departs from the pages, as one world does on purpose: real services have such habits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quirks {
    /// A group that does not exist is a 500, as the page `groupsid` shows (E28).
    pub missing_group_is_500: bool,
    /// `next_page` is there although nothing follows, as the sample of `get-all-groups` shows (E14).
    pub next_page_past_the_end: bool,
    /// `next_page` repeats no filter of the request (E13).
    pub next_page_drops_filters: bool,
    /// The status of a membership is written `approved` in notifications, as one sample does (E64).
    pub approved_in_notifications: bool,
    /// Activities name the acting user in `member_id`, as a warehouse that is fed by the service has it (V13).
    pub member_id_in_activities: bool,
    /// Missing names are null instead of absent (V09).
    pub null_names: bool,
    /// A page holds at most this many users, whatever `limit` says (V08).
    pub page_cap: Option<usize>,
}

/// How much a world may hold. What is beyond is refusal (groups, users) or the oldest is dropped (all else).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The greatest number of groups.
    pub groups: usize,
    /// The greatest number of users.
    pub users: usize,
    /// The greatest number of activities that are kept.
    pub activities: usize,
    /// The greatest number of bulk jobs that are kept.
    pub jobs: usize,
    /// The greatest number of bulks of notifications that are kept.
    pub bulks: usize,
    /// The greatest number of invitations that are kept.
    pub invitations: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { groups: 5_000, users: 200_000, activities: 500_000, jobs: 1_000, bulks: 2_000, invitations: 100_000 }
    }
}

/// An API key. Sandbox keys are no secrets: they are printed at the start and stand in saved worlds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The user name of Basic authentication.
    pub key: String,
    /// The password of Basic authentication.
    pub secret: String,
    /// Whether the key may do anything at all.
    pub access: bool,
    /// The `api_application_key` that belongs to it.
    pub application_key: String,
}

/// An invitation by e-mail. None is ever sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// When it was queued.
    pub at: Millis,
    /// The group.
    pub group: i64,
    /// Who invites.
    pub sender: i64,
    /// Who is invited.
    pub recipient: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NextIds {
    pub(super) group: i64,
    pub(super) user: i64,
    pub(super) field: i64,
    pub(super) activity: i64,
    pub(super) subscription: u64,
}

/// The state of the rng is saved as a number.
mod rng {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(rng: &fastrand::Rng, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(rng.get_seed())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<fastrand::Rng, D::Error> {
        u64::deserialize(deserializer).map(fastrand::Rng::with_seed)
    }
}

impl World {
    /// A community without groups and users, and with the two keys of every sandbox.
    pub(crate) fn bare(name: &str, seed: u64, clock: Millis) -> Self {
        let key = |key: &str, access| Key {
            key: key.to_owned(),
            secret: "sandbox-secret".to_owned(),
            access,
            application_key: format!("{key}-application"),
        };
        Self {
            name: name.to_owned(),
            seed,
            clock,
            quirks: Quirks::default(),
            limits: Limits::default(),
            keys: vec![key("sandbox-key", true), key("sandbox-key-without-access", false)],
            rng: fastrand::Rng::with_seed(seed),
            next: NextIds { group: 1, user: 1001, field: 1, activity: 1, subscription: 1 },
            groups: BTreeMap::new(),
            users: Vec::new(),
            activities: VecDeque::new(),
            jobs: VecDeque::new(),
            invitations: VecDeque::new(),
            subscriptions: Vec::new(),
            bulks: VecDeque::new(),
            organization: None,
            by_email: HashMap::new(),
            members: BTreeMap::new(),
            accepted: BTreeMap::new(),
            loaded: false,
            changes: Vec::new(),
            outbox: Vec::new(),
        }
    }

    /// The vendor whose world it is.
    pub fn vendor(&self) -> Vendor {
        if self.organization.is_some() { Vendor::Mode } else { Vendor::Mobilize }
    }

    /// Whether it was loaded: then it may hold anything, whatever its name and seed say.
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// The name, and whether it was loaded.
    pub fn title(&self) -> String {
        format!("{}{}", self.name, if self.loaded { " (loaded)" } else { "" })
    }

    /// Whether it departs from the pages on purpose.
    pub fn is_quirky(&self) -> bool {
        self.quirks != Quirks::default() || self.organization.as_ref().is_some_and(|own| own.quirks != ModeQuirks::default())
    }

    /// What is in it, in a few words.
    pub fn contents(&self) -> String {
        match &self.organization {
            Some(organization) => format!("{} members, {} spaces", organization.members().len(), organization.spaces().len()),
            None => format!("{} groups, {} users", self.groups_count(), self.users().len()),
        }
    }

    /// Numbers the next group or user so; the numbers only grow.
    pub(crate) fn continue_with(&mut self, group: Option<i64>, user: Option<i64>) {
        self.next.group = self.next.group.max(group.unwrap_or(0));
        self.next.user = match user {
            Some(user) if self.users.is_empty() => user,
            user => self.next.user.max(user.unwrap_or(0)),
        };
    }

    /// Adds a job that is over.
    pub(crate) fn keep_job(&mut self, job: Job) {
        push_within(&mut self.jobs, job, self.limits.jobs);
    }

    /// Adds a bulk that was told already.
    pub(crate) fn keep_bulk(&mut self, bulk: Bulk) {
        push_within(&mut self.bulks, bulk, self.limits.bulks);
    }

    /// The rng that everything random comes from.
    pub(crate) fn rng(&mut self) -> &mut fastrand::Rng {
        &mut self.rng
    }

    /// The invitations that were queued, the latest last.
    pub fn invitations(&self) -> impl Iterator<Item = &Invitation> {
        self.invitations.iter()
    }

    /// What waits to be delivered: pairs of subscription and bulk.
    pub(crate) fn take_outbox(&mut self) -> Vec<(u64, String)> {
        std::mem::take(&mut self.outbox)
    }

    /// Whether `api_application_key` is needed, as it is with more than one key that has access.
    pub(crate) fn needs_application_key(&self) -> bool {
        self.keys.iter().filter(|key| key.access).count() > 1
    }
}

/// Adds to the end and drops from the front what is beyond the limit.
pub(super) fn push_within<T>(queue: &mut VecDeque<T>, item: T, limit: usize) {
    queue.push_back(item);
    while queue.len() > limit.max(1) {
        queue.pop_front();
    }
}
