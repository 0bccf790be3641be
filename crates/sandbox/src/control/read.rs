//! Reading the state of the sandbox.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ControlError;
use super::requests;
use crate::model::{Keywords, User, view};
use crate::state::Shared;

type Sandbox = State<Arc<Shared>>;

pub async fn overview(State(shared): Sandbox) -> Json<Value> {
    let requests = requests::all(&shared);
    let faults = json!(shared.faults().all());
    let deliveries = json!(shared.deliveries.latest());
    let speed = shared.job_speed();
    let count = shared.log().count();
    let world = shared.world();
    let jobs = world.jobs().rev().take(100).map(|job| {
        let imported = job.users_imported.as_ref().map(Vec::len);
        json!({"id": job.id, "status": job.status, "queued_at": job.queued_at, "users_imported": imported, "message": job.message})
    });
    let jobs: Vec<_> = jobs.collect();
    let keys = world.keys.iter();
    let keys = keys.map(|key| json!({"key": key.key, "secret": key.secret, "access": key.access, "application_key": key.application_key}));
    let keys: Vec<_> = keys.collect();
    let signatures = world.organization().map(|organization| organization.signature_tokens.as_slice()).unwrap_or_default();
    let signatures: Vec<_> = signatures.iter().map(|token| json!({"joined": token.joined(), "access": token.access})).collect();
    Json(json!({
        "vendor": shared.vendor().as_str(), "title": shared.vendor().title(), "contents": world.contents(),
        "world": world.name, "seed": world.seed, "loaded": world.is_loaded(), "now": shared.clock.now(), "url": shared.settings.url,
        "job_speed": speed, "keys": keys, "signature_tokens": signatures,
        "groups_count": world.groups_count(), "users_count": world.users().len(), "requests_count": count,
        "jobs": jobs, "deliveries": deliveries, "webhooks": world.subscriptions(), "faults": faults, "requests": requests,
    }))
}

pub async fn groups(State(shared): Sandbox) -> Json<Value> {
    let world = shared.world();
    let groups = world.groups_after(i64::MIN).map(|group| {
        json!({"id": group.id, "name": group.name, "parent": group.parent, "privacy": group.privacy,
            "requires_approval": group.requires_approval, "members": world.members_count(group.id),
            "depth": world.ancestors(group.id).count()})
    });
    Json(groups.collect())
}

#[derive(Deserialize)]
pub struct Window {
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    keywords: String,
}

pub async fn users(State(shared): Sandbox, window: Result<Query<Window>, QueryRejection>) -> Result<Json<Value>, ControlError> {
    let Query(window) = window.map_err(|_| ControlError::bad_request("expected a whole number as `offset`"))?;
    let world = shared.world();
    let show = |user: &User| json!(view::user(&world, user, true));
    let keywords = Keywords::new(&window.keywords);
    Ok(Json(world.search(&keywords).skip(window.offset).take(50).map(show).collect()))
}

pub async fn decisions(State(shared): Sandbox) -> Json<Value> {
    Json(shared.vendor().decisions().iter().map(|decision| json!({"id": decision.id, "text": decision.text})).collect())
}

pub async fn invitations(State(shared): Sandbox) -> Json<Value> {
    Json(shared.world().invitations().map(|invitation| json!(invitation)).collect())
}
