//! A limit on repeated attempts that all clones of a client share.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a repeated attempt costs, in units of which a success earns one.
const COST: u32 = 10;

/// Starts full; repeated attempts empty it, successes fill it up again.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU32,
    full: u32,
}

impl Budget {
    pub fn new(attempts: u32) -> Self {
        let full = attempts.saturating_mul(COST);
        Self { left: AtomicU32::new(full), full }
    }

    /// Pays for one repeated attempt, if it can.
    pub fn spend(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }

    pub fn earn(&self) {
        let more = |left: u32| (left < self.full).then_some(left + 1);
        // Nothing is lost where it is full already.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_successes_earn_one_attempt() {
        let budget = Budget::new(1);
        assert!(budget.spend());
        assert!(!budget.spend());
        for _ in 0..10 {
            assert!(!budget.spend());
            budget.earn();
        }
        assert!(budget.spend());
    }

    #[test]
    fn it_never_holds_more_than_at_first() {
        let budget = Budget::new(1);
        (0..100).for_each(|_| budget.earn());
        assert!(budget.spend());
        assert!(!budget.spend());
    }
}
