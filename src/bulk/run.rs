//! Submitting batch after batch: what all work in bulk shares.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use reqwest::StatusCode;
use tokio::time::{Instant, sleep};

use super::rows::Rows;
use super::state::{Batch, BatchStatus, BulkState, BulkWork};
use crate::error::{Error, Result};
use crate::types::{JobId, JobStatus, UserId};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

const UNCERTAIN: &str =
    "it is not known whether the last batch was submitted: decide with `accept_unfinished` or `resubmit_unfinished` of the state";

const FORGOTTEN: &str =
    "the service has taken this batch and does not know its job: decide with `accept_unfinished` or `resubmit_unfinished` of the state";

/// The requests of one kind of work.
pub(super) trait Work: Send + Sync {
    type Row: Clone + Send + Sync;
    /// How many rows one request takes.
    const LARGEST: usize;
    /// Whether submitting rows twice has the effect of submitting them once.
    const REPEATABLE: bool;

    /// What a state has to be of.
    fn work(&self) -> BulkWork;

    /// Submits rows; `None` where there is no job to wait for.
    fn submit(&self, rows: Vec<Self::Row>) -> impl Future<Output = Result<Option<JobId>>> + Send;

    fn status(&self, job: JobId) -> impl Future<Output = Result<Outcome>> + Send;
}

/// What the service says of a job.
pub(super) struct Outcome {
    pub status: Option<JobStatus>,
    pub imported: Vec<UserId>,
    pub message: Option<String>,
}

/// What a step has done.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Progress {
    /// These rows are about to be sent: the last moment to store the state, so that a crash is noticed.
    Submitting(Batch),
    /// The service has them.
    Submitted(Batch),
    /// The service is still at work.
    Waiting {
        /// What it works on.
        batch: Batch,
        /// What it calls its state, if it says so (page: `get-bulk-import-status`).
        status: Option<JobStatus>,
    },
    /// The service has finished these rows, or refused them: see their status.
    Finished(Batch),
}

/// Work in bulk under way, made by one of the methods that [`bulk`](crate::bulk) lists.
///
/// Nothing is sent before [`step`](Self::step) or [`run`](Self::run) is awaited.
#[must_use = "nothing is sent before `step` or `run` is awaited"]
pub struct Bulk<'a, T> {
    steps: Box<dyn Steps<T> + 'a>,
    rows: Rows<'a, T>,
    state: &'a mut BulkState,
    /// The rows of the last batch, from when it is made until the service has it.
    ready: Vec<T>,
    /// These went out, and no answer says whether the service has them.
    sent: bool,
    /// How many rows have been taken out of `rows`.
    taken: u64,
    size: usize,
    first_wait: Duration,
    longest_wait: Duration,
    wait: Duration,
    patience: Duration,
    /// When the job that is waited for was asked after first.
    since: Option<Instant>,
}

/// [`Work`] whatever its type.
trait Steps<T>: Send + Sync {
    fn work(&self) -> BulkWork;
    fn repeatable(&self) -> bool;
    fn submit(&self, rows: Vec<T>) -> BoxFuture<'_, Result<Option<JobId>>>;
    fn status(&self, job: JobId) -> BoxFuture<'_, Result<Outcome>>;
}

impl<W: Work> Steps<W::Row> for W {
    fn work(&self) -> BulkWork {
        Work::work(self)
    }

    fn repeatable(&self) -> bool {
        W::REPEATABLE
    }

    fn submit(&self, rows: Vec<W::Row>) -> BoxFuture<'_, Result<Option<JobId>>> {
        Box::pin(Work::submit(self, rows))
    }

    fn status(&self, job: JobId) -> BoxFuture<'_, Result<Outcome>> {
        Box::pin(Work::status(self, job))
    }
}

