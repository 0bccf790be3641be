//! The settings of a sandbox, and its start.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::connections::{self, ConnectionLimits};
use super::router::router;
use super::sandbox::Sandbox;
use crate::api::Routes;
use crate::document::document;
use crate::faults::{Fault, InvalidFault};
use crate::model::World;
use crate::receiver::{Receivers, Sender};
use crate::state::{Clock, Deliveries, InitialState, JobSpeed, Settings, Shared, State, WorldSource};
use crate::token::ControlToken;
use crate::vendor::Vendor;
use crate::worlds::WorldName;

/// The reason why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The sandbox cannot listen on the address.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        #[source]
        error: io::Error,
    },
    /// The document and the sandbox of this build have different operations.
    #[error("the document and the sandbox do not match: {0}")]
    Document(String),
    /// The world belongs to another vendor.
    #[error("the world {world} belongs to {owner}, but the sandbox serves {vendor}", owner = owner.title(), vendor = vendor.title())]
    World {
        /// The name of the world.
        world: String,
        /// The vendor that the world belongs to.
        owner: Vendor,
        /// The vendor that the sandbox serves.
        vendor: Vendor,
    },
    /// The machine has no randomness for a control token.
    #[error("this machine has no random numbers; choose a control token")]
    Random,
    /// A fault names an operation that the vendor does not have.
    #[error(transparent)]
    Fault(#[from] InvalidFault),
}

/// A text that is not a valid control token.
#[derive(Debug, thiserror::Error)]
#[error("a control token has 8 to 200 letters, digits, and -._~")]
pub struct InvalidControlToken;

/// The settings of a sandbox that is not started yet.
#[derive(Debug)]
pub struct Builder {
    vendor: Option<Vendor>,
    world: Option<WorldChoice>,
    seed: u64,
    address: SocketAddr,
    job_speed: JobSpeed,
    real_time: bool,
    body_limit: usize,
    connections: ConnectionLimits,
    receivers: Receivers,
    retry_waits: Vec<Duration>,
    faults: Vec<Fault>,
    token: Option<ControlToken>,
    hosts: Vec<String>,
    cors: bool,
}

/// The choice of a starting world, before its seed is known.
#[derive(Debug)]
enum WorldChoice {
    Named(WorldName),
    Given(Box<World>),
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            vendor: None,
            world: None,
            seed: 1,
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            job_speed: JobSpeed::default(),
            real_time: false,
            body_limit: 4 << 20,
            connections: ConnectionLimits::default(),
            receivers: Receivers::default(),
            retry_waits: [1, 2, 4, 8].map(Duration::from_secs).to_vec(),
            faults: Vec::new(),
            token: None,
            hosts: Vec::new(),
            cors: false,
        }
    }
}

impl Builder {
    /// Sets the vendor to serve. Default: the vendor of the world, or Mobilize without a world.
    pub fn vendor(mut self, vendor: Vendor) -> Self {
        self.vendor = Some(vendor);
        self
    }

    /// Starts from a named world. Default: `demo`, or `acme` for Mode.
    pub fn world(mut self, name: WorldName) -> Self {
        self.world = Some(WorldChoice::Named(name));
        self
    }

    /// Starts from a world that was saved or built.
    pub fn given_world(mut self, world: World) -> Self {
        self.world = Some(WorldChoice::Given(Box::new(world)));
        self
    }

    /// Sets the seed of the named world and of all ids. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the address to listen on. Default: a free port on the loopback interface.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the speed of bulk jobs. Default: [`JobSpeed::Instant`].
    pub fn job_speed(mut self, speed: JobSpeed) -> Self {
        self.job_speed = speed;
        self
    }

    /// Uses the real clock instead of one that starts in 2026 and advances a second with each request.
    pub fn real_time(mut self, real: bool) -> Self {
        self.real_time = real;
        self
    }

    /// Sets the length of the longest body that is read, in bytes. Default: 4 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets the number of connections at the same time; further ones wait. Default: 1024.
    pub fn connection_limit(mut self, count: usize) -> Self {
        self.connections.count = count.max(1);
        self
    }

