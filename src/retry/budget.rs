//! A limit on repeated attempts that all clones of a client share.

use std::sync::atomic::{AtomicU32, Ordering};

/// The cost of a repeated attempt, in successes.
const COST: u32 = 10;

/// A budget that starts full; repeated attempts spend it, successes refill it.
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

    /// Pays for one repeated attempt; false if the budget is spent.
    pub fn spend(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }

    /// Adds the value of one success.
    pub fn earn(&self) {
        let more = |left: u32| (left < self.full).then_some(left + 1);
        // An error means that the budget is full.
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
