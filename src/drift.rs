//! Checking a share of live responses against the document, to notice a change of the service before it does harm.
//!
//! ```no_run
//! use mobilize::drift::Sampler;
//!
//! let sampler = Sampler::new(0.01).on_finding(|finding| eprintln!("{finding}"));
//! let client = mobilize::Client::builder().credentials("key", "secret").sample_drift(sampler).build()?;
//! # Ok::<(), mobilize::Error>(())
//! ```
//!
//! A call costs a copy of its URL and headers; its body is shared, not copied. That took half a microsecond for a response that is
//! checked and 0.06 for one that is not, without optimisation. A separate thread does the rest: it reads the document when the first
//! response arrives (40 ms), and checks a page of 50 groups in 0.3 ms. (`cargo test --features drift --lib -- --ignored --nocapture
//! costs` measures this.) At most 16 responses of at most a megabyte wait for it. Further ones are not checked, but counted in
//! [`Finding::missed`]; incomplete ones are not checked either. The thread ends with the last clone of the client, and with the
//! program: a program that ends soon should first await [`flush_drift`](crate::ServiceClient::flush_drift).

use std::collections::HashSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use openapi_drift::{Document, Headers, Observation, Options, Recording, Request, Response, Side, check};
use reqwest::header::{CONTENT_TYPE, HeaderMap};

use crate::client::ServiceInfo;
use crate::operation::Operation;
use crate::response::RawResponse;

/// The largest number of responses that wait to be checked.
const QUEUE: usize = 16;
/// The largest body that is checked, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The share of responses that are checked, and the listener that receives the findings.
#[derive(Clone)]
#[must_use]
pub struct Sampler {
    share: f64,
    listener: Arc<dyn Fn(&Finding) + Send + Sync>,
}

/// A difference between a response and the document, without the values of either.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The operation, as the document names it.
    pub operation: &'static str,
    /// The status of the response.
    pub status: u16,
    /// The code of the difference, such as `undocumented-property`; `cargo xtask explain` lists all.
    pub code: &'static str,
    /// The severity: `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The place in the body, with folded indices of arrays: `/groups/*/id`.
    pub pointer: String,
    /// The place in the document.
    pub document: String,
    /// The description of the difference.
    pub message: String,
    /// The number of responses so far that were not checked, because too many waited.
    pub missed: u64,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] {} {} {}: {}", self.severity, self.code, self.operation, self.status, self.pointer, self.message)
    }
}

impl Sampler {
    /// Checks a share of all responses, from 0 (none) to 1 (all); NaN is 0. Findings become events of `tracing` at the level `WARN`, if
    /// that feature is on.
    pub fn new(share: f64) -> Self {
        Self { share, listener: Arc::new(trace) }
    }

    /// Calls `listener` with each finding instead. A difference is reported once for each response that has it.
    pub fn on_finding(mut self, listener: impl Fn(&Finding) + Send + Sync + 'static) -> Self {
        self.listener = Arc::new(listener);
        self
    }

    pub(crate) fn start(self, service: &'static ServiceInfo) -> std::io::Result<Sampling> {
        let missed = Arc::new(AtomicU64::new(0));
        let (sender, receiver) = sync_channel(QUEUE);
        let waiting = Arc::new(AtomicU64::new(0));
        let worker = Worker { service, listener: self.listener, missed: Arc::clone(&missed), waiting: Arc::clone(&waiting) };
        let worker = thread::Builder::new().name("mobilize-drift".to_owned()).spawn(move || worker.run(&receiver))?;
        Ok(Sampling { share: self.share, sender, missed, waiting, worker })
    }
}

impl fmt::Debug for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sampler").field("share", &self.share).finish_non_exhaustive()
    }
}

fn trace(finding: &Finding) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        mobilize.operation = finding.operation,
        http.response.status_code = finding.status,
        drift.code = finding.code,
        drift.pointer = finding.pointer,
        "{}",
        finding.message
    );
    #[cfg(not(feature = "tracing"))]
    let _ = finding;
}

/// The sending end, which calls use.
pub(crate) struct Sampling {
    share: f64,
    sender: SyncSender<Sample>,
    missed: Arc<AtomicU64>,
    /// The number of responses that are not checked yet, the current one included.
    waiting: Arc<AtomicU64>,
    worker: JoinHandle<()>,
}

struct Sample {
    operation: &'static Operation,
    method: String,
    /// Without the query, which the client has made.
    path: String,
    response: RawResponse,
}

