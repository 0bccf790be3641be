//! What has been done.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::types::{GroupId, JobId, UserId};

/// What has been submitted, and what came of it. Store it as JSON, say, whenever it has changed.
///
/// It belongs to one piece of work, which the first batch decides; with another one, or with another group, it is refused. It
/// does not know the rows, nor the community: those have to be the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BulkState {
    /// `None` before the first batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    work: Option<BulkWork>,
    /// One for each request, in the order of the rows.
    pub(super) batches: Vec<Batch>,
}

/// What is done in bulk, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum BulkWork {
    /// [`Client::import_members`](crate::Client::import_members).
    ImportMembers {
        /// Into this group.
        group_id: GroupId,
    },
    /// [`Client::create_all_groups`](crate::Client::create_all_groups).
    CreateGroups,
    /// [`Client::update_all_groups`](crate::Client::update_all_groups).
    UpdateGroups,
    /// [`Client::invite_all`](crate::Client::invite_all).
    Invite {
        /// Into this group.
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

/// Rows that go out in one request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Batch {
    /// The number of the first row, counted from zero.
    pub first: u64,
    /// How many rows there are.
    pub count: u64,
    /// How far they are.
    pub status: BatchStatus,
    /// The job of the service, once it is known (pages: `create-members-in-bulk`, `create-groups-in-bulk`,
    /// `update-groups-in-bulk`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// The users whom the job imported, as far as the service says (page: `get-bulk-import-status`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imported: Vec<UserId>,
    /// What the service says about it, success or not (page: `get-bulk-import-status`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BatchStatus {
    /// About to be sent, or sent without an answer: the service may have it or not.
    Submitting,
    /// The service has it, and has not finished.
    Submitted,
    /// The service certainly does not have it, and it is sent when its turn comes: it was not taken the first time, or you decided
    /// that it goes out again.
    Pending,
    /// The service has finished.
    Completed,
    /// You decided that it counts as done.
    Accepted,
    /// The service accepted the batch and failed.
    Failed,
    /// The service did not accept the batch, for the reason in `message`.
    Refused,
}

impl Batch {
    /// The numbers of its rows.
    pub fn rows(&self) -> Range<u64> {
        self.first..self.first + self.count
    }

    /// Whether the service has it, or may have it, unfinished.
    fn is_begun(&self) -> bool {
        matches!(self.status, BatchStatus::Submitting | BatchStatus::Submitted)
    }

    /// Whether nothing more will happen to it by itself.
    pub fn is_finished(&self) -> bool {
        matches!(self.status, BatchStatus::Completed | BatchStatus::Accepted | BatchStatus::Failed | BatchStatus::Refused)
    }
}

impl BulkState {
    /// What it belongs to; `None` before the first batch.
    pub fn work(&self) -> Option<&BulkWork> {
        self.work.as_ref()
    }

    /// Every batch, in the order of the rows.
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// How many rows belong to a batch so far.
    pub fn rows(&self) -> u64 {
        self.batches.last().map_or(0, |batch| batch.rows().end)
    }

    /// The users whom the jobs imported, as far as the service says.
    pub fn imported(&self) -> impl Iterator<Item = &UserId> {
        self.batches.iter().flat_map(|batch| &batch.imported)
    }

    /// The batches that failed or were refused; their `message` says why.
    pub fn failed(&self) -> impl Iterator<Item = &Batch> {
        self.batches.iter().filter(|batch| matches!(batch.status, BatchStatus::Failed | BatchStatus::Refused))
    }

    /// The batches of an import that were completed with fewer users imported than they had rows. Of other work the service does
    /// not say how many rows it has done.
    pub fn short(&self) -> impl Iterator<Item = &Batch> {
        let imports = matches!(self.work, Some(BulkWork::ImportMembers { .. }));
        let short = |batch: &&Batch| batch.status == BatchStatus::Completed && (batch.imported.len() as u64) < batch.count;
        self.batches.iter().filter(move |_| imports).filter(short)
    }

    /// The batch that has been begun and not finished: about to be sent, sent without an answer, or at work.
    pub fn unfinished(&self) -> Option<&Batch> {
        self.batches.iter().find(|batch| batch.is_begun())
    }

    /// Decides that the batches which failed or were refused are submitted again, as they were cut the first time, by the next work
    /// with this state and the same rows. A job that failed may have done some of its rows.
    pub fn resubmit_failed(&mut self) {
        self.decide(BatchStatus::Pending, |batch| matches!(batch.status, BatchStatus::Failed | BatchStatus::Refused));
    }

    /// Decides that the service does not have the unfinished batch, or has lost it: it will be submitted again.
    pub fn resubmit_unfinished(&mut self) {
        self.decide(BatchStatus::Pending, Batch::is_begun);
    }

    /// Decides that the service has done the unfinished batch, or will do it: it counts as done, and nobody asks after it
    /// again.
    pub fn accept_unfinished(&mut self) {
        self.decide(BatchStatus::Accepted, Batch::is_begun);
    }

    fn decide(&mut self, status: BatchStatus, of: impl Fn(&Batch) -> bool) {
        self.batches.iter_mut().filter(|batch| of(batch)).for_each(|batch| batch.status = status);
    }

    /// What is to be done next: first what the service is at work on, since it does one thing at a time; then whatever needs its
    /// rows, in their order. `None` where only new rows are left.
    pub(super) fn next(&self) -> Option<usize> {
        let first = |status| self.batches.iter().position(|batch| batch.status == status);
        let open = |batch: &Batch| matches!(batch.status, BatchStatus::Submitting | BatchStatus::Pending);
        first(BatchStatus::Submitted).or_else(|| self.batches.iter().position(open))
    }

    /// Whether it may be used for a piece of work.
    pub(super) fn check(&self, work: &BulkWork) -> Result<()> {
        match &self.work {
            Some(own) if own != work => {
                Err(Error::request(format!("the state is of another piece of work: it is of {own}, and this is {work}")))
            }
            None if !self.batches.is_empty() => Err(Error::request("the state does not say of which work its batches are")),
            _ => Ok(()),
        }
    }

    /// Notes that a batch is about to be sent: one that is there, or another one after the last.
    pub(super) fn begin(&mut self, work: &BulkWork, index: usize, batch: Batch) {
        self.work = Some(work.clone());
        match self.batches.get_mut(index) {
            Some(known) => *known = batch,
            None => self.batches.push(batch),
        }
    }
}
