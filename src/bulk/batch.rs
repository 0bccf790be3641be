//! Batches: the rows of one request.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::digest::Digests;
use crate::error::one_line;
use crate::types::{JobId, UserId};

/// The rows of one request, and their progress. `Debug` and `Display` show no ids.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The number of the first row, counted from zero.
    first: u64,
    /// The number after that of the last row.
    end: u64,
    #[serde(flatten)]
    status: BatchStatus,
    rows: Digests,
}

/// The progress of a batch.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
#[non_exhaustive]
pub enum BatchStatus {
    /// The service does not have it, and it is sent when its turn comes: it was not accepted the first time, or you decided that it is
    /// sent again.
    Pending,
    /// It is about to be sent, or was sent without a response: the service may have it or not.
    Submitting,
    /// The service has it, and has not finished.
    Submitted {
        /// The job of the service (pages: `create-members-in-bulk`, `create-groups-in-bulk`, `update-groups-in-bulk`).
        job: JobId,
    },
    /// The service has finished.
    Completed {
        /// The users that the job imported, as far as the service names them (page: `get-bulk-import-status`).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        imported: Vec<UserId>,
        /// The message of the service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// You decided that it counts as done.
    Accepted,
    /// The service accepted the batch and failed.
    Failed {
        /// The message of the service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// The service refused the batch.
    Refused {
        /// The reason.
        message: String,
    },
}

impl Batch {
    pub(super) fn new(first: u64, end: u64, rows: Digests) -> Self {
        Self { first, end, status: BatchStatus::Submitting, rows }
    }

    /// The numbers of its rows, counted from zero, in the order in which this run got them. After
    /// [`only_the_rest`](super::BulkState::only_the_rest), rows in between may have been left out: see [`count`](Self::count).
    pub fn rows(&self) -> Range<u64> {
        self.first..self.end
    }

    /// The number of its rows.
    pub fn count(&self) -> u64 {
        self.rows.len() as u64
    }

    /// The progress.
    pub fn status(&self) -> &BatchStatus {
        &self.status
    }

    /// Returns true if nothing more will happen to it unless you decide otherwise.
    pub fn is_finished(&self) -> bool {
        !self.status.is_begun() && self.status != BatchStatus::Pending
    }

    /// The users that its job imported, as far as the service names them.
    pub fn imported(&self) -> &[UserId] {
        match &self.status {
            BatchStatus::Completed { imported, .. } => imported,
            _ => &[],
        }
    }

    /// The message of the service, or the reason of a refusal.
    pub fn message(&self) -> Option<&str> {
        match &self.status {
            BatchStatus::Completed { message, .. } | BatchStatus::Failed { message } => message.as_deref(),
            BatchStatus::Refused { message } => Some(message),
            _ => None,
        }
    }

    pub(super) fn digests(&self) -> &Digests {
        &self.rows
    }

    pub(super) fn digests_mut(&mut self) -> &mut Digests {
        &mut self.rows
    }

    pub(super) fn set_status(&mut self, status: BatchStatus) {
        self.status = status;
    }
}

impl BatchStatus {
    /// Returns true if the service has the batch or may have it, unfinished.
    pub fn is_begun(&self) -> bool {
        matches!(self, Self::Submitting | Self::Submitted { .. })
    }

    /// Returns true if the service refused the batch, or accepted it and failed.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failed { .. } | Self::Refused { .. })
    }

    /// Returns true if the rows of the batch have to be sent, as far as it is known.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Pending | Self::Submitting)
    }

    /// The name of the status in one word: `completed`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Submitting => "submitting",
            Self::Submitted { .. } => "submitted",
            Self::Completed { .. } => "completed",
            Self::Accepted => "accepted",
            Self::Failed { .. } => "failed",
            Self::Refused { .. } => "refused",
        }
    }
}

/// `rows 0..1000: refused: email is missing`
impl fmt::Display for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rows {:?}: {}", self.rows(), self.status)
    }
}

/// `refused: email is missing`
impl fmt::Display for BatchStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::Completed { imported, .. } if !imported.is_empty() => write!(f, ", {} users imported", imported.len()),
            Self::Failed { message: Some(message) } | Self::Refused { message } => write!(f, ": {}", one_line(message)),
            Self::Failed { message: None } => f.write_str(": the service does not say why"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("rows", &self.rows()).field("count", &self.count()).field("status", &self.status).finish()
    }
}

impl fmt::Debug for BatchStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
