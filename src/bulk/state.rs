//! The state of bulk work, which a program stores.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::batch::{Batch, BatchStatus};
use super::digest::Digests;
use crate::error::{Error, Result};
use crate::types::{GroupId, UserId};

/// The batches of bulk work, and the progress of each. Store it, for example as JSON, whenever it has changed.
///
/// It belongs to one piece of work, which the first batch decides, and is refused for other work or another group. It recognises
/// its rows: work that is resumed with other rows is refused until you decide with [`start_over`](Self::start_over),
/// [`only_the_rest`](Self::only_the_rest) or [`accept_rows`](Self::accept_rows). It does not know the community: resume with a
/// client of the same one.
///
/// It contains no row, but a hash of each: with the hash, somebody can check a guess of a complete row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BulkState {
    /// `None` before the first batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    work: Option<BulkWork>,
    #[serde(default, skip_serializing_if = "Matching::is_default")]
    matching: Matching,
    /// One for each request, in the order of the rows.
    batches: Vec<Batch>,
}

/// The way in which rows are compared with those of earlier runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Matching {
    /// The rows at the positions of earlier batches must be the same.
    #[default]
    SameRows,
    /// The rows at the positions of earlier batches count as theirs, once.
    AcceptRows,
    /// Rows that are part of an earlier batch, at any position, are left out.
    OnlyTheRest,
}

impl Matching {
    fn is_default(&self) -> bool {
        *self == Self::SameRows
    }
}

/// A kind of bulk work, and its group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum BulkWork {
    /// `import_members` of the client.
    ImportMembers {
        /// The group that they are imported into.
        group_id: GroupId,
    },
    /// `create_all_groups` of the client.
    CreateGroups,
    /// `update_all_groups` of the client.
    UpdateGroups,
    /// `invite_all` of the client.
    Invite {
        /// The group that they are invited into.
        group_id: GroupId,
    },
}

impl fmt::Display for BulkWork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ImportMembers { group_id } => write!(f, "importing members into the group {group_id}"),
            Self::CreateGroups => f.write_str("creating groups"),
            Self::UpdateGroups => f.write_str("updating groups"),
            Self::Invite { group_id } => write!(f, "inviting users into the group {group_id}"),
        }
    }
}

/// Reports.
impl BulkState {
    /// The work that it belongs to; `None` before the first batch.
    pub fn work(&self) -> Option<&BulkWork> {
        self.work.as_ref()
    }

    /// All batches, in the order of the rows.
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// The number of rows in all batches so far.
    pub fn rows(&self) -> u64 {
        self.batches.iter().map(Batch::count).sum()
    }

    /// The users that the jobs imported, as far as the service names them.
    pub fn imported(&self) -> impl Iterator<Item = &UserId> {
        self.batches.iter().flat_map(Batch::imported)
    }

    /// The batches that failed or were refused; their `message` says why.
    pub fn failed(&self) -> impl Iterator<Item = &Batch> {
        self.batches.iter().filter(|batch| batch.status().is_failure())
    }

    /// The batches of an import that were completed with fewer users imported than they have rows. For other work, the service does
    /// not return a number.
    pub fn short(&self) -> impl Iterator<Item = &Batch> {
        let is_import = matches!(self.work, Some(BulkWork::ImportMembers { .. }));
        let short =
            |batch: &&Batch| matches!(batch.status(), BatchStatus::Completed { .. }) && (batch.imported().len() as u64) < batch.count();
        self.batches.iter().filter(move |_| is_import).filter(short)
    }

    /// The batch that is begun and not finished: about to be sent, sent without a response, or in progress.
    pub fn unfinished(&self) -> Option<&Batch> {
        self.batches.iter().find(|batch| batch.status().is_begun())
    }
}

/// Decisions, for the next work with this state.
impl BulkState {
    /// Decides that batches which failed or were refused are submitted again, with the same rows. A job that failed may have done
    /// some of its rows.
    pub fn resubmit_failed(&mut self) {
        self.decide(&BatchStatus::Pending, BatchStatus::is_failure);
    }

    /// Decides that the service does not have the unfinished batch, or has lost it: it will be submitted again.
    pub fn resubmit_unfinished(&mut self) {
        self.decide(&BatchStatus::Pending, BatchStatus::is_begun);
    }

    /// Decides that the service has done the unfinished batch, or will do it: it counts as done, and its job is not polled again.
    pub fn accept_unfinished(&mut self) {
        self.decide(&BatchStatus::Accepted, BatchStatus::is_begun);
    }

    /// Decides, for rows that have changed, that all of them are submitted, including those that were submitted before.
    pub fn start_over(&mut self) {
        *self = Self::default();
    }

