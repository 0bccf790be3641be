//! What a refusal means: whether the rows may be sent again, and what is told of those that were not done.

use reqwest::StatusCode;

use super::state::{Batch, BatchStatus, BulkState};
use crate::error::{Error, one_line};

/// By which a refusal is known to mean the moment and not the rows; no page has its words (page: `create-members-in-bulk`).
const BUSY_WORDS: [&str; 3] = ["another bulk", "one bulk api", "bulk job is being processed"];

/// Whether the service certainly has not taken the rows: they did not go out, or went out once and were refused.
pub(super) fn is_safe_to_retry(err: &Error) -> bool {
    let refused = || err.is_connect() || err.status().is_some_and(|status| status.is_client_error());
    err.attempts() == 0 || (err.attempts() == 1 && refused())
}

/// Whether the same rows may well be taken a little later.
pub(super) fn is_busy(err: &Error) -> bool {
    let refused = matches!(err.status(), Some(StatusCode::BAD_REQUEST | StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY));
    let says = |message: &str| BUSY_WORDS.iter().any(|words| message.to_lowercase().contains(words));
    err.is_rate_limited() || (refused && err.message().is_some_and(says))
}

/// Which batches of a state were not done, and why.
pub(super) fn describe(state: &BulkState) -> Option<String> {
    const SHOWN: usize = 3;
    let failed = state.failed().count();
    let tell = |batch: &Batch| {
        let what = if batch.status == BatchStatus::Refused { "were refused" } else { "failed" };
        format!(
            "rows {:?} {what}: {}",
            batch.rows(),
            batch.message.as_deref().map_or_else(|| "the service does not say why".to_owned(), one_line)
        )
    };
    let mut shown: Vec<_> = state.failed().take(SHOWN).map(tell).collect();
    shown.extend((failed > SHOWN).then(|| "and so on".to_owned()));
    let (batches, shown) = (state.batches().len(), shown.join("; "));
    (failed > 0).then(|| format!("{failed} of {batches} batches were not done: {shown}; `resubmit_failed` of the state sends them again"))
}
