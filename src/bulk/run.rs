//! The work: batch after batch, one job at a time.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use reqwest::StatusCode;
use serde::Serialize;

use super::batch::{Batch, BatchStatus};
use super::digest::digest;
use super::progress::Progress;
use super::refusal::{describe_failures, is_busy, is_safe_to_retry};
use super::rows::Rows;
use super::state::{BulkState, BulkWork, Matching, StateWatch};
use super::waits::Waits;
use crate::error::{Error, Result};
use crate::types::{JobId, JobStatus, UserId};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

const UNCERTAIN: &str = "it is not known if the last batch was submitted, and this work must not be done twice: decide with \
                         `accept_unfinished` or `resubmit_unfinished` of the state";

const BUSY: &str = "the service has not accepted this batch within `job_timeout`: a later run with the state continues from here";

const FORGOTTEN: &str = "the service has accepted this batch, but does not know its job: decide with `accept_unfinished` or \
                         `resubmit_unfinished` of the state";

/// The requests of one kind of work.
pub(super) trait Work: Send + Sync {
    type Row: Clone + Send + Sync + Serialize;
    /// The largest number of rows in one request.
    const LARGEST: usize;
    /// True if submitting rows twice has the effect of submitting them once.
    const REPEATABLE: bool;

    /// The kind of work, which the state must have too.
    fn work(&self) -> BulkWork;

    /// Submits rows; `None` if there is no job to wait for.
    fn submit(&self, rows: Vec<Self::Row>) -> impl Future<Output = Result<Option<JobId>>> + Send;

    fn status(&self, job: JobId) -> impl Future<Output = Result<Outcome>> + Send;
}

/// The answer of the service about a job.
pub(super) struct Outcome {
    pub status: Option<JobStatus>,
    pub imported: Vec<UserId>,
    pub message: Option<String>,
}

/// Bulk work in progress, made by one of the methods that [`bulk`](crate::bulk) lists.
///
/// Nothing is sent before [`run`](Self::run), [`finish`](Self::finish) or [`step`](Self::step) is awaited. Every future may be
/// dropped at any time; the state says what was submitted.
#[must_use = "nothing is sent before `run`, `finish` or `step` is awaited"]
pub struct Bulk<'a, T> {
    steps: Box<dyn Steps<T> + 'a>,
    rows: Rows<'a, T>,
    state: StateWatch,
    stage: Stage<T>,
    /// The number of rows that have been read.
    position: u64,
    /// Number of earlier batches that contain each row; only if these rows are left out.
    sent: Option<HashMap<u64, u64>>,
    /// The refusal of rows that differ from those of the state.
    refusal: Option<Error>,
    batch_size: usize,
    waits: Waits,
}

/// The stage of the current batch in this run.
enum Stage<T> {
    /// Its rows are being read.
    Reading(Reading<T>),
    /// Its rows are read, and not sent since.
    Ready { index: usize, rows: Vec<T> },
    /// Its rows were sent, and no response says if the service has them.
    Sent { index: usize, rows: Vec<T> },
}

/// The rows of a batch so far.
struct Reading<T> {
    rows: Vec<T>,
    digests: Vec<u64>,
    first: u64,
}

impl<T> Default for Reading<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), digests: Vec::new(), first: 0 }
    }
}

/// [`Work`] of any type.
trait Steps<T>: Send + Sync {
    fn work(&self) -> BulkWork;
    fn is_repeatable(&self) -> bool;
    fn submit(&self, rows: Vec<T>) -> BoxFuture<'_, Result<Option<JobId>>>;
    fn status(&self, job: JobId) -> BoxFuture<'_, Result<Outcome>>;
}

impl<W: Work> Steps<W::Row> for W {
    fn work(&self) -> BulkWork {
        Work::work(self)
    }

    fn is_repeatable(&self) -> bool {
        W::REPEATABLE
    }

