//! Ids: one type for each kind of object, encoded the way they arrived.
//!
//! The documentation writes the same user id as `"1234"` in a user object and as `1234` in a path, a job result or an
//! activity. Two ids are equal if their text is, in any form.

mod declare;
mod form;
mod ids;
#[cfg(feature = "mode")]
pub(crate) mod mode;

pub use ids::{ActivityId, BulkId, ConversationId, EventId, FieldId, GroupId, JobId, PostId, UserId};
