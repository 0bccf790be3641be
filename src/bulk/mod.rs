//! Bulk work: more rows than one request accepts, one job after the other, to be resumed after a crash.
//!
//! | work | rows at a time | if it is not known that they were submitted |
//! | --- | --- | --- |
//! | `import_members` of the [`Client`](crate::Client) | 1000 | they are submitted again: existing members are overwritten |
//! | `update_all_groups` | 1000 | they are submitted again |
//! | `create_all_groups` | 1000 | an error, until you decide |
//! | `invite_all` | 500 | an error, until you decide |
//!
//! The service accepts one job at a time (page: `create-members-in-bulk`). While it works on another one, of another program or of
//! this one before a crash, a batch waits for its turn: see [`Progress::Busy`].
//!
//! A [`BulkState`] records what has been done. It is changed *before* anything is sent, so after an error, a dropped future or a
//! crash it says what was submitted. Store it after each step:
//!
//! ```no_run
//! use mobilize::bulk::{BulkState, Rows};
//! use mobilize::types::{FieldValues, MemberCreateRow};
//!
//! # async fn load() -> BulkState { BulkState::default() }
//! # async fn save(_: BulkState) -> std::io::Result<()> { Ok(()) }
//! # async fn example(client: mobilize::Client, lines: Vec<(String, String)>) -> mobilize::Result<()> {
//! // The state that an earlier run stored as JSON, or `BulkState::default()`.
//! let state = load().await;
//! let rows = Rows::of(lines.into_iter().map(|(email, name)| {
//!     MemberCreateRow::new(FieldValues::from([("email", email), ("first_name", name)]))
//! }));
//! let mut import = client.import_members(1234, rows, state);
//! let result = import
//!     .run(|progress, state| {
//!         println!("{progress}");
//!         // If this fails, the run ends before anything else is sent.
//!         save(state)
//!     })
//!     .await;
//! for batch in import.state().failed() {
//!     println!("{batch}");
//! }
//! result
//! # }
//! ```
//!
//! # Decisions
//!
//! Some cases only you can decide, by a method of the state, for the next work with it:
//!
//! - **The rows differ from those of the state** ([`Error::is_rows_changed`](crate::Error::is_rows_changed)), for example because a
//!   file was changed between two runs. The error has the numbers of rows that are the same, differ or are missing; nothing was sent
//!   after the first difference. [`BulkState::start_over`] submits all rows again, [`BulkState::only_the_rest`] only new and changed
//!   ones, and [`BulkState::accept_rows`] continues after the earlier ones.
//! - **It is not known that a batch was submitted**, and submitting it twice does harm, or the service has forgotten a job that it
//!   accepted. [`BulkState::unfinished`] is the batch, [`BulkState::resubmit_unfinished`] submits it again, and
//!   [`BulkState::accept_unfinished`] takes it as done.
//! - **A batch failed or was refused** ([`Error::is_bulk`](crate::Error::is_bulk)). [`BulkState::failed`] has these batches, and
//!   [`BulkState::resubmit_failed`] submits them again.
//!
//! # Single rows
//!
//! The service returns the ids of the users that a job imported, and one message for the whole job. It does not say which row
//! failed.

mod batch;
mod digest;
mod operations;
mod progress;
mod refusal;
mod rows;
mod run;
mod state;
#[cfg(test)]
mod tests;
mod waits;

pub use batch::{Batch, BatchStatus};
pub use progress::Progress;
pub use rows::Rows;
pub use run::Bulk;
pub use state::{BulkState, BulkWork, StateWatch};
