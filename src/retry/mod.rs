//! When a request is sent again, and how long to wait before: only decisions, the sending is in `call/`.

mod budget;
mod policy;
mod retry_after;

pub(crate) use budget::Budget;
pub use policy::Retry;
pub(crate) use policy::{is_repeatable, is_transient};
pub(crate) use retry_after::retry_after;
