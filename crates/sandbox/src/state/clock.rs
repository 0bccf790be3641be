//! The clock of a sandbox: simulated, or the real one.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::{MAX_TIME, Millis};

/// The time by which a request advances a simulated clock.
const TICK: Millis = 1000;

/// The clock of a sandbox.
#[derive(Debug)]
pub struct Clock {
    now: AtomicI64,
    real: bool,
}

impl Clock {
    pub fn new(now: Millis, real: bool) -> Self {
        Self { now: AtomicI64::new(now.clamp(0, MAX_TIME)), real }
    }

    /// Returns the time without advancing the clock.
    pub fn now(&self) -> Millis {
        if self.real { real_time() } else { self.now.load(Ordering::Relaxed) }
    }

    /// Advances a simulated clock and returns the time of the next request.
    pub fn tick(&self) -> Millis {
        if self.real {
            return real_time();
        }
        let later = |now: Millis| now.saturating_add(TICK).min(MAX_TIME);
        match self.now.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| Some(later(now))) {
            Ok(before) | Err(before) => later(before),
        }
    }

    /// Sets a simulated clock, within 1970 and 9999.
    pub fn set(&self, now: Millis) {
        self.now.store(now.clamp(0, MAX_TIME), Ordering::Relaxed);
    }

    /// Returns whether this is the real clock.
    pub fn is_real(&self) -> bool {
        self.real
    }
}

fn real_time() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default()
}
