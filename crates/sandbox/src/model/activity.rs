//! Activities of users, in the shapes that the page documents.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::world::push_within;
use super::{Group, Millis, Refusal, World};

/// An activity of a user.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// The id; later activities have greater ids.
    pub id: i64,
    /// The time of the activity.
    pub at: Millis,
    /// The acting user. The documented shapes do not name it, but activities can be filtered by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<i64>,
    /// All other properties of the document: `type` first.
    pub shape: Map<String, Value>,
}

impl Activity {
    /// Returns the group of the activity.
    pub fn group(&self) -> Option<i64> {
        group_of(&self.shape)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.shape.get(name).and_then(Value::as_str)
    }
}

fn group_of(shape: &Map<String, Value>) -> Option<i64> {
    let own = shape.get("group_id").and_then(Value::as_i64);
    own.or_else(|| shape.get("target")?.get("id")?.as_i64())
}

/// A documented kind: its name in the filter, its `type`, and its `comment_type` if that distinguishes it.
type Kind = (&'static str, &'static str, Option<&'static str>);

/// The kinds that a filter can name (E87). The last six have no documented shape, so only the world `quirks` has such
/// activities (E88).
const KINDS: [Kind; 22] = [
    ("add_members", "added_members", None),
    ("comment", "comment", Some("comment")),
    ("comment_reply", "comment", Some("reply")),
    ("conversation", "conversation", None),
    ("join_group", "joined_group", None),
    ("mention", "mention", None),
    ("pending_applicant", "pending_applicant", None),
    ("pending_post", "pending_post", None),
    ("post", "post", None),
    ("post_approved", "post_approved", None),
    ("post_message", "comment", Some("message")),
    ("reaction", "add_reaction", None),
    ("rsvp", "rsvp", None),
    ("sms_reply", "sms_reply", None),
    ("view", "view", None),
    ("vote", "vote", None),
    ("destroy_group", "destroy_group", None),
    ("file_download", "file_download", None),
    ("reach", "reach", None),
    ("remove", "remove", None),
    ("remove_members", "remove_members", None),
    ("remove_single_member", "remove_single_member", None),
];

/// A filter for activities.
#[derive(Debug, Clone, Copy, Default)]
pub struct ActivityFilter {
    member: Option<i64>,
    asked: Asked,
}

/// The kind that a filter asks for.
#[derive(Debug, Clone, Copy, Default)]
enum Asked {
    #[default]
    All,
    Kind(Kind),
    /// A kind that the page does not have. The list is open, so nothing is found (E88).
    Unknown,
}

impl ActivityFilter {
    /// Returns a filter by user and kind; an undocumented kind accepts nothing.
    pub fn new(member: Option<i64>, kind: Option<&str>) -> Self {
        let find = |name: &str| KINDS.iter().find(|(known, ..)| *known == name).map_or(Asked::Unknown, |kind| Asked::Kind(*kind));
        Self { member, asked: kind.map_or(Asked::All, find) }
    }

    fn takes(&self, activity: &Activity) -> bool {
        let of_kind = |(_, kind, comment): Kind| {
            activity.text("type") == Some(kind) && comment.is_none_or(|comment| activity.text("comment_type") == Some(comment))
        };
        let asked = match self.asked {
            Asked::All => true,
            Asked::Kind(kind) => of_kind(kind),
            Asked::Unknown => false,
        };
        asked && self.member.is_none_or(|member| activity.member == Some(member))
    }
}

impl World {
    /// Returns the activities that a filter accepts, the latest first.
    pub fn activities(&self, filter: ActivityFilter) -> impl Iterator<Item = &Activity> {
        self.activities.iter().rev().filter(move |activity| filter.takes(activity))
    }

    /// Returns the number of activities that a filter accepts.
    pub fn activities_count(&self, filter: ActivityFilter) -> usize {
        match (filter.member, filter.asked) {
            (None, Asked::All) => self.activities.len(),
            _ => self.activities(filter).count(),
        }
    }

    /// Adds an activity of a user.
    pub(crate) fn log(&mut self, member: i64, now: Millis, shape: Map<String, Value>) {
        self.add_activity(Some(member), now, shape);
    }

    /// Adds an activity that was caused through the interface, by no user.
    pub(super) fn log_unowned(&mut self, now: Millis, shape: Map<String, Value>) {
        self.add_activity(None, now, shape);
    }

    /// Adds an activity as the web pages of the service do, which are the only source of posts, comments and votes.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the user or group does not exist, or the shape has no documented `type`.
    pub fn record_activity(&mut self, member: Option<i64>, shape: Map<String, Value>, now: Millis) -> Result<i64, Refusal> {
        if let Some(member) = member {
            self.user(member)?;
        }
        let Some(kind) = shape.get("type").and_then(Value::as_str) else { return Err(Refusal::Missing("type".to_owned())) };
        if !KINDS.iter().any(|(_, known, _)| *known == kind) {
            let mut known: Vec<_> = KINDS.iter().map(|(_, kind, _)| *kind).collect();
            known.sort_unstable();
            known.dedup();
            return Err(Refusal::invalid("type", format!("expected one of {}", known.join(", "))));
        }
        if let Some(group) = group_of(&shape) {
            self.group(group)?;
        }
        Ok(self.add_activity(member, now, shape))
    }

    fn add_activity(&mut self, member: Option<i64>, at: Millis, mut shape: Map<String, Value>) -> i64 {
        // The world assigns both.
        shape.retain(|name, _| name != "id" && name != "created_at");
        let id = self.next.activity;
        self.next.activity += 1;
        // Newest first is an order by time, so an activity is never older than the one before it.
        let at = self.activities.back().map_or(at, |last| last.at.max(at));
        push_within(&mut self.activities, Activity { id, at, member, shape }, self.limits.activities);
        id
    }
}

/// Returns the activity of joining a group.
pub(super) fn joined(group: Option<&Group>) -> Map<String, Value> {
    of_group("joined_group", group)
}

/// Returns the activity of waiting for approval.
pub(super) fn pending(group: Option<&Group>) -> Map<String, Value> {
    of_group("pending_applicant", group)
}

/// Returns the activity of adding several users to a group.
pub(super) fn added(group: Option<&Group>, count: usize) -> Map<String, Value> {
    let mut shape = of_group("added_members", group);
    shape.insert("members_count".to_owned(), json!(count));
    shape
}

fn of_group(kind: &str, group: Option<&Group>) -> Map<String, Value> {
    let mut shape = Map::new();
    shape.insert("type".to_owned(), json!(kind));
    if let Some(group) = group {
        shape.insert("group_id".to_owned(), json!(group.id));
        shape.insert("group_name".to_owned(), json!(group.name));
    }
    shape
}
