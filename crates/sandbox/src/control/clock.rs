//! Reading and setting the clock.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use jiff::{Span, SpanRelativeTo, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ControlError;
use super::input::JsonBody;
use crate::model::view::rfc3339;
use crate::model::{MAX_TIME, Millis};
use crate::state::Shared;

pub async fn get(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let now = shared.clock.now();
    Json(json!({"now": now, "time": rfc3339(now), "real": shared.clock.is_real()}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetClock {
    /// A duration such as `90s`, `2h 30m`, `3 days` or `P1DT2H`.
    advance: Option<String>,
    advance_ms: Option<i64>,
    /// A time in milliseconds since 1970, or as text in RFC 3339.
    now: Option<Value>,
}

pub async fn set(State(shared): State<Arc<Shared>>, JsonBody(set): JsonBody<SetClock>) -> Result<Json<Value>, ControlError> {
    if shared.clock.is_real() {
        return Err(ControlError::bad_request("this is the real clock; start the sandbox without --real-time to set it"));
    }
    let advance = |by: i64| shared.clock.now().saturating_add(by);
    let now = match (set.now, set.advance_ms, set.advance) {
        (Some(now), None, None) => time(&now)?,
        (None, Some(by), None) => advance(by),
        (None, None, Some(text)) => advance(duration(&text)?),
        _ => return Err(ControlError::bad_request("expected one of `now`, `advance` and `advance_ms`")),
    };
    if !(0..=MAX_TIME).contains(&now) {
        return Err(ControlError::bad_request("expected a time from 1970 to 9999"));
    }
    shared.clock.set(now);
    Ok(get(State(shared)).await)
}

fn time(value: &Value) -> Result<Millis, ControlError> {
    let parse = |text: &str| text.parse().map(Timestamp::as_millisecond).ok();
    let time = value.as_i64().or_else(|| value.as_str().and_then(parse));
    time.ok_or_else(|| {
        let expected = "expected a time such as 2026-03-01T12:00:00Z, or a number of milliseconds since 1970";
        ControlError::bad_request(format!("`now`: {expected}, got {value}"))
    })
}

/// Reads a duration, in which a day has 24 hours.
fn duration(text: &str) -> Result<Millis, ControlError> {
    let span: Option<Span> = text.trim().parse().ok();
    let duration = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    let millis = duration.and_then(|duration| Millis::try_from(duration.as_millis()).ok());
    millis.ok_or_else(|| ControlError::bad_request(format!("`{text}` is not a duration such as 90s, 2h 30m or 3d")))
}
