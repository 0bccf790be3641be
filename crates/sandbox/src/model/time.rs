//! Times of the sandbox.

/// Milliseconds since 1 January 1970, UTC.
pub type Millis = i64;

/// 30 December 9999, the last time that can be written in RFC 3339.
pub(crate) const MAX_TIME: Millis = 253_402_207_200_000;
