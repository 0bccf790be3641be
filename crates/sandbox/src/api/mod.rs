//! The operations of the documents: which there are, how a request is checked, and how each is handled.
//!
//! A handler reads the call, asks the world, and writes the world's answer. It makes no decisions.

mod call;
mod endpoint;
mod errors;
mod exchange;
mod handlers;
mod operation;
mod response;
mod routes;
mod validate;
mod wording;

pub use call::{Call, CallError};
pub use endpoint::Handler;
pub use errors::{ErrorCause, missing_user_id};
pub use exchange::{has_too_many_values, recording, request, verdict};
pub use handlers::{BULK_PAGE, bulk_page};
pub use response::ApiResponse;
pub use routes::{Match, Route, Routes};
pub use validate::admit;
