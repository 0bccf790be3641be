//! Bulk work with a simulated service that loses, refuses and delays requests at random, without a network.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use proptest::prelude::*;
use reqwest::{Method, StatusCode, Url};

use super::run::{Outcome, Work};
use super::*;
use crate::error::{Call, Error, Result};
use crate::response::RawResponse;
use crate::types::{JobId, JobStatus};

/// A reaction of the simulated service to one request.
#[derive(Clone, Copy, Debug)]
enum Reaction {
    /// It accepts the rows as a job.
    Queue,
    /// It accepts the rows, and its response is lost.
    LoseResponse,
    /// The request is lost.
    LoseRequest,
    /// It refuses the rows.
    Refuse,
    /// It has another job to do.
    Busy,
    /// It refuses the credentials.
    Forbid,
    /// It accepts the rows, and their job fails.
    Fail,
    /// Its job takes some time.
    Slow,
}

#[derive(Default)]
struct Log {
    reactions: Vec<Reaction>,
    next: usize,
    /// The rows of all batches that were accepted, and of those that were refused or failed.
    accepted: Vec<u32>,
    named: Vec<u32>,
    /// True if the service dealt with the rows of the last request.
    dealt_with: bool,
    job: Option<JobStatus>,
    polls: usize,
}

/// A simulated service.
#[derive(Clone, Default)]
struct Service<const REPEATABLE: bool>(Arc<Mutex<Log>>);

fn error(status: u16) -> Error {
    let mut call = Call::new(None, Method::POST, &Url::parse("http://127.0.0.1/").unwrap());
    call.attempts = 1;
    if status == 0 {
        return Error::deadline(Duration::ZERO, &call);
    }
    let response = RawResponse {
        status: StatusCode::from_u16(status).unwrap(),
        headers: Default::default(),
        body: Default::default(),
        complete: true,
        max_decoded_bytes: usize::MAX,
        call: Arc::new(call.clone()),
    };
    Error::status_of(response, &call)
}

impl<const REPEATABLE: bool> Work for Service<REPEATABLE> {
    type Row = u32;
    const LARGEST: usize = 4;
    const REPEATABLE: bool = REPEATABLE;

    fn work(&self) -> BulkWork {
        BulkWork::CreateGroups
    }

    async fn submit(&self, rows: Vec<u32>) -> Result<Option<JobId>> {
        let mut log = self.0.lock().unwrap();
        let reaction = log.reactions.get(log.next).copied().unwrap_or(Reaction::Queue);
        log.next += 1;
        log.polls = 0;
        log.job = Some(JobStatus::Completed);
        log.dealt_with = !matches!(reaction, Reaction::LoseRequest | Reaction::Busy | Reaction::Forbid);
        match reaction {
            Reaction::Queue | Reaction::Slow => log.accepted.extend(rows),
            Reaction::Fail => {
                log.named.extend(rows);
                log.job = Some(JobStatus::Failed);
            }
            Reaction::LoseResponse => {
                log.accepted.extend(rows);
                return Err(error(0));
            }
            Reaction::LoseRequest => return Err(error(0)),
            Reaction::Refuse => {
                log.named.extend(rows);
                return Err(error(422));
            }
            Reaction::Busy => return Err(error(429)),
            Reaction::Forbid => return Err(error(403)),
        }
        Ok(Some("job".into()))
    }

    async fn status(&self, _: JobId) -> Result<Outcome> {
        let mut log = self.0.lock().unwrap();
        log.polls += 1;
        let status = if log.polls % 2 == 1 { Some(JobStatus::from("processing")) } else { log.job.clone() };
        Ok(Outcome { status, imported: Vec::new(), message: None })
    }
}

fn bulk<const R: bool>(service: &Service<R>, rows: &[u32], state: BulkState) -> Bulk<'static, u32> {
    Bulk::new(service.clone(), Rows::of(rows.to_vec()), state).waits(Duration::ZERO, Duration::ZERO).batch_size(4)
}

/// Does one step; without waits, every future is ready at once.
fn step(bulk: &mut Bulk<'_, u32>) -> Result<Option<Progress>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(bulk.step())
}

