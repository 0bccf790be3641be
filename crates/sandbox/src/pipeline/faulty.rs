//! The effect of faults on a request and its response.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use futures_util::stream::{self, StreamExt as _};

use crate::api::{ApiResponse, ErrorCause};
use crate::faults::{AppliedFault, Fault, FaultKind};
use crate::vendor::Vendor;

/// The header that names the faults of a response; in a request, it asks for a fault of that request alone.
pub const FAULT: &str = "x-sandbox-fault";

/// Reads the faults that a request asks for.
///
/// # Errors
///
/// Returns the error response for an invalid fault.
pub fn requested(vendor: Vendor, operation: &str, headers: &HeaderMap) -> Result<Vec<AppliedFault>, ApiResponse> {
    let read = |text: &[u8]| String::from_utf8_lossy(text).parse::<Fault>().and_then(|fault| fault.for_vendor(vendor));
    let faults = headers.get_all(FAULT).iter().map(|value| match read(value.as_bytes()) {
        Ok(fault) => {
            let other = fault.operation.as_deref().is_some_and(|only| only != operation);
            Ok(AppliedFault { id: None, fault, idle: other.then(|| format!("this is {operation}")) })
        }
        Err(error) => Err(vendor.error(400, &error.to_string(), ErrorCause::Limit)),
    });
    faults.collect()
}

/// Returns the faults that have an effect.
pub fn effective(faults: &[AppliedFault]) -> impl Iterator<Item = &FaultKind> {
    faults.iter().filter(|applied| applied.idle.is_none()).map(|applied| &applied.fault.kind)
}

/// Applies the faults that come before the handler: delays, and statuses that replace the response.
pub async fn before(vendor: Vendor, faults: &mut [AppliedFault]) -> Option<ApiResponse> {
    let mut response = None;
    for applied in faults.iter_mut().filter(|applied| applied.idle.is_none()) {
        match &applied.fault.kind {
            FaultKind::Latency { millis } => tokio::time::sleep(Duration::from_millis(*millis)).await,
            FaultKind::Status { .. } if response.is_some() => applied.idle = Some("another fault set the status before".to_owned()),
            FaultKind::Status { code, .. } => {
                let message = StatusCode::from_u16(*code).ok().and_then(|code| code.canonical_reason()).unwrap_or("Fault");
                response = Some(vendor.error(*code, message, ErrorCause::Fault));
            }
            _ => {}
        }
    }
    response
}

/// Applies the faults that change the body. A fault that finds nothing to change says why.
pub fn after(faults: &mut [AppliedFault], mut body: Bytes) -> Bytes {
    for applied in faults.iter_mut().filter(|applied| applied.idle.is_none()) {
        match &applied.fault.kind {
            FaultKind::Drift(drift) => match drift.change_body(&body) {
                Ok(changed) => body = changed,
                Err(reason) => applied.idle = Some(reason),
            },
            FaultKind::Malformed | FaultKind::Disconnect if body.len() < 2 => applied.idle = Some("the body is empty".to_owned()),
            FaultKind::Malformed => body = body.slice(..body.len() / 2),
            _ => {}
        }
    }
    body
}

/// Returns whether a fault changed the response.
pub fn has_changed(faults: &[AppliedFault]) -> bool {
    effective(faults).any(|kind| matches!(kind, FaultKind::Drift(_) | FaultKind::Malformed | FaultKind::Disconnect))
}

/// Returns the value of `Retry-After` that a fault asks for.
pub fn retry_after(faults: &[AppliedFault]) -> Option<u32> {
    effective(faults).find_map(|kind| match kind {
        FaultKind::Status { retry_after, .. } => *retry_after,
        _ => None,
    })
}

/// Returns a body that ends after its first half with an error, so that the promised length is never reached.
pub fn cut(body: &Bytes) -> Body {
    let half = body.slice(..body.len() / 2);
    let error = async {
        // Without a pause the server would notice the error before it has sent anything.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::other("cut by a fault of the sandbox"))
    };
    Body::from_stream(stream::iter([Ok(half)]).chain(stream::once(error)))
}
