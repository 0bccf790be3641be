//! The faults that are set, and whose turn it is.

use serde::Serialize;

use super::{Fault, FaultKind};

/// A fault that is set.
#[derive(Debug, Clone, Serialize)]
pub struct ActiveFault {
    /// Its number.
    pub id: u64,
    /// What it is.
    pub fault: Fault,
    /// How many requests it has seen.
    pub seen: u32,
    /// How many requests it has befallen.
    pub befallen: u32,
}

/// The faults that are set.
#[derive(Debug, Default)]
pub struct FaultBook {
    next: u64,
    faults: Vec<ActiveFault>,
}

impl FaultBook {
    /// Sets a fault and returns its number.
    pub fn set(&mut self, fault: Fault) -> u64 {
        self.next += 1;
        self.faults.push(ActiveFault { id: self.next, fault, seen: 0, befallen: 0 });
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
    pub fn befall(&mut self, operation: &str) -> Vec<FaultKind> {
        let mut kinds = Vec::new();
        for active in &mut self.faults {
            let fault = &active.fault;
            if fault.operation.as_deref().is_some_and(|only| only != operation) {
                continue;
            }
            active.seen = active.seen.saturating_add(1);
            if active.seen > fault.after && fault.times.is_none_or(|times| active.befallen < times) {
                active.befallen += 1;
                kinds.push(fault.kind.clone());
            }
        }
        kinds
    }
}
