//! The control endpoints below `/_sandbox/`: they read and change what the documented interface does not offer.

mod clock;
mod community;
mod error;
mod faults;
mod input;
mod jobs;
mod read;
mod requests;
mod router;
mod webhooks;
mod worlds;

pub use error::ControlError;
pub use router::router;
