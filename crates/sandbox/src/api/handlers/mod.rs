//! One handler for each operation, in one file for each tag of the document.

pub mod activities;
pub mod bulk;
pub mod groups;
pub mod members;
pub mod mode;
pub mod notifications;
pub mod users;

pub use notifications::{PAGE as BULK_PAGE, page as bulk_page};
