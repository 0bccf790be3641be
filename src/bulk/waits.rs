//! The waits between the requests for one batch.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Waits that double up to the longest one, until a limit.
pub(super) struct Waits {
    pub first: Duration,
    pub longest: Duration,
    /// The limit of all waits for one batch.
    pub limit: Duration,
    next: Duration,
    since: Option<Instant>,
}

impl Default for Waits {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(30),
            limit: Duration::from_secs(30 * 60),
            next: Duration::ZERO,
            since: None,
        }
    }
}

impl Waits {
    pub fn reset(&mut self) {
        (self.next, self.since) = (Duration::ZERO, None);
    }

    /// Waits. The first wait is zero.
    pub async fn pause(&mut self) {
        self.since.get_or_insert_with(Instant::now);
        sleep(self.next).await;
    }

    pub fn double(&mut self) {
        self.next = self.next.saturating_mul(2).max(self.first).min(self.longest);
    }

    /// Returns true if the next wait would exceed the limit.
    pub fn is_over(&mut self) -> bool {
        let since = *self.since.get_or_insert_with(Instant::now);
        since.elapsed().saturating_add(self.next) > self.limit
    }

    /// Doubles the wait, or takes the one that the service asks for; `None` if it would exceed the limit.
    pub fn next(&mut self, retry_after: Option<Duration>) -> Option<Duration> {
        self.double();
        self.next = self.next.max(retry_after.unwrap_or_default());
        (!self.is_over()).then_some(self.next)
    }
}
