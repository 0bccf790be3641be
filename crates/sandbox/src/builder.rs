//! How a sandbox is to be, and starting it.

use std::future::IntoFuture;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::api::Router;
use crate::clock::Clock;
use crate::door;
use crate::faults::{Fault, NoFault};
use crate::hooks::Hooks;
use crate::jobs::JobSpeed;
use crate::model::World;
use crate::server::Sandbox;
use crate::shared::{Dawn, Shared, Source, State};
use crate::token::ControlToken;
use crate::vendor::Vendor;
use crate::worlds::WorldName;

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
    /// The machine has no randomness for a control token.
    #[error("this machine gives no randomness; choose a control token")]
    Random,
    /// A fault names an operation that the vendor does not have.
    #[error(transparent)]
    Fault(#[from] NoFault),
}

/// A text that is no control token.
#[derive(Debug, thiserror::Error)]
#[error("a control token has 8 to 200 letters, digits, and -._~")]
pub struct BadToken;

/// How a sandbox is to be.
#[derive(Debug)]
pub struct Builder {
    vendor: Option<Vendor>,
    world: Option<Given>,
    seed: u64,
    address: SocketAddr,
    job_speed: JobSpeed,
    real_time: bool,
    body_limit: usize,
    retry_waits: Vec<Duration>,
    faults: Vec<Fault>,
    token: Option<ControlToken>,
}

/// The world to start from; a named one waits for its seed.
#[derive(Debug)]
enum Given {
    Named(WorldName),
    World(Box<World>),
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
            retry_waits: [1, 2, 4, 8].map(Duration::from_secs).to_vec(),
            faults: Vec::new(),
            token: None,
        }
    }
}

impl Builder {
    /// Whose interface to serve; that of the world unless told otherwise, and Mobilize's without a world.
    pub fn vendor(mut self, vendor: Vendor) -> Self {
        self.vendor = Some(vendor);
        self
    }

    /// Starts from a named world of the vendor; `demo`, or for Mode `acme`, unless told otherwise.
    pub fn world(mut self, name: WorldName) -> Self {
        self.world = Some(Given::Named(name));
        self
    }

    /// Starts from a world that was saved or made.
    pub fn given_world(mut self, world: World) -> Self {
        self.world = Some(Given::World(Box::new(world)));
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

    /// What the control endpoints ask for, as `Authorization: Bearer`.
    ///
    /// Unless told otherwise they ask for nothing on a loopback address, and elsewhere for a token that is made at the start;
    /// see [`Sandbox::control_token`].
    ///
    /// # Errors
    ///
    /// Where it is not 8 to 200 letters, digits, and `-._~`.
    pub fn control_token(mut self, token: &str) -> Result<Self, BadToken> {
        self.token = Some(ControlToken::chosen(token).ok_or(BadToken)?);
        Ok(self)
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// Where the address cannot be listened on, or the world or a fault is not one of the vendor.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let source = self.world.unwrap_or_else(|| Given::Named(self.vendor.unwrap_or_default().world()));
        let (world, of) = match &source {
            Given::Named(name) => (name.to_string(), name.vendor()),
            Given::World(world) => (world.name.clone(), world.vendor()),
        };
        let vendor = self.vendor.unwrap_or(of);
        if of != vendor {
            return Err(StartError::World { world, of, vendor });
        }
        let document = vendor.document().map_err(StartError::Document)?;
        let router = Router::new(vendor, &document).map_err(StartError::Document)?;
        let bind = |error| StartError::Bind { address: self.address, error };
        let listener = TcpListener::bind(self.address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let source = match source {
            Given::Named(name) => Source::Named(name, self.seed),
            Given::World(world) => Source::Given(world),
        };
        let world = source.make();
        let faults = self.faults.into_iter().map(|fault| fault.of(vendor)).collect::<Result<_, _>>()?;
        let dawn = Dawn { world: source, faults, job_speed: self.job_speed };
        let token = match self.token {
            None if !address.ip().is_loopback() => Some(ControlToken::random().ok_or(StartError::Random)?),
            token => token,
        };
        let reached = if address.ip().is_unspecified() { SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()) } else { address };
        let shared = Arc::new(Shared {
            vendor,
            document,
            router,
            clock: Clock::new(world.clock, self.real_time),
            hooks: Hooks::new(self.retry_waits),
            runtime: tokio::runtime::Handle::current(),
            address,
            url: format!("http://{reached}{}", vendor.base()),
            token,
            body_limit: self.body_limit,
            under_way: watch::Sender::new(0),
            state: State::new(dawn, world),
        });
        shared.begin_faults();
        let (stop, mut stopped) = watch::channel(false);
        let service = door::router(&shared);
        let server = axum::serve(listener, service).with_graceful_shutdown(async move {
            // An error means that the sandbox is gone, which is a reason to stop as well.
            drop(stopped.wait_for(|stop| *stop).await);
        });
        Ok(Sandbox::running(shared, stop, tokio::spawn(server.into_future())))
    }
}
