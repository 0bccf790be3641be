//! Work in bulk: more rows than one request takes, one job after the other, to be resumed after a crash.
//!
//! | what | rows at a time | when it is not known whether they were submitted |
//! | --- | --- | --- |
//! | [`Client::import_members`] | 1000 | they are submitted again: members who exist are overwritten |
//! | [`Client::update_all_groups`] | 1000 | they are submitted again |
//! | [`Client::create_all_groups`] | 1000 | an error, until you decide |
//! | [`Client::invite_all`] | 500 | an error, until you decide |
//!
//! The service allows one job at a time (page: `create-members-in-bulk`). While it has another one, of another run, of another
//! program, or of this one before it crashed, a batch waits for its turn: see [`Progress::Busy`].
//!
//! What has been done stands in a [`BulkState`] of yours. It is changed *before* anything is sent, and by nothing
//! else than the work itself: whenever the work stops, by an error, a dropped future or a crash, it says what had been
//! submitted. Where that is not known, or where the service has forgotten a job that it took, you decide:
//! [`BulkState::unfinished`] is the batch, [`BulkState::resubmit_unfinished`] sends it again, and
//! [`BulkState::accept_unfinished`] takes it for done.
//!
//! ```no_run
//! use mobilize::bulk::{BulkState, Rows};
//! use mobilize::types::{MemberCreateRow, FieldValues};
//!
//! # fn load() -> BulkState { BulkState::default() }
//! # fn save(_: &BulkState) {}
//! # async fn example(client: mobilize::Client, lines: Vec<(String, String)>) -> mobilize::Result<()> {
//! // What an earlier run stored as JSON, or `BulkState::default()`; the rows have to be the same as then.
//! let mut state = load();
//! let rows = Rows::of(lines.into_iter().map(|(email, name)| {
//!     MemberCreateRow::new(FieldValues::from([("email", email), ("first_name", name)]))
//! }));
//! let mut import = client.import_members(1234, rows, &mut state);
//! while let Some(progress) = import.step().await? {
//!     println!("{progress:?}");
//!     save(import.state());
//! }
//! println!("{} imported", import.state().imported().count());
//! // `run`, which does all steps, makes an error of these. `BulkState::resubmit_failed` does them again.
//! for batch in import.state().failed() {
//!     println!("rows {:?}: {:?}", batch.rows(), batch.message);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is known of single rows
//!
//! The service names the ids of the users whom a job imported, and writes one message for the whole job. Which row it was
//! that failed, it does not say.

mod operations;
mod refusal;
mod rows;
mod run;
mod state;

pub use rows::Rows;
pub use run::{Bulk, Progress};
pub use state::{Batch, BatchStatus, BulkState, BulkWork};

// For the links above.
#[cfg(doc)]
use crate::Client;
