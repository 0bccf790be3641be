//! A stateful local Mobilize that anyone can break.
//!
//! The vendor gives no keys for testing. This server behaves as the vendor's pages say, keeps state, checks requests
//! against `openapi/mobilize.yaml`, and says with each answer what the answer rests on. It starts in any test:
//!
//! ```
//! use mobilize_sandbox::Sandbox;
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let sandbox = Sandbox::start().await;
//! // Client::builder().base_url(sandbox.url()).credentials(sandbox.key(), sandbox.secret())
//! assert!(sandbox.url().ends_with("/v1"));
//! assert_eq!(sandbox.world(|world| world.users().len()), 120);
//! sandbox.stop().await;
//! # });
//! ```
//!
//! It serves a second vendor, Mode, in the same way: `Sandbox::builder().vendor(Vendor::Mode)`.
//!
//! On the command line it is `cargo xtask sandbox`. What it does beyond the documented interface is under `/_sandbox/`:
//! a page for people, and endpoints to reset, save and load worlds, step jobs, set faults, and look at the last requests.

#![forbid(unsafe_code)]

mod answer;
mod api;
mod auth;
mod builder;
mod clock;
mod control;
mod decisions;
mod door;
mod faults;
mod hooks;
mod jobs;
mod log;
pub mod model;
mod page;
mod pipeline;
mod server;
mod shared;
mod token;
mod validate;
mod vendor;
mod wording;
mod worlds;

pub use builder::{BadToken, Builder, StartError};
pub use decisions::{Basis, DECISIONS, Decision, Grounds, MODE_DECISIONS};
pub use faults::{ActiveFault, Drift, Fault, FaultKind, NoFault};
pub use hooks::{Attempt, Delivery, DeliveryState};
pub use jobs::{JobSpeed, UnknownSpeed};
pub use log::{Entry, Verdict};
pub use model::World;
pub use server::Sandbox;
pub use vendor::{UnknownVendor, Vendor};
pub use worlds::{DAWN, UnknownWorld, WorldName};

/// The operations of Mobilize that the sandbox has a handler for, by `operationId`; see [`Vendor::operations`].
pub fn operations() -> impl Iterator<Item = &'static str> {
    Vendor::Mobilize.operations()
}

/// What the shape of an operation's 200 rests on, for Mobilize; see [`Vendor::grounds`].
pub fn grounds(operation: &str) -> Option<Grounds> {
    Vendor::Mobilize.grounds(operation)
}