impl<'a, T: Clone + Send + Sync + 'a> Bulk<'a, T> {
    pub(super) fn new<W: Work<Row = T> + 'a>(work: W, rows: Rows<'a, T>, state: &'a mut BulkState) -> Self {
        Self {
            steps: Box::new(work),
            rows,
            state,
            ready: Vec::new(),
            sent: false,
            taken: 0,
            size: W::LARGEST,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(30),
            wait: Duration::ZERO,
            patience: Duration::from_secs(30 * 60),
            since: None,
        }
    }

    /// How many rows go out in one request; as many as the service takes otherwise, which is also the most.
    pub fn batch_size(mut self, size: usize) -> Self {
        self.size = size.clamp(1, self.size);
        self
    }

    /// How long to wait before the service is asked after a job for the second time, one second otherwise, and the longest
    /// wait, half a minute otherwise. The first time is at once, and waits double.
    pub fn waits(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest;
        self
    }

    /// How long a job may take before it is given up, half an hour otherwise. The state keeps it, so that a later run goes on
    /// waiting.
    pub fn job_timeout(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// What has been done so far.
    pub fn state(&self) -> &BulkState {
        self.state
    }

    /// Does everything, and calls `progress` after each step, with the state to store.
    ///
    /// # Errors
    ///
    /// As [`step`](Self::step).
    pub async fn run(mut self, mut progress: impl FnMut(&Progress, &BulkState)) -> Result<()> {
        while let Some(step) = self.step().await? {
            progress(&step, self.state);
        }
        Ok(())
    }

    /// Does the next step; `None` when all is done.
    ///
    /// The future may be dropped at any time; the state says what had been submitted. After an error, the next call tries
    /// the same step again.
    ///
    /// # Errors
    ///
    /// - those of the operations, [`Error::is_timeout`] included where a job is not finished in time. A batch that the
    ///   service refuses as such, with the status 400 or 422, is no error: it is finished as
    ///   [`Refused`](BatchStatus::Refused);
    /// - [`Error::is_not_found`] among them: the service does not know the job of a batch that it took. It may have forgotten it,
    ///   done or not. Asking again may help; if it does not, look into the community, and decide with
    ///   [`BulkState::accept_unfinished`] or [`BulkState::resubmit_unfinished`];
    /// - if it is not known whether a batch was submitted and submitting it twice does harm: the same two decide;
    /// - if the state is of other work, or of another group;
    /// - if there are fewer rows than the state says were submitted.
    pub async fn step(&mut self) -> Result<Option<Progress>> {
        self.state.check(&self.steps.work())?;
        match self.state.batches.last().map(|batch| batch.status) {
            Some(BatchStatus::Submitted) => self.poll().await.map(Some),
            Some(BatchStatus::Submitting) => {
                let ours = !self.ready.is_empty();
                match (ours && !self.sent) || self.steps.repeatable() {
                    true if ours => self.submit().await.map(Some),
                    // Of an earlier run, which did not learn what became of it.
                    true => {
                        self.state.resubmit_unfinished();
                        self.prepare().await
                    }
                    false => Err(Error::request(UNCERTAIN)),
                }
            }
            _ => self.prepare().await,
        }
    }

    /// Makes the next batch of the rows that belong to none.
    async fn prepare(&mut self) -> Result<Option<Progress>> {
        let first = self.state.rows();
        // A dropped future leaves rows in `ready`, and `taken` counts them.
        while self.taken < first {
            if self.rows.next().await.is_none() {
                return Err(Error::request("there are fewer rows than the state says were submitted"));
            }
            self.taken += 1;
        }
        while self.ready.len() < self.size {
            let Some(row) = self.rows.next().await else { break };
            self.ready.push(row);
            self.taken += 1;
        }
        if self.ready.is_empty() {
            return Ok(None);
        }
        let count = self.ready.len() as u64;
        let batch = Batch { first, count, status: BatchStatus::Submitting, job: None, imported: Vec::new(), message: None };
        self.state.begin(&self.steps.work(), batch.clone());
        Ok(Some(Progress::Submitting(batch)))
    }

    async fn submit(&mut self) -> Result<Progress> {
        // From here to the answer the service may have the rows or not, should the future be dropped.
        self.sent = true;
        let answer = self.steps.submit(self.ready.clone()).await;
        if let Err(err) = &answer {
            self.sent = !is_harmless(err);
        }
        let Some(batch) = self.state.batches.last_mut() else {
            return Err(Error::request("there is no batch to submit"));
        };
        let progress = match answer {
            Ok(Some(job)) => {
                batch.job = Some(job);
                batch.status = BatchStatus::Submitted;
                (self.wait, self.since) = (Duration::ZERO, None);
                Progress::Submitted(batch.clone())
            }
            Ok(None) => {
                batch.status = BatchStatus::Completed;
                Progress::Finished(batch.clone())
            }
            Err(err) if matches!(err.status(), Some(StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY)) => {
                batch.status = BatchStatus::Refused;
                batch.message = Some(err.message().map_or_else(|| err.to_string(), str::to_owned));
                Progress::Finished(batch.clone())
            }
            Err(err) => return Err(err),
        };
        self.ready.clear();
        self.sent = false;
        Ok(progress)
    }

    async fn poll(&mut self) -> Result<Progress> {
        let Some(batch) = self.state.batches.last_mut() else {
            return Err(Error::request("there is no batch to wait for"));
        };
        let Some(job) = batch.job.clone() else {
            return Err(Error::request("a batch was submitted, but its job is not known"));
        };
        let since = *self.since.get_or_insert_with(Instant::now);
        if since.elapsed() + self.wait > self.patience {
            return Err(Error::overdue(self.patience));
        }
        sleep(self.wait).await;
        self.wait = (self.wait * 2).max(self.first_wait).min(self.longest_wait);
        let outcome = self.steps.status(job).await.map_err(|err| if err.is_not_found() { err.advising(FORGOTTEN) } else { err })?;
        batch.status = match outcome.status {
            Some(JobStatus::Completed) => BatchStatus::Completed,
            Some(JobStatus::Failed) => BatchStatus::Failed,
            // Also what no page mentions: should it never end, there is the deadline.
            status => return Ok(Progress::Waiting { batch: batch.clone(), status }),
        };
        batch.imported = outcome.imported;
        batch.message = outcome.message;
        Ok(Progress::Finished(batch.clone()))
    }
}

/// Whether the service certainly has not taken the rows: they did not go out, or it refused them for another reason.
fn is_harmless(err: &Error) -> bool {
    err.attempts() == 0 || err.is_connect() || err.status().is_some_and(|status| status.is_client_error())
}

impl<T> fmt::Debug for Bulk<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk").field("state", &self.state).finish_non_exhaustive()
    }
}
