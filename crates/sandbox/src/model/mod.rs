//! The state of a community or organization, and the rules that change it. No HTTP, no files, and no clock but `now`.
//!
//! Each method that changes the world takes `now`, and either makes the whole change or refuses and changes nothing.

mod activity;
mod bulk;
mod field;
mod group;
mod group_change;
mod job;
mod load;
mod member;
mod organization;
mod refusal;
mod search;
mod space;
mod time;
mod user;
mod values;
pub(crate) mod view;
mod world;

pub use activity::{Activity, ActivityFilter};
pub use bulk::{Bulk, Notification, Subscription, Topic};
pub use field::{FieldDefinition, FieldType};
pub use group::{Frequency, Group, Privacy};
pub use group_change::{GroupChange, NewGroup};
pub use job::{Job, JobStatus, Work};
pub use load::InvalidWorld;
pub use organization::{ModeQuirks, Organization, OrganizationMember, SignatureToken, UserGroup};
pub use refusal::Refusal;
pub(crate) use search::Keywords;
pub use space::{MemberType, Space, SpaceMembership};
pub(crate) use time::MAX_TIME;
pub use time::Millis;
pub use user::{Membership, Status, User};
pub use values::Values;
pub use world::{Invitation, Key, Limits, Quirks, World};