impl Sampling {
    /// Queues a response for checking, at random and if there is room.
    pub fn offer(&self, operation: &'static Operation, method: &reqwest::Method, url: &str, base_url: &str, response: &RawResponse) {
        // NaN compares with nothing, so no response is checked.
        if fastrand::f64().partial_cmp(&self.share) != Some(std::cmp::Ordering::Less) {
            return;
        }
        let path = url.strip_prefix(base_url).unwrap_or(url).to_owned();
        let sample = Sample { operation, method: method.to_string(), path, response: response.clone() };
        self.waiting.fetch_add(1, Ordering::SeqCst);
        if response.body.len() > MAX_BODY_BYTES || self.sender.try_send(sample).is_err() {
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            self.missed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until all queued responses are checked.
    pub async fn flush(&self) {
        while self.waiting.load(Ordering::SeqCst) > 0 && !self.worker.is_finished() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// The receiving end, which checks.
struct Worker {
    service: &'static ServiceInfo,
    listener: Arc<dyn Fn(&Finding) + Send + Sync>,
    missed: Arc<AtomicU64>,
    waiting: Arc<AtomicU64>,
}

impl Worker {
    fn run(&self, samples: &Receiver<Sample>) {
        let (name, text) = self.service.document;
        let mut document = None;
        while let Ok(sample) = samples.recv() {
            // A test proves that the embedded document can be read.
            let Ok(document) = document.get_or_insert_with(|| Document::parse(name, text)) else { return };
            // A panic of a check or of the listener must not end the thread.
            let _ = catch_unwind(AssertUnwindSafe(|| self.check(document, &sample)));
            self.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }

    fn check(&self, document: &Document, sample: &Sample) {
        let Some(recording) = recording(sample, self.service.base_url) else { return };
        let checked = check(document, &recording, &Options::default());
        // The same difference in fifty rows is one finding.
        let mut reported = HashSet::new();
        let alike = |sighting: &Observation| (sighting.code, sighting.pointer.clone(), sighting.document.clone(), sighting.message.clone());
        let sightings = checked.observations.into_iter().filter(|sighting| sighting.side == Side::Response);
        for sighting in sightings.filter(|sighting| reported.insert(alike(sighting))) {
            (self.listener)(&Finding {
                operation: sample.operation.id,
                status: sample.response.status.as_u16(),
                code: sighting.code.as_str(),
                severity: sighting.severity.as_str(),
                pointer: sighting.pointer,
                document: sighting.document,
                message: sighting.message,
                missed: self.missed.load(Ordering::Relaxed),
            });
        }
    }
}

/// Makes the recording that the engine checks. Its URL has the base URL of the live service, since the document has no other.
fn recording(sample: &Sample, base_url: &str) -> Option<Recording> {
    let RawResponse { status, headers, body, .. } = &sample.response;
    let json = serde_json::from_slice(body).ok();
    let text = String::from_utf8_lossy(body).into_owned();
    Some(Recording::new(
        Request {
            method: sample.method.clone(),
            url: format!("{base_url}{}", sample.path),
            headers: Headers::default(),
            body: None,
            body_text: None,
            body_base64: None,
        },
        Some(Response {
            status: status.as_u16(),
            headers: content_type(headers)?,
            body_text: (json.is_none() && !body.is_empty()).then_some(text),
            body: json,
            body_base64: None,
        }),
    ))
}

/// Returns the only header that the checks of bodies need.
fn content_type(headers: &HeaderMap) -> Option<Headers> {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let headers = value.map(|value| serde_json::json!({ "content-type": value })).unwrap_or_else(|| serde_json::json!({}));
    serde_json::from_value(headers).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::client::{BASE_URL, Mobilize, Service};
    use reqwest::header::HeaderValue;
    use reqwest::{Method, StatusCode};

    #[test]
    fn the_embedded_document_is_read() {
        assert!(Document::parse(Mobilize::info().document.0, Mobilize::info().document.1).is_ok());
    }

    /// Prints the best of many runs: `cargo test --release --features drift --lib -- --ignored --nocapture costs`.
    #[test]
    #[ignore = "a measurement"]
    fn costs() {
        let body = format!(r#"{{ "groups": [{}], "total_groups": 50 }}"#, vec![r#"{ "id": 1, "name": "Founders" }"#; 50].join(","));
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        let operation = Operation::of(crate::operation::MOBILIZE, "list_groups").expect("an operation");
        let url = reqwest::Url::parse("https://api.mobilize.io/v1/groups").expect("an address");
        let call = crate::error::Call::new(Some(operation), Method::GET, &url);
        let response = RawResponse {
            status: StatusCode::OK,
            headers,
            body: body.into(),
            complete: true,
            max_decoded_bytes: usize::MAX,
            call: Arc::new(call),
        };
        let best = |mut work: Box<dyn FnMut() + '_>| {
            let time = |_| {
                let begin = Instant::now();
                work();
                begin.elapsed()
            };
            (0..1_000).map(time).min().unwrap_or(Duration::MAX)
        };

        for share in [0.0, 1.0] {
            let (sender, receiver) = sync_channel(QUEUE);
            let worker = thread::spawn(|| ());
            let sampling = Sampling { share, sender, missed: Arc::default(), waiting: Arc::default(), worker };
            let offer = best(Box::new(|| {
                sampling.offer(operation, &Method::GET, "https://api.mobilize.io/v1/groups", BASE_URL, &response);
                drop(receiver.try_recv());
            }));
            println!("a call, with share {share}: {offer:?}");
        }
        let begin = Instant::now();
        let document = Document::parse(Mobilize::info().document.0, Mobilize::info().document.1).expect("reads");
        println!("reading the document, once: {:?}", begin.elapsed());
        let worker = Worker { service: Mobilize::info(), listener: Arc::new(|_| ()), missed: Arc::default(), waiting: Arc::default() };
        let sample = Sample { operation, method: "GET".to_owned(), path: "/groups".to_owned(), response };
        println!("checking 50 groups, in the thread: {:?}", best(Box::new(|| worker.check(&document, &sample))));
    }
}
