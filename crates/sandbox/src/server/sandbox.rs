//! A running sandbox, as a test uses it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::faults::{ActiveFault, Fault};
use crate::model::{Bulk, JobStatus, Refusal, Subscription, Topic, World};
use crate::state::{Delivery, JobSpeed, LogEntry, Shared, Verdict};
use crate::token::ControlToken;
use crate::vendor::Vendor;

/// The time that running requests have to finish after a stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// The time that the last response has to reach its client.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(1);

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Sandbox {
    pub(super) fn running(shared: Arc<Shared>, stop: watch::Sender<bool>, task: JoinHandle<()>) -> Self {
        Self { shared, stop, task: Some(task) }
    }

    /// Returns the URL of the documented interface: `http://127.0.0.1:PORT/v1`; for Mode `http://127.0.0.1:PORT`, with `/batch`
    /// and `/api` below it.
    pub fn url(&self) -> &str {
        &self.shared.settings.url
    }

    /// Returns the URL of the page.
    pub fn page(&self) -> String {
        let base = self.vendor().base();
        format!("{}/_sandbox/", self.url().strip_suffix(base).unwrap_or(self.url()))
    }

    /// Returns the token for the control endpoints. On a loopback address there is none, unless it was chosen.
    pub fn control_token(&self) -> Option<&str> {
        self.shared.settings.token.as_ref().map(ControlToken::as_str)
    }

    /// Returns the address that the sandbox listens on.
    pub fn address(&self) -> SocketAddr {
        self.shared.settings.address
    }

    /// Returns the vendor that the sandbox serves.
    pub fn vendor(&self) -> Vendor {
        self.shared.vendor()
    }

    /// Returns the user name of a key with access.
    pub fn key(&self) -> String {
        self.credentials(true).0
    }

    /// Returns the password of that key.
    pub fn secret(&self) -> String {
        self.credentials(true).1
    }

    /// Returns key and secret of a key without access, if the world has one.
    pub fn credentials_without_access(&self) -> (String, String) {
        self.credentials(false)
    }

    /// Returns the bearer token of Mode's Discovery API, `base64(token:access_key:access_secret)`; empty for another vendor.
    pub fn bearer(&self) -> String {
        self.signature(true)
    }

    /// Returns the bearer token of a signature token without access, if the world has one.
    pub fn bearer_without_access(&self) -> String {
        self.signature(false)
    }

    fn credentials(&self, access: bool) -> (String, String) {
        let world = self.shared.world();
        let key = world.keys.iter().find(|key| key.access == access);
        key.map(|key| (key.key.clone(), key.secret.clone())).unwrap_or_default()
    }

    fn signature(&self, access: bool) -> String {
        let world = self.shared.world();
        let known = world.organization().map(|organization| organization.signature_tokens.as_slice()).unwrap_or_default();
        let found = known.iter().find(|token| token.access == access);
        found.map(|token| base64::engine::general_purpose::STANDARD.encode(token.joined())).unwrap_or_default()
    }

    /// Reads the world.
    pub fn world<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        read(&self.shared.world())
    }

    /// Changes the world and notifies webhooks.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.shared.change(change)
    }

    /// Returns the world as JSON. The same seed and the same requests always make the same bytes.
    pub fn save(&self) -> Vec<u8> {
        self.shared.save()
    }

    /// Restores the state at the start: world, clock, faults, speed of jobs. The log is cleared, and running deliveries end.
    pub fn reset(&self) {
        self.shared.reset(None);
    }

    /// Replaces the world by another one of the same vendor until [`Self::reset`], its clock included. Faults and the speed of jobs
    /// stay. In a world of another vendor, the operations find nothing.
    pub fn load(&self, world: World) {
        self.shared.load(world);
    }

    /// Sets a fault and returns its number. A fault that cannot have an effect has a hint in [`Self::faults`].
    pub fn fault(&self, fault: Fault) -> u64 {
        self.shared.set_fault(fault)
    }

    /// Returns the faults that are set, with their effects so far.
    pub fn faults(&self) -> Vec<ActiveFault> {
        self.shared.faults().all().to_vec()
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shared.faults().clear();
    }

    /// Advances the running bulk job by one step. Returns its status, or `None` if no job is running.
    pub fn step_job(&self) -> Option<JobStatus> {
        self.shared.step_job()
    }

    /// Sets the speed of bulk jobs.
    pub fn set_job_speed(&self, speed: JobSpeed) {
        self.shared.set_job_speed(speed);
    }

    /// Adds a webhook and returns its number.
    ///
    /// # Errors
    ///
    /// Returns an error if the URL is not an `http` URL, deliveries may not go to its host, or `topics` is empty.
    pub fn subscribe(&self, url: &str, topics: &[Topic]) -> Result<u64, Refusal> {
        self.shared.subscribe(Subscription { id: 0, url: url.to_owned(), topics: topics.to_vec(), application_key: None })
    }

    /// Returns the deliveries of webhooks, the latest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.deliveries.latest()
    }

    /// Returns the bulks of notifications, the latest last.
    pub fn bulks(&self) -> Vec<Bulk> {
        self.shared.world().bulks().cloned().collect()
    }

    /// Returns the last 200 requests, the latest first.
    pub fn requests(&self) -> Vec<Arc<LogEntry>> {
        self.shared.log().latest()
    }

    /// Returns the engine's observations about a request, one in a line; `None` if its bodies are not kept.
    pub fn verdict(&self, entry: &LogEntry) -> Option<Vec<String>> {
        let line = |found: &Verdict| format!("{}[{}] {}: {}", found.severity, found.code, found.pointer, found.message);
        Some(entry.verdict(&self.shared.document)?.iter().map(line).collect())
    }

    /// Stops: accepts no new connections, and lets running requests finish within ten seconds.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let mut in_flight = self.shared.in_flight.subscribe();
        let finished = async {
            let idle = *in_flight.borrow() == 0;
            drop(in_flight.wait_for(|count| *count == 0).await);
            // The last response may still be on its way.
            if !idle {
                tokio::time::sleep(SHUTDOWN_GRACE).await;
            }
        };
        tokio::select! {
            () = finished => {}
            () = tokio::time::sleep(STOP_TIMEOUT) => {}
        }
        if let Some(task) = self.task.take() {
            // The listener is closed at once; connections without a request are closed by themselves.
            let _ = task.await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}