    /// Sets the time within which the headers of a request must arrive. Default: 30 seconds.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.connections.header_timeout = timeout;
        self
    }

    /// Delivers webhooks to other machines too. Link-local addresses stay refused. Default: false.
    pub fn webhooks_to_any(mut self, any: bool) -> Self {
        self.receivers = if any { Receivers::Any } else { Receivers::Local };
        self
    }

    /// Sets the pause before each further attempt to deliver a webhook. Default: 1, 2, 4 and 8 seconds.
    pub fn retry_waits(mut self, waits: impl IntoIterator<Item = Duration>) -> Self {
        self.retry_waits = waits.into_iter().collect();
        self
    }

    /// Sets a fault from the start.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Sets the token for the control endpoints, which they expect as `Authorization: Bearer`.
    ///
    /// Default: none on a loopback address, and a random one elsewhere; see [`Sandbox::control_token`].
    ///
    /// # Errors
    ///
    /// Returns an error unless the token has 8 to 200 letters, digits, and `-._~`.
    pub fn control_token(mut self, token: &str) -> Result<Self, InvalidControlToken> {
        self.token = Some(ControlToken::chosen(token).ok_or(InvalidControlToken)?);
        Ok(self)
    }

    /// Accepts requests whose `Host` is this name, besides `localhost` and IP addresses.
    pub fn allow_host(mut self, name: &str) -> Self {
        self.hosts.push(name.to_owned());
        self
    }

    /// Allows web pages of any origin to call the documented interface. The vendors do not. Default: false.
    pub fn cors(mut self, cors: bool) -> Self {
        self.cors = cors;
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// Returns an error if the address is in use, or the world or a fault belongs to another vendor.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let choice = self.world.unwrap_or_else(|| WorldChoice::Named(self.vendor.unwrap_or_default().world()));
        let (name, owner) = match &choice {
            WorldChoice::Named(name) => (name.to_string(), name.vendor()),
            WorldChoice::Given(world) => (world.name.clone(), world.vendor()),
        };
        let vendor = self.vendor.unwrap_or(owner);
        if owner != vendor {
            return Err(StartError::World { world: name, owner, vendor });
        }
        let document = document(vendor).map_err(StartError::Document)?;
        let routes = Routes::new(vendor, &document).map_err(StartError::Document)?;
        let bind = |error| StartError::Bind { address: self.address, error };
        let listener = TcpListener::bind(self.address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let source = match choice {
            WorldChoice::Named(name) => WorldSource::Named(name, self.seed),
            WorldChoice::Given(world) => WorldSource::Given(world),
        };
        let world = source.make();
        let faults = self.faults.into_iter().map(|fault| fault.for_vendor(vendor)).collect::<Result<_, _>>()?;
        let initial = InitialState { world: source, faults, job_speed: self.job_speed };
        let token = match self.token {
            None if !address.ip().is_loopback() => Some(ControlToken::random().ok_or(StartError::Random)?),
            token => token,
        };
        let local = if address.ip().is_unspecified() { SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()) } else { address };
        let url = format!("http://{local}{}", vendor.base());
        let settings =
            Settings { vendor, address, url, token, hosts: self.hosts, cors: self.cors, body_limit: self.body_limit, seed: self.seed };
        let shared = Arc::new(Shared {
            settings,
            document,
            routes,
            clock: Clock::new(world.clock, self.real_time),
            deliveries: Deliveries::default(),
            webhooks: Sender::new(self.receivers, self.retry_waits),
            runtime: tokio::runtime::Handle::current(),
            in_flight: watch::Sender::new(0),
            state: State::new(initial, world),
        });
        shared.restore_faults();
        let (stop, stopped) = watch::channel(false);
        let server = connections::serve(listener, router(&shared), self.connections, stopped);
        Ok(Sandbox::running(shared, stop, tokio::spawn(server)))
    }
}

impl Sandbox {
    /// Returns the settings of a sandbox that is not started yet.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Starts a sandbox with the world `demo` on a free port of the loopback interface.
    ///
    /// # Panics
    ///
    /// Panics if this machine has no free port. [`Builder::start`] returns an error instead.
    pub async fn start() -> Self {
        match Self::builder().start().await {
            Ok(sandbox) => sandbox,
            Err(error) => panic!("cannot start a sandbox: {error}"),
        }
    }
}
