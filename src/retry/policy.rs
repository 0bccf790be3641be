//! The policy for sending requests again.

use std::time::Duration;

use reqwest::{Method, StatusCode};

use super::Budget;

/// When a failed request is sent again.
///
/// Repeated are requests that ended in the statuses 429, 502, 503 and 504 or in a failure of the connection, including the time
/// limit of an attempt. Not repeated are requests that ended in any other status, such as the 500 that the service returns for a
/// group that does not exist, or in a response that cannot be decoded; and a `POST`, unless
/// [`repeating_posts`](crate::ServiceClient::repeating_posts) allows it.
///
/// An attempt whose response was lost may have had its effect. So if a `DELETE` was sent more than once
/// ([`Error::attempts`](crate::Error::attempts)) and its object does not exist
/// ([`Error::is_not_found`](crate::Error::is_not_found)), the first attempt may have deleted it; the error says so.
///
/// The wait before an attempt doubles each time and varies at random between half and all of that, so that clients which failed
/// together do not return together. A `Retry-After` of the service is waited for instead. If it asks for more than
/// [`retry_after_up_to`](Self::retry_after_up_to), the error is returned at once, since a call before that time would fail;
/// [`Error::retry_after`](crate::Error::retry_after) has the time.
///
/// ```
/// use std::time::Duration;
/// use mobilize::Retry;
///
/// let patient = Retry::default().attempts(6).waits(Duration::from_secs(1), Duration::from_secs(60));
/// let client = mobilize::Client::builder().credentials("key", "secret").retry(patient).build()?;
/// # Ok::<(), mobilize::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Retry {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    longest_retry_after: Duration,
    budget: u32,
}

/// Three attempts, waits from half a second to twenty, `Retry-After` up to a minute, and a budget of fifty.
impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(60),
            budget: 50,
        }
    }
}

impl Retry {
    /// Returns a policy without a second attempt.
    pub fn off() -> Self {
        Self::default().attempts(1)
    }

    /// Sets the largest number of attempts, the first one included; at least one.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the wait before the second attempt, and the longest wait before any.
    pub fn waits(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest;
        self
    }

    /// Sets the longest `Retry-After` to wait for.
    pub fn retry_after_up_to(mut self, longest: Duration) -> Self {
        self.longest_retry_after = longest;
        self
    }

    /// Sets how many repeated attempts all clones of a client may make together before they must earn more: ten successes earn
    /// one. It prevents that a service that is down receives three times as many requests as one that is up.
    ///
    /// Only for the policy that a client is built with; the policy of a single call shares the budget of its client.
    pub fn budget(mut self, attempts: u32) -> Self {
        self.budget = attempts;
        self
    }

    pub(crate) fn to_budget(&self) -> Budget {
        Budget::new(self.budget)
    }

    /// Returns the wait before the next attempt; `None` if there is none. `chance` is a random number from zero to one.
    pub(crate) fn wait(&self, attempts: u32, retry_after: Option<Duration>, chance: f64) -> Option<Duration> {
        if attempts >= self.attempts {
            return None;
        }
        match retry_after {
            Some(asked) if asked > self.longest_retry_after => None,
            // A little later than asked, since all clients were asked for the same.
            Some(asked) => Some(asked.saturating_add(part(self.first_wait, chance / 2.0))),
            None => {
                let doubled = self.first_wait.saturating_mul(1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX));
                Some(part(doubled.min(self.longest_wait), 0.5 + chance / 2.0))
            }
        }
    }
}

/// Returns a share of a duration. `mul_f64` would panic for the longest duration.
fn part(time: Duration, share: f64) -> Duration {
    Duration::try_from_secs_f64(time.as_secs_f64() * share).unwrap_or(time)
}

/// Returns true for statuses after which the same request may succeed a little later.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// Returns true if sending a request twice has the effect of sending it once.
pub(crate) fn is_repeatable(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::PUT | Method::DELETE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[track_caller]
    fn check(attempts: u32, retry_after: Option<Duration>, chance: f64, expected: Option<Duration>) {
        let retry = Retry::default().attempts(5).waits(SECOND, 5 * SECOND).retry_after_up_to(10 * SECOND);
        assert_eq!(retry.wait(attempts, retry_after, chance), expected);
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        check(1, None, 1.0, Some(SECOND));
        check(2, None, 1.0, Some(2 * SECOND));
        check(3, None, 1.0, Some(4 * SECOND));
        check(4, None, 1.0, Some(5 * SECOND));
        check(4, None, 0.0, Some(5 * SECOND / 2));
        check(5, None, 1.0, None);
        assert!(Retry::default().attempts(u32::MAX).wait(40, None, 1.0).is_some());
        let longest = Retry::default().waits(Duration::MAX, Duration::MAX).retry_after_up_to(Duration::MAX);
        assert_eq!(longest.wait(1, None, 1.0), Some(Duration::MAX));
        assert_eq!(longest.wait(1, Some(Duration::from_secs(u64::MAX)), 1.0), Some(Duration::MAX));
    }

    #[test]
    fn a_longer_retry_after_than_allowed_ends_the_attempts() {
        check(1, Some(10 * SECOND), 0.0, Some(10 * SECOND));
        check(1, Some(10 * SECOND), 1.0, Some(10 * SECOND + SECOND / 2));
        check(1, Some(11 * SECOND), 0.0, None);
        check(1, Some(Duration::ZERO), 0.0, Some(Duration::ZERO));
    }
}
