//! Starting and stopping.

use std::future::IntoFuture;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::api::Router;
use crate::clock::Clock;
use crate::door;
use crate::faults::{Fault, FaultBook, NoFault};
use crate::hooks::{Delivery, Hooks};
use crate::jobs::{self, JobSpeed};
use crate::log::Entry;
use crate::model::{Bulk, JobStatus, Refused, Subscription, Topic, World};
use crate::shared::{Dawn, Parts, Shared};
use crate::vendor::Vendor;
use crate::worlds::WorldName;

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<io::Result<()>>>,
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// The document of this build is at odds with the sandbox.
    #[error("the document and the sandbox do not agree: {0}")]
    Document(String),
    /// The world is not one of the vendor.
    #[error("the world {world} is one of {of}, and the sandbox is to serve {vendor}", of = of.title(), vendor = vendor.title())]
    World {
        /// The world.
        world: String,
        /// Whose it is.
        of: Vendor,
        /// Whom the sandbox is to serve.
        vendor: Vendor,
    },
    /// A fault names an operation that the vendor does not have.
    #[error(transparent)]
    Fault(#[from] NoFault),
}

/// How a sandbox is to be.
#[derive(Debug)]
pub struct Builder {
    vendor: Vendor,
    world: Option<WorldSource>,
    seed: u64,
    address: SocketAddr,
    job_speed: JobSpeed,
    real_time: bool,
    body_limit: usize,
    retry_waits: Vec<Duration>,
    faults: Vec<Fault>,
}

#[derive(Debug)]
enum WorldSource {
    Named(WorldName),
    Given(Box<World>),
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            vendor: Vendor::default(),
            world: None,
            seed: 1,
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            job_speed: JobSpeed::default(),
            real_time: false,
            body_limit: 4 << 20,
            retry_waits: [1, 2, 4, 8].map(Duration::from_secs).to_vec(),
            faults: Vec::new(),
        }
    }
}

impl Builder {
    /// Whose interface to serve; Mobilize's unless told otherwise.
    pub fn vendor(mut self, vendor: Vendor) -> Self {
        self.vendor = vendor;
        self
    }

    /// Starts from a named world of the vendor; `demo`, or for Mode `acme`, unless told otherwise.
    pub fn world(mut self, name: WorldName) -> Self {
        self.world = Some(WorldSource::Named(name));
        self
    }

    /// Starts from a world that was saved or made.
    pub fn given_world(mut self, world: World) -> Self {
        self.world = Some(WorldSource::Given(Box::new(world)));
        self
    }

    /// What the named world and all ids are made from; 1 unless told otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Where to listen; a free port on the loopback interface unless told otherwise.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// How fast bulk jobs go; at once unless told otherwise.
    pub fn job_speed(mut self, speed: JobSpeed) -> Self {
        self.job_speed = speed;
        self
    }

    /// Uses the real clock instead of one that starts in 2026 and moves a second with each request.
    pub fn real_time(mut self, real: bool) -> Self {
        self.real_time = real;
        self
    }

    /// The longest body that is read, in bytes; 4 MiB unless told otherwise.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How long to wait before each further attempt to deliver a webhook; 1, 2, 4 and 8 seconds unless told otherwise.
    pub fn retry_waits(mut self, waits: impl IntoIterator<Item = Duration>) -> Self {
        self.retry_waits = waits.into_iter().collect();
        self
    }

    /// Sets a fault from the start.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// Where the address cannot be listened on, or the world or a fault is not one of the vendor.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let vendor = self.vendor;
        let source = self.world.unwrap_or(WorldSource::Named(vendor.world()));
        let (world, of) = match &source {
            WorldSource::Named(name) => (name.to_string(), name.vendor()),
            WorldSource::Given(world) => (world.name.clone(), world.vendor()),
        };
        if of != vendor {
            return Err(StartError::World { world, of, vendor });
        }
        let document = vendor.document().map_err(StartError::Document)?;
        let router = Router::new(vendor, &document).map_err(StartError::Document)?;
        let bind = |error| StartError::Bind { address: self.address, error };
        let listener = TcpListener::bind(self.address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let dawn = match source {
            WorldSource::Named(name) => Dawn::Named(name, self.seed),
            WorldSource::Given(world) => Dawn::Given(Arc::from(world)),
        };
        let world = dawn.make();
        let mut faults = FaultBook::default();
        for fault in self.faults {
            faults.set(fault.of(vendor)?);
        }
        let reached = if address.ip().is_unspecified() { SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()) } else { address };
        let shared = Arc::new(Shared::new(Parts {
            vendor,
            document,
            router,
            clock: Clock::new(world.clock, self.real_time),
            hooks: Hooks::new(self.retry_waits),
            runtime: tokio::runtime::Handle::current(),
            address,
            url: format!("http://{reached}{}", vendor.base()),
            body_limit: self.body_limit,
            dawn,
            world,
            faults,
            job_speed: self.job_speed,
        }));
        let (stop, mut stopped) = watch::channel(false);
        let service = door::router(&shared);
        let server = axum::serve(listener, service).with_graceful_shutdown(async move {
            // An error means that the sandbox is gone, which is a reason to stop as well.
            drop(stopped.wait_for(|stop| *stop).await);
        });
        Ok(Sandbox { shared, stop, task: Some(tokio::spawn(server.into_future())) })
    }
}

impl Sandbox {
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

    /// Begins anew with the world that was there at first.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Begins anew with another world of the same vendor. In one of another there is nothing that this one's operations find.
    pub fn load(&self, world: World) {
        self.shared.load(Dawn::Given(Arc::new(world)));
    }

    /// Sets a fault and returns its number. One of another vendor's operation befalls nothing.
    pub fn fault(&self, fault: Fault) -> u64 {
        self.shared.faults().set(fault)
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
    /// Where the URL is none, or no topic is given.
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

    /// Stops: no new connections, and those that are open may finish what they are at, for a second at most.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            let abort = task.abort_handle();
            if tokio::time::timeout(Duration::from_secs(1), task).await.is_err() {
                abort.abort();
            }
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
