//! Looking at the sandbox: what the start page shows.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use super::told::At;
use super::trouble::Trouble;
use crate::log::Entry;
use crate::model::{Keywords, User, view};
use crate::shared::Shared;

type Sandbox = State<Arc<Shared>>;

pub async fn overview(State(shared): Sandbox) -> Json<Value> {
    let requests = requests(State(Arc::clone(&shared))).await.0;
    let faults = json!(shared.faults().all());
    let deliveries = json!(shared.hooks.log());
    let speed = shared.job_speed();
    let count = shared.log().count();
    let world = shared.world();
    let jobs: Vec<_> = world.jobs().rev().take(100).collect();
    let jobs: Vec<_> = jobs
        .iter()
        .map(|job| {
            let imported = job.users_imported.as_ref().map(Vec::len);
            json!({"id": job.id, "status": job.status, "queued_at": job.queued_at, "users_imported": imported, "message": job.message})
        })
        .collect();
    let keys: Vec<_> = world
        .keys
        .iter()
        .map(|key| json!({"key": key.key, "secret": key.secret, "access": key.access, "application_key": key.application_key}))
        .collect();
    let signatures = world.organization().map(|organization| organization.signature_tokens.as_slice()).unwrap_or_default();
    let signatures: Vec<_> = signatures.iter().map(|token| json!({"joined": token.joined(), "access": token.access})).collect();
    Json(json!({
        "vendor": shared.vendor.as_str(), "title": shared.vendor.title(), "contents": world.contents(),
        "world": world.name, "seed": world.seed, "loaded": world.is_loaded(), "now": shared.clock.now(), "url": shared.url, "job_speed": speed, "keys": keys, "signature_tokens": signatures,
        "groups_count": world.groups_count(), "users_count": world.users().len(), "requests_count": count,
        "jobs": jobs, "deliveries": deliveries, "webhooks": world.subscriptions(), "faults": faults, "requests": requests,
    }))
}

pub async fn groups(State(shared): Sandbox) -> Json<Value> {
    let world = shared.world();
    let groups: Vec<_> = world
        .groups_after(i64::MIN)
        .map(|group| {
            json!({"id": group.id, "name": group.name, "parent": group.parent, "privacy": group.privacy,
                "requires_approval": group.requires_approval, "members": world.members_count(group.id),
                "depth": world.ancestors(group.id).count()})
        })
        .collect();
    Json(json!(groups))
}

#[derive(Deserialize)]
pub struct Window {
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    keywords: String,
}

pub async fn users(State(shared): Sandbox, Query(window): Query<Window>) -> Json<Value> {
    let world = shared.world();
    let show = |user: &User| json!(view::user(&world, user, true));
    let keywords = Keywords::new(&window.keywords);
    let users: Vec<_> = world.search(&keywords).skip(window.offset).take(50).map(show).collect();
    Json(json!(users))
}

pub async fn decisions(State(shared): Sandbox) -> Json<Value> {
    Json(shared.vendor.decisions().iter().map(|decision| json!({"id": decision.id, "says": decision.says})).collect())
}

pub async fn invitations(State(shared): Sandbox) -> Json<Value> {
    Json(shared.world().invitations().map(|invitation| json!(invitation)).collect())
}

pub async fn requests(State(shared): Sandbox) -> Json<Value> {
    let entries = shared.log().latest();
    let show = |entry: &Arc<Entry>| {
        json!({"number": entry.number, "at": entry.at, "method": entry.method, "path": entry.path, "query": entry.query,
            "operation": entry.operation, "status": entry.status, "micros": entry.micros, "basis": entry.basis,
            "faults": entry.faults, "verdict": entry.verdict(&shared.document)})
    };
    Json(entries.iter().map(show).collect())
}

pub async fn forget(State(shared): Sandbox) -> Json<Value> {
    shared.log().clear();
    Json(json!([]))
}

/// One request as a recording, and its verdict.
pub async fn request(State(shared): Sandbox, At(number): At<u64>) -> Result<Json<Value>, Trouble> {
    let entry = find(&shared, number)?;
    Ok(Json(json!({"recording": entry.recording(), "verdict": entry.verdict(&shared.document)})))
}

/// One request as a recording and nothing else, which is a file for `openapi-drift`.
pub async fn recording(State(shared): Sandbox, At(number): At<u64>) -> Result<Json<Value>, Trouble> {
    Ok(Json(json!(find(&shared, number)?.recording())))
}

fn find(shared: &Shared, number: u64) -> Result<Arc<Entry>, Trouble> {
    let entry = shared.log().latest().into_iter().find(|entry| entry.number == number);
    entry.ok_or_else(|| Trouble::missing(format!("request {number}")))
}

/// All requests that are remembered whole, one recording in a line, the oldest first: a file for `openapi-drift` too.
pub async fn recordings(State(shared): Sandbox) -> impl IntoResponse {
    let entries = shared.log().latest();
    let whole = entries.iter().rev().filter(|entry| entry.is_whole());
    let lines: String = whole.map(|entry| format!("{}\n", json!(entry.recording()))).collect();
    ([(header::CONTENT_TYPE, "application/x-ndjson")], lines)
}
