//! The last requests, each with the engine's verdict on it. The verdict is reached when somebody looks.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use openapi_drift::{Document, Origin, Provenance, Recording, Sighting};
use serde::Serialize;

use crate::Vendor;
use crate::model::Millis;
use crate::model::view::rfc3339;
use crate::validate;

/// How many requests are remembered.
const KEPT: usize = 200;

/// Bodies longer than this are not remembered, and have no verdict.
const LONGEST: usize = 1 << 20;

/// As many bytes of bodies are remembered; then the oldest requests go, even if they are among the last 200.
const BUDGET: usize = 64 << 20;

/// One request and what was answered.
#[derive(Debug)]
pub struct Entry {
    /// The number of the request, counted from 1.
    pub number: u64,
    /// When it came.
    pub at: Millis,
    /// The method.
    pub method: String,
    /// The path below the server's: for Mobilize it begins after `/v1`, for Mode with `/batch` or `/api`.
    pub path: String,
    /// The query.
    pub query: Option<String>,
    /// The operation, if the document has one.
    pub operation: Option<&'static str>,
    /// The status of the answer; 0 where the connection was cut.
    pub status: u16,
    /// How long it took.
    pub micros: u64,
    /// What the answer rests on.
    pub basis: String,
    /// The faults that befell it.
    pub faults: Vec<String>,
    pub(crate) vendor: Vendor,
    pub(crate) request_type: Option<String>,
    pub(crate) request_body: Bytes,
    pub(crate) response_type: &'static str,
    pub(crate) response_body: Bytes,
    /// Whether the bodies are kept.
    whole: bool,
    verdict: OnceLock<Vec<Sighting>>,
}

/// What the engine found, as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// The code of the finding.
    pub code: &'static str,
    /// Its severity.
    pub severity: &'static str,
    /// Where in the exchange.
    pub pointer: String,
    /// What is the matter.
    pub message: String,
}

impl Entry {
    /// The exchange as the engine reads it; what is kept to be replayed has no credentials.
    pub fn recording(&self) -> Recording {
        let request = validate::request(
            self.vendor,
            &self.method,
            &self.path,
            self.query.as_deref(),
            self.request_type.as_deref(),
            &self.request_body,
        );
        let mut recording = validate::recording(request, self.status, self.response_type, &self.response_body);
        recording.provenance = Some(Provenance {
            source: Origin::Sandbox,
            page: None,
            recorded_at: Some(rfc3339(self.at)),
            recorded_by: Some(concat!("mobilize-sandbox ", env!("CARGO_PKG_VERSION")).to_owned()),
            note: None,
        });
        recording
    }

    /// Whether its bodies are kept.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    fn bytes(&self) -> usize {
        self.request_body.len() + self.response_body.len()
    }

    /// What the engine says of the exchange; nothing where its bodies were too long to be kept.
    pub fn sightings(&self, document: &Document) -> Option<&[Sighting]> {
        self.whole.then(|| self.verdict.get_or_init(|| validate::verdict(document, &self.recording())).as_slice())
    }

    /// The verdict as it is shown.
    pub fn verdict(&self, document: &Document) -> Option<Vec<Verdict>> {
        let show = |sighting: &Sighting| Verdict {
            code: sighting.code.as_str(),
            severity: sighting.severity.as_str(),
            pointer: sighting.pointer.clone(),
            message: sighting.message.clone(),
        };
        Some(self.sightings(document)?.iter().map(show).collect())
    }
}

/// What is known of a request when it is written down.
pub struct Draft {
    pub at: Millis,
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    pub operation: Option<&'static str>,
    pub vendor: Vendor,
    pub request_type: Option<String>,
    pub request_body: Bytes,
    pub status: u16,
    pub micros: u64,
    pub basis: String,
    pub faults: Vec<String>,
    pub response_type: &'static str,
    pub response_body: Bytes,
}

/// The last requests.
#[derive(Debug, Default)]
pub struct Log {
    count: u64,
    bytes: usize,
    entries: VecDeque<Arc<Entry>>,
}

impl Log {
    /// Writes a request down.
    pub fn add(&mut self, draft: Draft) {
        self.count += 1;
        let whole = draft.request_body.len().max(draft.response_body.len()) <= LONGEST;
        let keep = |body: Bytes| if whole { body } else { Bytes::new() };
        let entry = Entry {
            number: self.count,
            at: draft.at,
            method: draft.method,
            path: draft.path,
            query: draft.query,
            operation: draft.operation,
            status: draft.status,
            micros: draft.micros,
            basis: draft.basis,
            faults: draft.faults,
            vendor: draft.vendor,
            request_type: draft.request_type,
            request_body: keep(draft.request_body),
            response_type: draft.response_type,
            response_body: keep(draft.response_body),
            whole,
            verdict: OnceLock::new(),
        };
        self.bytes += entry.bytes();
        self.entries.push_back(Arc::new(entry));
        while self.entries.len() > KEPT || self.bytes > BUDGET {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.bytes();
        }
    }

    /// How many requests there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The last requests, the latest first.
    pub fn latest(&self) -> Vec<Arc<Entry>> {
        self.entries.iter().rev().cloned().collect()
    }

    /// Forgets all requests.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