    /// Decides, for rows that have changed, that only those are submitted which are not part of an earlier batch: new and changed
    /// rows, at any position. Equal rows count as often as they occur.
    ///
    /// Rows of batches that failed count as submitted, unless [`resubmit_failed`](Self::resubmit_failed) is called before.
    pub fn only_the_rest(&mut self) {
        self.matching = Matching::OnlyTheRest;
    }

    /// Decides, for rows that have changed, that the rows at the positions of earlier batches count as submitted. Changed rows there
    /// are **not sent**; the work continues after them.
    pub fn accept_rows(&mut self) {
        self.matching = Matching::AcceptRows;
    }

    fn decide(&mut self, status: &BatchStatus, of: impl Fn(&BatchStatus) -> bool) {
        self.batches.iter_mut().filter(|batch| of(batch.status())).for_each(|batch| batch.set_status(status.clone()));
    }
}

/// Queries and updates of a run.
impl BulkState {
    /// Checks that the state may be used for a piece of work.
    pub(super) fn check(&self, work: &BulkWork) -> Result<()> {
        match &self.work {
            Some(own) if own != work => {
                Err(Error::request(format!("the state belongs to other work: it is for {own}, and this is {work}")))
            }
            None if !self.batches.is_empty() => Err(Error::request("the state does not name the work of its batches")),
            _ => Ok(()),
        }
    }

    pub(super) fn matching(&self) -> Matching {
        self.matching
    }

    /// The number of rows before the first one without a batch.
    pub(super) fn end(&self) -> u64 {
        self.batches.last().map_or(0, |batch| batch.rows().end)
    }

    /// Returns the batch whose job is in progress.
    pub(super) fn in_progress(&self) -> Option<usize> {
        self.batches.iter().position(|batch| matches!(batch.status(), BatchStatus::Submitted { .. }))
    }

    /// Returns the first batch whose rows are needed.
    pub(super) fn open(&self) -> Option<usize> {
        self.batches.iter().position(|batch| batch.status().is_open())
    }

    /// Returns the digest of the row at a position, if a batch has it.
    pub(super) fn digest_at(&self, position: u64) -> Option<u64> {
        let index = self.batches.partition_point(|batch| batch.rows().end <= position);
        let batch = self.batches.get(index)?;
        batch.digests().get(position.checked_sub(batch.rows().start)?)
    }

    /// Replaces the digest of the row at a position, which was accepted.
    pub(super) fn accept_digest_at(&mut self, position: u64, digest: u64) {
        let index = self.batches.partition_point(|batch| batch.rows().end <= position);
        if let Some(batch) = self.batches.get_mut(index) {
            let start = batch.rows().start;
            batch.digests_mut().set(position.saturating_sub(start), digest);
        }
    }

    /// Ends the acceptance of changed rows, after the last earlier batch.
    pub(super) fn rows_are_accepted(&mut self) {
        if self.matching == Matching::AcceptRows {
            self.matching = Matching::SameRows;
        }
    }

    /// Removes the batches that were not sent, and returns how often each row is part of another one.
    pub(super) fn take_sent(&mut self) -> HashMap<u64, u64> {
        self.batches.retain(|batch| !batch.status().is_open());
        let mut sent = HashMap::new();
        for digest in self.batches.iter().flat_map(|batch| batch.digests().iter()) {
            *sent.entry(digest).or_default() += 1;
        }
        sent
    }

    /// Records that a batch is about to be sent: an existing one, or a new one after the last. Returns its index.
    pub(super) fn begin(&mut self, work: &BulkWork, known: Option<usize>, batch: Batch) -> usize {
        self.work = Some(work.clone());
        match known {
            Some(index) => {
                self.batches[index] = batch;
                index
            }
            None => {
                self.batches.push(batch);
                self.batches.len() - 1
            }
        }
    }

    pub(super) fn set_status(&mut self, index: usize, status: BatchStatus) {
        self.batches[index].set_status(status);
    }

    /// Makes a batch with these rows.
    pub(super) fn batch(first: u64, end: u64, digests: Vec<u64>) -> Batch {
        Batch::new(first, end, Digests::new(digests))
    }
}

/// A view of the state of bulk work that is in progress, from [`Bulk::watch`](super::Bulk::watch).
#[derive(Clone, Debug)]
pub struct StateWatch(Arc<Mutex<BulkState>>);

impl StateWatch {
    pub(super) fn new(state: BulkState) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// Returns the state at this moment.
    pub fn state(&self) -> BulkState {
        self.with(|state| state.clone())
    }

    pub(super) fn with<R>(&self, work: impl FnOnce(&mut BulkState) -> R) -> R {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
