//! Notifications of webhooks. One change makes one bulk for each subscription to its topic.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::world::push_within;
use super::{Millis, Refusal, World, view};

/// A webhook: a receiver and its topics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// The number of the subscription, which the sandbox assigns.
    #[serde(default)]
    pub id: u64,
    /// The receiver's URL.
    pub url: String,
    /// The topics that are delivered.
    pub topics: Vec<Topic>,
    /// The API key that the webhook belongs to.
    #[serde(default)]
    pub application_key: Option<String>,
}

impl Subscription {
    /// Checks that the subscription has topics and an `http` URL.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let url = url::Url::parse(&self.url).ok();
        match url.as_ref().map(url::Url::scheme) {
            Some("http") if self.topics.is_empty() => Err(Refusal::invalid("topics", "expected at least one topic")),
            Some("http") => Ok(()),
            Some("https") => Err(Refusal::invalid("url", "the sandbox delivers to http:// only: it has no TLS")),
            _ => Err(Refusal::invalid("url", "expected an address that begins with http://")),
        }
    }
}

/// The documented topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Topic {
    #[serde(rename = "user.created")]
    UserCreated,
    #[serde(rename = "user.updated")]
    UserUpdated,
    #[serde(rename = "user.status_changed")]
    UserStatusChanged,
    #[serde(rename = "group_member.added")]
    GroupMemberAdded,
}

impl Topic {
    /// All topics, in the order of the page.
    pub const ALL: [Self; 4] = [Self::UserCreated, Self::UserUpdated, Self::UserStatusChanged, Self::GroupMemberAdded];

    /// Returns the name of the topic.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UserCreated => "user.created",
            Self::UserUpdated => "user.updated",
            Self::UserStatusChanged => "user.status_changed",
            Self::GroupMemberAdded => "group_member.added",
        }
    }
}

/// The notifications of one change, for one subscription.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    /// The id, 22 characters.
    pub id: String,
    /// The time of the change.
    pub at: Millis,
    /// The subscription.
    pub subscription: u64,
    /// The API key that the webhook belongs to.
    #[serde(default)]
    pub application_key: Option<String>,
    /// The notifications.
    pub notifications: Vec<Notification>,
}

/// A change of one item.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notification {
    /// The type of the item; always `user`.
    pub item_type: String,
    /// The topic of the change.
    pub topic: Topic,
    /// The item just after the change.
    pub item: Value,
}

/// A change for which there is no bulk yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    topic: Topic,
    user: i64,
}

impl World {
    /// Records a change, for the bulks at the end of the whole change.
    pub(super) fn note(&mut self, topic: Topic, user: i64) {
        if !self.subscriptions.is_empty() {
            self.changes.push(Change { topic, user });
        }
    }

    /// Turns the recorded changes into bulks. Every change calls this once at its end.
    pub(super) fn settle(&mut self, now: Millis) {
        if self.changes.is_empty() {
            return;
        }
        let changes = std::mem::take(&mut self.changes);
        let mut known = std::collections::HashSet::new();
        let fresh: Vec<i64> = changes.iter().filter(|change| change.topic == Topic::UserCreated).map(|change| change.user).collect();
        let fresh: std::collections::HashSet<i64> = fresh.into_iter().collect();
        let distinct: Vec<Change> = changes
            .into_iter()
            // A user who was created in the same change was not updated as well.
            .filter(|change| change.topic != Topic::UserUpdated || !fresh.contains(&change.user))
            .filter(|change| known.insert((change.topic, change.user)))
            .collect();
        for index in 0..self.subscriptions.len() {
            let subscription = self.subscriptions[index].clone();
            let wanted = distinct.iter().filter(|change| subscription.topics.contains(&change.topic));
            let notifications: Vec<Notification> = wanted.filter_map(|change| self.notification(*change)).collect();
            if notifications.is_empty() {
                continue;
            }
            let id = self.bulk_id();
            self.outbox.push((subscription.id, id.clone()));
            let application_key = subscription.application_key;
            let bulk = Bulk { id, at: now, subscription: subscription.id, application_key, notifications };
            push_within(&mut self.bulks, bulk, self.limits.bulks);
        }
    }

    fn notification(&self, change: Change) -> Option<Notification> {
        let user = self.user(change.user).ok()?;
        let mut item = serde_json::to_value(view::user(self, user, true)).ok()?;
        if self.quirks.approved_in_notifications {
            for membership in item.get_mut("groups").and_then(Value::as_array_mut).into_iter().flatten() {
                if membership.get("status").and_then(Value::as_str) == Some("accepted") {
                    membership["status"] = Value::from("approved");
                }
            }
        }
        Some(Notification { item_type: "user".to_owned(), topic: change.topic, item })
    }

    /// Returns a bulk of notifications. If several keys have access, `application_key` must name the right one.
    ///
    /// # Errors
    ///
    /// Returns a refusal if there is no such bulk, or the key is missing, unknown, or that of another bulk.
    pub fn bulk(&self, id: &str, application_key: Option<&str>) -> Result<&Bulk, Refusal> {
        if self.needs_application_key() && application_key.is_none() {
            return Err(Refusal::NoApplicationKey);
        }
        let found = self.bulks.iter().find(|bulk| bulk.id == id);
        let known = |key: &str| self.keys.iter().any(|known| known.access && known.application_key == key);
        let of_key =
            |bulk: &&Bulk| application_key.is_none_or(|key| known(key) && bulk.application_key.as_deref().is_none_or(|own| own == key));
        found.filter(of_key).ok_or_else(|| Refusal::NoBulk(id.to_owned()))
    }

    /// Returns the bulks that are kept, the latest last.
    pub fn bulks(&self) -> impl DoubleEndedIterator<Item = &Bulk> {
        self.bulks.iter()
    }

    /// Returns the webhooks.
    pub fn subscriptions(&self) -> &[Subscription] {
        &self.subscriptions
    }

    /// Adds a webhook and returns its number.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the URL is not a valid `http` URL, or there is no topic.
    pub fn subscribe(&mut self, mut subscription: Subscription) -> Result<u64, Refusal> {
        subscription.check()?;
        subscription.id = self.next.subscription;
        self.next.subscription += 1;
        let id = subscription.id;
        self.subscriptions.push(subscription);
        Ok(id)
    }

    /// Removes a webhook.
    ///
    /// # Errors
    ///
    /// Returns a refusal if there is no webhook with this number.
    pub fn unsubscribe(&mut self, id: u64) -> Result<(), Refusal> {
        let index = self.subscriptions.iter().position(|subscription| subscription.id == id);
        index.map(|index| drop(self.subscriptions.remove(index))).ok_or_else(|| Refusal::NotFound(format!("webhook {id}")))
    }
}
