//! Errors in the vendors' shapes.

mod mobilize;
mod mode;
mod vendor;

pub use mobilize::missing_user_id;
pub use vendor::ErrorCause;
