//! A stateful local Mobilize that anyone can break.
//!
//! The vendor gives no keys for testing. This server behaves as the vendor's pages say, keeps state, checks requests against the
//! document, and states the basis of each response. It starts in any test:
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
//! It serves a second vendor, Mode, in the same way: `Sandbox::builder().vendor(Vendor::Mode)`. The command is
//! `mobilize-sandbox`, or `cargo xtask sandbox` in this repository. Below `/_sandbox/` it has a page for people, and control
//! endpoints to reset, save and load worlds, step jobs, set faults, and read the latest requests.
//!
//! Start with [`Sandbox`], [`Builder`] and [`Fault`]. The crate does not know the SDK, and nothing outside the documents and the
//! vendors' pages.

#![forbid(unsafe_code)]

mod actions;
mod api;
mod basis;
mod control;
mod document;
mod faults;
mod json_error;
pub mod model;
mod page;
mod pipeline;
mod receiver;
mod server;
mod state;
mod token;
mod vendor;
mod worlds;

pub use basis::{Basis, BasisSource, DECISIONS, Decision, MODE_DECISIONS};
pub use faults::{ActiveFault, Drift, Fault, FaultKind, InvalidFault};
pub use model::World;
pub use server::{Builder, InvalidControlToken, Sandbox, StartError};
pub use state::{Attempt, Delivery, DeliveryState, JobSpeed, LogEntry, Message, UnknownJobSpeed, Verdict};
pub use vendor::{UnknownVendor, Vendor};
pub use worlds::{START_TIME, UnknownWorld, WorldName};
