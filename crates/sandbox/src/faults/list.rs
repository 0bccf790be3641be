//! The faults that are set, and the choice of those that apply to a request.

use std::fmt;

use serde::Serialize;

use super::Fault;

/// A fault that is set.
#[derive(Debug, Clone, Serialize)]
pub struct ActiveFault {
    /// The number of the fault, counted from 1.
    pub id: u64,
    /// The fault.
    pub fault: Fault,
    /// The number of requests of its operation since it was set.
    pub seen: u32,
    /// The number of requests that it was applied to. A request that it could not change does not count.
    pub applied: u32,
    /// The reason why it cannot have an effect, or had none on the latest request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A fault that applies to a request.
#[derive(Debug, Clone)]
pub struct AppliedFault {
    /// The number of the fault; `None` if the request itself asked for it.
    pub id: Option<u64>,
    /// The fault.
    pub fault: Fault,
    /// The reason why it had no effect.
    pub idle: Option<String>,
}

/// The faults that are set.
#[derive(Debug, Default)]
pub struct FaultList {
    count: u64,
    faults: Vec<ActiveFault>,
}

impl FaultList {
    /// Sets a fault and returns its number. The hint says why it may have no effect.
    pub fn set(&mut self, fault: Fault, hint: Option<String>) -> u64 {
        self.count += 1;
        self.faults.push(ActiveFault { id: self.count, fault, seen: 0, applied: 0, hint });
        self.count
    }

    /// Removes a fault. Returns whether it was there.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.faults.len();
        self.faults.retain(|active| active.id != id);
        self.faults.len() < before
    }

    /// Removes all faults. Their numbers are not used again.
    pub fn clear(&mut self) {
        self.faults.clear();
    }

    /// Returns the faults, used up ones included.
    pub fn all(&self) -> &[ActiveFault] {
        &self.faults
    }

    /// Returns the faults that apply to a request of an operation, in the order in which they were set.
    pub fn apply(&mut self, operation: &str) -> Vec<AppliedFault> {
        let mut applied = Vec::new();
        for active in &mut self.faults {
            let fault = &active.fault;
            if fault.operation.as_deref().is_some_and(|only| only != operation) {
                continue;
            }
            active.seen = active.seen.saturating_add(1);
            if active.seen > fault.after && fault.times.is_none_or(|times| active.applied < times) {
                active.applied += 1;
                applied.push(AppliedFault { id: Some(active.id), fault: fault.clone(), idle: None });
            }
        }
        applied
    }

    /// Records the effect of applied faults. A fault without effect applies again to the next request.
    pub fn record(&mut self, applied: &[AppliedFault]) {
        for applied in applied {
            let Some(active) = self.faults.iter_mut().find(|active| Some(active.id) == applied.id) else { continue };
            if applied.idle.is_some() {
                active.applied = active.applied.saturating_sub(1);
            }
            active.hint.clone_from(&applied.idle);
        }
    }
}

/// Writes the fault as it was set, and the reason if it had no effect, for `x-sandbox-fault` and the log.
impl fmt::Display for AppliedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.idle {
            None => write!(f, "{}", self.fault),
            Some(reason) => write!(f, "{} (no effect: {reason})", self.fault),
        }
    }
}