fn counts<'a>(rows: impl IntoIterator<Item = &'a u32>) -> BTreeMap<u32, usize> {
    rows.into_iter().fold(BTreeMap::new(), |mut counts, row| {
        *counts.entry(*row).or_default() += 1;
        counts
    })
}

/// The rows of a run, the number of its steps until it is interrupted, and true for a crash before the last step is stored.
type Version = (Vec<u32>, usize, bool);

/// Runs the work over all versions of the rows, the last one to its end, and returns what the service has.
fn run<const R: bool>(reactions: Vec<Reaction>, versions: &[Version]) -> Log {
    let service = Service::<R>::default();
    service.0.lock().unwrap().reactions = reactions;
    let mut stored = String::from(r#"{ "batches": [] }"#);
    // The number of requests when the last batch was announced.
    let mut announced = 0;
    for (index, (rows, steps, crash)) in versions.iter().enumerate() {
        let is_last = index + 1 == versions.len();
        let mut state: BulkState = serde_json::from_str(&stored).unwrap();
        let mut work = bulk(&service, rows, state);
        let mut count = 0;
        loop {
            count += 1;
            assert!(count < 1_000, "the work does not end");
            if !is_last && count > *steps {
                break;
            }
            let result = step(&mut work);
            if let Ok(Some(Progress::Submitting(_))) = result {
                announced = service.0.lock().unwrap().next;
            }
            if !is_last && *crash && count == *steps {
                break;
            }
            stored = serde_json::to_string(&work.state()).unwrap();
            match result {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(err) => {
                    // The decisions of a user who knows what the service has.
                    state = serde_json::from_str(&stored).unwrap();
                    if err.is_rows_changed() {
                        state.only_the_rest();
                    } else if err.to_string().contains("must not be done twice") {
                        let log = service.0.lock().unwrap();
                        if log.next > announced && log.dealt_with {
                            state.accept_unfinished();
                        } else {
                            state.resubmit_unfinished();
                        }
                    }
                    stored = serde_json::to_string(&state).unwrap();
                    work = bulk(&service, rows, state);
                }
            }
        }
    }

    std::mem::take(&mut *service.0.lock().unwrap())
}

fn reaction() -> impl Strategy<Value = Reaction> {
    use Reaction::*;
    prop::sample::select(vec![Queue, Queue, Queue, LoseResponse, LoseRequest, Refuse, Busy, Forbid, Fail, Slow])
}

/// Versions of the rows, each with the number of steps until an interruption.
fn versions() -> impl Strategy<Value = Vec<Version>> {
    prop::collection::vec((prop::collection::vec(0_u32..30, 0..24), 0_usize..14, any::<bool>()), 1..4)
}

/// The same rows, interrupted several times.
fn interruptions() -> impl Strategy<Value = Vec<Version>> {
    (prop::collection::vec(0_u32..30, 0..24), prop::collection::vec((0_usize..14, any::<bool>()), 1..5))
        .prop_map(|(rows, steps)| steps.into_iter().map(|(steps, crash)| (rows.clone(), steps, crash)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_sent_exactly_once_or_named(reactions in prop::collection::vec(reaction(), 0..12), versions in interruptions()) {
        let log = run::<false>(reactions, &versions);
        prop_assert_eq!(counts(log.accepted.iter().chain(&log.named)), counts(&versions[0].0));
    }

    #[test]
    fn every_row_of_changed_rows_is_sent_exactly_once_or_named(reactions in prop::collection::vec(reaction(), 0..12), versions in versions()) {
        let log = run::<false>(reactions, &versions);
        let sent = counts(log.accepted.iter().chain(&log.named));
        let last = counts(&versions.last().unwrap().0);
        for (row, count) in &last {
            prop_assert!(sent.get(row) >= Some(count), "{} is lost", row);
        }
        for (row, count) in sent {
            let most = versions.iter().map(|(rows, _, _)| counts(rows).get(&row).copied().unwrap_or_default()).max();
            prop_assert!(Some(count) <= most, "{} is sent twice", row);
        }
    }

    #[test]
    fn no_row_of_repeatable_work_is_lost(reactions in prop::collection::vec(reaction(), 0..12), versions in versions()) {
        let log = run::<true>(reactions, &versions);
        let sent = counts(log.accepted.iter().chain(&log.named));
        for (row, count) in counts(&versions.last().unwrap().0) {
            prop_assert!(sent.get(&row) >= Some(&count), "{} is lost", row);
        }
    }
}

/// A state after the given rows were submitted completely.
fn finished(rows: &[u32]) -> BulkState {
    let mut work = bulk(&Service::<false>::default(), rows, BulkState::default());
    while step(&mut work).unwrap().is_some() {}
    work.into_state()
}

#[track_caller]
fn check_refusal(rows: &[u32], expected: &str) {
    let service = Service::<false>::default();
    let mut work = bulk(&service, rows, finished(&[1, 2, 3, 4, 5, 6]));
    let err = loop {
        match step(&mut work) {
            Ok(progress) => assert!(progress.is_some(), "accepted"),
            Err(err) => break err,
        }
    };
    assert!(err.is_rows_changed());
    assert!(err.to_string().contains(expected), "{err}");
    // It stays refused, and nothing was sent.
    assert!(step(&mut work).unwrap_err().is_rows_changed());
    assert_eq!(service.0.lock().unwrap().accepted, [0; 0]);
}

#[test]
fn other_rows_are_refused_with_counts() {
    check_refusal(&[1, 2, 9, 4, 5, 6], "of the 6 rows in its batches, 5 are the same, 1 differ and 0 are missing");
    check_refusal(&[1, 2, 3, 4, 5], "5 are the same, 0 differ and 1 are missing");
    check_refusal(&[2, 1, 3, 4, 5, 6, 7, 8], "4 are the same, 2 differ and 0 are missing; decide with `start_over`, `only_the_rest`");
    check_refusal(&[], "0 are the same, 0 differ and 6 are missing");
}

/// Decides, and returns the rows that are then sent.
fn after(decision: fn(&mut BulkState), rows: &[u32]) -> Vec<u32> {
    let service = Service::<false>::default();
    let mut state = finished(&[1, 2, 3, 4, 5, 6]);
    decision(&mut state);
    let mut work = bulk(&service, rows, state);
    while step(&mut work).unwrap().is_some() {}
    // The decision holds for the next run with these rows too.
    let mut again = bulk(&service, rows, work.into_state());
    assert!(step(&mut again).unwrap().is_none());
    let log = service.0.lock().unwrap();
    log.accepted.clone()
}

#[test]
fn each_decision_sends_its_rows() {
    let rows = [6, 2, 9, 2, 4, 5, 7];
    assert_eq!(after(BulkState::start_over, &rows), rows);
    assert_eq!(after(BulkState::only_the_rest, &rows), [9, 2, 7]);
    assert_eq!(after(BulkState::accept_rows, &rows), [7]);
}

#[test]
fn a_store_that_fails_ends_the_run_before_anything_is_sent() {
    let service = Service::<false>::default();
    let mut work = bulk(&service, &[1, 2], BulkState::default());
    let store = |_: Progress, _: BulkState| std::future::ready(Err(std::io::Error::other("disk full")));
    let err = work.run(store).now_or_never().unwrap().unwrap_err();
    assert_eq!(err.to_string(), "the bulk work was ended: disk full");
    assert!(std::error::Error::source(&err).is_some());
    assert_eq!(service.0.lock().unwrap().next, 0);
    assert_eq!(*work.state().batches()[0].status(), BatchStatus::Pending);
    // The same work continues.
    while step(&mut work).unwrap().is_some() {}
    assert_eq!(service.0.lock().unwrap().accepted, [1, 2]);
}

#[test]
fn progress_shows_no_ids() {
    let batch: Batch = serde_json::from_value(
        serde_json::json!({ "first": 0, "end": 1, "rows": "AAAAAAAAAAE", "status": "completed", "imported": ["topsecret"] }),
    )
    .unwrap();
    let submitted: Batch = serde_json::from_value(
        serde_json::json!({ "first": 0, "end": 1, "rows": "AAAAAAAAAAE", "status": "submitted", "job": "topsecret" }),
    )
    .unwrap();
    for progress in [Progress::Finished(batch), Progress::Submitted(submitted)] {
        assert!(!format!("{progress} {progress:?}").contains("topsecret"), "{progress:?}");
        assert!(progress.to_string().starts_with("rows 0..1: "));
    }
}
