//! What all requests share: the world, the clock, the faults, the logs.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use openapi_drift::Document;

use crate::Vendor;
use crate::api::Router;
use crate::clock::Clock;
use crate::faults::FaultBook;
use crate::hooks::{self, Hooks};
use crate::jobs::JobSpeed;
use crate::log::Log;
use crate::model::World;
use crate::worlds::WorldName;

/// What all requests share.
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
    /// The longest body that is read.
    pub body_limit: usize,
    world: RwLock<World>,
    dawn: RwLock<Dawn>,
    faults: Mutex<FaultBook>,
    log: Mutex<Log>,
    job_speed: Mutex<JobSpeed>,
}

/// What `reset` goes back to. A named world is made anew, which costs no memory meanwhile.
#[derive(Clone)]
pub enum Dawn {
    Named(WorldName, u64),
    Given(Arc<World>),
}

impl Dawn {
    pub fn make(&self) -> World {
        match self {
            Self::Named(name, seed) => name.make(*seed),
            Self::Given(world) => World::clone(world),
        }
    }
}

/// What a sandbox is made of.
pub struct Parts {
    pub vendor: Vendor,
    pub document: Arc<Document>,
    pub router: Router,
    pub clock: Clock,
    pub hooks: Hooks,
    pub runtime: tokio::runtime::Handle,
    pub address: SocketAddr,
    pub url: String,
    pub body_limit: usize,
    pub dawn: Dawn,
    pub world: World,
    pub faults: FaultBook,
    pub job_speed: JobSpeed,
}

impl Shared {
    pub fn new(parts: Parts) -> Self {
        Self {
            vendor: parts.vendor,
            document: parts.document,
            router: parts.router,
            clock: parts.clock,
            hooks: parts.hooks,
            runtime: parts.runtime,
            address: parts.address,
            url: parts.url,
            body_limit: parts.body_limit,
            dawn: RwLock::new(parts.dawn),
            world: RwLock::new(parts.world),
            faults: Mutex::new(parts.faults),
            log: Mutex::default(),
            job_speed: Mutex::new(parts.job_speed),
        }
    }

    // A panic elsewhere leaves these whole: what holds them does nothing that could panic halfway.

    pub fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn world_mut(&self) -> RwLockWriteGuard<'_, World> {
        self.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn faults(&self) -> MutexGuard<'_, FaultBook> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn job_speed(&self) -> JobSpeed {
        *self.job_speed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set_job_speed(&self, speed: JobSpeed) {
        *self.job_speed.lock().unwrap_or_else(PoisonError::into_inner) = speed;
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

    /// Begins anew with another world; faults stay, logs go.
    pub fn load(&self, dawn: Dawn) {
        *self.dawn.write().unwrap_or_else(PoisonError::into_inner) = dawn;
        self.reset();
    }

    /// Begins anew with the world that was there at first.
    pub fn reset(&self) {
        let dawn = self.dawn.read().unwrap_or_else(PoisonError::into_inner).clone();
        let world = dawn.make();
        self.clock.set(world.clock);
        *self.world_mut() = world;
        self.log().clear();
        self.hooks.clear();
    }
}