    fn submit(&self, rows: Vec<W::Row>) -> BoxFuture<'_, Result<Option<JobId>>> {
        Box::pin(Work::submit(self, rows))
    }

    fn status(&self, job: JobId) -> BoxFuture<'_, Result<Outcome>> {
        Box::pin(Work::status(self, job))
    }
}

impl<'a, T: Clone + Send + Sync + Serialize + 'a> Bulk<'a, T> {
    pub(super) fn new<W: Work<Row = T> + 'a>(work: W, rows: Rows<'a, T>, state: BulkState) -> Self {
        Self {
            steps: Box::new(work),
            rows,
            state: StateWatch::new(state),
            stage: Stage::Reading(Reading::default()),
            position: 0,
            sent: None,
            refusal: None,
            batch_size: W::LARGEST,
            waits: Waits::default(),
        }
    }

    /// Sets the number of rows in one request; by default and at most the largest number that the service accepts.
    pub fn batch_size(mut self, size: usize) -> Self {
        self.batch_size = size.clamp(1, self.batch_size);
        self
    }

    /// Sets the wait before a job is polled for the second time, or a batch is submitted again to a busy service (one second by
    /// default), and the longest wait (half a minute by default). Waits double; a longer `Retry-After` of the service replaces them.
    pub fn waits(mut self, first: Duration, longest: Duration) -> Self {
        (self.waits.first, self.waits.longest) = (first, longest);
        self
    }

    /// Sets how long to wait for a job to end, and for a busy service to accept a batch; half an hour by default. The state keeps the
    /// batch, so that a later run continues to wait.
    pub fn job_timeout(mut self, limit: Duration) -> Self {
        self.waits.limit = limit;
        self
    }

    /// Returns the state at this moment.
    pub fn state(&self) -> BulkState {
        self.state.state()
    }

    /// Returns a view of the state for other tasks, which can read it while the work is in progress.
    pub fn watch(&self) -> StateWatch {
        self.state.clone()
    }

    /// Ends the work here, and returns its state.
    pub fn into_state(mut self) -> BulkState {
        self.withdraw();
        self.state.state()
    }

    /// Does all steps.
    ///
    /// # Errors
    ///
    /// The errors of [`step`](Self::step), after which this or a later run continues; and [`Error::is_bulk`] if everything possible is
    /// done, but a batch of the state failed or was refused: [`BulkState::failed`] has those, and [`BulkState::resubmit_failed`]
    /// submits them again.
    pub async fn finish(&mut self) -> Result<()> {
        self.run(|_, _| std::future::ready(Ok::<_, Error>(()))).await
    }

    /// Does all steps, and calls `store` after each with the state to store. An error of `store` ends the run before anything else
    /// is sent.
    ///
    /// # Errors
    ///
    /// The errors of [`finish`](Self::finish), and the errors of `store`, which are then the [`source`](std::error::Error::source).
    pub async fn run<F, Fut, E>(&mut self, mut store: F) -> Result<()>
    where
        F: FnMut(Progress, BulkState) -> Fut,
        Fut: Future<Output = std::result::Result<(), E>>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        while let Some(progress) = self.step().await? {
            if let Err(err) = store(progress, self.state()).await {
                self.withdraw();
                return Err(Error::callback(err.into()));
            }
        }
        match describe_failures(&self.state()) {
            Some(why) => Err(Error::bulk(why)),
            None => Ok(()),
        }
    }

    /// Does the next step; `None` if everything is done, even if batches failed: see [`BulkState::failed`].
    ///
    /// After an error, the next call tries the same step again, unless that might do something twice.
    ///
    /// # Errors
    ///
    /// - those of the operations, with [`Error::is_timeout`] if a job does not end in time. Requests that may be repeated follow the
    ///   [`Retry`](crate::Retry) policy of the client first. A batch that the service refuses with the status 400 or 422 is not an
    ///   error: it is finished as [`Refused`](BatchStatus::Refused). A service that has another job to do, or returns the status 429,
    ///   is not an error either: it is [`Progress::Busy`], and becomes an error after [`job_timeout`](Self::job_timeout);
    /// - [`Error::is_not_found`] among them: the service does not know the job of a batch that it accepted. It may have forgotten it,
    ///   done or not. Polling again may help; if it does not, look into the community, and decide with
    ///   [`BulkState::accept_unfinished`] or [`BulkState::resubmit_unfinished`];
    /// - if it is not known that a batch was submitted, and submitting it twice does harm: decide in the same way;
    /// - [`Error::is_rows_changed`] if the rows differ from those of the state;
    /// - if the state belongs to other work or another group, or a row cannot be read: see [`Rows::try_of`].
    pub async fn step(&mut self) -> Result<Option<Progress>> {
        let work = self.steps.work();
        self.state.with(|state| state.check(&work))?;
        match &self.stage {
            Stage::Ready { index, .. } => {
                let index = *index;
                match self.announce(index).await {
                    Some(progress) => Ok(Some(progress)),
                    None => self.submit().await.map(Some),
                }
            }
            Stage::Sent { .. } if self.steps.is_repeatable() => self.submit().await.map(Some),
            Stage::Sent { .. } => Err(Error::request(UNCERTAIN)),
            Stage::Reading(_) => {
                let (in_progress, open, uncertain, matching) = self.state.with(|state| {
                    let uncertain = state.batches().iter().any(|batch| *batch.status() == BatchStatus::Submitting);
                    (state.in_progress(), state.open(), uncertain, state.matching())
                });
                match in_progress {
                    Some(index) => self.poll(index).await.map(Some),
                    None if uncertain && !self.steps.is_repeatable() => Err(Error::request(UNCERTAIN)),
                    None if matching == Matching::OnlyTheRest => self.prepare_rest().await,
                    None => self.prepare(open, matching).await,
                }
            }
        }
    }

    /// Reads the rows of a batch, after those before it: of an earlier one that has to be sent, or of a new one.
    async fn prepare(&mut self, known: Option<usize>, matching: Matching) -> Result<Option<Progress>> {
        let (first, end) = self.state.with(|state| match known {
            Some(index) => (state.batches()[index].rows().start, state.batches()[index].rows().end),
            None => (state.end(), state.end().saturating_add(self.batch_size as u64)),
        });
        while self.position < first {
            match self.next().await? {
                Some((position, _, digest)) => self.compare(position, digest, matching).await?,
                None if matching == Matching::AcceptRows => return Ok(None),
                None => return Err(self.refuse().await?),
            }
        }
        while self.position < end {
            let Some((position, row, digest)) = self.next().await? else { break };
            // Kept before anything else is awaited: the future may be dropped.
            if let Stage::Reading(reading) = &mut self.stage {
                reading.rows.push(row);
                reading.digests.push(digest);
                reading.first = first;
            }
            if known.is_some() {
                self.compare(position, digest, matching).await?;
            }
        }
        if known.is_some() && self.position < end && matching != Matching::AcceptRows {
            return Err(self.refuse().await?);
        }
        if known.is_none() {
            self.state.with(BulkState::rows_are_accepted);
        }
        Ok(self.begin(known))
    }

    /// Reads the rows of the next batch, without those that are part of an earlier one.
    async fn prepare_rest(&mut self) -> Result<Option<Progress>> {
        if self.sent.is_none() {
            self.sent = Some(self.state.with(BulkState::take_sent));
        }
        loop {
            match &self.stage {
                Stage::Reading(reading) if reading.rows.len() < self.batch_size => {}
                _ => break,
            }
            let Some((position, row, digest)) = self.next().await? else { break };
            if let Some(count) = self.sent.as_mut().and_then(|sent| sent.get_mut(&digest)).filter(|count| **count > 0) {
                *count -= 1;
            } else if let Stage::Reading(reading) = &mut self.stage {
                if reading.rows.is_empty() {
                    reading.first = position;
                }
                reading.rows.push(row);
                reading.digests.push(digest);
            }
        }
        Ok(self.begin(None))
    }

    /// Reads the next row: its position, the row, and its digest.
    async fn next(&mut self) -> Result<Option<(u64, T, u64)>> {
        match &self.refusal {
            Some(err) => Err(err.clone()),
            None => self.read().await,
        }
    }

    async fn read(&mut self) -> Result<Option<(u64, T, u64)>> {
        let Some(row) = self.rows.next().await? else { return Ok(None) };
        let digest = digest(&row).map_err(|err| Error::request(format!("cannot encode a row: {err}")))?;
        self.position += 1;
        Ok(Some((self.position - 1, row, digest)))
    }

    /// Compares a row with the one of the state at its position.
    async fn compare(&mut self, position: u64, digest: u64, matching: Matching) -> Result<()> {
        match matching {
            Matching::AcceptRows => self.state.with(|state| state.accept_digest_at(position, digest)),
            _ if self.state.with(|state| state.digest_at(position)) == Some(digest) => {}
            _ => {
                self.position = position;
                return Err(self.refuse_from(1).await?);
            }
        }
        Ok(())
    }

    /// The refusal of rows of which fewer are given than the state has.
    async fn refuse(&mut self) -> Result<Error> {
        self.refuse_from(0).await
    }

    /// The refusal of rows that differ from those of the state, with counts. The rows before `position` are the same, and so many at
    /// it are different.
    async fn refuse_from(&mut self, different: u64) -> Result<Error> {
        let (mut same, mut different) = (self.position, different);
        self.position += different;
        // Also if the future is dropped while the rest is counted, nothing more is sent.
        self.refusal = Some(Error::rows_changed("the rows are not those of the state".to_owned()));
        let end = self.state.with(|state| state.end());
        while self.position < end {
            let Some((position, _, digest)) = self.read().await? else { break };
            if self.state.with(|state| state.digest_at(position)) == Some(digest) {
                same += 1;
            } else {
                different += 1;
            }
        }
        let missing = end.saturating_sub(self.position);
        let err = Error::rows_changed(format!(
            "the rows are not those of the state: of the {end} rows in its batches, {same} are the same, {different} differ and {missing} \
             are missing; decide with `start_over`, `only_the_rest` or `accept_rows` of the state"
        ));
        self.stage = Stage::Reading(Reading::default());
        self.refusal = Some(err.clone());
        Ok(err)
    }

    /// Records that the rows that were read are about to be sent; `None` if there are none.
    fn begin(&mut self, known: Option<usize>) -> Option<Progress> {
        let reading = match &mut self.stage {
            Stage::Reading(reading) => std::mem::take(reading),
            _ => return None,
        };
        if reading.rows.is_empty() {
            // The rows of earlier batches are gone, and that was accepted.
            self.state.with(|state| {
                while let Some(index) = state.open() {
                    state.set_status(index, BatchStatus::Accepted);
                }
            });
            return None;
        }
        let work = self.steps.work();
        let batch = BulkState::batch(reading.first, self.position, reading.digests);
        let index = self.state.with(|state| state.begin(&work, known, batch.clone()));
        self.stage = Stage::Ready { index, rows: reading.rows };
        Some(Progress::Submitting(batch))
    }

    /// Records again that a batch is about to be sent, if it was withdrawn.
    async fn announce(&mut self, index: usize) -> Option<Progress> {
        if self.state.with(|state| *state.batches()[index].status() == BatchStatus::Submitting) {
            return None;
        }
        self.waits.pause().await;
        Some(Progress::Submitting(self.set_status(index, BatchStatus::Submitting)))
    }

    /// Records that a batch which is ready was not sent.
    fn withdraw(&mut self) {
        if let Stage::Ready { index, .. } = self.stage {
            self.set_status(index, BatchStatus::Pending);
        }
    }

    fn set_status(&self, index: usize, status: BatchStatus) -> Batch {
        self.state.with(|state| {
            state.set_status(index, status);
            state.batches()[index].clone()
        })
    }

    async fn submit(&mut self) -> Result<Progress> {
        let (index, rows) = match std::mem::replace(&mut self.stage, Stage::Reading(Reading::default())) {
            Stage::Ready { index, rows } | Stage::Sent { index, rows } => (index, rows),
            Stage::Reading(_) => return Err(Error::request("there is no batch to submit")),
        };
        // From here to the response the service may have the rows or not, if the future is dropped.
        self.stage = Stage::Sent { index, rows: rows.clone() };
        let answer = self.steps.submit(rows.clone()).await;
        let untouched = answer.as_ref().err().is_some_and(is_safe_to_retry);
        // Rows that may be sent twice need no proof that they were not accepted.
        let certain = untouched || self.steps.is_repeatable();
        let batch = match answer {
            Ok(Some(job)) => {
                let batch = self.set_status(index, BatchStatus::Submitted { job });
                self.done();
                return Ok(Progress::Submitted(batch));
            }
            Ok(None) => self.set_status(index, BatchStatus::Completed { imported: Vec::new(), message: None }),
            Err(err) if certain && is_busy(&err) => {
                self.stage = Stage::Ready { index, rows };
                let batch = self.set_status(index, BatchStatus::Pending);
                return match self.waits.next(err.retry_after()) {
                    Some(wait) => Ok(Progress::Busy { batch, message: err.message().map(str::to_owned), wait }),
                    None => {
                        self.waits.reset();
                        Err(err.with_advice(BUSY))
                    }
                };
            }
            Err(err) if certain && matches!(err.status(), Some(StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY)) => {
                let message = err.message().map_or_else(|| err.to_string(), str::to_owned);
                self.set_status(index, BatchStatus::Refused { message })
            }
            Err(err) if untouched => {
                self.stage = Stage::Ready { index, rows };
                self.set_status(index, BatchStatus::Pending);
                return Err(err);
            }
            Err(err) => return Err(if certain { err } else { err.with_advice(UNCERTAIN) }),
        };
        self.done();
        Ok(Progress::Finished(batch))
    }

    /// Ends the current batch in this run.
    fn done(&mut self) {
        self.stage = Stage::Reading(Reading::default());
        self.waits.reset();
    }

    async fn poll(&mut self, index: usize) -> Result<Progress> {
        let batch = self.state.with(|state| state.batches()[index].clone());
        let BatchStatus::Submitted { job } = batch.status().clone() else {
            return Err(Error::request("there is no job to poll"));
        };
        if self.waits.is_over() {
            return Err(Error::overdue(self.waits.limit));
        }
        self.waits.pause().await;
        let outcome = match self.steps.status(job).await {
            Ok(outcome) => outcome,
            Err(err) if err.is_not_found() => return Err(err.with_advice(FORGOTTEN)),
            Err(err) if err.is_rate_limited() => {
                return match self.waits.next(err.retry_after()) {
                    Some(wait) => Ok(Progress::Busy { batch, message: err.message().map(str::to_owned), wait }),
                    None => Err(err),
                };
            }
            Err(err) => return Err(err),
        };
        let status = match outcome.status {
            Some(JobStatus::Completed) => BatchStatus::Completed { imported: outcome.imported, message: outcome.message },
            Some(JobStatus::Failed) => BatchStatus::Failed { message: outcome.message },
            // Also an undocumented status: a job that never ends reaches the time limit.
            status => {
                self.waits.double();
                return Ok(Progress::Waiting { batch, status });
            }
        };
        self.waits.reset();
        Ok(Progress::Finished(self.set_status(index, status)))
    }
}

impl<T> fmt::Debug for Bulk<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk").field("state", &self.state.state()).finish_non_exhaustive()
    }
}
