//! A running sandbox, as a test holds it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::Builder;
use crate::faults::{ActiveFault, Fault};
use crate::hooks::Delivery;
use crate::jobs::{self, JobSpeed};
use crate::log::Entry;
use crate::model::{Bulk, JobStatus, Refused, Subscription, Topic, World};
use crate::shared::Shared;
use crate::token::ControlToken;
use crate::vendor::Vendor;

/// How long requests that are under way may take once the sandbox is to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How long the last answer may take to reach whoever asked.
const FAREWELL: Duration = Duration::from_secs(1);

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<io::Result<()>>>,
}

impl Sandbox {
    pub(crate) fn running(shared: Arc<Shared>, stop: watch::Sender<bool>, task: JoinHandle<io::Result<()>>) -> Self {
        Self { shared, stop, task: Some(task) }
    }

    /// Starts a sandbox with the world `demo` on a free port of the loopback interface.
    ///
    /// # Panics
    ///
    /// Where this machine has no free port, which a test can do nothing about. See [`Builder::start`] for a result.
    pub async fn start() -> Self {
        match Self::builder().start().await {
            Ok(sandbox) => sandbox,
            Err(error) => panic!("cannot start a sandbox: {error}"),
        }
    }

    /// A sandbox to be.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where the documented interface is: `http://127.0.0.1:PORT/v1`; for Mode `http://127.0.0.1:PORT`, with `/batch` and `/api`
    /// below it.
    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// Where the start page is.
    pub fn page(&self) -> String {
        let base = self.shared.vendor.base();
        format!("{}/_sandbox/", self.shared.url.strip_suffix(base).unwrap_or(&self.shared.url))
    }

    /// What the control endpoints ask for, as `Authorization: Bearer`; nothing on a loopback address, unless it was chosen.
    pub fn control_token(&self) -> Option<&str> {
        self.shared.token.as_ref().map(ControlToken::as_str)
    }

    /// Where the sandbox listens.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// The user name of a key with access.
    pub fn key(&self) -> String {
        self.credentials(true).0
    }

    /// The password of that key.
    pub fn secret(&self) -> String {
        self.credentials(true).1
    }

    /// Key and secret of a key without access, if the world has one.
    pub fn barred(&self) -> (String, String) {
        self.credentials(false)
    }

    /// The bearer token of Mode's Discovery API, `base64(token:access_key:access_secret)`; empty for another vendor.
    pub fn bearer(&self) -> String {
        self.signature(true)
    }

    /// The bearer token of a signature token without access, if the world has one.
    pub fn barred_bearer(&self) -> String {
        self.signature(false)
    }

    fn signature(&self, access: bool) -> String {
        let world = self.shared.world();
        let known = world.organization().map(|organization| organization.signature_tokens.as_slice()).unwrap_or_default();
        let found = known.iter().find(|token| token.access == access);
        found.map(|token| base64::engine::general_purpose::STANDARD.encode(token.joined())).unwrap_or_default()
    }

    /// Whose interface it serves.
    pub fn vendor(&self) -> Vendor {
        self.shared.vendor
    }

    fn credentials(&self, access: bool) -> (String, String) {
        let world = self.shared.world();
        let key = world.keys.iter().find(|key| key.access == access);
        key.map(|key| (key.key.clone(), key.secret.clone())).unwrap_or_default()
    }

    /// Looks at the world.
    pub fn world<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.shared.world())
    }

    /// Changes the world; webhooks are told.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.shared.change(change)
    }

    /// The world as JSON. The same seed and the same requests always make the same bytes.
    pub fn save(&self) -> Vec<u8> {
        self.shared.save()
    }

    /// Begins anew with all that it was started with: world, clock, faults, speed of jobs. What was logged goes, and deliveries
    /// that are under way end.
    pub fn reset(&self) {
        self.shared.reset(None);
        jobs::drive(&self.shared);
    }

    /// Goes on with another world of the same vendor, its clock included, until [`Self::reset`]; faults and the speed of jobs stay.
    /// In a world of another vendor there is nothing that this one's operations find.
    pub fn load(&self, world: World) {
        self.shared.load(world);
        jobs::drive(&self.shared);
    }

    /// Sets a fault and returns its number. One that can do nothing has a hint among [`Self::faults`].
    pub fn fault(&self, fault: Fault) -> u64 {
        self.shared.set_fault(fault)
    }

    /// The faults that are set, with what they have done so far.
    pub fn faults(&self) -> Vec<ActiveFault> {
        self.shared.faults().all().to_vec()
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shared.faults().clear();
    }

    /// Takes the bulk job that is under way one step further.
    pub fn step_job(&self) -> Option<JobStatus> {
        jobs::step(&self.shared)
    }

    /// Says how fast bulk jobs go from now on.
    pub fn set_job_speed(&self, speed: JobSpeed) {
        self.shared.set_job_speed(speed);
        jobs::drive(&self.shared);
    }

    /// Adds a webhook and returns its number.
    ///
    /// # Errors
    ///
    /// Where the URL is none of `http`, or no topic is given.
    pub fn subscribe(&self, url: &str, topics: &[Topic]) -> Result<u64, Refused> {
        let subscription = Subscription { id: 0, url: url.to_owned(), topics: topics.to_vec(), application_key: None };
        self.shared.change(|world| world.subscribe(subscription))
    }

    /// The deliveries of webhooks, the latest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.hooks.log()
    }

    /// The bulks of notifications, the latest last.
    pub fn bulks(&self) -> Vec<Bulk> {
        self.shared.world().bulks().cloned().collect()
    }

    /// The last 200 requests, the latest first.
    pub fn requests(&self) -> Vec<Arc<Entry>> {
        self.shared.log().latest()
    }

    /// What the engine says of a request: the findings, each in a line; nothing where its bodies were too long to be kept.
    pub fn verdict(&self, entry: &Entry) -> Option<Vec<String>> {
        let line = |found: &crate::log::Verdict| format!("{}[{}] {}: {}", found.severity, found.code, found.pointer, found.message);
        Some(entry.verdict(&self.shared.document)?.iter().map(line).collect())
    }

    /// Stops: no new connections, and what is under way is finished, within ten seconds.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            let mut under_way = self.shared.under_way.subscribe();
            let answered = async {
                drop(under_way.wait_for(|count| *count == 0).await);
                // The last answer may still be on its way. Connections that ask for nothing need not be waited for.
                tokio::time::sleep(FAREWELL).await;
            };
            let abort = task.abort_handle();
            tokio::select! {
                _ = task => {}
                () = answered => {}
                () = tokio::time::sleep(GRACE) => {}
            }
            abort.abort();
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
