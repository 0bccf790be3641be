//! The latest requests, each with the engine's verdict, which is computed on demand.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use openapi_drift::{Document, Observation, Origin, Provenance, Recording};
use serde::Serialize;

use crate::api;
use crate::model::Millis;
use crate::model::view::rfc3339;
use crate::vendor::Vendor;

/// The number of requests that are remembered.
const MAX_ENTRIES: usize = 200;

/// The length of the longest body that is remembered. A request with a longer one has no verdict.
const MAX_BODY: usize = 1 << 20;

/// The total length of the bodies that are remembered. Beyond it the oldest requests are forgotten.
const MAX_TOTAL: usize = 64 << 20;

/// A request and its response.
#[derive(Debug)]
pub struct LogEntry {
    /// The number of the request, counted from 1.
    pub number: u64,
    /// The time of the request, by the clock of the sandbox.
    pub at: Millis,
    /// The vendor.
    pub vendor: Vendor,
    /// The method.
    pub method: String,
    /// The path below the server's: it starts after `/v1` for Mobilize, with `/batch` or `/api` for Mode.
    pub path: String,
    /// The query.
    pub query: Option<String>,
    /// The operation, if the document has one.
    pub operation: Option<&'static str>,
    /// The request's headers and body.
    pub request: Message,
    /// The status of the response; 0 if the connection was cut.
    pub status: u16,
    /// The response's headers and body.
    pub response: Message,
    /// The duration in microseconds.
    pub micros: u64,
    /// The basis of the response.
    pub basis: String,
    /// The faults that were applied.
    pub faults: Vec<String>,
    /// True if the bodies are kept.
    pub(crate) has_bodies: bool,
    pub(crate) verdict: OnceLock<Option<Vec<Observation>>>,
}

/// The headers and the body of a request or response.
#[derive(Debug, Default)]
pub struct Message {
    /// Names and values in the order of arrival. Values of credentials are not kept.
    pub headers: Vec<(String, String)>,
    /// The body as it was sent.
    pub body: Bytes,
}

impl Message {
    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// An observation of the engine, as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// The code of the observation.
    pub code: &'static str,
    /// Its severity.
    pub severity: &'static str,
    /// The place in the request or response as a JSON Pointer, with `*` for indices and keys.
    pub pointer: String,
    /// The same place with the first index and key.
    pub place: String,
    /// The side: `request` or `response`.
    pub side: &'static str,
    /// The message.
    pub message: String,
}

impl LogEntry {
    /// Returns the exchange as the engine reads it, without credentials.
    pub fn recording(&self) -> Recording {
        let content_type = self.request.header("content-type");
        let request = api::request(self.vendor, &self.method, &self.path, self.query.as_deref(), content_type, &self.request.body);
        let response_type = self.response.header("content-type").unwrap_or_else(|| self.vendor.media_type(&self.path));
        let mut recording = api::recording(request, self.status, response_type, &self.response.body);
        recording.provenance = Some(Provenance {
            recorded_at: Some(rfc3339(self.at)),
            recorded_by: Some(concat!("mobilize-sandbox ", env!("CARGO_PKG_VERSION")).to_owned()),
            ..Provenance::new(Origin::Sandbox)
        });
        recording
    }

    /// Returns whether the bodies are kept.
    pub fn has_bodies(&self) -> bool {
        self.has_bodies
    }

    /// Returns the engine's observations about the exchange; `None` if its bodies are too long.
    pub fn observations(&self, document: &Document) -> Option<&[Observation]> {
        let check = || {
            let recording = self.has_bodies.then(|| self.recording())?;
            let is_checked = !api::has_too_many_values(recording.request.body.as_ref());
            is_checked.then(|| api::verdict(document, &recording))
        };
        self.verdict.get_or_init(check).as_deref()
    }

    /// Returns the verdict for display; `None` if the bodies are not kept.
    pub fn verdict(&self, document: &Document) -> Option<Vec<Verdict>> {
        let show = |observation: &Observation| Verdict {
            code: observation.code.as_str(),
            severity: observation.severity.as_str(),
            pointer: observation.pointer.clone(),
            place: observation.place.clone(),
            side: if observation.side == openapi_drift::Side::Request { "request" } else { "response" },
            message: observation.message.clone(),
        };
        Some(self.observations(document)?.iter().map(show).collect())
    }

    fn body_bytes(&self) -> usize {
        self.request.body.len() + self.response.body.len()
    }
}

/// The latest requests.
#[derive(Debug, Default)]
pub struct Log {
    count: u64,
    bytes: usize,
    entries: VecDeque<Arc<LogEntry>>,
}

impl Log {
    /// Adds a request and gives it its number. Bodies that are too long are dropped.
    pub fn add(&mut self, mut entry: LogEntry) {
        self.count += 1;
        entry.number = self.count;
        entry.has_bodies = entry.request.body.len().max(entry.response.body.len()) <= MAX_BODY;
        if !entry.has_bodies {
            (entry.request.body, entry.response.body) = (Bytes::new(), Bytes::new());
        }
        self.bytes += entry.body_bytes();
        self.entries.push_back(Arc::new(entry));
        while self.entries.len() > MAX_ENTRIES || self.bytes > MAX_TOTAL {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.body_bytes();
        }
    }

    /// Returns the number of all requests, forgotten ones included.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the latest requests, the latest first.
    pub fn latest(&self) -> Vec<Arc<LogEntry>> {
        self.entries.iter().rev().cloned().collect()
    }

    /// Returns one request.
    pub fn find(&self, number: u64) -> Option<Arc<LogEntry>> {
        self.entries.iter().find(|entry| entry.number == number).cloned()
    }

    /// Forgets all requests and counts from 1 again.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
