//! Reading the body of a request.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::StreamExt as _;

use crate::receiver::chain;

/// The length up to which a body that is too long is still read. Many clients send all of it before they read the response.
const MAX_DRAINED: usize = 64 << 20;

/// The time within which the next part of a body must arrive.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Reads a body to its end.
///
/// # Errors
///
/// Returns the reason why the body cannot be read.
pub async fn read(body: Body, limit: usize) -> Result<Bytes, String> {
    let (mut kept, mut length) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    loop {
        let chunk = match tokio::time::timeout(TIMEOUT, chunks.next()).await {
            Err(_) => return Err(format!("nothing arrived for {} seconds after {length} bytes", TIMEOUT.as_secs())),
            Ok(None) => break,
            Ok(Some(Err(error))) => return Err(format!("it broke off after {length} bytes: {}", chain(&error))),
            Ok(Some(Ok(chunk))) => chunk,
        };
        length += chunk.len();
        match length {
            _ if length <= limit => kept.extend_from_slice(&chunk),
            _ if length <= MAX_DRAINED => kept = Vec::new(),
            _ => break,
        }
    }
    if length > limit { Err(format!("it is longer than the sandbox's limit of {limit} bytes")) } else { Ok(kept.into()) }
}
