//! A running sandbox: its start, its connections, and its routes.

mod builder;
mod connections;
mod guard;
mod router;
mod sandbox;

pub use builder::{Builder, InvalidControlToken, StartError};
pub use sandbox::Sandbox;
