//! Submitting batch after batch: what all work in bulk shares.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use reqwest::StatusCode;
use tokio::time::{Instant, sleep};

use super::refusal::{describe, is_busy, is_safe_to_retry};
use super::rows::Rows;
use super::state::{Batch, BatchStatus, BulkState, BulkWork};
use crate::error::{Error, Result};
use crate::types::{JobId, JobStatus, UserId};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

const UNCERTAIN: &str =
    "it is not known whether the last batch was submitted: decide with `accept_unfinished` or `resubmit_unfinished` of the state";

const BUSY: &str = "the service has not taken this batch for as long as `job_timeout` allows: a later run with the state goes on from here";

const FEWER_ROWS: &str = "there are fewer rows than the state says were submitted";

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
    /// The service does not take these rows now, and the next step tries again after a wait: it is at work on another job, perhaps
    /// of somebody else, or has had too many requests.
    Busy {
        /// What is to be submitted, or asked after.
        batch: Batch,
        /// What the service says.
        message: Option<String>,
        /// How long the next step waits.
        wait: Duration,
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
    /// Since when something is waited for: the end of a job, or its beginning.
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

    /// How long to wait before the service is asked after a job for the second time, or given a batch again that it was too busy for:
    /// one second otherwise; and the longest wait, half a minute otherwise. The first time is at once, and waits double. A
    /// `Retry-After` of the service that is longer is waited for instead.
    pub fn waits(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest;
        self
    }

    /// How long to wait for a job before it is given up, and for the service to take a batch while it is busy with another job; half
    /// an hour otherwise. The state keeps the batch, so that a later run goes on waiting.
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
    /// As [`step`](Self::step), after which a later run goes on; and [`Error::is_bulk`] when all is done that could be, if a batch of
    /// the state failed or was refused: [`BulkState::failed`] has those, and [`BulkState::resubmit_failed`] does them again.
    pub async fn run(mut self, mut progress: impl FnMut(&Progress, &BulkState)) -> Result<()> {
        while let Some(step) = self.step().await? {
            progress(&step, self.state);
        }
        match describe(self.state) {
            Some(why) => Err(Error::bulk(why)),
            None => Ok(()),
        }
    }

    /// Does the next step; `None` when all is done, be it that batches failed: see [`BulkState::failed`].
    ///
    /// The future may be dropped at any time; the state says what had been submitted. After an error, the next call tries
    /// the same step again, unless that might do something twice.
    ///
    /// # Errors
    ///
    /// - those of the operations, [`Error::is_timeout`] included where a job is not finished in time. A batch that the
    ///   service refuses as such, with the status 400 or 422, is no error: it is finished as
    ///   [`Refused`](BatchStatus::Refused). Nor is it one that the service has another job to do, or asks for fewer requests by
    ///   the status 429: that is [`Progress::Busy`], and becomes an error after [`job_timeout`](Self::job_timeout);
    /// - [`Error::is_not_found`] among them: the service does not know the job of a batch that it took. It may have forgotten it,
    ///   done or not. Asking again may help; if it does not, look into the community, and decide with
    ///   [`BulkState::accept_unfinished`] or [`BulkState::resubmit_unfinished`];
    /// - if it is not known whether a batch was submitted and submitting it twice does harm: the same two decide;
    /// - if the state is of other work, or of another group;
    /// - if there are fewer rows than the state says were submitted, or one cannot be read: see [`Rows::try_of`].
    pub async fn step(&mut self) -> Result<Option<Progress>> {
        self.state.check(&self.steps.work())?;
        let next = self.state.next();
        let index = next.unwrap_or(self.state.batches.len());
        match self.state.batches.get(index).map(|batch| batch.status) {
            Some(BatchStatus::Submitted) => self.poll(index).await.map(Some),
            Some(BatchStatus::Submitting) => {
                let ours = !self.ready.is_empty();
                match (ours && !self.sent) || self.steps.repeatable() {
                    true if ours => self.submit(index).await.map(Some),
                    // Of an earlier run, which did not learn what became of it.
                    true => self.prepare(index).await,
                    false => Err(Error::request(UNCERTAIN)),
                }
            }
            _ => self.prepare(index).await,
        }
    }

    /// Gets the rows of a batch: of one that is to be sent again, or of the next one, whose rows belong to none yet.
    async fn prepare(&mut self, index: usize) -> Result<Option<Progress>> {
        let known = self.state.batches.get(index).cloned();
        let (first, count) = known.as_ref().map_or((self.state.rows(), self.size as u64), |batch| (batch.first, batch.count));
        // A dropped future leaves rows in `ready`, and `taken` counts them.
        while self.taken < first {
            if self.rows.next().await?.is_none() {
                return Err(Error::request(FEWER_ROWS));
            }
            self.taken += 1;
        }
        while (self.ready.len() as u64) < count {
            let Some(row) = self.rows.next().await? else { break };
            self.ready.push(row);
            self.taken += 1;
        }
        match known {
            None if self.ready.is_empty() => return Ok(None),
            Some(_) if (self.ready.len() as u64) < count => return Err(Error::request(FEWER_ROWS)),
            _ => {}
        }
        let count = self.ready.len() as u64;
        let batch = Batch { first, count, status: BatchStatus::Submitting, job: None, imported: Vec::new(), message: None };
        self.state.begin(&self.steps.work(), index, batch.clone());
        Ok(Some(Progress::Submitting(batch)))
    }

    async fn submit(&mut self, index: usize) -> Result<Progress> {
        // After a busy answer; until it is over, nothing goes out.
        sleep(self.wait).await;
        // From here to the answer the service may have the rows or not, should the future be dropped.
        self.sent = true;
        let answer = self.steps.submit(self.ready.clone()).await;
        let untouched = answer.as_ref().err().is_some_and(is_safe_to_retry);
        // What may be sent twice needs no proof that it was not taken.
        let certain = untouched || self.steps.repeatable();
        let Some(batch) = self.state.batches.get_mut(index) else {
            return Err(Error::request("there is no batch to submit"));
        };
        let progress = match answer {
            Ok(Some(job)) => {
                batch.job = Some(job);
                batch.status = BatchStatus::Submitted;
                Progress::Submitted(batch.clone())
            }
            Ok(None) => {
                batch.status = BatchStatus::Completed;
                Progress::Finished(batch.clone())
            }
            Err(err) if certain && is_busy(&err) => {
                let batch = batch.clone();
                self.sent = false;
                return match self.wait_longer(&err) {
                    Some(wait) => Ok(Progress::Busy { batch, message: err.message().map(str::to_owned), wait }),
                    None => {
                        self.state.batches[index].status = BatchStatus::Pending;
                        (self.wait, self.since) = (Duration::ZERO, None);
                        Err(err.with_advice(BUSY))
                    }
                };
            }
            Err(err) if certain && matches!(err.status(), Some(StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY)) => {
                batch.status = BatchStatus::Refused;
                batch.message = Some(err.message().map_or_else(|| err.to_string(), str::to_owned));
                Progress::Finished(batch.clone())
            }
            Err(err) => {
                if untouched {
                    batch.status = BatchStatus::Pending;
                    self.sent = false;
                }
                return Err(if certain { err } else { err.with_advice(UNCERTAIN) });
            }
        };
        self.ready.clear();
        self.sent = false;
        (self.wait, self.since) = (Duration::ZERO, None);
        Ok(progress)
    }

    /// How long the next attempt waits; `None` if there is to be none.
    fn wait_longer(&mut self, err: &Error) -> Option<Duration> {
        let since = *self.since.get_or_insert_with(Instant::now);
        let doubled = self.wait.saturating_mul(2).max(self.first_wait).min(self.longest_wait);
        self.wait = doubled.max(err.retry_after().unwrap_or_default());
        (since.elapsed().saturating_add(self.wait) <= self.patience).then_some(self.wait)
    }

    async fn poll(&mut self, index: usize) -> Result<Progress> {
        let Some(batch) = self.state.batches.get_mut(index) else {
            return Err(Error::request("there is no batch to wait for"));
        };
        let Some(job) = batch.job.clone() else {
            return Err(Error::request("a batch was submitted, but its job is not known"));
        };
        let since = *self.since.get_or_insert_with(Instant::now);
        if since.elapsed().saturating_add(self.wait) > self.patience {
            return Err(Error::overdue(self.patience));
        }
        sleep(self.wait).await;
        let outcome = match self.steps.status(job).await {
            Ok(outcome) => outcome,
            Err(err) if err.is_not_found() => return Err(err.with_advice(FORGOTTEN)),
            Err(err) if err.is_rate_limited() => {
                let (batch, message) = (batch.clone(), err.message().map(str::to_owned));
                return match self.wait_longer(&err) {
                    Some(wait) => Ok(Progress::Busy { batch, message, wait }),
                    None => Err(err),
                };
            }
            Err(err) => return Err(err),
        };
        self.wait = self.wait.saturating_mul(2).max(self.first_wait).min(self.longest_wait);
        batch.status = match outcome.status {
            Some(JobStatus::Completed) => BatchStatus::Completed,
            Some(JobStatus::Failed) => BatchStatus::Failed,
            // Also what no page mentions: should it never end, there is the deadline.
            status => return Ok(Progress::Waiting { batch: batch.clone(), status }),
        };
        batch.imported = outcome.imported;
        batch.message = outcome.message;
        let progress = Progress::Finished(batch.clone());
        (self.wait, self.since) = (Duration::ZERO, None);
        Ok(progress)
    }
}

impl<T> fmt::Debug for Bulk<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk").field("state", &self.state).finish_non_exhaustive()
    }
}
