//! What all requests share: the world, the clock, the faults, the logs.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use openapi_drift::Document;
use tokio::sync::watch;

use crate::Vendor;
use crate::api::Router;
use crate::clock::Clock;
use crate::faults::{Fault, FaultBook};
use crate::hooks::{self, Hooks};
use crate::jobs::JobSpeed;
use crate::log::Log;
use crate::model::World;
use crate::token::ControlToken;
use crate::worlds::WorldName;

/// What all requests share. But for its state it stays as it was at the start.
pub struct Shared {
    pub vendor: Vendor,
    pub document: Arc<Document>,
    pub router: Router,
    pub clock: Clock,
    pub hooks: Hooks,
    pub runtime: tokio::runtime::Handle,
    /// Where the sandbox listens.
    pub address: SocketAddr,
    /// Where it is reached by itself, ending in the path of the vendor's server: `/v1` for Mobilize, nothing for Mode.
    pub url: String,
    /// What the control endpoints ask for; nothing where only this machine can reach them.
    pub token: Option<ControlToken>,
    /// The longest body that is read.
    pub body_limit: usize,
    /// How many requests are under way: begun, and not answered yet.
    pub under_way: watch::Sender<usize>,
    pub state: State,
}

/// What changes while the sandbox runs.
pub struct State {
    /// How often the sandbox went on with another world. Deliveries and jobs that are under way belong to the world of their
    /// time, and end with it.
    era: AtomicU64,
    world: RwLock<World>,
    dawn: Dawn,
    faults: Mutex<FaultBook>,
    log: Mutex<Log>,
    job_speed: Mutex<JobSpeed>,
}

impl State {
    /// The state of the start, before the faults are set.
    pub fn new(dawn: Dawn, world: World) -> Self {
        let job_speed = dawn.job_speed;
        Self {
            era: AtomicU64::new(0),
            world: RwLock::new(world),
            dawn,
            faults: Mutex::default(),
            log: Mutex::default(),
            job_speed: Mutex::new(job_speed),
        }
    }
}

/// All that the sandbox was started with, and `reset` goes back to.
pub struct Dawn {
    pub world: Source,
    pub faults: Vec<Fault>,
    pub job_speed: JobSpeed,
}

/// Where a world comes from. A named one is made anew, which costs no memory meanwhile.
pub enum Source {
    Named(WorldName, u64),
    Given(Box<World>),
}

impl Source {
    pub fn make(&self) -> World {
        match self {
            Self::Named(name, seed) => name.make(*seed),
            Self::Given(world) => World::clone(world),
        }
    }
}

impl Shared {
    // A panic elsewhere leaves these whole: what holds them does nothing that could panic halfway.

    pub fn world(&self) -> RwLockReadGuard<'_, World> {
        self.state.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn world_mut(&self) -> RwLockWriteGuard<'_, World> {
        self.state.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which of the worlds it is that are there one after the other. Whoever holds the world knows that it stays.
    pub fn era(&self) -> u64 {
        self.state.era.load(Ordering::Relaxed)
    }

    pub fn faults(&self) -> MutexGuard<'_, FaultBook> {
        self.state.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets a fault and returns its number.
    pub fn set_fault(&self, fault: Fault) -> u64 {
        let hint = match fault.clone().of(self.vendor) {
            Ok(fault) => fault.doubt(&self.document),
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

    pub fn set_job_speed(&self, speed: JobSpeed) {
        *self.state.job_speed.lock().unwrap_or_else(PoisonError::into_inner) = speed;
    }

    /// Changes the world, and sends what there is to tell.
    pub fn change<T>(self: &Arc<Self>, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world_mut();
        let result = change(&mut world);
        let outbox = world.take_outbox();
        drop(world);
        hooks::send(self, outbox);
        result
    }

    /// The world as it is now, clock included.
    pub fn save(&self) -> Vec<u8> {
        let mut world = self.world().clone();
        world.clock = self.clock.now();
        world.to_json()
    }

    /// Goes on with another world: its clock counts, what was logged goes, deliveries of the former one end. Faults and the
    /// speed of jobs stay.
    pub fn load(&self, world: World) {
        self.clock.set(world.clock);
        let mut place = self.world_mut();
        *place = world;
        self.state.era.fetch_add(1, Ordering::Relaxed);
        self.hooks.clear();
        drop(place);
        self.log().clear();
    }

    /// Begins anew with all that the sandbox was started with, or with another world instead of that one.
    pub fn reset(&self, other: Option<Source>) {
        self.load(other.as_ref().unwrap_or(&self.state.dawn.world).make());
        self.set_job_speed(self.state.dawn.job_speed);
        self.begin_faults();
    }

    /// Sets the faults of the start, and no others.
    pub fn begin_faults(&self) {
        self.faults().clear();
        for fault in &self.state.dawn.faults {
            self.set_fault(fault.clone());
        }
    }
}
