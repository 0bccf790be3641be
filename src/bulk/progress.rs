//! The result of a step of bulk work.

use std::fmt;
use std::time::Duration;

use super::batch::Batch;
use crate::error::one_line;
use crate::types::JobStatus;

/// The result of a step. `Display` describes it in one line; neither `Display` nor `Debug` shows ids.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Progress {
    /// These rows are about to be sent. Store the state now, so that a crash is noticed.
    Submitting(Batch),
    /// The service has accepted them.
    Submitted(Batch),
    /// The service is still working.
    Waiting {
        /// The batch of the job.
        batch: Batch,
        /// The status of the job, if the service sends it (page: `get-bulk-import-status`).
        status: Option<JobStatus>,
    },
    /// The service does not accept these rows now, and the next step tries again after a wait: it works on another job, perhaps of
    /// another program, or has had too many requests.
    Busy {
        /// The batch to submit, or whose job is polled.
        batch: Batch,
        /// The message of the service.
        message: Option<String>,
        /// The wait of the next step.
        wait: Duration,
    },
    /// The service has finished these rows, or refused them: see their status.
    Finished(Batch),
}

impl Progress {
    /// The batch that the step was about.
    pub fn batch(&self) -> &Batch {
        match self {
            Self::Submitting(batch) | Self::Submitted(batch) | Self::Finished(batch) => batch,
            Self::Waiting { batch, .. } | Self::Busy { batch, .. } => batch,
        }
    }
}

/// `rows 0..1000: the service is busy, trying again in 2s`
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submitting(batch) | Self::Submitted(batch) | Self::Finished(batch) => batch.fmt(f),
            Self::Waiting { batch, status } => {
                write!(f, "rows {:?}: waiting for the service", batch.rows())?;
                status.as_ref().map_or(Ok(()), |status| write!(f, " ({status})"))
            }
            Self::Busy { batch, message, wait } => {
                write!(f, "rows {:?}: the service is busy, trying again in {wait:?}", batch.rows())?;
                message.as_ref().map_or(Ok(()), |message| write!(f, ": {}", one_line(message)))
            }
        }
    }
}
