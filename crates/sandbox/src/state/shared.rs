//! The state that all requests share.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use openapi_drift::Document;
use tokio::sync::watch;

use super::clock::Clock;
use super::deliveries::Deliveries;
use super::job_speed::JobSpeed;
use super::log::Log;
use crate::api::Routes;
use crate::faults::{Fault, FaultList};
use crate::model::World;
use crate::token::ControlToken;
use crate::vendor::Vendor;
use crate::worlds::WorldName;

/// The state that all requests share. Only [`State`] changes after the start.
pub struct Shared {
    pub settings: Settings,
    pub document: Arc<Document>,
    pub routes: Routes,
    pub clock: Clock,
    pub deliveries: Deliveries,
    pub webhooks: crate::receiver::Sender,
    pub runtime: tokio::runtime::Handle,
    /// The number of requests that have no response yet.
    pub in_flight: watch::Sender<usize>,
    pub state: State,
}

/// The settings of a running sandbox.
pub struct Settings {
    pub vendor: Vendor,
    /// The address that the sandbox listens on.
    pub address: SocketAddr,
    /// The URL of the documented interface, ending in the path of the vendor's server: `/v1` for Mobilize, nothing for Mode.
    pub url: String,
    /// The token for the control endpoints; `None` if only this machine can reach them.
    pub token: Option<ControlToken>,
    /// Host names that are accepted besides those of this machine.
    pub hosts: Vec<String>,
    /// True if web pages may call the documented interface.
    pub cors: bool,
    /// The length of the longest body that is read, in bytes.
    pub body_limit: usize,
    /// The seed of the start, which `reset` uses for another world.
    pub seed: u64,
}

/// The part of the state that changes while the sandbox runs.
pub struct State {
    /// The number of times that the world was replaced. Deliveries and jobs end with their world.
    generation: AtomicU64,
    world: RwLock<World>,
    initial: InitialState,
    faults: Mutex<FaultList>,
    log: Mutex<Log>,
    job_speed: Mutex<JobSpeed>,
}

impl State {
    /// Creates the initial state without its faults.
    pub fn new(initial: InitialState, world: World) -> Self {
        let job_speed = initial.job_speed;
        Self {
            generation: AtomicU64::new(0),
            world: RwLock::new(world),
            initial,
            faults: Mutex::default(),
            log: Mutex::default(),
            job_speed: Mutex::new(job_speed),
        }
    }
}

/// The state at the start, which `reset` restores.
pub struct InitialState {
    pub world: WorldSource,
    pub faults: Vec<Fault>,
    pub job_speed: JobSpeed,
}

/// The source of a world. A named world is generated again on demand, which needs no memory meanwhile.
#[derive(Debug)]
pub enum WorldSource {
    Named(WorldName, u64),
    Given(Box<World>),
}

impl WorldSource {
    pub fn make(&self) -> World {
        match self {
            Self::Named(name, seed) => name.make(*seed),
            Self::Given(world) => World::clone(world),
        }
    }
}

impl Shared {
    // A panic of another thread leaves the values behind these locks consistent: nothing that holds them panics halfway.

    pub fn vendor(&self) -> Vendor {
        self.settings.vendor
    }

    pub fn initial_world(&self) -> &WorldSource {
        &self.state.initial.world
    }

    pub fn world(&self) -> RwLockReadGuard<'_, World> {
        self.state.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn world_mut(&self) -> RwLockWriteGuard<'_, World> {
        self.state.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number of times that the world was replaced. It is stable while the caller holds the world.
    pub fn generation(&self) -> u64 {
        self.state.generation.load(Ordering::Relaxed)
    }

    pub fn faults(&self) -> MutexGuard<'_, FaultList> {
        self.state.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets a fault and returns its number.
    pub fn set_fault(&self, fault: Fault) -> u64 {
        let hint = match fault.clone().for_vendor(self.vendor()) {
            Ok(fault) => fault.hint(&self.document),
            Err(error) => Some(error.to_string()),
        };
        self.faults().set(fault, hint)
    }

    pub fn log(&self) -> MutexGuard<'_, Log> {
        self.state.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn job_speed(&self) -> JobSpeed {
        *self.state.job_speed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn store_job_speed(&self, speed: JobSpeed) {
        *self.state.job_speed.lock().unwrap_or_else(PoisonError::into_inner) = speed;
    }

    /// Returns the world as JSON, with the time of the clock.
    pub fn save(&self) -> Vec<u8> {
        let mut world = self.world().clone();
        world.clock = self.clock.now();
        world.to_json()
    }

    /// Replaces the world and sets the clock to the world's time. The log is cleared, and deliveries end. Faults and the speed
    /// of jobs stay.
    pub fn replace_world(&self, world: World) {
        self.clock.set(world.clock);
        let mut current = self.world_mut();
        *current = world;
        self.state.generation.fetch_add(1, Ordering::Relaxed);
        self.deliveries.clear();
        drop(current);
        self.log().clear();
    }

    /// Restores the state at the start, or another world with the faults and the job speed of the start.
    pub fn restore(&self, other: Option<WorldSource>) {
        self.replace_world(other.as_ref().unwrap_or(&self.state.initial.world).make());
        self.store_job_speed(self.state.initial.job_speed);
        self.restore_faults();
    }

    /// Sets the faults of the start and removes all others; their numbers start from 1.
    pub fn restore_faults(&self) {
        *self.faults() = FaultList::default();
        for fault in &self.state.initial.faults {
            self.set_fault(fault.clone());
        }
    }
}
