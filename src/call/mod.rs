//! The one path of every request out and every response in.

mod attempt;
mod authorization;
mod caller;
mod options;
mod redirect;

pub use attempt::Attempt;
pub(crate) use attempt::Listener;
pub(crate) use authorization::Authorization;
#[cfg(feature = "drift")]
pub(crate) use caller::Sampled;
pub(crate) use caller::{Caller, ProxySource, Shared};
pub(crate) use options::{DynamicHeaders, Options};
pub(crate) use redirect::{Redirects, is_followed, is_loopback};
