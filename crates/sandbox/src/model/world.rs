//! The world: everything that a sandbox knows, and all that a saved world contains.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::bulk::Change;
use super::{Activity, Bulk, Group, Job, Millis, ModeQuirks, Organization, Subscription, User};
use crate::vendor::Vendor;

/// A community or an organization: everything that the sandbox knows, and all that a saved world contains.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// The name of the starting world.
    pub name: String,
    /// The seed of ids and data.
    pub seed: u64,
    /// The time at which the world was saved; a simulated clock continues from here.
    pub clock: Millis,
    /// The differences from the pages that this world has on purpose.
    #[serde(default)]
    pub quirks: Quirks,
    /// The limits of the world.
    #[serde(default)]
    pub limits: Limits,
    /// The known API keys.
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
    /// The organization of a world of Mode, which has no groups and users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) organization: Option<Organization>,
    /// Users by e-mail address in lower case.
    #[serde(skip)]
    pub(super) by_email: HashMap<String, i64>,
    /// The users of each group, by id, with any status.
    #[serde(skip)]
    pub(super) members: BTreeMap<i64, Vec<i64>>,
    /// The number of accepted users of each group.
    #[serde(skip)]
    pub(super) accepted: BTreeMap<i64, usize>,
    /// True if it was read from a file: then it may have any content.
    #[serde(skip)]
    pub(super) loaded: bool,
    #[serde(skip)]
    pub(super) changes: Vec<Change>,
    /// Bulks that are not delivered yet: subscription and bulk.
    #[serde(skip)]
    pub(super) outbox: Vec<(u64, String)>,
}

/// Differences from the pages that a world has on purpose, because real services have such habits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quirks {
    /// A group that does not exist is a 500, as the page `groupsid` shows (E28).
    pub missing_group_is_500: bool,
    /// `next_page` is present although no page follows, as the sample of `get-all-groups` shows (E14).
    pub next_page_past_the_end: bool,
    /// `next_page` drops the filters of the request (E13).
    pub next_page_drops_filters: bool,
    /// The status of a membership is `approved` in notifications, as in one sample (E64).
    pub approved_in_notifications: bool,
    /// Activities name the acting user in `member_id`, as in a warehouse that the service feeds (V13).
    pub member_id_in_activities: bool,
    /// Missing names are null instead of absent (V09).
    pub null_names: bool,
    /// A page has at most this many users, for any `limit` (V08).
    pub page_cap: Option<usize>,
}

/// The limits of a world. Further groups and users are refused; of everything else the oldest is dropped.
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

/// An API key. Keys of a sandbox are not secret: they are printed at the start and are part of saved worlds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The user name of Basic authentication.
    pub key: String,
    /// The password of Basic authentication.
    pub secret: String,
    /// True if the key has access.
    pub access: bool,
    /// The `api_application_key` that belongs to it.
    pub application_key: String,
}

/// An invitation by e-mail. None is ever sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// The time at which it was queued.
    pub at: Millis,
    /// The group.
    pub group: i64,
    /// The user who invites.
    pub sender: i64,
    /// The user who is invited.
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

/// The state of the random numbers, saved as one number.
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
    /// Returns a community without groups and users, and with the two keys of every sandbox.
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

    /// Returns the vendor that the world belongs to.
    pub fn vendor(&self) -> Vendor {
        if self.organization.is_some() { Vendor::Mode } else { Vendor::Mobilize }
    }

    /// Returns whether it was loaded: then its content need not follow from its name and seed.
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// Returns the name, and whether it was loaded.
    pub fn title(&self) -> String {
        format!("{}{}", self.name, if self.loaded { " (loaded)" } else { "" })
    }

    /// Returns whether it differs from the pages on purpose.
    pub fn is_quirky(&self) -> bool {
        self.quirks != Quirks::default() || self.organization.as_ref().is_some_and(|own| own.quirks != ModeQuirks::default())
    }

    /// Describes the content in a few words.
    pub fn contents(&self) -> String {
        match &self.organization {
            Some(organization) => format!("{} members, {} spaces", organization.members().len(), organization.spaces().len()),
            None => format!("{} groups, {} users", self.groups_count(), self.users().len()),
        }
    }

    /// Sets the numbers of the next group and user; numbers only grow.
    pub(crate) fn continue_with(&mut self, group: Option<i64>, user: Option<i64>) {
        self.next.group = self.next.group.max(group.unwrap_or(0));
        self.next.user = match user {
            Some(user) if self.users.is_empty() => user,
            user => self.next.user.max(user.unwrap_or(0)),
        };
    }

    /// Adds a finished job.
    pub(crate) fn keep_job(&mut self, job: Job) {
        push_within(&mut self.jobs, job, self.limits.jobs);
    }

    /// Adds a bulk that was delivered already.
    pub(crate) fn keep_bulk(&mut self, bulk: Bulk) {
        push_within(&mut self.bulks, bulk, self.limits.bulks);
    }

    /// Returns the random numbers of the world.
    pub(crate) fn rng(&mut self) -> &mut fastrand::Rng {
        &mut self.rng
    }

    /// Returns the invitations, the latest last.
    pub fn invitations(&self) -> impl Iterator<Item = &Invitation> {
        self.invitations.iter()
    }

    /// Takes the bulks that are not delivered yet: pairs of subscription and bulk.
    pub(crate) fn take_outbox(&mut self) -> Vec<(u64, String)> {
        std::mem::take(&mut self.outbox)
    }

    /// Returns whether `api_application_key` is required, because more than one key has access.
    pub(crate) fn needs_application_key(&self) -> bool {
        self.keys.iter().filter(|key| key.access).count() > 1
    }
}

/// Adds an item at the end and drops items from the front beyond the limit.
pub(super) fn push_within<T>(queue: &mut VecDeque<T>, item: T, limit: usize) {
    queue.push_back(item);
    while queue.len() > limit.max(1) {
        queue.pop_front();
    }
}
