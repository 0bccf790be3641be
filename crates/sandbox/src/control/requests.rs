//! The latest requests: listing, recordings, and sending one again.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, header};
use axum::response::IntoResponse;
use base64::Engine as _;
use serde_json::{Value, json};

use super::error::ControlError;
use super::input::{NoBody, PathNumbers};
use crate::pipeline;
use crate::state::{LogEntry, Shared};

pub async fn list(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(all(&shared))
}

/// Returns the latest requests with their verdicts.
pub fn all(shared: &Shared) -> Value {
    let entries = shared.log().latest();
    let show = |entry: &Arc<LogEntry>| {
        json!({"number": entry.number, "at": entry.at, "method": entry.method, "path": entry.path, "query": entry.query,
            "operation": entry.operation, "status": entry.status, "micros": entry.micros, "basis": entry.basis,
            "faults": entry.faults, "verdict": entry.verdict(&shared.document)})
    };
    entries.iter().map(show).collect()
}

pub async fn clear(State(shared): State<Arc<Shared>>, _: NoBody) -> Json<Value> {
    shared.log().clear();
    Json(json!([]))
}

/// Returns one request as a recording, with its verdict and headers.
pub async fn get(State(shared): State<Arc<Shared>>, PathNumbers([number]): PathNumbers<1>) -> Result<Json<Value>, ControlError> {
    let entry = find(&shared, number)?;
    let headers = json!({"request": entry.request.headers, "response": entry.response.headers});
    Ok(Json(json!({"recording": entry.recording(), "verdict": entry.verdict(&shared.document), "headers": headers})))
}

/// Returns one request as a recording alone, which is a file for `openapi-drift`.
pub async fn recording(State(shared): State<Arc<Shared>>, PathNumbers([number]): PathNumbers<1>) -> Result<Json<Value>, ControlError> {
    Ok(Json(json!(find(&shared, number)?.recording())))
}

/// Returns all requests whose bodies are kept, one recording in a line, the oldest first: a file for `openapi-drift` too.
pub async fn recordings(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let entries = shared.log().latest();
    let kept = entries.iter().rev().filter(|entry| entry.has_bodies());
    let lines: String = kept.map(|entry| format!("{}\n", json!(entry.recording()))).collect();
    ([(header::CONTENT_TYPE, "application/x-ndjson")], lines)
}

/// Sends a request again, with credentials of the sandbox, because those of the request are not kept.
pub async fn replay(
    State(shared): State<Arc<Shared>>,
    PathNumbers([number]): PathNumbers<1>,
    _: NoBody,
) -> Result<Json<Value>, ControlError> {
    let entry = find(&shared, number)?;
    if !entry.has_bodies() {
        return Err(ControlError::bad_request("the body of this request was too long to be kept"));
    }
    let query = entry.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let mut request = Request::builder().method(entry.method.as_str()).uri(format!("{}{}{query}", shared.vendor().base(), entry.path));
    for (name, value) in
        entry.request.headers.iter().filter(|(name, _)| !["authorization", "content-length", "cookie"].contains(&name.as_str()))
    {
        request = request.header(name, value);
    }
    if let Some(credentials) = credentials(&shared, &entry.path) {
        request = request.header(header::AUTHORIZATION, credentials);
    }
    let request =
        request.body(Body::from(entry.request.body.clone())).map_err(|_| ControlError::bad_request("the request cannot be sent again"))?;
    let response = pipeline::serve(Arc::clone(&shared), entry.path.clone(), request).await;
    Ok(Json(json!({"number": shared.log().count(), "status": response.status().as_u16()})))
}

/// Returns the credentials with access for a path.
fn credentials(shared: &Shared, path: &str) -> Option<String> {
    let world = shared.world();
    let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    if shared.vendor().needs_signature(path) {
        let token = world.organization()?.signature_tokens.iter().find(|token| token.access)?;
        return Some(format!("Bearer {}", encode(&token.joined())));
    }
    let key = world.keys.iter().find(|key| key.access)?;
    Some(format!("Basic {}", encode(&format!("{}:{}", key.key, key.secret))))
}

fn find(shared: &Shared, number: u64) -> Result<Arc<LogEntry>, ControlError> {
    shared.log().find(number).ok_or_else(|| ControlError::not_found(format!("request {number}")))
}
