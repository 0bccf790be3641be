//! The types of responses and requests.
//!
//! Most of these types are generated from the document. They are
//!
//! - objects of responses, [`User`] for one: a [`Tolerant`](crate::Tolerant) around the typed properties, [`UserData`].
//!   All properties but ids are optional, even if their page requires them, and unknown ones are in the map `extra`;
//! - objects of requests, [`UserCreate`] for one: made with `UserCreate::builder()`, which names missing properties;
//! - open enumerations, [`Privacy`] for one, which keep unknown values;
//! - ids, [`UserId`] for one, and other types that are written by hand.
//!
//! An id is made of a number or a text wherever one has to be given, and a property that may be left out takes an `Option` too:
//!
//! ```
//! use mobilize::types::GroupCreateRow;
//!
//! let group: GroupCreateRow = GroupCreateRow::builder().name("Founders").parent_group_id(1).try_into()?;
//! # Ok::<(), mobilize::Error>(())
//! ```

mod activity;
mod field_value;
pub(crate) mod id;
mod image;
mod membership;
pub(crate) mod open_enum;
mod optional;
mod settings;
mod time;
mod user_number;

pub use activity::Activity;
pub use field_value::FieldValue;
pub use id::{ActivityId, BulkId, ConversationId, EventId, FieldId, GroupId, JobId, PostId, UserId};
pub use image::ImageLink;
pub use optional::{IntoOptional, Optional, Plain};
pub use settings::{EmailsFrequencySetting, PrivacySetting};
pub use time::EpochMillis;
pub use user_number::UserNumber;

pub use crate::generated::types::*;

use open_enum::open_enum;

include!(concat!(env!("OUT_DIR"), "/types.rs"));
