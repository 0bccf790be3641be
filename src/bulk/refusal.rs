//! The meaning of a refusal, and the description of batches that were not done.

use reqwest::StatusCode;

use super::batch::Batch;
use super::state::BulkState;
use crate::error::Error;

/// Messages of a refusal that is about the moment and not the rows; no page has them (page: `create-members-in-bulk`).
const BUSY_WORDS: [&str; 3] = ["another bulk", "one bulk api", "bulk job is being processed"];

/// Returns true if the service has certainly not accepted the rows: they were not sent, or sent once and refused.
pub(super) fn is_safe_to_retry(err: &Error) -> bool {
    let refused = || err.is_connect() || err.status().is_some_and(|status| status.is_client_error());
    err.attempts() == 0 || (err.attempts() == 1 && refused())
}

/// Returns true if the same rows may be accepted a little later.
pub(super) fn is_busy(err: &Error) -> bool {
    let refused = matches!(err.status(), Some(StatusCode::BAD_REQUEST | StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY));
    let says = |message: &str| BUSY_WORDS.iter().any(|words| message.to_lowercase().contains(words));
    err.is_rate_limited() || (refused && err.message().is_some_and(says))
}

/// Describes the batches of a state that were not done.
pub(super) fn describe_failures(state: &BulkState) -> Option<String> {
    const SHOWN: usize = 3;
    let failed = state.failed().count();
    let mut shown: Vec<_> = state.failed().take(SHOWN).map(Batch::to_string).collect();
    shown.extend((failed > SHOWN).then(|| format!("and {} more", failed - SHOWN)));
    let (batches, shown) = (state.batches().len(), shown.join("; "));
    (failed > 0).then(|| format!("{failed} of {batches} batches were not done: {shown}; `resubmit_failed` of the state sends them again"))
}
