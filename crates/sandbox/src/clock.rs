//! The sandbox's clock: one that every request moves a second further, or the real one.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::Millis;

/// How far a request moves a clock that is not real.
const STEP: Millis = 1000;

/// 30 December 9999, beyond which times cannot be written. A clock that is not real stays there.
pub const LAST: Millis = 253_402_207_200_000;

/// Tells the time to everything in the sandbox.
#[derive(Debug)]
pub struct Clock {
    at: AtomicI64,
    real: AtomicBool,
}

impl Clock {
    pub fn new(at: Millis, real: bool) -> Self {
        Self { at: AtomicI64::new(at.clamp(0, LAST)), real: AtomicBool::new(real) }
    }

    /// The time, without moving it.
    pub fn now(&self) -> Millis {
        if self.real.load(Ordering::Relaxed) { wall() } else { self.at.load(Ordering::Relaxed) }
    }

    /// The time of the next request.
    pub fn tick(&self) -> Millis {
        if self.real.load(Ordering::Relaxed) {
            return wall();
        }
        let later = |at: Millis| at.saturating_add(STEP).min(LAST);
        match self.at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |at| Some(later(at))) {
            Ok(before) | Err(before) => later(before),
        }
    }

    /// Sets a clock that is not real, within 1970 and 9999.
    pub fn set(&self, at: Millis) {
        self.at.store(at.clamp(0, LAST), Ordering::Relaxed);
    }

    /// Whether the clock is the real one.
    pub fn is_real(&self) -> bool {
        self.real.load(Ordering::Relaxed)
    }
}

fn wall() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default()
}
