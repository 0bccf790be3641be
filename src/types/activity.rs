//! The activities of users.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::types::{
    ActivityId, ActivityListData, ActivityType, AddMembersActivity, CommentActivity, CommentReplyActivity, ConversationActivity,
    JoinGroupActivity, MentionActivity, PendingApplicantActivity, PendingPostActivity, PostActivity, PostApprovedActivity,
    PostMessageActivity, ReactionActivity, RsvpActivity, SmsReplyActivity, ViewActivity, VoteActivity,
};

/// Declares the kinds of activity from one table, so that decoding, encoding and the common properties agree.
macro_rules! activities {
    ($($(#[$doc:meta])* $variant:ident($shape:ident) = $type:literal $(+ $comment_type:literal)?,)+) => {
        /// Something that a user did (pages: `user-activities`, `activity-object`).
        ///
        /// The property `type` distinguishes the kinds, and `comment_type` those of the type `comment`. An activity of another kind
        /// is kept as [`Other`](Self::Other), so decoding never fails; six kinds that can be requested are not documented.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Activity {
            $($(#[$doc])* $variant($shape),)+
            /// Any other activity, as it arrived.
            Other(Value),
        }

        impl Activity {
            /// The id, which the request for the next page contains. Only one page of the documentation shows it.
            pub fn id(&self) -> Option<ActivityId> {
                match self {
                    $(Self::$variant(activity) => activity.id.clone(),)+
                    Self::Other(value) => part(value, "id"),
                }
            }

            /// The type. It does not distinguish a comment from a reply or a message.
            pub fn activity_type(&self) -> Option<ActivityType> {
                match self {
                    $(Self::$variant(activity) => activity.type_.clone(),)+
                    Self::Other(value) => part(value, "type"),
                }
            }

            /// The time of the activity, in RFC 3339: `2019-12-16T11:49:01Z`.
            pub fn created_at(&self) -> Option<&str> {
                match self {
                    $(Self::$variant(activity) => activity.created_at.as_deref(),)+
                    Self::Other(value) => value.get("created_at")?.as_str(),
                }
            }
        }

        fn read(value: Value) -> serde_json::Result<Activity> {
            let text = |name| value.get(name).and_then(Value::as_str);
            match (text("type"), text("comment_type")) {
                $(activities!(@pattern $type $($comment_type)?) => serde_json::from_value(value).map(Activity::$variant),)+
                _ => Ok(Activity::Other(value)),
            }
        }

        impl Serialize for Activity {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(activity) => activity.serialize(serializer),)+
                    Self::Other(value) => value.serialize(serializer),
                }
            }
        }
    };
    (@pattern $type:literal) => { (Some($type), _) };
    (@pattern $type:literal $comment_type:literal) => { (Some($type), Some($comment_type)) };
}

activities! {
    /// An admin added members to a group.
    AddMembers(AddMembersActivity) = "added_members",
    /// A comment on a post.
    Comment(CommentActivity) = "comment" + "comment",
    /// A reply to a comment.
    CommentReply(CommentReplyActivity) = "comment" + "reply",
    /// A conversation between users.
    Conversation(ConversationActivity) = "conversation",
    /// A user joined a group.
    JoinGroup(JoinGroupActivity) = "joined_group",
    /// A user was mentioned.
    Mention(MentionActivity) = "mention",
    /// A user asked to join a group.
    PendingApplicant(PendingApplicantActivity) = "pending_applicant",
    /// A post waits for approval.
    PendingPost(PendingPostActivity) = "pending_post",
    /// A post.
    Post(PostActivity) = "post",
    /// A post was approved.
    PostApproved(PostApprovedActivity) = "post_approved",
    /// A message about a post.
    PostMessage(PostMessageActivity) = "comment" + "message",
    /// A reaction to a post.
    Reaction(ReactionActivity) = "add_reaction",
    /// An answer to the invitation to an event.
    Rsvp(RsvpActivity) = "rsvp",
    /// A reply to a post that was sent by SMS.
    SmsReply(SmsReplyActivity) = "sms_reply",
    /// A user viewed a post.
    View(ViewActivity) = "view",
    /// A vote in a poll.
    Vote(VoteActivity) = "vote",
}

/// Returns a property of an activity that is not documented, if it matches the type.
fn part<T: DeserializeOwned>(value: &Value, name: &str) -> Option<T> {
    T::deserialize(value.get(name)?).ok()
}

impl<'de> Deserialize<'de> for Activity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl ActivityListData {
    /// The activities of this page, in either spelling of the property.
    ///
    /// The only page that shows it spells it `activites` (page: `user-activities`); a client that expects one spelling would see an
    /// empty community if the service used the other.
    pub fn activities(&self) -> &[Activity] {
        let either = self.activites.as_ref().or(self.activities.as_ref());
        either.map_or(&[], Vec::as_slice)
    }
}
