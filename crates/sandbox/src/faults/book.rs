//! The faults that are set, and whose turn it is.

use serde::Serialize;

use super::Fault;

/// A fault that is set.
#[derive(Debug, Clone, Serialize)]
pub struct ActiveFault {
    /// Its number.
    pub id: u64,
    /// What it is.
    pub fault: Fault,
    /// How many requests it has seen.
    pub seen: u32,
    /// How many requests it has befallen. One that it could do nothing to does not count.
    pub befallen: u32,
    /// Why it can do nothing, or could do nothing the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A fault whose turn it is.
#[derive(Debug, Clone)]
pub struct Strike {
    /// Its number, unless the request itself asked for it.
    pub id: Option<u64>,
    /// What it is.
    pub fault: Fault,
    /// Why it could do nothing.
    pub idle: Option<String>,
}

/// The faults that are set.
#[derive(Debug, Default)]
pub struct FaultBook {
    next: u64,
    faults: Vec<ActiveFault>,
}

impl FaultBook {
    /// Sets a fault and returns its number. The hint says why it is in doubt.
    pub fn set(&mut self, fault: Fault, hint: Option<String>) -> u64 {
        self.next += 1;
        self.faults.push(ActiveFault { id: self.next, fault, seen: 0, befallen: 0, hint });
        self.next
    }

    /// Removes a fault; says whether it was there.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.faults.len();
        self.faults.retain(|active| active.id != id);
        self.faults.len() < before
    }

    /// Removes all faults.
    pub fn clear(&mut self) {
        self.faults.clear();
    }

    /// The faults, spent ones included.
    pub fn all(&self) -> &[ActiveFault] {
        &self.faults
    }

    /// What befalls a request of an operation, in the order in which the faults were set.
    pub fn befall(&mut self, operation: &str) -> Vec<Strike> {
        let mut strikes = Vec::new();
        for active in &mut self.faults {
            let fault = &active.fault;
            if fault.operation.as_deref().is_some_and(|only| only != operation) {
                continue;
            }
            active.seen = active.seen.saturating_add(1);
            if active.seen > fault.after && fault.times.is_none_or(|times| active.befallen < times) {
                active.befallen += 1;
                strikes.push(Strike { id: Some(active.id), fault: fault.clone(), idle: None });
            }
        }
        strikes
    }

    /// Writes down what came of the strikes: one that could do nothing has its turn again.
    pub fn settle(&mut self, strikes: &[Strike]) {
        for strike in strikes {
            let Some(active) = self.faults.iter_mut().find(|active| Some(active.id) == strike.id) else { continue };
            if strike.idle.is_some() {
                active.befallen = active.befallen.saturating_sub(1);
            }
            active.hint.clone_from(&strike.idle);
        }
    }
}

/// As `x-sandbox-fault` and the log name it: the fault as it was set, and why it could do nothing.
impl std::fmt::Display for Strike {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.idle {
            None => write!(f, "{}", self.fault),
            Some(why) => write!(f, "{} (did nothing: {why})", self.fault),
        }
    }
}
