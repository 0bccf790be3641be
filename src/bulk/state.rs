//! What has been done.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::types::{JobId, UserId};

/// What has been submitted, and what came of it. Store it as JSON, say, whenever it has changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BulkState {
    /// One for each request, in the order of the rows.
    pub(super) batches: Vec<Batch>,
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
    /// The job of the service, once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// The users whom the job imported, as far as the service says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imported: Vec<UserId>,
    /// What the service says about it, success or not.
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
    /// The service has finished.
    Completed,
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

    /// Whether nothing more will happen to it.
    pub fn is_finished(&self) -> bool {
        matches!(self.status, BatchStatus::Completed | BatchStatus::Failed | BatchStatus::Refused)
    }

    fn is_uncertain(&self) -> bool {
        self.status == BatchStatus::Submitting
    }
}

impl BulkState {
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

    /// The batches that were completed with fewer users imported than they had rows.
    pub fn short(&self) -> impl Iterator<Item = &Batch> {
        let short = |batch: &&Batch| batch.status == BatchStatus::Completed && (batch.imported.len() as u64) < batch.count;
        self.batches.iter().filter(short)
    }

    /// The batch of which it is not known whether the service has it.
    pub fn uncertain(&self) -> Option<&Batch> {
        self.batches.last().filter(|batch| batch.is_uncertain())
    }

    /// Decides that the service does not have the uncertain batch: it will be submitted again.
    pub fn resubmit_uncertain(&mut self) {
        self.batches.pop_if(|batch| batch.is_uncertain());
    }

    /// Decides that the service has the uncertain batch: it counts as completed.
    pub fn accept_uncertain(&mut self) {
        if let Some(batch) = self.batches.last_mut().filter(|batch| batch.is_uncertain()) {
            batch.status = BatchStatus::Completed;
        }
    }
}
